/** People of other servers, what they were asked and answered, and what they agreed to. */
import { createHash } from "node:crypto";
import { and, eq, gt, lt, or, sql } from "drizzle-orm";
import type { ActorIri, PersonId, ProjectId } from "../domain/ids.ts";
import type { Language } from "../domain/languages.ts";
import type { Person } from "../domain/people.ts";
import type { Db, Tx } from "./db.ts";
import { answered, asked, consent, goneActor, inbound, letter, person } from "./schema.ts";

type Row = typeof person.$inferSelect;

function fromRow(row: Row): Person {
  return {
    id: row.id as PersonId,
    iri: row.iri as ActorIri,
    handle: row.handle,
    inbox: row.inbox,
    sharedInbox: row.sharedInbox,
    type: row.type,
    noBots: row.noBots,
    language: row.language as Language | null,
    languageChosen: row.languageChosen,
    silentSince: row.silentSince,
  };
}

/** What their server says of somebody. */
export type Profile = Pick<Person, "iri" | "handle" | "inbox" | "sharedInbox" | "type" | "noBots">;

export async function personOf(db: Db, id: PersonId): Promise<Person | null> {
  const [row] = await db.select().from(person).where(eq(person.id, id));
  return row === undefined ? null : fromRow(row);
}

/** When we first heard of somebody. */
export async function knownSince(db: Db, id: PersonId): Promise<Date> {
  const [row] = await db.select({ at: person.firstSeenAt }).from(person).where(eq(person.id, id));
  return row?.at ?? new Date(0);
}

export async function personByIri(db: Db, iri: ActorIri): Promise<Person | null> {
  const [row] = await db.select().from(person).where(eq(person.iri, iri));
  return row === undefined ? null : fromRow(row);
}

/** Somebody by the name that their server gives them, in whatever case it is written. */
export async function personByHandle(db: Db, handle: string): Promise<Person | null> {
  const [row] = await db
    .select()
    .from(person)
    .where(eq(sql`lower(${person.handle})`, handle.toLowerCase()))
    .limit(1);
  return row === undefined ? null : fromRow(row);
}

/** The person with this profile, locked; made when new, brought up to date when known. */
export async function meetPerson(
  tx: Tx,
  profile: Profile,
  fresh: { readonly id: PersonId; readonly at: Date },
): Promise<Person> {
  const [row] = await tx
    .insert(person)
    .values({ ...profile, id: fresh.id, firstSeenAt: fresh.at })
    .onConflictDoUpdate({
      target: person.iri,
      set: {
        handle: profile.handle,
        inbox: profile.inbox,
        sharedInbox: profile.sharedInbox,
        type: profile.type,
        noBots: profile.noBots,
      },
    })
    .returning();
  if (row === undefined) throw new Error("a person was neither made nor found");
  return fromRow(row);
}

/** Somebody known has another profile now. */
export async function updateProfile(tx: Tx, profile: Profile): Promise<void> {
  const { handle, inbox, sharedInbox, type, noBots } = profile;
  await tx
    .update(person)
    .set({ handle, inbox, sharedInbox, type, noBots })
    .where(eq(person.iri, profile.iri));
}

export async function lockPerson(tx: Tx, id: PersonId): Promise<Person | null> {
  const [row] = await tx.select().from(person).where(eq(person.id, id)).for("update");
  return row === undefined ? null : fromRow(row);
}

export async function lockPersonByIri(tx: Tx, iri: ActorIri): Promise<Person | null> {
  const [row] = await tx.select().from(person).where(eq(person.iri, iri)).for("update");
  return row === undefined ? null : fromRow(row);
}

export async function savePerson(
  tx: Tx,
  id: PersonId,
  change: {
    readonly language?: Language;
    readonly languageChosen?: boolean;
    readonly silentSince?: Date | null;
    readonly movedTo?: ActorIri;
  },
): Promise<void> {
  await tx.update(person).set(change).where(eq(person.id, id));
}

/** Everything held about somebody goes, also letters on their way (F21). */
export async function erasePerson(tx: Tx, id: PersonId): Promise<void> {
  await tx.delete(letter).where(eq(letter.personId, id));
  await tx.delete(person).where(eq(person.id, id));
}

/** What somebody sent goes with them, also what is not handled yet (F21). */
export async function forgetReceived(tx: Tx, iri: ActorIri): Promise<void> {
  await tx.delete(inbound).where(eq(inbound.actor, iri));
}

/** Letters to somebody that have not left, of one actor of ours or of all, are not sent any more. */
export async function dropLettersTo(
  tx: Tx,
  id: PersonId,
  from: string | null = null,
): Promise<void> {
  await tx
    .delete(letter)
    .where(
      and(
        eq(letter.personId, id),
        eq(letter.state, "waiting"),
        from === null ? undefined : eq(letter.actor, from),
      ),
    );
}

