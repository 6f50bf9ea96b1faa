/** Taking the seat that is held for somebody; with the one that completes the critical mass the team forms. */
import { actorPath, slugOf } from "../addresses.ts";
import type { Language } from "../domain/languages.ts";
import { textVersion } from "../domain/messages.ts";
import type { Notice } from "../domain/notices.ts";
import type { Person } from "../domain/people.ts";
import { publicPlace } from "../domain/places.ts";
import type { Project } from "../domain/projects.ts";
import { type Seat, stateWith, type Team, teamHandle } from "../domain/teams.ts";
import type { Tx } from "../store/db.ts";
import { moveInterest } from "../store/matching.ts";
import { cancelAppointments } from "../store/notices.ts";
import { recordConsent } from "../store/people.ts";
import { placeOf } from "../store/places.ts";
import { takeHandle } from "../store/projects.ts";
import { saveSeat, saveTeamState, seatsOf, teamOf } from "../store/teams.ts";

export type TakeSeat = {
  readonly project: Project;
  readonly person: Person;
  readonly seat: Seat;
  readonly name: string | null;
  readonly language: Language;
  /** The signed activity that said yes. */
  readonly evidence: string;
  readonly at: Date;
};

/**
 * T2: only on the person's own yes. Gives what must be told: to everybody when this seat forms the
 * team, to the newcomer alone when it had formed, nothing more while people are missing. The project
 * must be locked.
 */
export async function takeSeat(tx: Tx, taking: TakeSeat): Promise<readonly Notice[]> {
  const { seat, person, project, at } = taking;
  await saveSeat(tx, seat.id, { state: "taken", name: taking.name, answeredAt: at });
  await recordConsent(tx, {
    person: person.id,
    project: project.id,
    level: 3,
    given: true,
    textVersion,
    language: taking.language,
    evidence: taking.evidence,
    about: seat.team,
    at,
  });
  await moveInterest(
    tx,
    { person: person.id, root: project.root, from: ["i"] },
    { status: "m", team: seat.team },
  );
  await cancelAppointments(tx, person.id, { project: project.id, kind: "reminder" });
  await cancelAppointments(tx, person.id, { project: project.id, kind: "invitation-ends" });

  const team = await teamOf(tx, seat.team);
  if (team === null) throw new Error("a seat without its team");
  const taken = await seatsOf(tx, team.id, ["taken"]);
  if (stateWith(team, taken.length) !== "formed") return [];
  const tell = (one: Seat): Notice => ({
    kind: "tell",
    person: one.person,
    project: one.project,
    message: { say: "team-formed", team: team.id },
  });
  if (team.state === "formed") return [tell({ ...seat, state: "taken" })];
  await nameTeam(tx, team, project);
  await saveTeamState(tx, team.id, { state: "formed", formedAt: at });
  return [...taken.map(tell), { kind: "team-formed", team: team.id }];
}

/** From now on the team's actor exists: it gets the name by which it is found. */
async function nameTeam(tx: Tx, team: Team, project: Project): Promise<void> {
  const hub = await placeOf(tx, team.hub);
  const where = hub === null ? "" : slugOf(publicPlace(hub).name);
  const actor = actorPath({ kind: "team", id: team.id });
  for (let n = 1; n < 1000; n++) {
    if (await takeHandle(tx, teamHandle(project.sheet.handle, where, n), actor)) return;
  }
  throw new Error("no name left for a team");
}
