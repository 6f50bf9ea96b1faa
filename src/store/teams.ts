/** Teams and their seats. */
import { and, asc, desc, eq, inArray, or, sql } from "drizzle-orm";
import type { PersonId, PlaceKey, ProjectId, TeamId } from "../domain/ids.ts";
import type { Language } from "../domain/languages.ts";
import { publicPlace } from "../domain/places.ts";
import type { Project } from "../domain/projects.ts";
import type { Seat, SeatState, Team, TeamState } from "../domain/teams.ts";
import type { Db, Tx } from "./db.ts";
import { placesOf } from "./places.ts";
import { everyProject } from "./projects.ts";
import { seat, team } from "./schema.ts";

/** A formed team as anybody may see it. */
export type PublicTeam = {
  readonly id: TeamId;
  readonly slug: string;
  readonly project: Project;
  /** The town, or its comarca when the town is small (P2). */
  readonly where: { readonly name: string; readonly key: string };
  readonly comarcaKey: string;
  readonly language: Language;
  readonly formedAt: Date;
};

type TeamRow = typeof team.$inferSelect;
type SeatRow = typeof seat.$inferSelect;

function fromRow(row: TeamRow): Team {
  return {
    id: row.id as TeamId,
    slug: row.slug,
    root: row.root,
    project: row.projectId as ProjectId,
    hub: row.hub as PlaceKey,
    language: row.language as Language,
    state: row.state as TeamState,
    min: row.min,
    max: row.max,
    formedAt: row.formedAt,
  };
}

function fromSeatRow(row: SeatRow): Seat {
  return {
    id: row.id,
    team: row.teamId as TeamId,
    person: row.personId as PersonId,
    project: row.projectId as ProjectId,
    state: row.state as SeatState,
    name: row.name,
  };
}

async function publicTeams(db: Db, rows: readonly TeamRow[]): Promise<readonly PublicTeam[]> {
  if (rows.length === 0) return [];
  const places = await placesOf(
    db,
    rows.map((row) => row.hub as PlaceKey),
  );
  const byKey = new Map(places.map((place) => [place.key as string, place]));
  const projects = new Map(
    (await everyProject(db)).map((project) => [project.id as string, project]),
  );
  return rows.flatMap((row) => {
    const hub = byKey.get(row.hub);
    const project = projects.get(row.projectId);
    if (hub === undefined || project === undefined || row.formedAt === null) return [];
    return [
      {
        id: row.id as TeamId,
        slug: row.slug,
        project,
        where: publicPlace(hub),
        comarcaKey: hub.comarca.key,
        language: row.language as Language,
        formedAt: row.formedAt,
      },
    ];
  });
}

/** Formed teams, the newest first. */
export async function formedTeams(db: Db): Promise<readonly PublicTeam[]> {
  const rows = await db
    .select()
    .from(team)
    .where(eq(team.state, "formed"))
    .orderBy(desc(team.formedAt), asc(team.id))
    .limit(200);
  return publicTeams(db, rows);
}

export async function formedTeamBySlug(db: Db, slug: string): Promise<PublicTeam | null> {
  const rows = await db
    .select()
    .from(team)
    .where(and(eq(team.slug, slug), eq(team.state, "formed")));
  return (await publicTeams(db, rows))[0] ?? null;
}

export async function formedTeamOf(db: Db, id: TeamId): Promise<PublicTeam | null> {
  const rows = await db
    .select()
    .from(team)
    .where(and(eq(team.id, id), eq(team.state, "formed")));
  return (await publicTeams(db, rows))[0] ?? null;
}

export async function teamOf(db: Db, id: TeamId): Promise<Team | null> {
  const [row] = await db.select().from(team).where(eq(team.id, id));
  return row === undefined ? null : fromRow(row);
}

/** All teams with the number of seats taken, the oldest first. */
export async function allTeams(
  db: Db,
): Promise<readonly (Team & { readonly taken: number; readonly invited: number })[]> {
  const count = (state: SeatState) =>
    sql<number>`(select count(*)::int from seat where seat.team_id = team.id and seat.state = ${state})`;
  const rows = await db
    .select({ team, taken: count("taken"), invited: count("invited") })
    .from(team)
    .orderBy(asc(team.proposedAt), asc(team.id));
  return rows.map((row) => ({ ...fromRow(row.team), taken: row.taken, invited: row.invited }));
}

