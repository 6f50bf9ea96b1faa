/** Waking the loops that work: said in the transaction, heard when it commits. Polling is the truth, this the hurry. */
import { sql } from "drizzle-orm";
import type { Db, Tx } from "./db.ts";

export type Work = "inbox" | "match" | "write" | "deliver" | "appointments";

/** Something that is kept in memory has changed. */
export type Change = "documents";

export async function wake(tx: Tx | Db, word: Work | Change): Promise<void> {
  await tx.execute(sql`select pg_notify('multaque', ${word})`);
}
