/** What each turn of the conversation does: saves, records consent, holds and frees seats; gives what to tell. */
import type { Standing, Turn } from "../domain/conversation.ts";
import type { Interest } from "../domain/interests.ts";
import type { Language } from "../domain/languages.ts";
import { languageMask } from "../domain/matching/slice.ts";
import { type Message, textVersion } from "../domain/messages.ts";
import type { Notice } from "../domain/notices.ts";
import type { Person } from "../domain/people.ts";
import type { Place } from "../domain/places.ts";
import type { Project } from "../domain/projects.ts";
import type { Seat } from "../domain/teams.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { saveInterest } from "../store/interests.ts";
import { ensureProfile, moveInterest, postMatchEvent, saveWaiting } from "../store/matching.ts";
import { cancelAppointments, makeAppointment } from "../store/notices.ts";
import { removeOwnLinks } from "../store/own-links.ts";
import { recordConsent, savePerson } from "../store/people.ts";
import { isSeatedElsewhere, saveSeat } from "../store/teams.ts";
import { freeSeat, unshare } from "./leaving.ts";
import { nameToShow } from "./naming.ts";
import { takeSeat } from "./seating.ts";

/** In how many teams somebody may be at once; their own choice comes with their own page. */
const usualCap = 2;

/** Who speaks with which project, in which transaction; the project is locked. */
export type Scene = {
  readonly tx: Tx;
  readonly instance: Instance;
  readonly project: Project;
  readonly person: Person;
  /** The evidence of what they agree to: the id of the signed activity, or the link to their own page. */
  readonly evidence: string;
};

export type Turning = Scene & {
  readonly interest: Interest;
  readonly seat: Seat | null;
  readonly standing: Standing;
};

export async function act(scene: Turning, next: Turn): Promise<readonly Notice[]> {
  switch (next.do) {
    case "fall-silent":
      return [];
    case "place":
      return settle(scene, next.place, next.covered);
    case "offer":
      await save(scene, { awaiting: "choice", choices: next.choices.map((place) => place.key) });
      return [tell(scene, { say: "which", choices: next.choices.map((place) => place.key) })];
    case "unknown-place":
      return [tell(scene, { say: "unknown-place" })];
    case "share":
      return share(scene);
    case "keep-to-ourselves":
      return keepToOurselves(scene);
    case "take-seat":
      return sit(scene, next.name);
    case "decline-seat":
      return decline(scene);
    case "name":
      if (scene.seat !== null && next.name !== null) {
        await saveSeat(scene.tx, scene.seat.id, {
          name: await shown(scene, scene.seat, next.name),
        });
      }
      await save(scene, { awaiting: "nothing" });
      return [tell(scene, { say: "name-kept", name: next.name })];
    case "give-link":
      return giveLink(scene);
    case "speak":
      return speak(scene, next);
    case "explain":
      return [tell(scene, { say: "commands", on: next.on })];
    case "help":
      return [tell(scene, { say: "help", on: next.on })];
    default:
      return next satisfies never;
  }
}

/** C10: a fresh link; those before it lead nowhere any more. */
export async function giveLink(scene: Scene): Promise<readonly Notice[]> {
  await removeOwnLinks(scene.tx, scene.person.id);
  return [tell(scene, { say: "own-link" })];
}

/** C10: from now on in the language that they ask for, whatever their server says of what they write. */
async function speak(
  scene: Turning,
  { language, on }: Extract<Turn, { do: "speak" }>,
): Promise<readonly Notice[]> {
  if (!scene.instance.settings.languages.includes(language)) {
    return [tell(scene, { say: "commands", on })];
  }
  await savePerson(scene.tx, scene.person.id, { language, languageChosen: true });
  return [tell(scene, { say: "language", on })];
}

/** L1: they said where they live. A new place asks for consent anew. */
async function settle(scene: Turning, place: Place, covered: boolean): Promise<readonly Notice[]> {
  const { tx, instance, interest, project } = scene;
  if (interest.state === "shared") {
    await unshare(tx, interest, { root: project.root, at: instance.now() });
  }
  await save(scene, {
    state: "placed",
    place: place.key,
    sharedAt: null,
    choices: [],
    awaiting: covered ? "consent" : "nothing",
  });
  await consent(scene, 1, true);
  return [
    tell(
      scene,
      covered
        ? { say: "consent", place: place.key, known: false }
        : { say: "not-covered", place: place.key },
    ),
  ];
}