export async function slugsBeginning(db: Db, slug: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ slug: team.slug })
    .from(team)
    .where(sql`${team.slug} like ${`${slug}%`}`);
  return new Set(rows.map((row) => row.slug));
}

export async function insertTeam(
  tx: Tx,
  added: Team & {
    readonly lat: number;
    readonly lon: number;
    readonly founded: { readonly seq: number; readonly ord: number };
    readonly proposedAt: Date;
  },
): Promise<void> {
  const { project, founded, ...rest } = added;
  await tx.insert(team).values({
    ...rest,
    projectId: project,
    foundedBySeq: founded.seq,
    foundedByOrd: founded.ord,
  });
}

export async function saveTeamState(
  tx: Tx,
  id: TeamId,
  change: { readonly state: TeamState; readonly formedAt?: Date },
): Promise<void> {
  await tx.update(team).set(change).where(eq(team.id, id));
}

export async function insertSeats(
  tx: Tx,
  seats: readonly (Seat & { readonly root: string; readonly invitedAt: Date })[],
): Promise<void> {
  await tx.insert(seat).values(
    seats.map((one) => ({
      id: one.id,
      teamId: one.team,
      root: one.root,
      personId: one.person,
      projectId: one.project,
      state: one.state,
      name: one.name,
      invitedAt: one.invitedAt,
    })),
  );
}

export async function saveSeat(
  tx: Tx,
  id: string,
  change: { readonly state?: SeatState; readonly name?: string | null; readonly answeredAt?: Date },
): Promise<void> {
  await tx.update(seat).set(change).where(eq(seat.id, id));
}

export async function seatOf(db: Db, id: string): Promise<Seat | null> {
  const [row] = await db.select().from(seat).where(eq(seat.id, id));
  return row === undefined ? null : fromSeatRow(row);
}

/** The seat that a person holds or took for a root, if any (T3: there is at most one). */
export async function liveSeatOf(db: Db, person: PersonId, root: string): Promise<Seat | null> {
  const [row] = await db
    .select()
    .from(seat)
    .where(
      and(
        eq(seat.personId, person),
        eq(seat.root, root),
        inArray(seat.state, ["invited", "taken"]),
      ),
    );
  return row === undefined ? null : fromSeatRow(row);
}

/** Whether somebody holds or took a seat for a root by another account of theirs: one moved to the other (T3). */
export async function isSeatedElsewhere(db: Db, of: PersonId, root: string): Promise<boolean> {
  const rows = await db.execute(sql`
    with recursive same (id, iri, moved_to, hops) as (
      select id, iri, moved_to, 0 from person where id = ${of}
      union
      select p.id, p.iri, p.moved_to, s.hops + 1
      from same s join person p on p.moved_to = s.iri or p.iri = s.moved_to
      where s.hops < 5)
    select 1 from seat join same on same.id = seat.person_id
    where seat.person_id <> ${of} and seat.root = ${root} and seat.state in ('invited', 'taken')
    limit 1`);
  return rows.length > 0;
}

/** Who follows this project and is invited, or said yes to a team that has not formed. */
export async function unsettled(db: Db, project: ProjectId): Promise<readonly PersonId[]> {
  const rows = await db
    .select({ person: seat.personId })
    .from(seat)
    .innerJoin(team, eq(team.id, seat.teamId))
    .where(
      and(
        eq(seat.projectId, project),
        or(eq(seat.state, "invited"), and(eq(seat.state, "taken"), eq(team.state, "proposed"))),
      ),
    )
    .orderBy(asc(seat.personId));
  return rows.map((row) => row.person as PersonId);
}

/** The teams in which somebody has or had a seat. */
export async function teamsOf(db: Db, person: PersonId): Promise<readonly TeamId[]> {
  const rows = await db
    .selectDistinct({ team: seat.teamId })
    .from(seat)
    .where(eq(seat.personId, person));
  return rows.map((row) => row.team as TeamId);
}

/** Seats of a team in these states, in the order in which they were answered. */
export async function seatsOf(
  db: Db,
  id: TeamId,
  states: readonly SeatState[],
): Promise<readonly Seat[]> {
  const rows = await db
    .select()
    .from(seat)
    .where(and(eq(seat.teamId, id), inArray(seat.state, [...states])))
    .orderBy(asc(seat.answeredAt), asc(seat.id));
  return rows.map(fromSeatRow);
}
