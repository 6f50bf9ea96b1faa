/** What time brings: the question after a follow, reminders, ends of invitations and of interests. */
import { mayAskAt } from "../domain/asking.ts";
import type { PersonId } from "../domain/ids.ts";
import type { Interest } from "../domain/interests.ts";
import type { Message } from "../domain/messages.ts";
import { mayBeAsked, type Person } from "../domain/people.ts";
import type { Project } from "../domain/projects.ts";
import type { Seat } from "../domain/teams.ts";
import { covers } from "../domain/territories.ts";
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
  personOf,
  rememberAsked,
  wasAskedThisYear,
  wasEverAsked,
} from "../store/people.ts";
import { placeOf } from "../store/places.ts";
import { lockProject } from "../store/projects.ts";
import { countReception, receptionAt } from "../store/remotes.ts";
import { seatOf } from "../store/teams.ts";
import { freeSeat, unshare } from "./leaving.ts";
import { transact } from "./transaction.ts";

/** Whether a server asks its people itself; looks at the network, and so before any transaction. */
export type PeerCheck = (host: string) => Promise<boolean>;

/** Keeps one appointment that is due. False when there is none. One that cannot be kept is put off, and logged by the caller. */
export async function keepNextAppointment(instance: Instance, isPeer: PeerCheck): Promise<boolean> {
  const due = await nextDue(instance.db);
  if (due === null) return false;
  try {
    const asks = due.kind === "question" || due.kind === "covered";
    const host = asks ? await hostOfPerson(instance, due.person) : null;
    await keepDue(instance, due, host !== null && (await isPeer(host)));
  } catch (error) {
    await retryAppointment(instance.db, due.seq);
    throw error;
  }
  return true;
}

async function hostOfPerson({ db }: Instance, id: PersonId): Promise<string | null> {
  const person = await personOf(db, id);
  return person === null ? null : hostOf(person);
}

function keepDue(instance: Instance, due: Appointment, atPeer: boolean): Promise<void> {
  return transact(instance.db, async (tx) => {
    const project = await lockProject(tx, due.project);
    const person = await lockPerson(tx, due.person);
    if (project === null || person === null) {
      await strikeOut(tx, due.seq);
      return;
    }
    const scene = { tx, instance, due, project, person };
    if (due.kind === "question" || due.kind === "covered") {
      if (atPeer || !mayAskAt(await receptionAt(tx, hostOf(person)))) {
        await strikeOut(tx, due.seq);
        return;
      }
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
    case "covered":
      return askNowCovered(scene, interest);
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
  await noteAsked(scene);

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

/** C9: they were told that nobody covers their town; now somebody does, and they are asked once. */
async function askNowCovered(scene: Scene, interest: Interest): Promise<void> {
  const { tx, instance, project, person } = scene;
  if (!project.open || project.sheet.sensitive || !mayBeAsked(person)) return;
  if (interest.state !== "placed" || interest.awaiting !== "nothing") return;
  const place = interest.place === null ? null : await placeOf(tx, interest.place);
  // Narrowed again meanwhile: then nothing has changed for them.
  if (place === null || !covers(instance.settings.territory, place)) return;
  await noteAsked(scene);
  await saveInterest(tx, { ...interest, awaiting: "consent" });
  return tell(scene, { say: "covered", place: place.key });
}

async function noteAsked({ tx, person, project }: Scene): Promise<void> {
  const host = hostOf(person);
  if (!(await wasEverAsked(tx, person.id))) await countReception(tx, host, "asked");
  await rememberAsked(tx, { person: person.id, root: project.root, host });
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
