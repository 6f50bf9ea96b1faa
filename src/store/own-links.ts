/** Links to people's own pages, known here by their hashes alone (protocol.md 8.3, 69). */
import { createHash } from "node:crypto";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import type { PersonId } from "../domain/ids.ts";
import type { Db, Tx } from "./db.ts";
import { ownLink } from "./schema.ts";

function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}

/** What a consent says of the link by which it was given: enough to compare, not enough to open the page. */
export function evidenceOf(token: string): string {
  return `own-link:${Buffer.from(hashOf(token)).toString("base64url")}`;
}

export async function insertOwnLink(
  tx: Tx,
  made: { readonly token: string; readonly person: PersonId; readonly lastsMs: number },
): Promise<void> {
  await tx.insert(ownLink).values({
    hash: hashOf(made.token),
    personId: made.person,
    expiresAt: sql`now() + ${made.lastsMs} * interval '1 millisecond'`,
  });
}

/** Whose page this link opens; null for one that never was, is over, or whose person was erased. */
export async function personAtLink(db: Db, token: string): Promise<PersonId | null> {
  const [row] = await db
    .select({ person: ownLink.personId })
    .from(ownLink)
    .where(and(eq(ownLink.hash, hashOf(token)), gt(ownLink.expiresAt, sql`now()`)));
  return row === undefined ? null : (row.person as PersonId);
}

export async function removeOwnLinks(tx: Tx, person: PersonId): Promise<void> {
  await tx.delete(ownLink).where(eq(ownLink.personId, person));
}

/** Links that are over open nothing, and are nothing to keep. */
export async function forgetOwnLinks(db: Db): Promise<void> {
  await db.delete(ownLink).where(lt(ownLink.expiresAt, sql`now()`));
}
