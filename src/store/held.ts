/** What others would see of somebody, kept back until a moderator has looked at it (G2, G5). */
import { and, asc, eq, sql } from "drizzle-orm";
import type { ActorIri, PersonId, TeamId } from "../domain/ids.ts";
import type { Db, Tx } from "./db.ts";
import { held, person, seat } from "./schema.ts";

/** A name that a team would read; so far nothing else of anybody is shown to others. */
export type Held = {
  readonly id: string;
  readonly seat: string;
  readonly person: PersonId;
  readonly text: string;
};

const kind = "name";

/** Holds a name; the one that was held for this seat before is forgotten. */
export async function holdName(tx: Tx, name: Held): Promise<void> {
  const { id, seat: subject, person: personId, text } = name;
  await tx
    .insert(held)
    .values({ id, kind, subject, personId, text })
    .onConflictDoUpdate({ target: [held.kind, held.subject], set: { text, madeAt: sql`now()` } });
}

export async function heldName(db: Db, id: string): Promise<Held | null> {
  const [row] = await db.select().from(held).where(eq(held.id, id));
  return row === undefined ? null : fromRow(row);
}

/** Takes a name out of what is held; null when it is not there. */
export async function releaseName(tx: Tx, id: string): Promise<Held | null> {
  const [row] = await tx.delete(held).where(eq(held.id, id)).returning();
  return row === undefined ? null : fromRow(row);
}

/** A name that is said anew, or a seat that is left: what was held for it is of no use any more. */
export async function forgetHeldName(tx: Tx, ofSeat: string): Promise<void> {
  await tx.delete(held).where(and(eq(held.kind, kind), eq(held.subject, ofSeat)));
}

/** The name that the person of a seat chose, whether their team reads it already or not: for themselves. */
export async function nameChosen(
  db: Db,
  { id, name }: { readonly id: string; readonly name: string | null },
): Promise<string | null> {
  const [row] = await db
    .select({ text: held.text })
    .from(held)
    .where(and(eq(held.kind, kind), eq(held.subject, id)));
  return row?.text ?? name;
}

export type ListedName = Held & {
  readonly iri: ActorIri;
  readonly handle: string;
  readonly madeAt: Date;
};

/** Every name that is held, with whose it is, the oldest first. */
export async function heldNames(db: Db): Promise<readonly ListedName[]> {
  const rows = await db
    .select({ held, iri: person.iri, handle: person.handle })
    .from(held)
    .innerJoin(person, eq(person.id, held.personId))
    .orderBy(asc(held.madeAt), asc(held.id));
  return rows.map(({ held: row, iri, handle }) => ({
    ...fromRow(row),
    iri: iri as ActorIri,
    handle,
    madeAt: row.madeAt,
  }));
}

/** Names that teams see now, with whose they are. */
export async function shownNames(db: Db): Promise<
  readonly (Omit<Held, "id"> & {
    readonly iri: string;
    readonly team: TeamId;
    readonly project: string;
  })[]
> {
  const rows = await db
    .select({ seat, iri: person.iri })
    .from(seat)
    .innerJoin(person, eq(person.id, seat.personId))
    .where(and(eq(seat.state, "taken"), sql`${seat.name} is not null`));
  return rows.map(({ seat: row, iri }) => ({
    seat: row.id,
    team: row.teamId as TeamId,
    project: row.projectId,
    person: row.personId as PersonId,
    text: row.name ?? "",
    iri,
  }));
}

/**
 * How many accounts of a site became known within an hour of this one, itself among them, and whether
 * anybody of it had a name shown before that.
 */
export async function companyOf(
  db: Db,
  id: PersonId,
  site: string,
): Promise<{ readonly together: number; readonly known: boolean }> {
  const ofSite = sql`(split_part(o.iri, '/', 3) = ${site} or split_part(o.iri, '/', 3) like ${`%.${likely(site)}`})`;
  const [row] = await db.execute<{ together: number; known: boolean }>(sql`
    select
      (select count(*)::int from person o where ${ofSite}
        and o.first_seen_at between p.first_seen_at - interval '1 hour' and p.first_seen_at + interval '1 hour') as together,
      exists (select 1 from seat s join person o on o.id = s.person_id where ${ofSite}
        and s.name is not null and s.answered_at < p.first_seen_at - interval '1 hour') as known
    from person p where p.id = ${id}`);
  return row ?? { together: 0, known: false };
}

function likely(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

function fromRow(row: typeof held.$inferSelect): Held {
  return { id: row.id, seat: row.subject, person: row.personId as PersonId, text: row.text };
}
