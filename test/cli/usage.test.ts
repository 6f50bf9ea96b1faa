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
import { parseSync } from "@optique/core/parser";
import { beforeAll, describe, expect, test } from "vitest";
import { parser } from "../../src/cli/commands.ts";
import { settingsTable } from "../../src/config.ts";
import { command, environment, root, temporaryFolder } from "../support/program.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  version: string;
};
const limit = { timeout: 60_000 };

describe("help and version", () => {
  test("--help says what can be said, also of one command", limit, async () => {
    const [help, inside] = await Promise.all([
      command(["--help"]),
      command(["project", "add", "--help"]),
    ]);
    expect(help).toMatchObject({ code: 0, errors: "" });
    for (const word of ["serve", "project", "team", "letters", "--help", "--version"]) {
      expect(help.out).toContain(word);
    }
    // Every setting with its default.
    for (const { name, byDefault } of settingsTable) {
      expect(help.out, name).toContain(byDefault === "" ? `${name}:` : `${name} (${byDefault}):`);
    }
    expect(inside).toMatchObject({ code: 0, errors: "" });
    expect(inside.out).toContain("FILE");
  });

  test("--version says which version this is, whatever the settings", limit, async () => {
    const asked = await command(["--version"], { PORT: "eighty" });
    expect(asked).toMatchObject({ code: 0, out: `${version}\n`, errors: "" });
  });
});

describe("wrong usage", () => {
  test.each([
    "",
    "sirve",
    "serve extra",
    "serve --json",
    "project",
    "project delete",
    "project add",
    "project close",
    "project list one",
    "team",
    "team show",
    "letters --most 0",
    "letters --most many",
    "letters --state lost",
    "letters --json=yes",
  ])("multaque %s", (line) => {
    expect(parseSync(parser, words(line)).success).toBe(false);
  });

  test.each([
    "serve",
    "serve --web",
    "serve --work",
    "project list --json",
    "project add sheet.yaml --json",
    "project close --json hort",
    "team list",
    "team show hort-girona --json",
    "letters --state resting --most 10 --json",
  ])("but not: multaque %s", (line) => {
    expect(parseSync(parser, words(line)).success).toBe(true);
  });

  test("ends with 2, says so on standard error, and touches nothing", limit, async () => {
    const dataDir = join(temporaryFolder().path, "data");
    const { code, out, errors } = await command(["project"], { DATA_DIR: dataDir });
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(errors).toContain("Usage:");
    expect(errors).not.toMatch(/\n\s+at /);
    expect(existsSync(dataDir)).toBe(false);
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

  test("--help, with nothing else on standard output", limit, async () => {
    const help = await multaque(["--help"]);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/^Multaque /);
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

function words(line: string): string[] {
  return line.split(" ").filter((word) => word !== "");
}
