/** The way to somebody's own server, where they follow: its name is shown before they go there (boundary.md E4, E6). */
import { html } from "hono/html";
import type { Page, View } from "../page.ts";
import { followForm } from "../parts/follow.ts";
import { handle } from "../parts/join.ts";
import { away, cataloguePath } from "../parts/links.ts";

/** What is to be followed, and where one comes from. */
export type Followable = {
  readonly actor: string;
  readonly handle: string;
  readonly name: string;
  readonly page: string;
};

/** What a server is to be shown of the way to it. */
export type Way = { readonly host: string; readonly url: string | null };

export function wayPage(view: View, what: Followable, { host, url }: Way): Page {
  const { follow } = view.t;
  const on =
    url === null
      ? html`<h2>${follow.unknown(host)}</h2><p>${follow.unknownText}</p>`
      : html`<p>${follow.leaves(host)}</p><p><a class="btn" href="${url}" rel="nofollow noopener">${follow.goTo(host)}</a></p><h2>${follow.orCopy}</h2>`;
  return {
    ...apart(view),
    title: follow.title,
    main: html`<div class="wrap stack narrow"><h1>${what.name}</h1>${on}<p>${handle(view, what.handle)}</p><p><a href="${what.page}">${follow.back}</a></p></div>`,
  };
}

export function wrongServerPage(view: View, what: Followable, value: string): Page {
  const { follow } = view.t;
  const form = followForm(view, { actor: what.actor, value, wrong: true });
  return {
    ...apart(view),
    title: follow.title,
    status: 422,
    main: html`<div class="wrap stack narrow"><h1>${what.name}</h1>${form}<p>${follow.orCopy} ${handle(view, what.handle)}</p></div>`,
  };
}

/** Somebody's program took this for their server: nobody has an account here. */
export function nobodyHerePage(view: View, uri: string | null): Page {
  const { follow, frame } = view.t;
  return {
    ...apart(view),
    title: follow.nobodyHere,
    status: 404,
    main: html`<div class="wrap stack narrow"><h1>${follow.nobodyHere}</h1><p>${follow.nobodyHereText}</p>${uri === null ? "" : html`<p>${away(uri, uri)}</p>`}<p><a href="${cataloguePath(view.said)}">${frame.projects}</a></p></div>`,
  };
}

/** What somebody typed is no business of a cache or a search engine. */
function apart(view: View): Pick<Page, "description" | "at" | "indexed" | "cached"> {
  return { description: view.t.follow.description, at: null, indexed: false, cached: false };
}
