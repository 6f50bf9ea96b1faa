/** What we know of other servers: their actors, and how they sign. */
import { eq, sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { remoteActor, remoteHost } from "./schema.ts";

export type KnownActor = {
  /** The actor's document as its server gave it, or null when it could not be had. */
  readonly document: unknown;
  /** Why it could not be had. */
  readonly failure: string | null;
  /** Milliseconds since we got it. */
  readonly age: number;
  /** Milliseconds since we looked last. */
  readonly tried: number;
};

export async function knownActor(db: Db, iri: string): Promise<KnownActor | null> {
  const ms = (since: typeof remoteActor.fetchedAt | typeof remoteActor.triedAt) =>
    sql<number>`(extract(epoch from now() - ${since}) * 1000)::float8`;
  const [row] = await db
    .select({
      document: remoteActor.document,
      failure: remoteActor.failure,
      age: ms(remoteActor.fetchedAt),
      tried: ms(remoteActor.triedAt),
    })
    .from(remoteActor)
    .where(eq(remoteActor.iri, iri));
  return row ?? null;
}

export async function rememberActor(
  db: Db,
  iri: string,
  known: { readonly document: unknown; readonly failure: string | null },
): Promise<void> {
  const set = { ...known, fetchedAt: sql`now()`, triedAt: sql`now()` };
  await db
    .insert(remoteActor)
    .values({ iri, ...set })
    .onConflictDoUpdate({ target: remoteActor.iri, set });
}

/** Looked again, in vain: what is known stays. */
export async function rememberTried(db: Db, iri: string): Promise<void> {
  await db.update(remoteActor).set({ triedAt: sql`now()` }).where(eq(remoteActor.iri, iri));
}

export async function forgetActor(db: Db, iri: string): Promise<void> {
  await db.delete(remoteActor).where(eq(remoteActor.iri, iri));
}

/** The two ways of signing a request. */
export type Signs = "draft-cavage-http-signatures-12" | "rfc9421";

export async function signsOf(db: Db, host: string): Promise<Signs | null> {
  const [row] = await db.select().from(remoteHost).where(eq(remoteHost.host, host));
  return (row?.signs as Signs | null | undefined) ?? null;
}

export async function rememberSigns(db: Db, host: string, signs: Signs): Promise<void> {
  await db
    .insert(remoteHost)
    .values({ host, signs })
    .onConflictDoUpdate({ target: remoteHost.host, set: { signs } });
}
