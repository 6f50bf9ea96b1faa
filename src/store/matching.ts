/** What the matcher reads and writes (matching.md 5.2). */
import { and, asc, eq, inArray, isNull, lt, lte, ne, sql } from "drizzle-orm";
import type { PersonId, PlaceKey, ProjectId, TeamId } from "../domain/ids.ts";
import type { Language } from "../domain/languages.ts";
import type { MatchEvent, MatchEventKind, OpenTeam, Wait, Why } from "../domain/matching/slice.ts";
import type { Place } from "../domain/places.ts";
import type { Db, Tx } from "./db.ts";
import { matchDecision, matchEvent, matchInterest, matchProfile, team } from "./schema.ts";
import { mostTries, nextTry } from "./trying.ts";
import { wake } from "./wake.ts";

export async function postMatchEvent(
  tx: Tx,
  event: Omit<MatchEvent, "seq" | "arg"> & { readonly arg?: string },
): Promise<number> {
  const { person: personId, ...rest } = event;
  const [row] = await tx
    .insert(matchEvent)
    .values({ ...rest, personId })
    .returning({ seq: matchEvent.seq });
  await wake(tx, "match");
  return row?.seq ?? 0;
}

const matcherLock = 7_226_100;

/** The next event, if this is the one matcher of the instance at this moment; others stand by. */
export async function nextMatchEvent(tx: Tx): Promise<MatchEvent | null> {
  const [lock] = await tx.execute<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${matcherLock}) as mine`,
  );
  if (lock?.mine !== true) return null;
  const [row] = await tx
    .select()
    .from(matchEvent)
    .where(
      and(
        isNull(matchEvent.doneAt),
        lte(matchEvent.dueAt, sql`now()`),
        lt(matchEvent.attempts, mostTries),
      ),
    )
    .orderBy(asc(matchEvent.seq))
    .limit(1);
  if (row === undefined) return null;
  return {
    seq: row.seq,
    kind: row.kind as MatchEventKind,
    person: row.personId as PersonId,
    root: row.root,
    arg: row.arg,
  };
}

export async function finishMatchEvent(tx: Tx, seq: number): Promise<void> {
  await tx.update(matchEvent).set({ doneAt: sql`now()` }).where(eq(matchEvent.seq, seq));
}

/** An event that could not be taken into account is tried again later, and put aside at last (R30). */
export async function postponeMatchEvent(db: Db, seq: number): Promise<void> {
  await db
    .update(matchEvent)
    .set({ attempts: sql`${matchEvent.attempts} + 1`, dueAt: nextTry(matchEvent.attempts) })
    .where(eq(matchEvent.seq, seq));
}

export type MatchInterest = {
  readonly person: PersonId;
  readonly root: string;
  readonly project: ProjectId;
  readonly status: "w" | "i" | "m" | "d";
  readonly place: PlaceKey;
  readonly lat: number;
  readonly lon: number;
  readonly because: string | null;
};

export async function matchInterestOf(
  db: Db,
  person: PersonId,
  root: string,
): Promise<MatchInterest | null> {
  const [row] = await db
    .select()
    .from(matchInterest)
    .where(and(eq(matchInterest.personId, person), eq(matchInterest.root, root)));
  return row === undefined
    ? null
    : {
        ...row,
        person: row.personId as PersonId,
        project: row.projectId as ProjectId,
        place: row.place as PlaceKey,
      };
}

/** Who waits for a team of this project, or rests: everybody in the matching without a seat. */
export async function waitingFor(db: Db, project: ProjectId): Promise<readonly PersonId[]> {
  const rows = await db
    .select({ person: matchInterest.personId })
    .from(matchInterest)
    .where(and(eq(matchInterest.projectId, project), inArray(matchInterest.status, ["w", "d"])))
    .orderBy(asc(matchInterest.personId));
  return rows.map(({ person }) => person as PersonId);
}

/** An interest starts to be matched, or is matched anew from another place: it waits from this event on. */
export async function saveWaiting(
  tx: Tx,
  waiting: {
    readonly person: PersonId;
    readonly root: string;
    readonly project: ProjectId;
    readonly place: Place;
    readonly languages: number;
    readonly since: number;
  },
): Promise<void> {
  const set = {
    projectId: waiting.project,
    status: "w" as const,
    place: waiting.place.key,
    lat: waiting.place.lat,
    lon: waiting.place.lon,
    languages: waiting.languages,
    since: waiting.since,
    teamId: null,
    because: null,
  };
  await tx
    .insert(matchInterest)
    .values({ personId: waiting.person, root: waiting.root, ...set })
    .onConflictDoUpdate({ target: [matchInterest.personId, matchInterest.root], set });
}

/** Changes the status of one interest; gives whether it stood as expected before. */
export async function moveInterest(
  tx: Tx,
  of: {
    readonly person: PersonId;
    readonly root: string;
    readonly from: readonly ("w" | "i" | "m" | "d")[];
  },
  to: {
    readonly status: "w" | "i" | "m" | "d";
    readonly team?: TeamId | null;
    readonly because?: string | null;
    readonly since?: number;
  },
): Promise<boolean> {
  const rows = await tx
    .update(matchInterest)
    .set({
      status: to.status,
      ...(to.team === undefined ? {} : { teamId: to.team }),
      because: to.because ?? null,
      ...(to.since === undefined ? {} : { since: to.since }),
    })
    .where(
      and(
        eq(matchInterest.personId, of.person),
        eq(matchInterest.root, of.root),
        inArray(matchInterest.status, [...of.from]),
      ),
    )
    .returning({ root: matchInterest.root });
  return rows.length > 0;
}

export async function removeInterest(tx: Tx, person: PersonId, root: string): Promise<void> {
  await tx
    .delete(matchInterest)
    .where(and(eq(matchInterest.personId, person), eq(matchInterest.root, root)));
}

/** Other interests of somebody that wait (to rest at the cap), or rest because of it (to wake). */
export async function otherInterests(
  db: Db,
  person: PersonId,
  which: { readonly besides: string; readonly status: "w" | "d" },
): Promise<readonly { readonly root: string }[]> {
  return db
    .select({ root: matchInterest.root })
    .from(matchInterest)
    .where(
      and(
        eq(matchInterest.personId, person),
        ne(matchInterest.root, which.besides),
        eq(matchInterest.status, which.status),
        which.status === "d" ? eq(matchInterest.because, "cap") : undefined,
      ),
    )
    .orderBy(asc(matchInterest.since), asc(matchInterest.root));
}

/** Makes the profile of somebody who begins to be matched. */
export async function ensureProfile(
  tx: Tx,
  person: PersonId,
  profile: { readonly languages: number; readonly cap: number },
): Promise<void> {
  await tx
    .insert(matchProfile)
    .values({ personId: person, ...profile, load: 0 })
    .onConflictDoUpdate({
      target: matchProfile.personId,
      set: { languages: sql`${matchProfile.languages} | ${profile.languages}` },
    });
}

export async function profileOf(
  db: Db,
  person: PersonId,
): Promise<{ readonly languages: number; readonly load: number; readonly cap: number } | null> {
  const [row] = await db.select().from(matchProfile).where(eq(matchProfile.personId, person));
  return row ?? null;
}

/** One seat more; false when the person is at their cap. */
export async function raiseLoad(tx: Tx, person: PersonId): Promise<boolean> {
  const rows = await tx
    .update(matchProfile)
    .set({ load: sql`${matchProfile.load} + 1` })
    .where(and(eq(matchProfile.personId, person), sql`${matchProfile.load} < ${matchProfile.cap}`))
    .returning({ load: matchProfile.load });
  return rows.length > 0;
}

export async function lowerLoad(tx: Tx, person: PersonId): Promise<void> {
  await tx
    .update(matchProfile)
    .set({ load: sql`${matchProfile.load} - 1` })
    .where(and(eq(matchProfile.personId, person), sql`${matchProfile.load} > 0`));
}

/** A square around a point, in degrees. */
export type Box = {
  readonly lat: number;
  readonly lon: number;
  readonly dLat: number;
  readonly dLon: number;
};

export function boxAround(
  point: { readonly lat: number; readonly lon: number },
  metres: number,
): Box {
  const dLat = metres / 111_000;
  return {
    lat: point.lat,
    lon: point.lon,
    dLat,
    dLon: dLat / Math.cos((point.lat * Math.PI) / 180),
  };
}

const largestSlice = 2000;

/** Who waits for a root inside a box; the longest waiting, when there are too many to look at. */
export async function waitingIn(tx: Tx, root: string, box: Box): Promise<readonly Wait[]> {
  const rows = await tx
    .select({ interest: matchInterest, load: matchProfile.load, cap: matchProfile.cap })
    .from(matchInterest)
    .innerJoin(matchProfile, eq(matchProfile.personId, matchInterest.personId))
    .where(
      and(
        eq(matchInterest.root, root),
        eq(matchInterest.status, "w"),
        sql`${matchInterest.lat} between ${box.lat - box.dLat} and ${box.lat + box.dLat}`,
        sql`${matchInterest.lon} between ${box.lon - box.dLon} and ${box.lon + box.dLon}`,
      ),
    )
    .orderBy(asc(matchInterest.since), asc(matchInterest.personId))
    .limit(largestSlice);
  return rows.map(({ interest, load, cap }) => ({
    person: interest.personId as PersonId,
    project: interest.projectId as ProjectId,
    place: interest.place as PlaceKey,
    languages: interest.languages,
    since: interest.since,
    load,
    cap,
  }));
}

/** Teams of a root inside a box that have room. */
export async function openTeamsIn(tx: Tx, root: string, box: Box): Promise<readonly OpenTeam[]> {
  const count = (state: string) =>
    sql<number>`(select count(*)::int from seat where seat.team_id = team.id and seat.state = ${state})`;
  const rows = await tx
    .select({ team, held: count("invited"), taken: count("taken") })
    .from(team)
    .where(
      and(
        eq(team.root, root),
        inArray(team.state, ["proposed", "formed"]),
        sql`${team.lat} between ${box.lat - box.dLat} and ${box.lat + box.dLat}`,
        sql`${team.lon} between ${box.lon - box.dLon} and ${box.lon + box.dLon}`,
      ),
    );
  return rows
    .map((row) => ({
      id: row.team.id as TeamId,
      hub: row.team.hub as PlaceKey,
      language: row.team.language as Language,
      state: row.team.state as OpenTeam["state"],
      held: row.held,
      taken: row.taken,
      max: row.team.max,
    }))
    .filter((open) => open.held + open.taken < open.max);
}

/** The journals of the matcher keep what was decided, and not about whom. */
export async function forgetInJournals(tx: Tx, person: PersonId): Promise<void> {
  await tx.update(matchEvent).set({ personId: "" }).where(eq(matchEvent.personId, person));
  await tx.update(matchDecision).set({ personId: null }).where(eq(matchDecision.personId, person));
}

export async function recordDecision(
  tx: Tx,
  decision: {
    readonly seq: number;
    readonly ord: number;
    readonly kind: string;
    readonly root: string;
    readonly team: TeamId | null;
    readonly person: PersonId | null;
    readonly why: Why;
  },
): Promise<void> {
  const { team: teamId, person: personId, ...rest } = decision;
  await tx.insert(matchDecision).values({ ...rest, teamId, personId });
}

/**
 * The journals of the matcher explain teams for as long as somebody may ask why: events that are
 * done, and decisions that founded or filled no team, go after half a year (R34).
 */
export async function forgetMatched(db: Db): Promise<void> {
  const old = sql`${matchEvent.doneAt} < now() - interval '6 months'`;
  await db
    .delete(matchDecision)
    .where(
      and(
        isNull(matchDecision.teamId),
        inArray(matchDecision.seq, db.select({ seq: matchEvent.seq }).from(matchEvent).where(old)),
      ),
    );
  await db.delete(matchEvent).where(old);
}
