/** What we know of other servers: their actors, and how they sign. */
import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Reception } from "../domain/asking.ts";
import type { Db, Tx } from "./db.ts";
import { letter, remoteActor, remoteHost } from "./schema.ts";
import { wake } from "./wake.ts";

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

/** What is known of an actor, changed without a look at it. */
export async function saveActorDocument(db: Db, iri: string, document: unknown): Promise<void> {
  await db.update(remoteActor).set({ document }).where(eq(remoteActor.iri, iri));
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

/** How a server does, after an attempt: its failures in a row, and for how long nothing is sent there (ms). */
export async function rememberServer(
  tx: Tx,
  host: string,
  server: { readonly failures: number; readonly rest: number },
): Promise<void> {
  const { failures, rest } = server;
  const restsUntil = rest === 0 ? null : sql`now() + ${rest} * interval '1 millisecond'`;
  await tx
    .insert(remoteHost)
    .values({ host, failures, restsUntil, failingSince: failures === 0 ? null : sql`now()` })
    .onConflictDoUpdate({
      target: remoteHost.host,
      set: {
        failures,
        restsUntil,
        failingSince: failures === 0 ? null : sql`coalesce(${remoteHost.failingSince}, now())`,
      },
    });
}

/** A server that speaks to us is there again: what rests for it leaves at once (protocol.md 8.3, 52). */
export async function serverSpeaks(db: Db, host: string): Promise<void> {
  const rows = await db
    .update(remoteHost)
    .set({ restsUntil: null })
    .where(and(eq(remoteHost.host, host), gt(remoteHost.restsUntil, sql`now()`)))
    .returning({ host: remoteHost.host });
  if (rows.length === 0) return;
  await db
    .update(letter)
    .set({ nextAt: sql`now()` })
    .where(and(eq(letter.host, host), eq(letter.state, "waiting")));
  await wake(db, "deliver");
}

export async function rememberSigns(db: Db, host: string, signs: Signs): Promise<void> {
  await db
    .insert(remoteHost)
    .values({ host, signs })
    .onConflictDoUpdate({ target: remoteHost.host, set: { signs } });
}

/** How the people of a server took it that we asked. */
export async function receptionAt(db: Db, host: string): Promise<Reception> {
  const [row] = await db
    .select({ asked: remoteHost.asked, blocks: remoteHost.blocks })
    .from(remoteHost)
    .where(eq(remoteHost.host, host));
  return row ?? { asked: 0, blocks: 0 };
}

/** One person more there whom we asked, or who was asked and has blocked us. */
export async function countReception(
  tx: Tx,
  host: string,
  what: "asked" | "blocks",
): Promise<void> {
  await tx
    .insert(remoteHost)
    .values({ host, [what]: 1 })
    .onConflictDoUpdate({
      target: remoteHost.host,
      set: { [what]: sql`${remoteHost[what]} + 1` },
    });
}

/** Every server where somebody was asked, for administrators. */
export async function receptions(
  db: Db,
): Promise<readonly (Reception & { readonly host: string })[]> {
  return db
    .select({ host: remoteHost.host, asked: remoteHost.asked, blocks: remoteHost.blocks })
    .from(remoteHost)
    .where(gt(remoteHost.asked, 0))
    .orderBy(asc(remoteHost.host));
}
