/** Interests and the Follows under them. */
import { and, asc, eq, isNotNull, ne, sql } from "drizzle-orm";
import type { Follow } from "../domain/follows.ts";
import type { ActorIri, PersonId, PlaceKey, ProjectId } from "../domain/ids.ts";
import type { Awaiting, Interest, InterestState } from "../domain/interests.ts";
import type { Db, Tx } from "./db.ts";
import { follow, interest, person } from "./schema.ts";

type Row = typeof interest.$inferSelect;

function fromRow(row: Row): Interest {
  return {
    person: row.personId as PersonId,
    project: row.projectId as ProjectId,
    state: row.state as InterestState,
    place: row.place as PlaceKey | null,
    awaiting: row.awaiting as Awaiting,
    choices: row.choices as readonly PlaceKey[],
    followedAt: row.followedAt,
    sharedAt: row.sharedAt,
  };
}

export async function interestOf(
  db: Db,
  of: PersonId,
  project: ProjectId,
): Promise<Interest | null> {
  const [row] = await db
    .select()
    .from(interest)
    .where(and(eq(interest.personId, of), eq(interest.projectId, project)));
  return row === undefined ? null : fromRow(row);
}

/** Everything that somebody is interested in now. */
export async function interestsOf(db: Db, of: PersonId): Promise<readonly Interest[]> {
  const rows = await db
    .select()
    .from(interest)
    .where(and(eq(interest.personId, of), ne(interest.state, "withdrawn")))
    .orderBy(asc(interest.projectId));
  return rows.map(fromRow);
}

export async function saveInterest(tx: Tx, saved: Interest): Promise<void> {
  const { person: personId, project: projectId, ...rest } = saved;
  await tx
    .insert(interest)
    .values({ personId, projectId, ...rest })
    .onConflictDoUpdate({ target: [interest.personId, interest.projectId], set: rest });
}

/** What is known of one Follow, by the actor and the id that it gave; `target` is our actor's path. */
export async function followOf(
  db: Db,
  actor: ActorIri,
  iri: string,
): Promise<(Follow & { readonly target: string | null }) | null> {
  const [row] = await db
    .select()
    .from(follow)
    .where(and(eq(follow.actor, actor), eq(follow.iri, iri)));
  return row ?? null;
}

export async function saveFollow(
  tx: Tx,
  saved: Follow & {
    readonly actor: ActorIri;
    readonly iri: string;
    readonly target: string | null;
  },
): Promise<void> {
  const { actor, iri, ...rest } = saved;
  await tx
    .insert(follow)
    .values({ actor, iri, ...rest })
    .onConflictDoUpdate({ target: [follow.actor, follow.iri], set: rest });
}

/** Whether some Follow of this actor of ours stands (B5: several ids, one interest). */
export async function stillFollows(db: Db, actor: ActorIri, target: string): Promise<boolean> {
  const [row] = await db
    .select({ iri: follow.iri })
    .from(follow)
    .where(and(eq(follow.actor, actor), eq(follow.target, target), eq(follow.state, "follows")))
    .limit(1);
  return row !== undefined;
}

/** Ends every Follow by this actor, of one of our actors or of all; gives whether one stood. */
export async function endFollows(tx: Tx, actor: ActorIri, target: string | null): Promise<boolean> {
  const of = and(eq(follow.actor, actor), target === null ? undefined : eq(follow.target, target));
  const [standing] = await tx
    .select({ iri: follow.iri })
    .from(follow)
    .where(and(of, eq(follow.state, "follows")))
    .limit(1);
  await tx
    .update(follow)
    // Signed before this, an older Follow that comes again is over (F1).
    .set({
      state: "undone",
      undoSignedAt: sql`greatest(${follow.undoSignedAt}, (extract(epoch from now()) * 1000)::bigint)`,
    })
    .where(of);
  return standing !== undefined;
}

/** In the place of an id, for an Undo that names none: whatever they follow there. */
const whatever = (target: string): string => `whatever ${target}`;

/** Remembers an Undo that named no Follow, and found none (F2). */
export async function rememberUndo(
  tx: Tx,
  undo: { readonly actor: ActorIri; readonly target: string; readonly signedAt: number },
): Promise<void> {
  await saveFollow(tx, {
    actor: undo.actor,
    iri: whatever(undo.target),
    target: null,
    state: "undone",
    followSignedAt: null,
    undoSignedAt: undo.signedAt,
  });
}

/** When an Undo that named no Follow, and found none, was signed; null when there was none. */
export async function undoneBefore(
  db: Db,
  actor: ActorIri,
  target: string,
): Promise<number | null> {
  return (await followOf(db, actor, whatever(target)))?.undoSignedAt ?? null;
}

/** Ends one Follow. */
export async function endFollow(tx: Tx, actor: ActorIri, iri: string): Promise<void> {
  await tx
    .update(follow)
    .set({ state: "undone" })
    .where(and(eq(follow.actor, actor), eq(follow.iri, iri)));
}

/** The Follows by this actor that stand, of one of our actors (by its path) or of all. */
export async function standingFollows(
  db: Db,
  actor: ActorIri,
  target: string | null = null,
): Promise<readonly { readonly iri: string; readonly target: string }[]> {
  const rows = await db
    .select({ iri: follow.iri, target: follow.target })
    .from(follow)
    .where(
      and(
        eq(follow.actor, actor),
        eq(follow.state, "follows"),
        target === null ? isNotNull(follow.target) : eq(follow.target, target),
      ),
    )
    .orderBy(asc(follow.iri));
  return rows.map((row) => ({ iri: row.iri, target: row.target ?? "" }));
}

/** Forgets every Follow of an actor that is gone. */
export async function forgetFollows(tx: Tx, actor: ActorIri): Promise<void> {
  await tx.delete(follow).where(eq(follow.actor, actor));
}

/** Where the followers of an actor of ours take what is public: each shared inbox once (I8). */
export async function followerInboxes(db: Db, target: string): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ inbox: sql<string>`coalesce(${person.sharedInbox}, ${person.inbox})` })
    .from(follow)
    .innerJoin(person, eq(person.iri, follow.actor))
    .where(and(eq(follow.target, target), eq(follow.state, "follows")));
  return rows.map((row) => row.inbox);
}

/**
 * Who said where they live and was asked nothing since: no consent to share, neither yes nor no, was
 * recorded after the town, and no answer is awaited. Those are the people whom nobody covered.
 */
export async function toldNotYet(
  db: Db,
): Promise<
  readonly { readonly person: PersonId; readonly project: ProjectId; readonly place: PlaceKey }[]
> {
  const latest = (level: 1 | 2) =>
    sql`(select max(c.seq) from consent c where c.person_id = ${interest.personId}
      and c.project_id = ${interest.projectId} and c.level = ${level})`;
  const rows = await db
    .select({ person: interest.personId, project: interest.projectId, place: interest.place })
    .from(interest)
    .where(
      and(
        eq(interest.state, "placed"),
        eq(interest.awaiting, "nothing"),
        sql`coalesce(${latest(2)}, 0) < coalesce(${latest(1)}, 0)`,
        sql`not exists (select 1 from appointment a where a.kind = 'covered'
          and a.person_id = ${interest.personId} and a.project_id = ${interest.projectId})`,
      ),
    )
    .orderBy(asc(interest.personId), asc(interest.projectId));
  return rows.map((row) => ({
    person: row.person as PersonId,
    project: row.project as ProjectId,
    place: row.place as PlaceKey,
  }));
}
