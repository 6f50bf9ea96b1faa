/** Views, projects, teams and pages made up for tests, without a database: pages are functions of plain data. */
import type { ActorIri, PersonId, TeamId } from "../../src/domain/ids.ts";
import type { Language } from "../../src/domain/languages.ts";
import { metresBetween, type Place, publicPlace } from "../../src/domain/places.ts";
import type { Project } from "../../src/domain/projects.ts";
import { gazetteer } from "../../src/gazetteer.ts";
import { readShowcase } from "../../src/showcase.ts";
import type { PublicTeam } from "../../src/store/teams.ts";
import { messages } from "../../src/web/language.ts";
import type { Page, View } from "../../src/web/page.ts";
import { cataloguePage, type Question } from "../../src/web/pages/catalogue.ts";
import { cooperativePage } from "../../src/web/pages/cooperative.ts";
import { askPage, nonePage, whichPage } from "../../src/web/pages/find.ts";
import { homePage } from "../../src/web/pages/home.ts";
import { notePage } from "../../src/web/pages/note.ts";
import {
  doorPage,
  erasedPage,
  lostPage,
  nothingSaid,
  type Own,
  ownPage,
  refusedPage,
} from "../../src/web/pages/own.ts";
import { placePage } from "../../src/web/pages/place.ts";
import { projectPage } from "../../src/web/pages/project.ts";
import { teamPage } from "../../src/web/pages/team.ts";
import { brokenPage, gonePage, notAllowedPage, notFoundPage } from "../../src/web/pages/trouble.ts";
import { framed } from "../../src/web/parts/frame.ts";

export const languages = ["ca", "es", "en"] as const;

export function viewIn(language: Language, settings: Partial<View["settings"]> = {}): View {
  return {
    origin: "https://girona.test",
    settings: {
      name: "Cooperativa de Girona",
      contactUrl: "https://girona.test/xat",
      languages,
      territory: ["urn:idescat:comarca:20", "urn:ine:17079"],
      ...settings,
    },
    language,
    said: language,
    t: messages[language],
  };
}

const showcase = readShowcase(new URL("../../showcase", import.meta.url).pathname);

export const projects: readonly Project[] = showcase.sheets.map((sheet, n) => ({
  id: String(n).padStart(25, "p") as Project["id"],
  sheet,
  root: `https://girona.test/ap/projects/${String(n).padStart(25, "p")}`,
  open: true,
  movedTo: null,
  alsoKnownAs: [],
  publishedAt: new Date("2026-11-01T10:00:00Z"),
  updatedAt: new Date("2026-11-01T10:00:00Z"),
}));

export function placeCalled(name: string): Place {
  const place = gazetteer().find((one) => one.name === name);
  if (place === undefined) throw new Error(`no place is called ${name}`);
  return place;
}

export function teamOf(project: Project, place: Place): PublicTeam {
  return {
    id: "t".repeat(25) as TeamId,
    slug: `${project.sheet.slug}-${place.key.slice(-5)}`,
    project,
    where: publicPlace(place),
    comarcaKey: place.comarca.key,
    language: "ca",
    formedAt: new Date("2026-11-11T10:00:00Z"),
  };
}

function nearTo(place: Place): readonly { place: Place; metres: number }[] {
  return gazetteer()
    .filter((one) => one !== place)
    .map((one) => ({ place: one, metres: metresBetween(place, one) }))
    .sort((a, b) => a.metres - b.metres)
    .slice(0, 8);
}

