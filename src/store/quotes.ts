/** Permissions to quote our public notes (FEP-044f). */
import { and, eq } from "drizzle-orm";
import type { Db, Tx } from "./db.ts";
import { note, quote } from "./schema.ts";

export type Quote = {
  readonly id: string;
  readonly noteId: string;
  /** The path of the note's author. */
  readonly actor: string;
  /** The post that quotes. */
  readonly by: string;
};

/** Keeps a permission; gives its id, the same when it was given before. */
export async function allowQuote(tx: Tx, added: Omit<Quote, "actor">): Promise<string> {
  const { noteId, by } = added;
  await tx.insert(quote).values(added).onConflictDoNothing();
  const [row] = await tx
    .select({ id: quote.id })
    .from(quote)
    .where(and(eq(quote.noteId, noteId), eq(quote.by, by)));
  if (row === undefined) throw new Error("a permission was neither kept nor found");
  return row.id;
}

export async function quoteOf(db: Db, id: string): Promise<Quote | null> {
  const [row] = await db
    .select({ id: quote.id, noteId: quote.noteId, actor: note.actor, by: quote.by })
    .from(quote)
    .innerJoin(note, eq(note.id, quote.noteId))
    .where(eq(quote.id, id));
  return row ?? null;
}
