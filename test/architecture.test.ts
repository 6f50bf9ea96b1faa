/** Who may import whom, and the doors that open in one place only (ARCHITECTURE.md, house rules). */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const src = join(root, "src");

type Source = {
  readonly path: string;
  /** The folder directly under src, or "root". */
  readonly layer: string;
  readonly text: string;
  readonly imports: readonly string[];
};

const files: readonly Source[] = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => {
    const text = readFileSync(join(src, path), "utf8");
    const imports = [...text.matchAll(/^\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"/gms)].map(
      ([, name = ""]) => name,
    );
    return {
      path,
      layer: path.includes("/") ? (path.split("/", 1)[0] ?? "") : "root",
      text,
      imports,
    };
  });

/** What every layer may import of ours; modules at the root of src by name. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  domain: ["domain"],
  store: ["domain", "store"],
  operations: [
    "domain",
    "store",
    "operations",
    "instance.ts",
    "addresses.ts",
    "sites.ts",
    "keypairs.ts",
  ],
  federation: [
    "domain",
    "store",
    "operations",
    "federation",
    "instance.ts",
    "addresses.ts",
    "sites.ts",
    "config.ts",
    "keypairs.ts",
    "log.ts",
  ],
  web: [
    "domain",
    "store",
    "operations",
    "web",
    "instance.ts",
    "addresses.ts",
    "config.ts",
    "gazetteer.ts",
    "log.ts",
  ],
  cli: [
    "domain",
    "store",
    "operations",
    "cli",
    "instance.ts",
    "addresses.ts",
    "config.ts",
    "showcase.ts",
    "pictures.ts",
  ],
  jobs: ["store", "jobs", "log.ts"],
};

/** Plain modules beside the layers, and what they may know. */
const plain: Readonly<Record<string, readonly string[]>> = {
  "addresses.ts": ["domain"],
  "gazetteer.ts": ["domain"],
  "showcase.ts": ["domain", "pictures.ts"],
  "pictures.ts": ["domain"],
  "config.ts": ["domain", "gazetteer.ts"],
  "instance.ts": ["domain", "config.ts", "store"],
  "keypairs.ts": ["store"],
  "log.ts": ["config.ts"],
  "secret.ts": [],
  "sites.ts": [],
  "guard.ts": [],
};

/** Roots put together and see everything. */
const roots = new Set(["main.ts", "server.ts", "worker.ts", "open.ts"]);

/** Where an import leads, from src: a layer, the name of a root module, or null for a package. */
function target(from: Source, name: string): string | null {
  if (!name.startsWith(".")) return null;
  const path = relative(src, normalize(join(src, dirname(from.path), name)));
  if (path.startsWith("..")) return null;
  return path.includes("/") ? (path.split("/", 1)[0] ?? null) : path;
}

function violations(check: (file: Source) => readonly string[]): string[] {
  return files.flatMap((file) => check(file).map((why) => `${file.path}: ${why}`));
}

/** The text without comments and strings: a word in a sentence opens no door. */
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
}

