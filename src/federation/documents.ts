/** Documents of our actors, as they are served: plain JSON that Fedify must not touch (fedify.md 3.1). */
import { actorIri, actorPath, type OwnActor, pages, sharedInboxIri } from "../addresses.ts";
import type { PlaceKey, ProjectId, TeamId } from "../domain/ids.ts";
import type { Language } from "../domain/languages.ts";
import { publicPlace, smallTown } from "../domain/places.ts";
import { profileOf } from "../domain/profile.ts";
import { type Project, stageOf } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import { placeOf } from "../store/places.ts";
import { handleOf, liveProject } from "../store/projects.ts";
import { formedTeamOf, type PublicTeam, teamOf } from "../store/teams.ts";
import { actorContext } from "./context.ts";
import { escapeHtml, link } from "./html.ts";
import { shownKeys } from "./keys.ts";
import { messagesIn } from "./messages/index.ts";

type Json = Readonly<Record<string, unknown>>;

/** The document of an actor of ours, or null when it is not there for others. */
export async function actorDocument(instance: Instance, actor: OwnActor): Promise<Json | null> {
  const own = await ownPart(instance, actor);
  return own === null ? null : { ...(await commonPart(instance, actor)), ...own };
}

async function commonPart(instance: Instance, actor: OwnActor): Promise<Json> {
  const id = actorIri(instance.origin, actor);
  const { host } = new URL(instance.origin);
  const name = (await handleOf(instance.db, actorPath(actor))) ?? "";
  return {
    "@context": actorContext,
    id,
    preferredUsername: name,
    webfinger: `${name}@${host}`,
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    followers: `${id}/followers`,
    following: `${id}/following`,
    endpoints: { sharedInbox: sharedInboxIri(instance.origin) },
    ...(await shownKeys(instance, actor)),
  };
}

function ownPart(instance: Instance, actor: OwnActor): Promise<Json | null> {
  switch (actor.kind) {
    case "instance":
      return applicationPart(instance);
    case "org":
      return organizationPart(instance);
    case "project":
      return projectPart(instance, actor.id);
    case "team":
      return teamPart(instance, actor.id);
    default:
      return actor satisfies never;
  }
}

async function applicationPart(instance: Instance): Promise<Json> {
  const { origin, settings } = instance;
  const { host } = new URL(origin);
  return {
    type: "Application",
    name: `${host} (${settings.name})`,
    summary: `<p>${escapeHtml(messagesIn(usual(instance)).instanceSummary(await orgHandle(instance)))}</p>`,
    url: actorIri(origin, { kind: "instance" }),
    manuallyApprovesFollowers: false,
    discoverable: false,
    indexable: false,
    areaServed: settings.territory,
    implements: [
      {
        type: "Link",
        href: "https://datatracker.ietf.org/doc/html/rfc9421",
        name: "RFC-9421 HTTP Message Signatures",
      },
    ],
  };
}

async function organizationPart(instance: Instance): Promise<Json> {
  const { origin, settings } = instance;
  const said = messagesIn(usual(instance));
  return {
    type: "Organization",
    name: settings.name,
    icon: picture(`${origin}/look/icon.png`, pictured[usual(instance)].ring),
    summary: `<p>${escapeHtml(said.orgSummary({ name: settings.name }))}</p>`,
    url: `${origin}/`,
    manuallyApprovesFollowers: false,
    discoverable: true,
    indexable: true,
    featured: `${actorIri(origin, { kind: "org" })}/featured`,
    attributionDomains: [new URL(origin).host],
    areaServed: settings.territory,
    attachment: [
      field(said.fields.web, link(`${origin}/`, "me")),
      ...(settings.contactUrl === null
        ? []
        : [field(said.fields.contact, link(settings.contactUrl))]),
    ],
  };
}

async function projectPart(instance: Instance, id: ProjectId): Promise<Json | null> {
  const project = await liveProject(instance.db, id);
  if (project === null) return null;
  const { origin, settings } = instance;
  const language = usual(instance);
  const said = messagesIn(language);
  const profile = profileOf(project.sheet, language);
  const iri = actorIri(origin, { kind: "project", id });
  const page = origin + pages.project(project.sheet.slug);
  return {
    type: "Group",
    name: profile.name,
    icon: picture(`${origin}/look/tile/${project.sheet.slug}.png`, pictured[language].tiles),
    ...bannerOf(project.sheet, { origin, language }),
    attributedTo: actorIri(origin, { kind: "org" }),
    summary: `${profile.summary}<p>${escapeHtml(said.runBy({ name: settings.name }))}</p>`,
    url: page,
    published: project.publishedAt.toISOString(),
    updated: project.updatedAt.toISOString(),
    // True would make it a private community for Lemmy, which then refuses every public note (P13).
    manuallyApprovesFollowers: false,
    discoverable: true,
    indexable: true,
    featured: `${iri}/featured`,
    attributionDomains: [new URL(origin).host],
    tag: hashtags(project, origin),
    attachment: [
      field(said.fields.cooperative, link(`${origin}/`, "", `@${await orgHandle(instance)}`)),
      field(said.fields.join, link(page)),
      ...profile.fields.map(({ name, value }) => field(name, value)),
    ],
    ...(project.movedTo === null ? {} : { movedTo: project.movedTo }),
    ...(project.alsoKnownAs.length === 0 ? {} : { alsoKnownAs: project.alsoKnownAs }),
    stage: stageOf(project),
    license: "https://creativecommons.org/licenses/by-sa/4.0/",
  };
}

