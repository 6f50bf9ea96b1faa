/**
 * The addresses of people's own pages. A GET shows a door and nothing of anybody: servers fetch links in
 * messages for previews. Only what a person presses opens the page or changes something (boundary.md E8).
 */
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { pages } from "../addresses.ts";
import type { ProjectId } from "../domain/ids.ts";
import { isLanguage, type Language } from "../domain/languages.ts";
import { type Deed, deeds } from "../domain/own-page.ts";
import type { Instance } from "../instance.ts";
import { type Used, useOwnPage, type Wish } from "../operations/use-own-page.ts";
import { everythingAbout } from "../store/own.ts";
import { personAtLink } from "../store/own-links.ts";
import { knownSince, personOf } from "../store/people.ts";
import { answerFile, answerPage } from "./answer.ts";
import { messages } from "./language.ts";
import type { View } from "./page.ts";
import {
  doorPage,
  erasedPage,
  lostPage,
  nothingSaid,
  type Own,
  ownOf,
  ownPage,
  refusedPage,
  type Said,
} from "./pages/own.ts";
import { typed } from "./parts/asked.ts";
import { isFromOurs } from "./same-site.ts";

/** Makes the view of a request. */
type Viewing = (request: Request) => View;

/** No form of the page is longer. */
const mostBytes = 4_096;
const longestSaid = 80;

/** Under the word of each language, and without a language: `/ca/jo/…`, `/es/yo/…`, `/jo/…`. */
export function serveOwnPages(app: Hono, instance: Instance, viewOf: Viewing): void {
  const refused = (c: Context): Promise<Response> => {
    const view = viewOf(c.req.raw);
    return answerPage(view, refusedPage(view));
  };
  for (const said of [undefined, ...instance.settings.languages]) {
    const path = pages.own(":token", said);
    app.get(path, async (c) => {
      const view = viewOf(c.req.raw);
      const token = c.req.param("token") ?? "";
      const isOpen = (await personAtLink(instance.db, token)) !== null;
      return answerPage(view, isOpen ? doorPage(view, token) : lostPage(view));
    });
    app.post(path, bodyLimit({ maxSize: mostBytes, onError: refused }), (c) =>
      isFromOurs(c.req.raw, instance.origin) ? pressed(instance, c, viewOf) : refused(c),
    );
  }
}

type Opened = Pick<Own, "token" | "person" | "knownSince">;

async function openedBy({ db }: Instance, token: string): Promise<Opened | null> {
  const id = await personAtLink(db, token);
  const person = id === null ? null : await personOf(db, id);
  if (person === null) return null;
  return { token, person, knownSince: await knownSince(db, person.id) };
}

async function shown(
  instance: Instance,
  view: View,
  opened: Opened,
  said: Said = nothingSaid,
): Promise<Response> {
  return answerPage(view, ownPage(view, await ownOf(instance, opened), said));
}

/** A button of the door or of the page was pressed: the page, or the file, is the answer to it. */
async function pressed(instance: Instance, c: Context, viewOf: Viewing): Promise<Response> {
  const view = viewOf(c.req.raw);
  const token = c.req.param("token") ?? "";
  const form = await formOf(c);
  const wanted = form?.get("do");
  if (wanted === "open" || wanted === "export") {
    const opened = await openedBy(instance, token);
    if (opened === null) return answerPage(view, lostPage(view));
    return wanted === "open" ? shown(instance, view, opened) : exported(instance, view, opened);
  }
  const wish = form === null ? null : wishOf(form);
  if (wish === null) return answerPage(view, refusedPage(view));
  const speaksNow = wish.do === "language" && instance.settings.languages.includes(wish.language);
  const path = speaksNow ? pages.own(token, wish.language) : c.req.path;
  const { headers } = c.req.raw;
  return used(instance, viewOf(new Request(instance.origin + path, { headers })), { token, wish });
}

async function used(
  instance: Instance,
  view: View,
  { token, wish }: { readonly token: string; readonly wish: Wish },
): Promise<Response> {
  const outcome = await useOwnPage(instance, token, wish);
  if (outcome === "done" && wish.do === "erase") return answerPage(view, erasedPage(view));
  const opened = outcome === "nobody" ? null : await openedBy(instance, token);
  if (opened === null) return answerPage(view, lostPage(view));
  const isUnknown = outcome === "unknown-place" && "project" in wish;
  const wrong = isUnknown ? { project: wish.project, said: wish.said } : null;
  return shown(instance, view, opened, { done: doneBy(outcome, wish), wrong });
}

function doneBy(outcome: Used, wish: Wish): Said["done"] {
  if (outcome === "not-open") return "not-open";
  return outcome === "done" && wish.do !== "erase" ? wish.do : null;
}

async function exported(instance: Instance, view: View, { person }: Opened): Promise<Response> {
  const held = await everythingAbout(instance.db, person);
  return answerFile(view, { name: "multaque.json", body: JSON.stringify(held, null, 2) });
}

/** What the form says; null when it is none of the page's. */
async function formOf(c: Context): Promise<URLSearchParams | null> {
  const type = c.req.header("content-type") ?? "";
  if (!type.toLowerCase().startsWith("application/x-www-form-urlencoded")) return null;
  return new URLSearchParams(await c.req.text());
}

function wishOf(form: URLSearchParams): Wish | null {
  const wanted = form.get("do") ?? "";
  const language = form.get("language") ?? "";
  if (wanted === "stop") return { do: "stop" };
  if (wanted === "erase") return form.get("sure") === "yes" ? { do: "erase" } : null;
  if (wanted === "language") return isLanguage(language) ? { do: "language", language } : null;
  if (!isDeed(wanted)) return null;
  return {
    do: wanted,
    project: typed(form.get("project") ?? "", longestSaid) as ProjectId,
    said: typed(form.get("said") ?? "", longestSaid),
    choice: form.get("choice"),
  };
}

function isDeed(text: string): text is Deed {
  return (deeds as readonly string[]).includes(text);
}

/** An address as it may stand in a log: whoever reads it must not be able to open the page (F19). */
export function withoutToken(path: string): string {
  const words = Object.keys(messages).map((language) => pages.own("", language as Language));
  const own = words.find((word) => path.startsWith(word) || path.startsWith(word.slice(3)));
  return own === undefined ? path : `${path.startsWith(own) ? own : own.slice(3)}…`;
}
