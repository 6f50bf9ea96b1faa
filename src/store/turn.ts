/** One at a time among the programs that use a folder: starting and stopping its database. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { DatabaseAway } from "./unusable.ts";

/** A first start on a slow disk, or coming back after a power cut, may take that long. */
const patienceMs = 120_000;
const lookAgainMs = 40;
/** SQLite's word for a lock that another one holds. */
const busy = 5;

/**
 * Waits for its turn in this folder, then works. The lock is an exclusive transaction in an empty SQLite
 * file: Node has no file locks, SQLite has those of the operating system, which end with their holder,
 * however it ends. A file with a pid inside would outlive a power cut.
 */
export async function inTurn<Result>(
  folder: string,
  work: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const lock = new DatabaseSync(join(folder, "lock"), { timeout: 0 });
  try {
    const end = performance.now() + patienceMs;
    while (!isTaken(lock)) {
      if (performance.now() > end) {
        throw new DatabaseAway(`another program is starting or stopping it in ${folder}`);
      }
      await pause(lookAgainMs, undefined, signal ? { signal } : {});
    }
    return await work();
  } finally {
    lock.close();
  }
}

function isTaken(lock: DatabaseSync): boolean {
  try {
    lock.exec("begin exclusive");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === busy) return false;
    throw error;
  }
}
