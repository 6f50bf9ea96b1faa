/** What we know of other servers: their actors, and how they sign. */
import { eq, sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { remoteActor, remoteHost } from "./schema.ts";

export type KnownActor = {
  /** The actor's document as its server gave it, or null when it could not be had. */
  readonly document: unknown;
  /** Why it could not be had. */
  readonly failure: string | null;
  /** Milliseconds since we looked. */
  readonly age: number;
};

export async function knownActor(db: Db, iri: string): Promise<KnownActor | null> {
  const [row] = await db
    .select({
      document: remoteActor.document,
      failure: remoteActor.failure,
      age: sql<number>`(extract(epoch from now() - ${remoteActor.fetchedAt}) * 1000)::float8`,
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
  const set = { ...known, fetchedAt: sql`now()` };
  await db
    .insert(remoteActor)
    .values({ iri, ...set })
    .onConflictDoUpdate({ target: remoteActor.iri, set });
}

export async function forgetActor(db: Db, iri: string): Promise<void> {
  await db.delete(remoteActor).where(eq(remoteActor.iri, iri));
}

/** The two ways of signing a request. */
export type Signs = "draft-cavage-http-signatures-12" | "rfc9421";

export async function signsOf(db: Db, host: string): Promise<Signs | null> {
  const [row] = await db.select().from(remoteHost).where(eq(remoteHost.host, host));
  return (row?.signs as Signs | undefined) ?? null;
}

export async function rememberSigns(db: Db, host: string, signs: Signs): Promise<void> {
  await db
    .insert(remoteHost)
    .values({ host, signs })
    .onConflictDoUpdate({ target: remoteHost.host, set: { signs } });
}
