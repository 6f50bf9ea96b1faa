/** The one place where transactions begin. */
import type { Db, Tx } from "../store/db.ts";

const mostTries = 4;

/**
 * Runs `work` in a transaction; the whole of it again after a deadlock, a serialization failure or a
 * lock that was not to be had in time, at most three times more (R15).
 */
export async function transact<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (tries === mostTries || !isTransient(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** tries * Math.random()));
    }
  }
}

/** Serialization failure, deadlock, lock not available. */
const transient = new Set(["40001", "40P01", "55P03"]);

function isTransient(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && transient.has(String(cause.code))) return true;
  }
  return false;
}
