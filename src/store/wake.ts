/** Waking the loops that work: said in the transaction, heard when it commits. Polling is the truth, this the hurry. */
import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "./db.ts";

export type Work = "inbox" | "match" | "write" | "deliver" | "appointments" | "moderation";

/** Something that is kept in memory has changed. */
export type Change = "documents" | "actors";

/** The same as a part of a statement. */
export function told(word: Work | Change): SQL {
  return sql`pg_notify('multaque', ${word})`;
}

export async function wake(tx: Tx | Db, word: Work | Change): Promise<void> {
  await tx.execute(sql`select ${told(word)}`);
}
