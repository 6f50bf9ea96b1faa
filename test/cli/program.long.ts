/** Administrators' commands as a shell runs them: beside a program that serves, and alone. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { client } from "../../src/store/client.ts";
import {
  command,
  databasePid,
  endDatabase,
  environment,
  freePort,
  mainFile,
  type Program,
  pause,
  root,
  start,
  temporaryFolder,
} from "../support/program.ts";

const limit = { timeout: 120_000 };
let folder: ReturnType<typeof temporaryFolder>;
let settings: Readonly<Record<string, string>>;
let program: Program;

beforeAll(async () => {
  folder = temporaryFolder();
  const port = await freePort();
  settings = {
    DATA_DIR: join(folder.path, "data"),
    ORIGIN: `http://127.0.0.1:${port}`,
    LOG_LEVEL: "info",
  };
  program = start({ port, settings });
  await program.listening;
}, 120_000);

afterAll(async () => {
  await program.kill();
  await endDatabase(settings.DATA_DIR ?? "");
  await folder.remove();
}, 60_000);

function multaque(line: string) {
  return command(line.split(" "), settings);
}

/** JSON and nothing else on standard output, nothing on standard error. */
function only({ out, errors }: { readonly out: string; readonly errors: string }): unknown {
  expect(errors).toBe("");
  return JSON.parse(out);
}

describe("while the program serves", () => {
  test("--json prints JSON and nothing else, and the server goes on", limit, async () => {
    const sheet = join(root, "demo", "hort-compartit.yaml");
    const [list, teams, added] = await Promise.all([
      multaque("project list --json"),
      multaque("team list --json"),
      multaque(`project add ${sheet} --json`),
    ]);
    expect([list.code, teams.code, added.code]).toEqual([0, 0, 0]);
    expect((only(list) as unknown[]).length).toBeGreaterThanOrEqual(3);
    expect(only(teams)).toEqual([]);
    const { url } = only(added) as { url: string };
    // What was added is there at once, without a restart.
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(`${program.origin}/health`)).status).toBe(200);
    expect(databasePid(settings.DATA_DIR ?? "")).not.toBeNull();
  });

  test(
    "what fails ends with 1: JSON on standard output with --json, words on standard error without",
    limit,
    async () => {
      const [json, words] = await Promise.all([
        multaque("project close nothing --json"),
        multaque("team show nothing"),
      ]);
      expect(json).toMatchObject({ code: 1, errors: "" });
      expect(JSON.parse(json.out)).toMatchObject({ error: expect.stringContaining("nothing") });
      expect(words).toMatchObject({ code: 1, out: "" });
      expect(words.errors).toContain("nothing");
      expect(words.errors).not.toMatch(/\n\s+at /);
    },
  );

  test(
    "more than a pipe holds comes through whole, and a reader who leaves is no reason to cry",
    limit,
    async () => {
      const sql = client(
        `postgres://multaque@localhost/postgres?host=${encodeURIComponent(join(settings.DATA_DIR ?? "", "run"))}`,
        { max: 1 },
      );
      await sql`
      insert into letter (id, actor, inbox, host, body, once, lane, order_key, state)
      select lpad(n::text, 25, '0'), '/ap/org', 'http://127.0.0.1:9/users/' || n || '/inbox', '127.0.0.1:9',
        '{}', 'test ' || n, 1, 'test', 'resting' from generate_series(1, 3000) n`;
      await sql.end();

      const slow = letters(["--most", "3000"]);
      // Nobody reads for a while.
      slow.child.stdout.pause();
      await pause(5_000);
      slow.child.stdout.resume();
      expect(await slow.ended).toMatchObject({ code: 0, errors: "" });
      expect(JSON.parse(slow.out())).toHaveLength(3000);

      const leaving = letters(["--most", "3000"]);
      leaving.child.stdout.once("data", () => leaving.child.stdout.destroy());
      expect((await leaving.ended).errors).not.toMatch(/\n\s+at /);
    },
  );
});

function letters(more: readonly string[]) {
  const child = spawn(process.execPath, [mainFile, "letters", "--json", ...more], {
    env: environment({ ...settings, ALLOW_PRIVATE_ADDRESS: "1" }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    out += part;
  });
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    errors += part;
  });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.once("close", (code) => resolve({ code, errors }));
  });
  return { child, ended, out: () => out };
}

describe("while the program does not serve", () => {
  test("commands start the database and stop it, also two at once", limit, async () => {
    expect((await program.stop()).code).toBe(0);
    expect(databasePid(settings.DATA_DIR ?? "")).toBeNull();
    const alone = await multaque("project list --json");
    expect(alone.code).toBe(0);
    expect((only(alone) as unknown[]).length).toBeGreaterThanOrEqual(4);
    expect(databasePid(settings.DATA_DIR ?? "")).toBeNull();
    const both = await Promise.all([multaque("team list --json"), multaque("project list --json")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    for (const one of both) only(one);
    expect(databasePid(settings.DATA_DIR ?? "")).toBeNull();
  });

  test("wrong settings end with 78, and say nothing on standard output", limit, async () => {
    const ran = await command(["letters", "--json"], { ...settings, WAIT_QUESTION: "60" });
    expect(ran).toMatchObject({ code: 78, out: "" });
    expect(ran.errors).toContain("WAIT_QUESTION");
  });
});