async function teamPart(instance: Instance, id: TeamId): Promise<Json | null> {
  const team = await formedTeamOf(instance.db, id);
  if (team === null) return null;
  const { origin } = instance;
  const said = messagesIn(team.language);
  const page = origin + pages.team(team.slug);
  const project = actorIri(origin, { kind: "project", id: team.project.id });
  return {
    type: "Group",
    name: `${team.project.sheet.name[team.language]} · ${team.where.name}`,
    icon: picture(`${origin}/look/team.png`, pictured[team.language].formed),
    attributedTo: actorIri(origin, { kind: "org" }),
    context: team.project.root,
    summary: `<p>${escapeHtml(said.teamSummary({ project: team.project.sheet.name[team.language], where: team.where.name }))}</p>`,
    url: page,
    published: team.formedAt.toISOString(),
    updated: team.formedAt.toISOString(),
    manuallyApprovesFollowers: true,
    discoverable: false,
    indexable: false,
    featured: `${actorIri(origin, { kind: "team", id })}/featured`,
    location: await locationOf(instance, team),
    attachment: [
      field(said.fields.project, link(project)),
      field(said.fields.where, escapeHtml(team.where.name)),
    ],
    stage: "active",
  };
}

/** A place without an id, or Fedify would fetch it (7.4, 10); of a small town only its comarca is said. */
async function locationOf(instance: Instance, team: PublicTeam): Promise<Json> {
  const whole = await teamOf(instance.db, team.id);
  const hub = whole === null ? null : await placeOf(instance.db, whole.hub as PlaceKey);
  const place = { type: "Place", name: team.where.name, url: team.where.key };
  if (hub === null || hub.population < smallTown) return place;
  return {
    ...place,
    url: publicPlace(hub).key,
    latitude: rounded(hub.lat),
    longitude: rounded(hub.lon),
  };
}

/** Two decimals: about a kilometre (protocol.md 4.3). */
function rounded(degrees: number): number {
  return Math.round(degrees * 100) / 100;
}

function usual(instance: Instance): Language {
  return instance.settings.languages[0];
}

async function orgHandle(instance: Instance): Promise<string> {
  const name = await handleOf(instance.db, actorPath({ kind: "org" }));
  return `${name ?? ""}@${new URL(instance.origin).host}`;
}

/** What is drawn, in words: src/web/look makes the pictures. */
const pictured: Readonly<Record<Language, Readonly<Record<"ring" | "tiles" | "formed", string>>>> =
  {
    ca: {
      ring: "Vuit cadires al voltant d'una taula; una espera algú.",
      tiles: "Terra de rajola hidràulica en dues tintes.",
      formed: "Una rotllana verda de cadires plenes, amb una marca de fet.",
    },
    es: {
      ring: "Ocho sillas alrededor de una mesa; una espera a alguien.",
      tiles: "Suelo de baldosa hidráulica en dos tintas.",
      formed: "Un corro verde de sillas ocupadas, con una marca de hecho.",
    },
    en: {
      ring: "Eight seats round a table; one waits for somebody.",
      tiles: "A floor of patterned cement tiles in two inks.",
      formed: "A green ring of taken seats, with a check mark.",
    },
  };

function picture(url: string, name: string): Json {
  return { type: "Image", mediaType: "image/png", url, name };
}

/** What servers show above a profile, where somebody brought a picture. */
function bannerOf(
  { slug, picture }: Sheet,
  { origin, language }: { readonly origin: string; readonly language: Language },
): Json {
  if (picture === undefined) return {};
  const url = `${origin}/look/banner/${slug}.jpg?v=${picture.file}`;
  return { image: { type: "Image", mediaType: "image/jpeg", url, name: picture.alt[language] } };
}

function field(name: string, value: string): Json {
  return { type: "PropertyValue", name, value };
}

function hashtags(project: Project, origin: string): readonly Json[] {
  return project.sheet.hashtags.map((tag) => ({
    type: "Hashtag",
    name: `#${tag}`,
    href: origin + pages.project(project.sheet.slug),
  }));
}
