/** Links within the site, and links that lead away from it. */
import { html } from "hono/html";
import { pages, placeWord } from "../../addresses.ts";
import type { Language } from "../../domain/languages.ts";
import type { Sheet } from "../../domain/sheet.ts";
import type { Theme } from "../../domain/themes.ts";
import type { Html } from "../page.ts";

export const homePath = pages.home;

/** A path under the language that an address says, if it says one. */
export function inLanguage(language: Language | undefined, path: string): string {
  return language === undefined ? path : `/${language}${path}`;
}

/** Where the question "where do you live?" is answered; also the beginning of every place's address. */
export function findPath(language?: Language): string {
  return inLanguage(language, `/${placeWord[language ?? "ca"]}`);
}

/** The word for projects in an address, in each language. */
export const projectsWord: Readonly<Record<Language, string>> = {
  ca: "projectes",
  es: "proyectos",
  en: "projects",
};

/** Where all projects stand, or those of one theme. */
export function cataloguePath(language?: Language, theme?: Theme | null): string {
  const path = inLanguage(language, `/${projectsWord[language ?? "ca"]}`);
  return theme == null ? path : `${path}?tema=${theme}`;
}

/** The page of the cooperative stands at its id: it needs no second address. */
export function cooperativePath(language?: Language): string {
  return inLanguage(language, "/ap/org");
}

export function notePath(id: string, language?: Language): string {
  return inLanguage(language, `/ap/notes/${id}`);
}

/** The picture of a project for other servers and for previews; its actor bears the same (federation/documents.ts). */
export function tilePath(slug: string): string {
  return `/look/tile/${slug}.png`;
}

type Pictured = Pick<Sheet, "slug" | "picture">;

/** The picture of a project on its page; another picture has another file name, and so another address. */
export function picturePath({ slug, picture }: Pictured): string {
  return `/look/picture/${slug}.webp?v=${picture?.file}`;
}

/** The same for other servers and for previews. */
export function bannerPath({ slug, picture }: Pictured): string {
  return `/look/banner/${slug}.jpg?v=${picture?.file}`;
}

/** A web address of others as it may stand in a link, or null: no other scheme leaves this house. */
function webAddress(address: string): URL | null {
  const url = URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

/** A link away. What is not a web address is only text. */
export function away(address: string, text: string): Html {
  const url = webAddress(address);
  if (url === null) return html`${text}`;
  return html`<a href="${url.href}" rel="nofollow noopener">${text}</a>`;
}

/** A link to a source, under the name of the host that it really leads to (boundary.md E4). */
export function source(address: string): Html {
  return away(address, webAddress(address)?.host.replace(/^www\./, "") ?? address);
}