/** L2: they said yes to this cooperative, by its name; from now on they are matched. */
async function share(scene: Turning): Promise<readonly Notice[]> {
  const { tx, instance, interest, person, project, standing } = scene;
  if (standing.place === null) return [tell(scene, { say: "help", on: "place" })];
  if (await isSeatedElsewhere(tx, person.id, project.root)) {
    return [tell(scene, { say: "help", on: "seated" })];
  }
  await save(scene, {
    state: "shared",
    sharedAt: instance.now(),
    awaiting: "nothing",
    choices: [],
  });
  await consent(scene, 2, true);
  await cancelAppointments(tx, person.id, { project: project.id, kind: "interest-ends" });
  await makeAppointment(tx, {
    kind: "interest-ends",
    person: person.id,
    project: project.id,
    inMs: instance.settings.waits.interest,
  });
  const alreadyWaits = interest.state === "shared" && !standing.dormant;
  if (!alreadyWaits) await beginToWait(scene, standing.place);
  // A member who still wants it goes on as a member; nobody brings them together anew.
  if (standing.seated) return [tell(scene, { say: "help", on: "seated" })];
  return [tell(scene, { say: "shared", place: standing.place.key })];
}

async function beginToWait(scene: Turning, place: Place): Promise<void> {
  const { tx, instance, person, project } = scene;
  // Who answered a question put in the instance's language understands it; what they write in is added.
  const spoken = languageMask([instance.settings.languages[0], languageOf(scene)]);
  await ensureProfile(tx, person.id, { languages: spoken, cap: usualCap });
  const since = await postMatchEvent(tx, {
    kind: "interest.added",
    person: person.id,
    root: project.root,
  });
  await saveWaiting(tx, {
    person: person.id,
    root: project.root,
    project: project.id,
    place,
    languages: spoken,
    since,
  });
}

/** No, or no longer: they are only counted here, or not even that. */
async function keepToOurselves(scene: Turning): Promise<readonly Notice[]> {
  const { tx, instance, interest, project } = scene;
  if (interest.state === "shared") {
    await unshare(tx, interest, { root: project.root, at: instance.now() });
  }
  if (interest.place !== null) await consent(scene, 2, false);
  await save(scene, {
    state: interest.place === null ? interest.state : "placed",
    sharedAt: null,
    awaiting: "nothing",
    choices: [],
  });
  return [tell(scene, { say: "not-shared" })];
}

async function sit(scene: Turning, name: string | null): Promise<readonly Notice[]> {
  const { tx, seat, instance, person, project, evidence } = scene;
  if (seat === null) return [];
  const news = await takeSeat(tx, {
    project,
    person,
    seat,
    name: await shown(scene, seat, name),
    language: languageOf(scene),
    evidence,
    at: instance.now(),
  });
  await save(scene, { awaiting: name === null ? "name" : "nothing" });
  const mine = tell(scene, { say: "seat-taken", team: seat.team, name });
  // Whoever completes the team reads so in the news itself; only a missing name is still asked for.
  return news.length > 0 && name !== null ? news : [mine, ...news];
}

/** What the team reads; they themselves read the name that they chose. */
function shown({ tx, instance, person }: Turning, { id }: Seat, name: string | null) {
  return nameToShow(tx, instance, { person, seat: id, name });
}

async function decline(scene: Turning): Promise<readonly Notice[]> {
  const { tx, seat, instance, person, project } = scene;
  if (seat === null) return [];
  await moveInterest(
    tx,
    { person: person.id, root: project.root, from: ["i"] },
    { status: "d", team: null, because: "declined" },
  );
  await freeSeat(tx, seat, { state: "declined", root: project.root, at: instance.now() });
  await consent(scene, 3, false);
  return [tell(scene, { say: "declined" })];
}

function languageOf({ person, instance }: Scene): Language {
  const { languages } = instance.settings;
  return person.language !== null && languages.includes(person.language)
    ? person.language
    : languages[0];
}

async function save(scene: Turning, change: Partial<Interest>): Promise<void> {
  await saveInterest(scene.tx, { ...scene.interest, ...change });
}

async function consent(scene: Turning, level: 1 | 2 | 3, given: boolean): Promise<void> {
  const { tx, instance, person, project, evidence, seat } = scene;
  await recordConsent(tx, {
    person: person.id,
    project: project.id,
    level,
    given,
    textVersion,
    language: languageOf(scene),
    evidence,
    about: level === 3 ? (seat?.team ?? "") : instance.settings.name,
    at: instance.now(),
  });
}

export function tell({ person, project }: Scene, message: Message): Notice {
  return { kind: "tell", person: person.id, project: project.id, message };
}
