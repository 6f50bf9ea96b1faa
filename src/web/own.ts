/** The addresses of people's own pages: looking changes nothing, only a form of the page does (protocol.md 8.3, 69). */
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { pages } from "../addresses.ts";
import type { ProjectId } from "../domain/ids.ts";
import { isLanguage, type Language } from "../domain/languages.ts";
import { type Deed, deeds } from "../domain/own-page.ts";
import type { Instance } from "../instance.ts";
import { useOwnPage, type Wish } from "../operations/use-own-page.ts";
import { everythingAbout } from "../store/own.ts";
import { personAtLink } from "../store/own-links.ts";
import { knownSince, personOf } from "../store/people.ts";
import { answerFile, answerPage, answerSeen } from "./answer.ts";
import { messages } from "./language.ts";
import type { View } from "./page.ts";
import {
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
  const lost = (c: Context): Promise<Response> => {
    const view = viewOf(c.req.raw);
    return answerPage(view, lostPage(view));
  };
  const refused = (c: Context): Promise<Response> => {
    const view = viewOf(c.req.raw);
    return answerPage(view, refusedPage(view));
  };
  for (const said of [undefined, ...instance.settings.languages]) {
    const path = pages.own(":token", said);
    app.get(path, async (c) => {
      const view = viewOf(c.req.raw);
      const own = await openedBy(instance, c.req.param("token") ?? "");
      if (own === null) return lost(c);
      return shown(instance, view, own, { done: doneOf(c.req.query("fet")), wrong: null });
    });
    app.get(`${path}/export.json`, async (c) => {
      const own = await openedBy(instance, c.req.param("token") ?? "");
      if (own === null) return lost(c);
      const held = await everythingAbout(instance.db, own.person);
      const file = { name: "multaque.json", body: JSON.stringify(held, null, 2) };
      return answerFile(viewOf(c.req.raw), file);
    });
    app.post(path, bodyLimit({ maxSize: mostBytes, onError: refused }), (c) =>
      isFromOurs(c.req.raw, instance.origin) ? used(instance, c, viewOf(c.req.raw)) : refused(c),
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

async function used(instance: Instance, c: Context, view: View): Promise<Response> {
  const token = c.req.param("token") ?? "";
  const form = await formOf(c);
  const wish = form === null ? null : wishOf(form);
  if (wish === null) return answerPage(view, refusedPage(view));
  const outcome = await useOwnPage(instance, token, wish);
  if (outcome === "nobody") return answerPage(view, lostPage(view));
  if (wish.do === "erase") return answerPage(view, erasedPage(view));
  if (outcome === "unknown-place" && "project" in wish) {
    const opened = await openedBy(instance, token);
    const wrong = { project: wish.project, said: wish.said };
    if (opened !== null) return shown(instance, view, opened, { done: null, wrong });
  }
  const done = outcome === "not-open" ? outcome : outcome === "done" ? wish.do : "";
  const to = pages.own(
    token,
    wish.do === "language" && outcome === "done" ? wish.language : view.said,
  );
  return answerSeen(view, `${instance.origin}${to}${done === "" ? "" : `?fet=${done}`}`);
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

function doneOf(said: string | undefined): Said["done"] {
  const known: readonly string[] = [...Object.keys(messages.ca.own.done), "not-open"];
  return said !== undefined && known.includes(said) ? (said as Said["done"]) : null;
}

/** An address as it may stand in a log: whoever reads it must not be able to open the page (F19). */
export function withoutToken(path: string): string {
  const words = Object.keys(messages).map((language) => pages.own("", language as Language));
  const own = words.find((word) => path.startsWith(word) || path.startsWith(word.slice(3)));
  return own === undefined ? path : `${path.startsWith(own) ? own : own.slice(3)}…`;
}
