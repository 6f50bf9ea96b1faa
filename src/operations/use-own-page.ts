/** What somebody does on their own page: the same as by messages, with their link as the evidence (C11). */
import { actorPath } from "../addresses.ts";
import type { Turn } from "../domain/conversation.ts";
import type { ProjectId } from "../domain/ids.ts";
import type { Interest } from "../domain/interests.ts";
import type { Language } from "../domain/languages.ts";
import type { Notice } from "../domain/notices.ts";
import { type Deed, openDeeds } from "../domain/own-page.ts";
import { chosenName, type Person } from "../domain/people.ts";
import type { Place } from "../domain/places.ts";
import { covers } from "../domain/territories.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { endFollows, interestOf, standingFollows } from "../store/interests.ts";
import { postNotices } from "../store/notices.ts";
import { evidenceOf, personAtLink } from "../store/own-links.ts";
import {
  dropLettersTo,
  forgetReceived,
  lockPerson,
  personOf,
  rememberErased,
  savePerson,
} from "../store/people.ts";
import { placesNamed } from "../store/places.ts";
import { lockProject } from "../store/projects.ts";
import { forgetActor } from "../store/remotes.ts";
import { liveSeatOf } from "../store/teams.ts";
import { act, type Turning } from "./answering.ts";
import { forgetPerson } from "./erasing.ts";
import { endEverything, endInterest, silence } from "./leaving.ts";
import { standingOf } from "./standing.ts";
import { transact } from "./transaction.ts";

export type Wish =
  | {
      readonly do: Deed;
      readonly project: ProjectId;
      /** The town, or the name to be called, as it was typed; empty for none. */
      readonly said: string;
      /** The key of one of the towns that were offered. */
      readonly choice: string | null;
    }
  | { readonly do: "language"; readonly language: Language }
  | { readonly do: "stop" | "erase" };

/** What came of it; `nobody` when the link opens nothing, `not-open` when it is not theirs to do now. */
export type Used = "done" | "which" | "unknown-place" | "not-open" | "nobody";

/** Does what the person behind this link wishes, whole or not at all. */
export function useOwnPage(instance: Instance, token: string, wish: Wish): Promise<Used> {
  return transact(instance.db, async (tx): Promise<Used> => {
    const id = await personAtLink(tx, token);
    const person = id === null ? null : await personOf(tx, id);
    if (person === null) return "nobody";
    switch (wish.do) {
      case "language":
        if (!instance.settings.languages.includes(wish.language)) return "not-open";
        await savePerson(tx, person.id, { language: wish.language, languageChosen: true });
        return "done";
      case "stop":
        await silence(tx, person.iri, instance.now());
        return "done";
      case "erase":
        await eraseWhole(tx, person, instance.now());
        return "done";
      default:
        return aboutProject({ tx, instance, person, token }, wish);
    }
  });
}

/** F21: nothing stays but that somebody was erased; their server is told that the follows have ended. */
async function eraseWhole(tx: Tx, person: Person, at: Date): Promise<void> {
  const ended = await farewells(tx, person, null);
  await endEverything(tx, person.iri, at);
  await rememberErased(tx, person.iri);
  await forgetPerson(tx, person.iri);
  await forgetReceived(tx, person.iri);
  await forgetActor(tx, person.iri);
  await postNotices(tx, ended);
}

type Scene = {
  readonly tx: Tx;
  readonly instance: Instance;
  readonly person: Person;
  readonly token: string;
};

async function aboutProject(
  scene: Scene,
  wish: Extract<Wish, { readonly do: Deed }>,
): Promise<Used> {
  const { tx, instance, token } = scene;
  const { territory } = instance.settings;
  const project = await lockProject(tx, wish.project);
  const person = await lockPerson(tx, scene.person.id);
  if (project === null || person === null) return "not-open";
  const interest = await interestOf(tx, person.id, project.id);
  if (interest === null) return "not-open";
  const seat = await liveSeatOf(tx, person.id, project.root);
  const standing = await standingOf(tx, interest, { person: person.id, root: project.root, seat });
  const { open, sheet } = project;
  const may = openDeeds(
    standing,
    { open, sensitive: sheet.sensitive, silent: person.silentSince !== null },
    territory,
  );
  if (!may.includes(wish.do)) return "not-open";
  const evidence = evidenceOf(token);
  const turning = { tx, instance, project, person, evidence, interest, seat, standing };
  if (wish.do === "leave") return leave(turning, interest);
  const next = await turnFor(turning, wish);
  if (next === null) return "unknown-place";
  await tellOthers(tx, person, await act(turning, next));
  return next.do === "offer" ? "which" : "done";
}

/** The turn of the conversation that comes to the same; null when no town is called so. */
async function turnFor(
  scene: Turning,
  { do: deed, said, choice }: Extract<Wish, { readonly do: Deed }>,
): Promise<Turn | null> {
  switch (deed) {
    case "yes":
      return { do: "share" };
    case "no":
      return { do: "keep-to-ourselves" };
    case "join":
      return { do: "take-seat", name: chosenName(said) };
    case "decline":
      return { do: "decline-seat" };
    case "rename":
      return { do: "name", name: chosenName(said) };
    default:
      return townFor(scene, { said, choice });
  }
}

async function townFor(
  { tx, instance, standing }: Turning,
  { said, choice }: { readonly said: string; readonly choice: string | null },
): Promise<Turn | null> {
  const settled = (place: Place): Turn => ({
    do: "place",
    place,
    covered: covers(instance.settings.territory, place),
  });
  const chosen = standing.choices.find(({ key }) => key === choice);
  if (chosen !== undefined) return settled(chosen);
  const found = await placesNamed(tx, said);
  const [only, ...others] = found;
  if (only === undefined) return null;
  return others.length === 0 ? settled(only) : { do: "offer", choices: found };
}

/** The page shows what was done: only news of a team is told besides, to them and to others. */
async function tellOthers(tx: Tx, person: Person, notices: readonly Notice[]): Promise<void> {
  const news = notices.filter(
    (one) => one.kind !== "tell" || one.person !== person.id || one.message.say === "team-formed",
  );
  await postNotices(tx, news);
}

/** I4: everything in this one project, with the follow; the others go on. */
async function leave(
  { tx, instance, project, person }: Turning,
  interest: Interest,
): Promise<Used> {
  const actor = actorPath({ kind: "project", id: project.id });
  const ended = await farewells(tx, person, actor);
  await endInterest(tx, interest, { root: project.root, at: instance.now() });
  await dropLettersTo(tx, person.id, actor);
  await endFollows(tx, person.iri, actor);
  await postNotices(tx, ended);
  return "done";
}

async function farewells(tx: Tx, person: Person, of: string | null): Promise<readonly Notice[]> {
  const follows = await standingFollows(tx, person.iri, of);
  return follows.map(({ iri: follow, target }) => {
    const { iri, inbox } = person;
    return { kind: "follow-ended", iri, inbox, target, follow };
  });
}
