/** Where everything of ours stands: the addresses of the contract, made and read in one place. */
import type { ProjectId, TeamId } from "./domain/ids.ts";
import { isId } from "./domain/ids.ts";
import type { Language } from "./domain/languages.ts";
import type { Place } from "./domain/places.ts";

/** One of our own actors. */
export type OwnActor =
  | { readonly kind: "instance" }
  | { readonly kind: "org" }
  | { readonly kind: "project"; readonly id: ProjectId }
  | { readonly kind: "team"; readonly id: TeamId };

/** The path of an actor; also its name in our own tables. */
export function actorPath(actor: OwnActor): string {
  switch (actor.kind) {
    case "instance":
    case "org":
      return `/ap/${actor.kind}`;
    case "project":
      return `/ap/projects/${actor.id}`;
    case "team":
      return `/ap/teams/${actor.id}`;
    default:
      return actor satisfies never;
  }
}

export function actorIri(origin: string, actor: OwnActor): string {
  return origin + actorPath(actor);
}

/** The actor of ours at this path, by form alone (it need not exist), or null. */
export function actorOfPath(path: string): OwnActor | null {
  if (path === "/ap/instance") return { kind: "instance" };
  if (path === "/ap/org") return { kind: "org" };
  const [, kind, id] = /^\/ap\/(projects|teams)\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined || !isId(id)) return null;
  return kind === "projects"
    ? { kind: "project", id: id as ProjectId }
    : { kind: "team", id: id as TeamId };
}

/** The actor of ours with this id, by form alone, or null when the id is not ours. */
export function actorOfIri(origin: string, iri: string): OwnActor | null {
  return iri.startsWith(`${origin}/`) ? actorOfPath(iri.slice(origin.length)) : null;
}

export function noteIri(origin: string, id: string): string {
  return `${origin}/ap/notes/${id}`;
}

/** A permission to quote a note of ours. */
export function quoteIri(origin: string, id: string): string {
  return `${origin}/ap/quotes/${id}`;
}

export function activityIri(origin: string, id: string): string {
  return `${origin}/ap/acts/${id}`;
}

export function sharedInboxIri(origin: string): string {
  return `${origin}/ap/inbox`;
}

/** Pages for people. Without a language the browser chooses; with one the address says it. */
export const pages = {
  home: (language?: Language): string => (language === undefined ? "/" : `/${language}`),
  project: (slug: string, language?: Language): string => `${prefix(language)}/p/${slug}`,
  team: (slug: string, language?: Language): string => `${prefix(language)}/t/${slug}`,
  place: (place: Place, language?: Language): string =>
    `${prefix(language)}/${placeWord[language ?? "ca"]}/${placeSlug(place)}`,
  /** A person's own page: the token in it opens it, so it stands nowhere but in messages to them. */
  own: (token: string, language?: Language): string =>
    `${prefix(language)}/${ownWord[language ?? "ca"]}/${token}`,
};

/** The word for a person's own page in an address, in each language. */
const ownWord: Readonly<Record<Language, string>> = { ca: "jo", es: "yo", en: "me" };

/** The word for a place in an address, in each language. */
export const placeWord: Readonly<Record<Language, string>> = {
  ca: "lloc",
  es: "lugar",
  en: "place",
};

function prefix(language: Language | undefined): string {
  return language === undefined ? "" : `/${language}`;
}

/** `17079-girona`: the code finds the place, the name is for people. */
export function placeSlug(place: Place): string {
  return `${place.key.slice("urn:ine:".length)}-${slugOf(place.name)}`;
}

/** A name as part of an address: lower case, no accents, hyphens. */
export function slugOf(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