/** Remembers that an actor deleted itself, so that what arrives late has no effect (R10). */
export async function rememberGone(tx: Tx, iri: ActorIri): Promise<void> {
  await tx
    .insert(goneActor)
    .values({ iri })
    .onConflictDoUpdate({ target: goneActor.iri, set: { goneAt: sql`now()` } });
}

/**
 * Remembers that somebody had everything erased, and not who: what they signed before has no effect,
 * and what they do from now on begins anew (P6).
 */
export async function rememberErased(tx: Tx, iri: ActorIri): Promise<void> {
  await rememberGone(tx, hashOf(iri));
}

function hashOf(iri: ActorIri): ActorIri {
  return `sha256:${createHash("sha256").update(iri).digest("hex")}` as ActorIri;
}

/** Whether what somebody signed at this time (milliseconds since 1970) comes too late to have an effect. */
export async function isGone(db: Db, iri: ActorIri, signedAt: number): Promise<boolean> {
  const erased = hashOf(iri);
  const [row] = await db
    .select({ iri: goneActor.iri })
    .from(goneActor)
    .where(
      and(
        gt(goneActor.goneAt, sql`now() - interval '30 days'`),
        or(
          eq(goneActor.iri, iri),
          and(
            eq(goneActor.iri, erased),
            sql`extract(epoch from ${goneActor.goneAt}) * 1000 >= ${signedAt}`,
          ),
        ),
      ),
    );
  return row !== undefined;
}

/** After 30 days nothing of a deleted account arrives late any more, and that it existed is forgotten too. */
export async function forgetGone(db: Db): Promise<void> {
  await db.delete(goneActor).where(lt(goneActor.goneAt, sql`now() - interval '30 days'`));
}

// ── Asking and answering, within limits ──────────────────────────────────────────────────────────

export async function wasAskedThisYear(db: Db, id: PersonId, root: string): Promise<boolean> {
  const [row] = await db
    .select({ id: asked.personId })
    .from(asked)
    .where(
      and(
        eq(asked.personId, id),
        eq(asked.root, root),
        gt(asked.askedAt, sql`now() - interval '12 months'`),
      ),
    );
  return row !== undefined;
}

/** Questions to people of one server in the last day, and milliseconds since the last one. */
export async function askedAtHost(
  db: Db,
  host: string,
): Promise<{ readonly today: number; readonly sinceLast: number | null }> {
  const [row] = await db
    .select({
      today: sql<number>`count(*)::int`,
      sinceLast: sql<
        number | null
      >`(extract(epoch from now() - max(${asked.askedAt})) * 1000)::float8`,
    })
    .from(asked)
    .where(and(eq(asked.host, host), gt(asked.askedAt, sql`now() - interval '1 day'`)));
  return row ?? { today: 0, sinceLast: null };
}

/** Whether we ever asked somebody something unasked. */
export async function wasEverAsked(db: Db, id: PersonId): Promise<boolean> {
  const [row] = await db
    .select({ id: asked.personId })
    .from(asked)
    .where(eq(asked.personId, id))
    .limit(1);
  return row !== undefined;
}

export async function rememberAsked(
  tx: Tx,
  about: { readonly person: PersonId; readonly root: string; readonly host: string },
): Promise<void> {
  await tx
    .insert(asked)
    .values({ personId: about.person, root: about.root, host: about.host })
    .onConflictDoUpdate({
      target: [asked.personId, asked.root],
      set: { askedAt: sql`now()`, host: about.host },
    });
}

export async function answersToday(db: Db, id: PersonId): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(answered)
    .where(and(eq(answered.personId, id), gt(answered.at, sql`now() - interval '1 day'`)));
  return row?.n ?? 0;
}

export async function rememberAnswered(tx: Tx, id: PersonId): Promise<void> {
  await tx
    .delete(answered)
    .where(and(eq(answered.personId, id), lt(answered.at, sql`now() - interval '1 day'`)));
  await tx.insert(answered).values({ personId: id });
}

export async function recordConsent(
  tx: Tx,
  given: {
    readonly person: PersonId;
    readonly project: ProjectId;
    readonly level: 1 | 2 | 3;
    readonly given: boolean;
    readonly textVersion: string;
    readonly language: Language;
    readonly evidence: string;
    readonly about: string;
    readonly at: Date;
  },
): Promise<void> {
  const { person: personId, project: projectId, ...rest } = given;
  await tx.insert(consent).values({ personId, projectId, ...rest });
}

/** Until the transaction ends, nobody else asks people of this server: its pace is kept by one at a time. */
export async function lockHost(tx: Tx, host: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${host}, 65))`);
}
