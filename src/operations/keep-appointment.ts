/** What time brings: the question after a follow, reminders, ends of invitations and of interests. */
import type { Interest } from "../domain/interests.ts";
import type { Message } from "../domain/messages.ts";
import { mayBeAsked, type Person } from "../domain/people.ts";
import type { Project } from "../domain/projects.ts";
import type { Seat } from "../domain/teams.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { interestOf, interestsOf, saveInterest } from "../store/interests.ts";
import { moveInterest } from "../store/matching.ts";
import {
  type Appointment,
  makeAppointment,
  nextDue,
  postNotices,
  postponeAppointment,
  retryAppointment,
  strikeOut,
} from "../store/notices.ts";
import {
  askedAtHost,
  lockHost,
  lockPerson,
  rememberAsked,
  wasAskedThisYear,
} from "../store/people.ts";
import { lockProject } from "../store/projects.ts";
import { seatOf } from "../store/teams.ts";
import { freeSeat, unshare } from "./leaving.ts";
import { transact } from "./transaction.ts";

/** Keeps one appointment that is due. False when there is none. One that cannot be kept is put off, and logged by the caller. */
export async function keepNextAppointment(instance: Instance): Promise<boolean> {
  const due = await nextDue(instance.db);
  if (due === null) return false;
  try {
    await keepDue(instance, due);
  } catch (error) {
    await retryAppointment(instance.db, due.seq);
    throw error;
  }
  return true;
}

function keepDue(instance: Instance, due: Appointment): Promise<void> {
  return transact(instance.db, async (tx) => {
    const project = await lockProject(tx, due.project);
    const person = await lockPerson(tx, due.person);
    if (project === null || person === null) {
      await strikeOut(tx, due.seq);
      return;
    }
    const scene = { tx, instance, due, project, person };
    if (due.kind === "question") {
      const later = await tooSoon(scene);
      if (later > 0) {
        await postponeAppointment(tx, due.seq, later);
        return;
      }
    }
    if (await strikeOut(tx, due.seq)) await keep(scene);
  });
}

type Scene = {
  readonly tx: Tx;
  readonly instance: Instance;
  readonly due: Appointment;
  readonly project: Project;
  readonly person: Person;
};

async function keep(scene: Scene): Promise<void> {
  const { tx, due, person, project } = scene;
  if (person.silentSince !== null) return;
  const interest = await interestOf(tx, person.id, project.id);
  if (interest === null || interest.state === "withdrawn") return;
  switch (due.kind) {
    case "question":
      return ask(scene, interest);
    case "reminder":
    case "invitation-ends": {
      const seat = due.seat === null ? null : await seatOf(tx, due.seat);
      if (seat?.state !== "invited") return;
      if (due.kind === "invitation-ends") return endInvitation(scene, seat);
      return tell(scene, { say: "reminder", team: seat.team });
    }
    case "interest-ends":
      return endOrAskAgain(scene, interest);
    default:
      return due.kind satisfies never;
  }
}

/** Milliseconds until this server's people may be asked again (protocol.md 4.2, rule 2). */
async function tooSoon({ tx, instance, person }: Scene): Promise<number> {
  const host = hostOf(person);
  await lockHost(tx, host);
  const { perHostPerSecond, perHostPerDay } = instance.settings.asking;
  const { today, sinceLast } = await askedAtHost(tx, host);
  if (today >= perHostPerDay) return 3600 * 1000;
  return sinceLast === null ? 0 : Math.max(0, Math.ceil(1000 / perHostPerSecond - sinceLast));
}

/** The one question that nobody asked for: once for each lineage in 12 months (C5). */
async function ask(scene: Scene, interest: Interest): Promise<void> {
  const { tx, person, project } = scene;
  if (!project.open || project.sheet.sensitive || !mayBeAsked(person)) return;
  if (interest.state !== "follows" || interest.awaiting !== "nothing") return;
  if (await wasAskedThisYear(tx, person.id, project.root)) return;
  await rememberAsked(tx, { person: person.id, root: project.root, host: hostOf(person) });

  const others = await interestsOf(tx, person.id);
  const place = others.find((other) => other.state === "shared")?.place ?? null;
  if (place === null) {
    await saveInterest(tx, { ...interest, awaiting: "place" });
    return tell(scene, { say: "where" });
  }
  // They told another project of ours, which covers their town: only the consent is asked.
  await saveInterest(tx, { ...interest, state: "placed", place, awaiting: "consent" });
  return tell(scene, { say: "consent", place, known: true });
}

/** Silence is a no to this team; the interest rests until they write again. */
async function endInvitation({ tx, instance, project, person }: Scene, seat: Seat): Promise<void> {
  await moveInterest(
    tx,
    { person: person.id, root: project.root, from: ["i"] },
    { status: "d", team: null, because: "silent" },
  );
  await freeSeat(tx, seat, { state: "expired", root: project.root, at: instance.now() });
}

/** After six months we ask once whether they still want it; without a yes it ends (product.md, "Times"). */
async function endOrAskAgain(scene: Scene, interest: Interest): Promise<void> {
  const { tx, instance, due, project, person } = scene;
  if (interest.state !== "shared") return;
  if (interest.awaiting === "still") {
    await unshare(tx, interest, { root: project.root, at: instance.now() });
    await saveInterest(tx, { ...interest, state: "placed", sharedAt: null, awaiting: "nothing" });
    return;
  }
  await makeAppointment(tx, {
    kind: due.kind,
    person: person.id,
    project: project.id,
    inMs: instance.settings.waits.invitation,
  });
  await saveInterest(tx, { ...interest, awaiting: "still" });
  await tell(scene, { say: "still" });
}

function tell({ tx, person, project }: Scene, message: Message): Promise<void> {
  return postNotices(tx, [{ kind: "tell", person: person.id, project: project.id, message }]);
}

function hostOf(person: Person): string {
  return new URL(person.iri).host;
}
