/** The embedded PostgreSQL: made, found again, shared, and stopped by whoever leaves last. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { databasePid, endDatabase, temporaryFolder } from "../support/program.ts";
import { guest } from "./guests.ts";

const limit = { timeout: 120_000 };

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

test(
  "two that start at once on a new DATA_DIR share one server, and the last to leave stops it",
  limit,
  async () => {
    const { path } = temporaryFolder();
    const both = [guest(path), guest(path)];
    await Promise.all(both.map((one) => one.listening));
    for (const one of both) {
      expect(databasePid(path)).not.toBeNull();
      expect((await one.stop()).code).toBe(0);
    }
    expect(databasePid(path)).toBeNull();
  },
);

test("a DATA_DIR whose name a shell, a list or a URL would read otherwise", limit, async () => {
  const { path } = temporaryFolder();
  const dataDir = join(path, `it's a,b:c $HOME "d" \\ %20 çà €`);
  onTestFinished(() => endDatabase(dataDir));
  const one = guest(dataDir);
  await one.listening;
  expect((await one.stop()).code).toBe(0);
  expect(databasePid(dataDir)).toBeNull();
});
