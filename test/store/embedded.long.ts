/** The embedded PostgreSQL: started, joined, left, killed, as root and as an ordinary user. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  databasePid,
  endDatabase,
  environment,
  freePort,
  type Program,
  pause,
  start,
  temporaryFolder,
  until,
} from "../support/program.ts";

const guestFile = fileURLToPath(new URL("guest.ts", import.meta.url));
const isRoot = userInfo().uid === 0;
const nobody = { uid: idOf("-u"), gid: idOf("-g") };
const canBeNobody = isRoot && nobody.uid > 0 && spawnSync("setpriv", ["--version"]).status === 0;
const asNobody = [
  "setpriv",
  `--reuid=${nobody.uid}`,
  `--regid=${nobody.gid}`,
  "--clear-groups",
  "--",
];

function idOf(option: string): number {
  return Number(spawnSync("id", [option, "nobody"], { encoding: "utf8" }).stdout);
}

/** Somebody who uses the database under this folder; see guest.ts. */
function guest(dataDir: string, settings: Readonly<Record<string, string>> = {}): Program {
  return start({ port: 8000, settings, words: [dataDir], file: guestFile });
}

const limit = { timeout: 120_000 };

describe("one after the other", () => {
  test(
    "the first start makes the cluster, later ones find it, whoever leaves stops it",
    limit,
    async () => {
      const { path } = temporaryFolder();
      for (const visit of [1, 2]) {
        const one = guest(path);
        await one.listening;
        expect(one.out()).toContain(`visit ${visit}`);
        expect(databasePid(path)).not.toBeNull();
        expect(await one.stop()).toEqual({ code: 0, signal: null });
        expect(databasePid(path)).toBeNull();
      }
      // Nobody else on this machine may connect: inside, everybody is trusted.
      expect(statSync(join(path, "postgres")).mode & 0o777).toBe(0o700);
      expect(statSync(join(path, "run")).mode & 0o777).toBe(0o700);
    },
  );

  test("kill -9 of a program leaves the server, and the next one finds it", limit, async () => {
    const { path } = temporaryFolder();
    const first = guest(path);
    await first.listening;
    const pid = databasePid(path);
    await first.kill();
    await pause(200);
    expect(databasePid(path)).toBe(pid);
    const second = guest(path);
    await second.listening;
    expect(databasePid(path)).toBe(pid);
    expect(second.out()).toContain("visit 2");
    expect((await second.stop()).code).toBe(0);
    expect(databasePid(path)).toBeNull();
  });

  test(
    "a pid file left by a power cut, whose number another process bears now",
    limit,
    async () => {
      const { path } = temporaryFolder();
      const first = guest(path);
      await first.listening;
      await first.stop();
      const other = spawn("sleep", ["60"], { stdio: "ignore" });
      onTestFinished(() => void other.kill());
      const file = join(path, "postgres", "postmaster.pid");
      const lines = [other.pid, join(path, "postgres"), 1_700_000_000, 5432, join(path, "run")];
      writeFileSync(file, `${[...lines, "", "  5432001    12345", "ready   "].join("\n")}\n`);
      if (isRoot) chownSync(file, statSync(join(path, "postgres")).uid, -1);
      const second = guest(path);
      await second.listening;
      expect((await second.stop()).code).toBe(0);
    },
  );
});

describe("several at once", () => {
  test("whoever comes later joins, and the last to leave stops it", limit, async () => {
    const { path } = temporaryFolder();
    const first = guest(path);
    await first.listening;
    const pid = databasePid(path);
    const second = guest(path);
    await second.listening;
    expect(databasePid(path)).toBe(pid);
    expect((await first.stop()).code).toBe(0);
    expect(databasePid(path)).toBe(pid);
    expect((await second.stop()).code).toBe(0);
    expect(databasePid(path)).toBeNull();
  });

  test("of those who leave at the same moment one stops it", limit, async () => {
    const { path } = temporaryFolder();
    for (let round = 0; round < 2; round++) {
      const first = guest(path);
      await first.listening;
      const all = [first, guest(path), guest(path), guest(path)];
      await Promise.all(all.map(({ listening }) => listening));
      await Promise.all(all.map((one) => one.stop()));
      expect(databasePid(path), `round ${round}`).toBeNull();
    }
  });

  test("whoever comes while the last one leaves is served all the same", limit, async () => {
    const { path } = temporaryFolder();
    let leaving = guest(path);
    await leaving.listening;
    for (let round = 0; round < 10; round++) {
      const coming = guest(path);
      // It takes some time until it looks for a server: somewhere here it does.
      await pause(100 + 40 * round);
      const left = leaving.stop();
      await coming.listening;
      expect((await left).code).toBe(0);
      leaving = coming;
    }
    expect((await leaving.stop()).code).toBe(0);
    expect(databasePid(path)).toBeNull();
  });

  test("two that start at once on a new DATA_DIR share one server", limit, async () => {
    const { path } = temporaryFolder();
    const both = [guest(path), guest(path)];
    await Promise.all(both.map((one) => one.listening));
    for (const one of both) expect((await one.stop()).code).toBe(0);
  });
});

describe("killed while the cluster is made", () => {
  test(
    "the program with all that it started, as in a power cut: the next start makes it anew",
    limit,
    async () => {
      const { path } = temporaryFolder();
      const first = spawn(process.execPath, [guestFile, path], {
        detached: true,
        stdio: "ignore",
        env: environment({}),
      });
      const group = first.pid ?? 0;
      await until(
        "initdb is at work",
        () => existsSync(join(path, "postgres", "PG_VERSION")) || hasBegun(path),
      );
      process.kill(-group, "SIGKILL");
      await pause(300);
      const second = guest(path);
      await second.listening;
      expect((await second.stop()).code).toBe(0);
    },
  );

  test("the program alone: the next start waits for initdb, or makes it anew", limit, async () => {
    const { path } = temporaryFolder();
    const first = guest(path);
    await until("initdb is at work", () => hasBegun(path));
    await first.kill();
    const second = guest(path);
    await second.listening;
    expect((await second.stop()).code).toBe(0);
  });
});

/** Whether something stands in the folder of the cluster, or in one beside it that becomes it. */
function hasBegun(path: string): boolean {
  const listed = spawnSync("find", [path, "-name", "PG_VERSION"], { encoding: "utf8" });
  return listed.stdout.trim() !== "";
}

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
