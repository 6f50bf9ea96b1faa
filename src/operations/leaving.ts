/** What must happen when a seat, an interest or a person goes; shared by the operations that end things. */
import type { ActorIri, PersonId, ProjectId, TeamId } from "../domain/ids.ts";
import type { Interest } from "../domain/interests.ts";
import { withdraw } from "../domain/interests.ts";
import type { Notice } from "../domain/notices.ts";
import type { Person } from "../domain/people.ts";
import type { Project } from "../domain/projects.ts";
import type { Seat, SeatState } from "../domain/teams.ts";
import type { Db, Tx } from "../store/db.ts";
import { forgetHeldName } from "../store/held.ts";
import { endFollows, interestOf, interestsOf, saveInterest } from "../store/interests.ts";
import { recallNames } from "../store/letters.ts";
import {
  lowerLoad,
  moveInterest,
  otherInterests,
  postMatchEvent,
  removeInterest,
  waitingFor,
} from "../store/matching.ts";
import { type AppointmentKind, cancelAppointments, postNotices } from "../store/notices.ts";
import { dropLettersTo, lockPerson, personByIri, savePerson } from "../store/people.ts";
import { lockProject } from "../store/projects.ts";
import { liveSeatOf, saveSeat, seatsOf } from "../store/teams.ts";

/**
 * A seat comes free: it is refilled, and what rested because its holder was at their cap wakes.
 * The project must be locked.
 */
export async function freeSeat(
  tx: Tx,
  seat: Seat,
  to: {
    readonly state: Exclude<SeatState, "invited" | "taken">;
    readonly root: string;
    readonly at: Date;
  },
): Promise<void> {
  await saveSeat(tx, seat.id, { state: to.state, answeredAt: to.at });
  await forgetHeldName(tx, seat.id);
  await lowerLoad(tx, seat.person);
  await cancelAppointments(tx, seat.person, { project: seat.project, kind: "reminder" });
  await cancelAppointments(tx, seat.person, { project: seat.project, kind: "invitation-ends" });
  await postMatchEvent(tx, {
    kind: "seat.freed",
    person: seat.person,
    root: to.root,
    arg: seat.team,
  });
  for (const { root } of await otherInterests(tx, seat.person, { besides: to.root, status: "d" })) {
    const since = await postMatchEvent(tx, { kind: "interest.resumed", person: seat.person, root });
    await moveInterest(tx, { person: seat.person, root, from: ["d"] }, { status: "w", since });
  }
}

const ofAnInterest = [
  "question",
  "covered",
  "reminder",
  "invitation-ends",
  "interest-ends",
] as const satisfies readonly AppointmentKind[];

/** Takes an interest out of the matching, with the seat that came of it. The project must be locked. */
export async function unshare(
  tx: Tx,
  interest: Pick<Interest, "person" | "project">,
  from: { readonly root: string; readonly at: Date },
): Promise<void> {
  const seat = await liveSeatOf(tx, interest.person, from.root);
  await removeInterest(tx, interest.person, from.root);
  if (seat !== null) await freeSeat(tx, seat, { state: "left", ...from });
  await cancelAppointments(tx, interest.person, {
    project: interest.project,
    kind: "interest-ends",
  });
}

/** Who waits for a team will not get one here: better told than left waiting. Invitations and seats stay. */
export async function endWaitings(tx: Tx, project: Project, at: Date): Promise<void> {
  for (const person of await waitingFor(tx, project.id)) {
    await endWaiting(tx, project, { person, at });
  }
}

/** Takes somebody out of the matching, with the seat that they have, and tells them so. */
export async function endWaiting(
  tx: Tx,
  project: Project,
  { person, at }: { readonly person: PersonId; readonly at: Date },
): Promise<void> {
  const interest = await interestOf(tx, person, project.id);
  if (interest === null) return;
  await unshare(tx, interest, { root: project.root, at });
  await saveInterest(tx, { ...interest, state: "placed", sharedAt: null, awaiting: "nothing" });
  await postNotices(tx, [{ kind: "tell", person, project: project.id, message: { say: "ended" } }]);
}

/** I4: everything below is withdrawn at once. The project must be locked. */
export async function endInterest(
  tx: Tx,
  interest: Interest,
  from: { readonly root: string; readonly at: Date },
): Promise<void> {
  await unshare(tx, interest, from);
  for (const kind of ofAnInterest) {
    await cancelAppointments(tx, interest.person, { project: interest.project, kind });
  }
  await saveInterest(tx, withdraw(interest));
}

/**
 * Locks everything that somebody is interested in, then the person, and withdraws it all; letters
 * that have not left stay here. Null when we do not know them.
 */
export async function endEverything(tx: Tx, iri: ActorIri, at: Date): Promise<Person | null> {
  const known = await personByIri(tx, iri);
  if (known === null) return null;
  const locked = await lockProjectsOf(tx, tx, known.id);
  const person = await lockPerson(tx, known.id);
  if (person === null) return null;
  for (const interest of await interestsOf(tx, person.id)) {
    const root = locked.get(interest.project);
    // A project that came in between is locked now, last: rare, and a deadlock is tried again.
    const project = root === undefined ? await lockProject(tx, interest.project) : null;
    await endInterest(tx, interest, { root: root ?? project?.root ?? "", at });
  }
  await dropLettersTo(tx, person.id);
  return person;
}

/** P5: everything ends, and nothing is ever said to them again. False when we do not know them. */
export async function silence(tx: Tx, iri: ActorIri, at: Date): Promise<boolean> {
  const person = await endEverything(tx, iri, at);
  await endFollows(tx, iri, null);
  if (person === null) return false;
  await savePerson(tx, person.id, { silentSince: person.silentSince ?? at });
  return true;
}

async function lockProjectsOf(
  tx: Tx,
  db: Db,
  person: PersonId,
): Promise<ReadonlyMap<ProjectId, string>> {
  const locked = new Map<ProjectId, string>();
  for (const { project: id } of await interestsOf(db, person)) {
    const project = await lockProject(tx, id);
    if (project !== null) locked.set(id, project.root);
  }
  return locked;
}

/** Letters that have not left, and name somebody who is gone, are written again without that name. */
export async function tellAnew(tx: Tx, team: TeamId): Promise<void> {
  const recalled = await recallNames(tx, team);
  const seats = await seatsOf(tx, team, ["taken"]);
  const notices = seats
    .filter((seat) => recalled.includes(seat.person))
    .map((seat): Notice => {
      const message = { say: "team-formed", team } as const;
      return { kind: "tell", person: seat.person, project: seat.project, message };
    });
  await postNotices(tx, notices);
}
