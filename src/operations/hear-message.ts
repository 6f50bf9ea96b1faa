/** A private message to a project: one turn of the conversation (protocol.md 4.2). */
import { type Heard, languageShown, understand } from "../domain/concierge.ts";
import { namesAPlace, turn } from "../domain/conversation.ts";
import type { PersonId, ProjectId } from "../domain/ids.ts";
import type { Language } from "../domain/languages.ts";
import type { Answered, Notice } from "../domain/notices.ts";
import type { Person } from "../domain/people.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { type Claim, finishActivity } from "../store/inbox.ts";
import { interestOf } from "../store/interests.ts";
import { postNotices } from "../store/notices.ts";
import {
  answersToday,
  isGone,
  meetPerson,
  type Profile,
  rememberAnswered,
  savePerson,
} from "../store/people.ts";
import { placesNamed } from "../store/places.ts";
import { lockProject } from "../store/projects.ts";
import { liveSeatOf } from "../store/teams.ts";
import { act, giveLink, type Scene, tell } from "./answering.ts";
import { silence } from "./leaving.ts";
import { standingOf } from "./standing.ts";
import { transact } from "./transaction.ts";

export type HearMessage = {
  readonly claim: Claim;
  readonly project: ProjectId;
  readonly profile: Profile;
  /** When it was signed; milliseconds since 1970. */
  readonly signedAt: number;
  /** The id of the signed activity: the evidence of what it agrees to. */
  readonly activity: string;
  /** The note itself, so that the answer stands below it. */
  readonly said: Answered;
  /** Plain text, mentions taken out. */
  readonly text: string;
  /** As their server declares it. */
  readonly language: Language | null;
  /** Said where others can read it: never stored, only answered with "in private, please" (67). */
  readonly inPublic: boolean;
};

const answersADay = 10;

/** Gives whether the message had any effect. */
export function hearMessage(instance: Instance, message: HearMessage): Promise<boolean> {
  return transact(instance.db, async (tx) => {
    if (!(await finishActivity(tx, message.claim))) return false;
    if (message.profile.type !== "Person" || (await isLate(tx, message))) return false;
    const heard = understand(message.text);
    // Before any other lock: stopping touches everything that somebody is interested in.
    if (heard.kind === "stop") return fallSilent(tx, instance, message);

    const project = await lockProject(tx, message.project);
    if (project === null) return false;
    const met = await meetPerson(tx, message.profile, {
      id: instance.newId() as PersonId,
      at: instance.now(),
    });
    if (met.silentSince !== null) return false;
    const person = await learnLanguage(tx, met, message);
    const scene = { tx, instance, project, person, evidence: message.activity };
    const notices = await respond(scene, message, heard);
    await answer(
      tx,
      person,
      notices.map((notice) => asAnswer(notice, message, person)),
    );
    return true;
  });
}

function isLate(tx: Tx, { profile, signedAt }: HearMessage): Promise<boolean> {
  return isGone(tx, profile.iri, signedAt);
}

async function respond(
  scene: Scene,
  message: HearMessage,
  heard: Heard,
): Promise<readonly Notice[]> {
  const { tx, instance, project, person } = scene;
  // C10: whoever asks for their page gets it, also who follows nothing any more.
  if (heard.kind === "link" && !message.inPublic) return giveLink(scene);
  if (project.sheet.sensitive) return [tell(scene, { say: "by-link" })];
  if (message.inPublic) return [tell(scene, { say: "in-private" })];
  const interest = await interestOf(tx, person.id, project.id);
  if (interest === null || interest.state === "withdrawn") {
    return [tell(scene, { say: project.open ? "follow-first" : "closed" })];
  }
  const seat = await liveSeatOf(tx, person.id, project.root);
  // I6: what was promised before is kept; a no is always heard.
  if (!project.open && seat === null && heard.kind !== "no")
    return [tell(scene, { say: "closed" })];
  const about = { person: person.id, root: project.root, seat };
  const standing = await standingOf(tx, interest, about);
  const said = heard.kind === "yes" ? (heard.name ?? "") : message.text;
  const found = namesAPlace(standing, heard) ? await placesNamed(tx, said) : [];
  const next = turn(standing, heard, { found, territory: instance.settings.territory });
  return act({ ...scene, interest, seat, standing }, next);
}

/** P5: STOP ends everything, in every project, and is never answered. */
async function fallSilent(tx: Tx, instance: Instance, message: HearMessage): Promise<boolean> {
  const at = instance.now();
  if (await silence(tx, message.profile.iri, at)) return true;
  const person = await meetPerson(tx, message.profile, { id: instance.newId() as PersonId, at });
  await savePerson(tx, person.id, { silentSince: at });
  return true;
}

async function learnLanguage(tx: Tx, person: Person, message: HearMessage): Promise<Person> {
  if (person.languageChosen) return person;
  const language = message.language ?? languageShown(message.text);
  if (language === null || language === person.language) return person;
  await savePerson(tx, person.id, { language });
  return { ...person, language };
}

/** What is said to them now stands in their thread, below what they said. */
function asAnswer(notice: Notice, { said, project }: HearMessage, { id }: Person): Notice {
  const isTheirs = notice.kind === "tell" && notice.person === id && notice.project === project;
  return isTheirs ? { ...notice, answers: said } : notice;
}

/** At most one answer to each message and ten a day; news of a team, and what follows for others, are always told. */
async function answer(tx: Tx, person: Person, notices: readonly Notice[]): Promise<void> {
  const beyond = notices.filter(
    (notice) =>
      notice.kind !== "tell" || notice.person !== person.id || notice.message.say === "team-formed",
  );
  const enough = (await answersToday(tx, person.id)) >= answersADay;
  if (!enough) await rememberAnswered(tx, person.id);
  await postNotices(tx, enough ? beyond : notices);
}
