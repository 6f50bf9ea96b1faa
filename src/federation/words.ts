/** One message to one person, in words: which sentence, with which names and dates in it. */
import { pages } from "../addresses.ts";
import type { TeamId } from "../domain/ids.ts";
import type { Language } from "../domain/languages.ts";
import type { HelpOn, Message } from "../domain/messages.ts";
import type { Person } from "../domain/people.ts";
import { publicPlace } from "../domain/places.ts";
import type { Project } from "../domain/projects.ts";
import type { Instance } from "../instance.ts";
import type { Db } from "../store/db.ts";
import { interestOf } from "../store/interests.ts";
import { placeOf, placesOf } from "../store/places.ts";
import { liveProject } from "../store/projects.ts";
import { liveSeatOf, seatsOf, teamOf } from "../store/teams.ts";
import type { Messages } from "./messages/ca.ts";
import { messagesIn } from "./messages/index.ts";

export type Said = {
  readonly language: Language;
  /** Plain text, one entry a paragraph; lines within a paragraph are kept. */
  readonly paragraphs: readonly string[];
};

type Scene = {
  readonly db: Db;
  readonly instance: Instance;
  readonly person: Person;
  readonly project: Project;
  /** What makes a link to their own page, for the messages that have one. */
  readonly token: string;
};

/** The words of a message, or null when what it is about is over by now: then it is not sent. */
export async function wordsOf(scene: Scene, message: Message): Promise<Said | null> {
  const { instance, person, project, db } = scene;
  const language = languageFor(instance, person);
  const said = messagesIn(language);
  const name = project.sheet.name[language];
  const coop = instance.settings.name;
  const link = instance.origin + pages.project(project.sheet.slug, language);
  const own = instance.origin + pages.own(scene.token, language);
  const speak = (paragraphs: readonly string[]): Said => ({ language, paragraphs });

  switch (message.say) {
    case "where":
      return speak(said.where({ project: name, coop, own }));
    case "consent": {
      const place = await placeOf(db, message.place);
      if (place === null) return null;
      const of = { place: place.name, comarca: place.comarca.name, coop };
      // Unasked, it says like the question where else it can be answered.
      return speak(said.consent({ ...of, own: message.known ? own : null }));
    }
    case "which": {
      const choices = await placesOf(db, message.choices);
      const shown = choices.map((place) => `${place.name} (${place.comarca.name})`);
      return speak(said.which({ choices: shown }));
    }
    case "unknown-place":
      return speak(said.unknownPlace({ link }));
    case "covered": {
      const place = await placeOf(db, message.place);
      if (place === null) return null;
      return speak(said.covered({ project: name, place: place.name, coop, own }));
    }
    case "not-covered":
    case "shared": {
      const place = await placeOf(db, message.place);
      if (place === null) return null;
      return speak(
        message.say === "shared"
          ? said.shared({ place: place.name, own })
          : said.notCovered({ place: place.name, coop }),
      );
    }
    case "not-shared":
      return speak(said.notShared());
    case "invitation":
    case "reminder":
      return invited(scene, message, language);
    case "seat-taken":
      return seated(scene, message, language);
    case "name-kept":
      return speak(said.nameKept({ name: message.name }));
    case "declined":
      return speak(said.declined());
    case "team-formed":
      return formed(scene, message.team, language);
    case "still": {
      const interest = await interestOf(db, person.id, project.id);
      const place = interest?.place == null ? null : await placeOf(db, interest.place);
      return place === null ? null : speak(said.still({ project: name, place: place.name }));
    }
    case "follow-first":
      return speak(said.followFirst({ project: name }));
    case "in-private":
      return speak(said.inPrivate({ link }));
    case "by-link":
      return speak(said.byLink({ link }));
    case "own-link":
      return speak(said.ownLink({ own }));
    case "commands":
      return speak([...said.commands(), said.help[message.on]]);
    case "language":
      return speak([said.languageKept, said.help[message.on]]);
    case "closed":
      return speak(said.closed({ project: name }));
    case "ended":
      // The page that says how it is done went with a project that was retired.
      return speak(said.ended({ project: name, coop, link: (await isLive(scene)) ? link : null }));
    case "help":
      return speak([answering(said, message.on)]);
    default:
      return message satisfies never;
  }
}

/** What was not understood is said to be so, but where the help is a question of its own or says how things are. */
function answering({ notUnderstood, help }: Messages, on: HelpOn): string {
  const asks = on === "place" || on === "consent" || on === "invitation";
  return asks ? `${notUnderstood} ${help[on]}` : help[on];
}

/** The person's language when this instance speaks it, else the instance's usual one. */
function languageFor({ settings }: Instance, { language }: Person): Language {
  return language !== null && settings.languages.includes(language)
    ? language
    : settings.languages[0];
}

async function invited(
  { db, instance, person, project }: Scene,
  message: Message & { readonly say: "invitation" | "reminder" },
  language: Language,
): Promise<Said | null> {
  const seat = await liveSeatOf(db, person.id, project.root);
  const team = await teamOf(db, message.team);
  if (team === null || seat?.team !== team.id || seat.state !== "invited") return null;
  const hub = await placeOf(db, team.hub);
  const people = (await seatsOf(db, team.id, ["invited", "taken"])).length;
  const { invitation, reminder } = instance.settings.waits;
  const left = message.say === "invitation" ? invitation : invitation - reminder;
  const until = new Date(instance.now().getTime() + left);
  const about = { project: project.sheet.name[language], where: hub?.name ?? "", until };
  const said = messagesIn(language);
  return {
    language,
    paragraphs:
      message.say === "invitation" ? said.invitation({ ...about, people }) : said.reminder(about),
  };
}

async function seated(
  { db }: Scene,
  message: Message & { readonly say: "seat-taken" },
  language: Language,
): Promise<Said | null> {
  const team = await teamOf(db, message.team);
  if (team === null) return null;
  const taken = (await seatsOf(db, team.id, ["taken"])).length;
  const missing = team.state === "formed" ? 0 : Math.max(0, team.min - taken);
  const { name } = message;
  return { language, paragraphs: messagesIn(language).seatTaken({ name, missing }) };
}

/** T4: to members alone, the names that they chose, the next step and where to meet. */
async function formed(
  { db, instance, person, project }: Scene,
  id: TeamId,
  language: Language,
): Promise<Said | null> {
  const team = await teamOf(db, id);
  const seats = team === null ? [] : await seatsOf(db, id, ["taken"]);
  if (team === null || !seats.some((seat) => seat.person === person.id)) return null;
  const hub = await placeOf(db, team.hub);
  const said = messagesIn(language);
  return {
    language,
    paragraphs: said.teamFormed({
      project: project.sheet.name[language],
      where: hub === null ? "" : publicPlace(hub).name,
      names: seats.map((seat) => seat.name ?? said.neighbour),
      step: project.sheet.steps[language][0] ?? "",
      contact: instance.settings.contactUrl,
      page: instance.origin + pages.team(team.slug, language),
    }),
  };
}

async function isLive({ db, project }: Scene): Promise<boolean> {
  return (await liveProject(db, project.id)) !== null;
}
