/** What can be said on the command line, and what is wrong usage; no database is needed for that. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { command, environment, type Ran, root, temporaryFolder } from "../support/program.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  version: string;
};
const limit = { timeout: 60_000 };

describe("help and version", () => {
  test("--help says what can be said, --version which version this is", limit, async () => {
    const [help, asked] = await Promise.all([command(["--help"]), command(["--version"])]);
    expect(help.code).toBe(0);
    for (const word of ["serve", "project", "team", "letters", "--help", "--version"]) {
      expect(help.out).toContain(word);
    }
    expect(asked).toMatchObject({ code: 0, out: `${version}\n`, errors: "" });
  });

  test("help of one command", limit, async () => {
    const [help, inside] = await Promise.all([
      command(["help", "project"]),
      command(["project", "add", "--help"]),
    ]);
    expect(help.code).toBe(0);
    for (const word of ["list", "add", "close"]) expect(help.out).toContain(word);
    expect(inside.code).toBe(0);
    expect(inside.out).toContain("FILE");
  });

  test("they need no settings that are right", limit, async () => {
    expect(await command(["--version"], { PORT: "eighty" })).toMatchObject({ code: 0 });
  });
});

describe("wrong usage ends with 2, says what is wrong on standard error, and touches nothing", () => {
  const wrong: readonly (readonly string[])[] = [
    [],
    ["sirve"],
    ["serve", "extra"],
    ["serve", "--json"],
    ["project"],
    ["project", "delete"],
    ["project", "add"],
    ["project", "close"],
    ["project", "list", "one"],
    ["team"],
    ["team", "show"],
    ["letters", "--most", "0"],
    ["letters", "--most", "many"],
    ["letters", "--state", "lost"],
    ["letters", "--json=yes"],
  ];
  let ran: readonly Ran[];
  let touched: boolean;

  beforeAll(async () => {
    const folder = temporaryFolder();
    const all: Ran[] = [];
    // Two at a time: each is mostly loading.
    for (let n = 0; n < wrong.length; n += 2) {
      const two = wrong.slice(n, n + 2);
      const settings = { DATA_DIR: join(folder.path, "data") };
      all.push(...(await Promise.all(two.map((words) => command(words, settings)))));
    }
    ran = all;
    touched = existsSync(join(folder.path, "data"));
    await folder.remove();
  }, 120_000);

  test.each(wrong.map((words, n) => [words.join(" ") || "nothing", n] as const))(
    "%s",
    (_words, n) => {
      const { code, out, errors } = ran[n] ?? {};
      expect(out).toBe("");
      expect(errors).toMatch(/\S/);
      expect(errors).not.toMatch(/\n\s+at /);
      expect(code).toBe(2);
    },
  );

  test("no database was made for any of it", () => {
    expect(touched).toBe(false);
  });
});

describe("npx multaque: bin/multaque.mjs finds the project's own Node", () => {
  let folder: ReturnType<typeof temporaryFolder>;

  /** The same program in a folder of its own, where everything counts as installed: nothing is ever installed here. */
  beforeAll(() => {
    folder = temporaryFolder();
    for (const name of ["bin", "scripts", "package.json", "package-lock.json"]) {
      cpSync(join(root, name), join(folder.path, name), { recursive: true });
    }
    symlinkSync(join(root, "src"), join(folder.path, "src"));
    const modules = join(folder.path, "node_modules");
    mkdirSync(modules);
    for (const name of readdirSync(join(root, "node_modules"))) {
      if (name !== ".installed") symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
    const lock = readFileSync(join(root, "package-lock.json"));
    writeFileSync(join(modules, ".installed"), createHash("sha256").update(lock).digest("hex"));
    return () => folder.remove();
  });

  function multaque(words: readonly string[], settings: Readonly<Record<string, string>> = {}) {
    return new Promise<{ code: number | null; out: string; errors: string }>((resolve) => {
      const child = spawn(process.execPath, [join(folder.path, "bin", "multaque.mjs"), ...words], {
        env: environment(settings),
        cwd: folder.path,
      });
      let [out, errors] = ["", ""];
      child.stdout.on("data", (part) => {
        out += part;
      });
      child.stderr.on("data", (part) => {
        errors += part;
      });
      child.on("close", (code) => resolve({ code, out, errors }));
    });
  }

  test("--help and --version, with nothing else on standard output", limit, async () => {
    expect(await multaque(["--version"])).toEqual({ code: 0, out: `${version}\n`, errors: "" });
    const help = await multaque(["--help"]);
    expect(help.code).toBe(0);
    expect(help.out).toContain("letters");
    expect(help.errors).toBe("");
  });

  test("exit codes come through: 2 for wrong usage, 78 for wrong settings", limit, async () => {
    const [usage, settings] = await Promise.all([
      multaque(["sirve"]),
      multaque(["project", "list"], { LOG_LEVEL: "verbose" }),
    ]);
    expect(usage).toMatchObject({ code: 2, out: "" });
    expect(settings).toMatchObject({ code: 78, out: "" });
  });
});