describe("rules of dependency", () => {
  test("there is something to look at", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(200);
  });

  test("1 to 5: layers import downwards only, surfaces never one another", () => {
    expect(
      violations((file) => {
        const may = file.layer === "root" ? plain[file.path] : allowed[file.layer];
        if (file.layer === "root" && roots.has(file.path)) return [];
        if (may === undefined) return ["belongs to no layer: add it to this table with its rule"];
        return file.imports
          .map((name) => target(file, name))
          .filter((layer): layer is string => layer !== null && !may.includes(layer))
          .map((layer) => `imports ${layer}`);
      }),
    ).toEqual([]);
  });

  test("1: the domain is pure: no package but zod, no clock, no dice, no await", () => {
    expect(
      violations((file) => {
        if (file.layer !== "domain") return [];
        const packages = file.imports.filter((name) => !name.startsWith(".") && name !== "zod");
        const impure = [
          /\bDate\.now\(/,
          /\bnew Date\(\)/,
          /\bMath\.random\(/,
          /\bawait\b/,
          /\bfetch\(/,
          /\bprocess\./,
        ];
        return [
          ...packages.map((name) => `imports ${name}`),
          ...impure
            .filter((word) => word.test(code(file.text)))
            .map((word) => `uses ${word.source}`),
        ];
      }),
    ).toEqual([]);
  });

  test("6: each package has its place", () => {
    const places: readonly (readonly [RegExp, (file: Source) => boolean])[] = [
      [/^@fedify\//, ({ layer }) => layer === "federation"],
      [/^drizzle-orm/, ({ layer }) => layer === "store"],
      [/^postgres$/, ({ layer }) => layer === "store"],
      [
        /^hono/,
        ({ layer, path }) => layer === "web" || layer === "federation" || path === "server.ts",
      ],
      [/^@hono\/node-server/, ({ path }) => path === "main.ts"],
      [/^undici$/, ({ path }) => path === "federation/fetcher.ts"],
      [/^@optique\//, ({ layer, path }) => layer === "cli" || path === "main.ts"],
    ];
    expect(
      violations((file) =>
        file.imports.flatMap((name) =>
          places
            .filter(([pattern, here]) => pattern.test(name) && !here(file))
            .map(() => `imports ${name}`),
        ),
      ),
    ).toEqual([]);
  });

  test("7: every door opens in one place", () => {
    const doors: readonly (readonly [string, RegExp, (path: string) => boolean])[] = [
      ["the environment", /\bprocess\.env\b/, (path) => path === "config.ts"],
      ["the network", /\b(?:fetch|undiciFetch)\(/, (path) => path === "federation/fetcher.ts"],
      ["a transaction", /\.transaction\(/, (path) => path === "operations/transaction.ts"],
      ["Fedify's own sending", /\bsendActivity\b/, () => false],
      ["the one way out", /\.fetcher\(/, (path) => path === "federation/sign.ts"],
      ["posting to others", /method: "POST",\n\s+url/, (path) => path === "federation/deliver.ts"],
      ["the end of the process", /\bprocess\.exit\(/, (path) => path === "main.ts"],
    ];
    expect(
      violations((file) =>
        doors
          .filter(([, door, here]) => door.test(code(file.text)) && !here(file.path))
          .map(([name]) => `opens ${name}`),
      ),
    ).toEqual([]);
  });

  test("8: no barrels: an index is a table, and nothing is exported again", () => {
    expect(
      violations((file) =>
        /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})[^;\n]*\sfrom\s/m.test(file.text)
          ? ["exports again"]
          : [],
      ),
    ).toEqual([]);
  });

  test("8: no import cycles", () => {
    const edges = new Map(
      files.map((file) => [
        file.path,
        file.imports
          .filter((name) => name.startsWith("."))
          .map((name) => relative(src, normalize(join(src, dirname(file.path), name)))),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
        return;
      }
      if (done.has(path)) return;
      for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of edges.keys()) visit(path, []);
    expect(cycles.filter((cycle) => !onlyTypes(cycle))).toEqual([]);
  });

  test("operations are one verb a file; an operation imports no operation", () => {
    const shared = new Set([
      "transaction.ts",
      "leaving.ts",
      "seating.ts",
      "answering.ts",
      "naming.ts",
      "gathering.ts",
      "standing.ts",
      "erasing.ts",
    ]);
    expect(
      violations((file) => {
        if (file.layer !== "operations") return [];
        return file.imports
          .filter((name) => name.startsWith("./") && !shared.has(name.slice(2)))
          .map((name) => `imports ${name}`);
      }),
    ).toEqual([]);
  });

  test("every file begins with a sentence, and nothing is left to do without a number", () => {
    expect(
      violations((file) => [
        ...(file.text.startsWith("/**") ? [] : ["does not begin with a doc comment"]),
        ...(/\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))/.test(file.text)
          ? ["has something left to do"]
          : []),
      ]),
    ).toEqual([]);
  });
});

/** A ring of types alone is gone when the program runs. */
function onlyTypes(cycle: string): boolean {
  const path = cycle.split(" → ");
  return path.slice(0, -1).some((from, n) => {
    const file = files.find((one) => one.path === from);
    const to = path[n + 1] ?? "";
    return (
      file !== undefined &&
      new RegExp(`import type [^;]*${to.split("/").at(-1)?.replace(".", "\\.")}"`).test(file.text)
    );
  });
}