/** Every kind of page, in the state that shows most, by name. */
export function everyPage(view: View): readonly (readonly [name: string, page: Page])[] {
  const [first, second] = projects;
  if (first === undefined || second === undefined) throw new Error("the showcase is empty");
  const closed = { ...first, open: false };
  const sensitive = { ...second, sheet: { ...second.sheet, sensitive: true } };
  const alt = { ca: "Gent & «enciams»", es: "Gente y lechugas", en: "People with lettuces" };
  const pictured = { ...first, sheet: { ...first.sheet, picture: { file: "hort.jpg", alt } } };
  const girona = placeCalled("Girona");
  const small = placeCalled("Alàs i Cerc");
  const teams = [teamOf(first, girona), { ...teamOf(second, small), id: "u".repeat(25) as TeamId }];
  const at = (place: Place) => placePage(view, { place, projects, teams, near: nearTo(place) });
  const ofFirst = teams.slice(0, 1);
  const everything = { text: "", theme: null, people: null };
  const catalogueFor = (question: Question, fits: readonly Project[]) =>
    cataloguePage(view, question, { all: projects, fits });
  return [
    ["home", homePage(view, projects, teams)],
    ["catalogue", catalogueFor(everything, projects)],
    ["catalogue without anything", cataloguePage(view, everything, { all: [], fits: [] })],
    ["catalogue of a theme", catalogueFor({ ...everything, theme: "energy" }, [first])],
    ["answer to words", catalogueFor({ text: "cotxe", theme: "energy", people: 8 }, [first])],
    ["no such project", catalogueFor({ text: "Atlantis", theme: null, people: 5 }, [])],
    ["home without anything", homePage(view, [], [])],
    ...projects.map((one) => [`project ${one.sheet.slug}`, projectPage(view, one, [])] as const),
    ["project with a team", projectPage(view, first, ofFirst)],
    ["project with a picture", projectPage(view, pictured, [])],
    ["closed project", projectPage(view, closed, ofFirst)],
    ["sensitive project", projectPage(view, sensitive, [])],
    ["place", at(girona)],
    ["small place outside", at(small)],
    ...teams.map((team) => [`team ${team.slug}`, teamPage(view, team)] as const),
    ["team of a closed project", teamPage(view, teamOf(closed, girona))],
    ["team of a sensitive project", teamPage(view, teamOf(sensitive, girona))],
    ["cooperative", cooperativePage(view, aboutUs)],
    ["note", notePage(view, { ...said, about: first }, { name: "Girona", path: "/ap/org" })],
    ["question", askPage(view)],
    ["choice", whichPage(view, "sant pere", [girona, small])],
    ["no such place", nonePage(view, "Atlantis")],
    ["one's own, before it is opened", doorPage(view, "t".repeat(25))],
    ["one's own", ownPage(view, mine(first, second), nothingSaid)],
    ["one's own, answered", ownPage(view, mine(first, second), { done: "town", wrong: null })],
    [
      "one's own, with an unknown town",
      ownPage(view, mine(first, second), {
        done: null,
        wrong: { project: first.id, said: "Atlantis" },
      }),
    ],
    ["one's own, erased", erasedPage(view)],
    ["one's own, no such link", lostPage(view)],
    ["one's own, refused", refusedPage(view)],
    ["not found", notFoundPage(view)],
    ["gone", gonePage(view)],
    ["not allowed", notAllowedPage(view)],
    ["broken", brokenPage(view)],
  ];
}

/** Somebody with a town to choose, an invitation and a seat. */
function mine(first: Project, second: Project): Own {
  const place = placeCalled("Girona");
  const standing = {
    state: "placed",
    awaiting: "choice",
    place,
    choices: [place, placeCalled("Salt")],
    invited: false,
    seated: false,
    dormant: false,
  } as const;
  const seat = { where: "Girona", name: "Marta", until: new Date("2026-11-28T10:00:00Z") };
  const third = projects[2] ?? second;
  return {
    token: "k".repeat(25),
    person: {
      id: "m".repeat(25) as PersonId,
      iri: "https://veins.test/users/marta" as ActorIri,
      handle: "marta@veins.test",
      inbox: "https://veins.test/users/marta/inbox",
      sharedInbox: null,
      type: "Person",
      noBots: false,
      language: "ca",
      languageChosen: false,
      silentSince: null,
    },
    knownSince: new Date("2026-11-01T10:00:00Z"),
    projects: [
      {
        project: first,
        standing,
        sharedAt: null,
        seat: null,
        deeds: ["town", "yes", "no", "leave"],
      },
      {
        project: second,
        standing: { ...standing, state: "shared", awaiting: "nothing", invited: true },
        sharedAt: new Date("2026-11-02T10:00:00Z"),
        seat: { ...seat, name: null },
        deeds: ["join", "decline", "leave"],
      },
      {
        project: third,
        standing: { ...standing, state: "shared", awaiting: "still", seated: true },
        sharedAt: new Date("2026-11-02T10:00:00Z"),
        seat,
        deeds: ["yes", "no", "rename", "leave"],
      },
    ],
    consents: [
      {
        project: first.id,
        name: first.sheet.name,
        level: 2,
        given: true,
        textVersion: "2026-11",
        language: "ca",
        about: "Cooperativa de Girona",
        at: new Date("2026-11-02T10:00:00Z"),
      },
    ],
    underWay: 1,
  };
}

const aboutUs = {
  actor: { kind: "org" },
  handle: "cooperativa",
  territory: ["Gironès", "Girona"],
  projects,
} as const;

const said = {
  id: "n".repeat(25),
  actor: "/ap/org",
  language: "ca",
  html: '<p>A Girona ja hi ha un grup. <a href="https://girona.test/p/x" rel="nofollow noopener">Mira-ho</a></p>',
  publishedAt: new Date("2026-11-11T10:00:00Z"),
} as const;

export async function written(view: View, page: Page): Promise<string> {
  return String(await framed(view, page));
}
