/** Where DATA_DIR is, whose it is, and what is said when it cannot be used. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  databasePid,
  endDatabase,
  freePort,
  pause,
  start,
  temporaryFolder,
} from "../support/program.ts";
import { asNobody, guest, isRoot, nobody } from "./guests.ts";

const canBeNobody = isRoot && nobody.uid > 0 && spawnSync("setpriv", ["--version"]).status === 0;
const limit = { timeout: 120_000 };

describe("where DATA_DIR is", () => {
  test(
    "a path that is too long for a socket: the socket stands in the temporary folder",
    limit,
    async () => {
      const { path } = temporaryFolder();
      const long = join(path, "l".repeat(120), "m".repeat(120));
      onTestFinished(() => endDatabase(long));
      const one = guest(long);
      onTestFinished(() => rmSync(shortSocket(long), { recursive: true, force: true }));
      await one.listening;
      expect(one.out()).toContain(encodeURIComponent(shortSocket(long)));
      expect((await one.stop()).code).toBe(0);
    },
  );

  test("what the shell says of other databases means nothing to it", limit, async () => {
    const { path } = temporaryFolder();
    const one = guest(path, {
      PGHOST: "/nowhere",
      PGPORT: "6000",
      PGUSER: "x",
      PGDATABASE: "y",
      PGDATA: "/nowhere",
      PGOPTIONS: "-c colour=blue",
      PGSSLMODE: "verify-full",
    });
    await one.listening;
    expect((await one.stop()).code).toBe(0);
  });

  test.runIf(isRoot)(
    "a trap in the temporary folder is not followed, and nothing changes its owner",
    limit,
    async () => {
      const { path } = temporaryFolder();
      const long = join(path, "t".repeat(200));
      const target = join(path, "target");
      mkdirSync(target);
      chownSync(target, nobody.uid, nobody.gid);
      symlinkSync(target, shortSocket(long));
      onTestFinished(() => endDatabase(long));
      onTestFinished(() => rmSync(shortSocket(long), { force: true }));
      const one = guest(long);
      await one.listening.catch(() => {});
      await one.kill();
      expect(statSync(target).uid).toBe(nobody.uid);
      expect(one.errors()).toContain("belongs to somebody else");
    },
  );

  test.each([
    ["blanks and accents", "una carpeta çà €"],
    ["an apostrophe", "it's"],
    ["a colon", "a:b"],
    ["a comma", "a,b"],
    ["a dollar sign", "a$HOME"],
    ["a quotation mark", 'a"b'],
    ["a backslash", "a\\b"],
    ["a percent sign", "a%20b"],
  ])("%s in the path", limit, async (_what, name) => {
    const { path } = temporaryFolder();
    const dataDir = join(path, name);
    onTestFinished(() => endDatabase(dataDir));
    const one = guest(dataDir);
    await one.listening;
    expect((await one.stop()).code).toBe(0);
    expect(databasePid(dataDir)).toBeNull();
  });

  test.runIf(isRoot)(
    "below a folder that is closed to others, as root: it runs all the same",
    limit,
    async () => {
      const { path } = temporaryFolder();
      const closed = join(path, "closed");
      mkdirSync(closed, { mode: 0o700 });
      const dataDir = join(closed, "data");
      onTestFinished(() => endDatabase(dataDir));
      const one = guest(dataDir);
      await one.listening;
      expect((await one.stop()).code).toBe(0);
      expect(statSync(closed).mode & 0o777, "the folder above stays closed").toBe(0o700);
    },
  );
});

describe("the program", () => {
  test("started first, killed, started again, twice at once, stopped", limit, async () => {
    const { path } = temporaryFolder();
    const dataDir = join(path, "data");
    onTestFinished(() => endDatabase(dataDir));
    const [port, otherPort] = [await freePort(), await freePort()];
    const one = guest(dataDir);
    await one.listening;
    // The cluster is there; the secret, the tables and the projects are not.
    const both = [port, otherPort].map((listenOn) =>
      start({
        port: listenOn,
        settings: { DATA_DIR: dataDir, ORIGIN: `http://127.0.0.1:${port}` },
      }),
    );
    await Promise.all(both.map(({ listening }) => listening));
    await one.stop();
    expect(await health(port)).toBe(200);
    await Promise.all(both.map((program) => program.kill()));
    expect(databasePid(dataDir)).not.toBeNull();
    const again = start({ port, settings: { DATA_DIR: dataDir } });
    await again.listening;
    expect(await health(port)).toBe(200);
    const projects = await fetch(`${again.origin}/nodeinfo/2.1`);
    expect(projects.status).toBe(200);
    expect(await again.stop()).toEqual({ code: 0, signal: null });
    expect(databasePid(dataDir)).toBeNull();
    expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o400);
  });

  const name = "as an ordinary user: first start, later start, its own files";
  test.runIf(canBeNobody)(name, limit, async () => {
    const { path } = temporaryFolder();
    const dataDir = join(path, "data");
    mkdirSync(dataDir, { mode: 0o700 });
    chownSync(dataDir, nobody.uid, nobody.gid);
    onTestFinished(() => endDatabase(dataDir));
    const port = await freePort();
    for (const _ of [1, 2]) {
      const program = start({ port, settings: { DATA_DIR: dataDir }, through: asNobody });
      await program.listening;
      expect(await health(port)).toBe(200);
      const pid = databasePid(dataDir) ?? 0;
      expect(readFileSync(`/proc/${pid}/status`, "utf8")).toContain(`Uid:\t${nobody.uid}`);
      expect(await program.stop()).toEqual({ code: 0, signal: null });
      expect(databasePid(dataDir)).toBeNull();
    }
    for (const file of ["postgres", "run", "secret"]) {
      expect(statSync(join(dataDir, file)).uid, file).toBe(nobody.uid);
    }
    expect(statSync(dataDir).mode & 0o777, "what was closed stays closed").toBe(0o700);
  });
  test.skipIf(canBeNobody)(`skipped, as it needs root and setpriv: ${name}`, () => {});

  test("a DATA_DIR that cannot be used: clear words, no stack trace", limit, async () => {
    const { path } = temporaryFolder();
    const file = join(path, "file");
    writeFileSync(file, "");
    chmodSync(file, 0o444);
    const program = start({ port: await freePort(), settings: { DATA_DIR: file } });
    const { code } = await program.ended;
    await pause(50);
    expect(program.errors()).toContain(file);
    expect(program.errors()).not.toMatch(/^\s+at /m);
    expect(code).toBe(78);
  });
});

async function health(port: number): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/health`)).status;
}

/** Where the socket of a long path is: the rule of embedded.ts, said again. */
function shortSocket(dataDir: string): string {
  return join(
    tmpdir(),
    `multaque-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`,
  );
}
