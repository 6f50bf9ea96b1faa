/** The embedded PostgreSQL when programs are killed, and when several come and go at the same moment. */
import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { databasePid, environment, pause, temporaryFolder, until } from "../support/program.ts";
import { guest, guestFile, isRoot } from "./guests.ts";

const limit = { timeout: 120_000 };

describe("one after the other", () => {
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

  test("what a killed initdb left is removed, and nothing else", limit, async () => {
    const { path } = temporaryFolder();
    const names = ["postgres.making-a1B2c3", "postgres.making-notes", "postgres.old"];
    for (const name of names) mkdirSync(join(path, name));
    const one = guest(path);
    await one.listening;
    expect((await one.stop()).code).toBe(0);
    expect(readdirSync(path).sort()).toEqual(
      ["lock", "postgres", "postgres.making-notes", "postgres.old", "run"].sort(),
    );
  });

  test("a folder that is no whole database is neither used nor touched", limit, async () => {
    const { path } = temporaryFolder();
    mkdirSync(join(path, "postgres"));
    writeFileSync(join(path, "postgres", "PG_VERSION"), "18\n");
    const one = guest(path);
    expect(await one.ended).toMatchObject({ code: 78 });
    await pause(50);
    expect(one.errors()).toContain("no whole database");
    expect(readdirSync(join(path, "postgres"))).toEqual(["PG_VERSION"]);
  });
});

/** Whether something stands in the folder of the cluster, or in one beside it that becomes it. */
function hasBegun(path: string): boolean {
  const listed = spawnSync("find", [path, "-name", "PG_VERSION"], { encoding: "utf8" });
  return listed.stdout.trim() !== "";
}
