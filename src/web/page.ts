/** What a page is made of, and what it is written with. */
import type { html } from "hono/html";
import type { Settings } from "../config.ts";
import type { Language } from "../domain/languages.ts";
import type { Messages } from "./messages/ca.ts";

export type Html = ReturnType<typeof html>;

/** What every page is written with: plain data, so that a page is a function of what it is given. */
export type View = {
  readonly origin: string;
  readonly settings: Pick<Settings, "name" | "contactUrl" | "languages" | "territory">;
  readonly language: Language;
  /** The language that the address says; links keep it. Undefined when the browser chose. */
  readonly said: Language | undefined;
  readonly t: Messages;
};

export type Preview = {
  readonly path: string;
  readonly type: "image/png" | "image/jpeg";
  readonly width: number;
  readonly height: number;
  readonly alt: string;
};

export type Page = {
  readonly title: string;
  readonly description: string;
  readonly main: Html;
  /** Its address in each language, and without one; null for a page that has no address of its own. */
  readonly at: ((language?: Language) => string) | null;
  /** The id of the actor or note that the page shows: the address at which servers read the same. */
  readonly id?: string;
  /** Profiles that point here and may say that this page is theirs (`rel="me"`). */
  readonly me?: readonly string[];
  /** The name of the actor of ours that a preview of this page offers to follow. */
  readonly by?: string;
  /** What a preview of this page shows. */
  readonly picture?: Preview;
  readonly status?: 403 | 404 | 405 | 410 | 422 | 503;
  /** Search engines may keep it; teams and answers to a question are never theirs (boundary.md F8). */
  readonly indexed?: boolean;
  /** Where somebody lives is no business of a cache between us. */
  readonly cached?: boolean;
};

/** The thing stands somewhere else: for good, or only for this reader. */
export type Elsewhere = { readonly to: string; readonly forGood: boolean };

/** What an address answers; null when there is nothing. */
export type Outcome = Page | Elsewhere | null;
