/** When there is nothing to show: what happened, and what one can do. Never why in detail (boundary.md E21). */
import { html } from "hono/html";
import type { Page, View } from "../page.ts";
import { findForm } from "../parts/find.ts";
import { contactButton } from "../parts/join.ts";
import { homePath } from "../parts/links.ts";

export function notFoundPage(view: View): Page {
  const { notFound, notFoundText } = view.t.trouble;
  const main = html`${told(view, notFound, notFoundText)}<div class="wrap stack narrow">${findForm(view)}</div>`;
  return { ...trouble(view, notFound), status: 404, main };
}

/** What was here and is gone for good (protocol.md 8.3, 17): what one can do instead. */
export function gonePage(view: View): Page {
  const { gone, goneText } = view.t.trouble;
  const main = html`${told(view, gone, goneText)}<div class="wrap stack narrow">${findForm(view)}</div>`;
  return { ...trouble(view, gone), status: 410, main };
}

export function notAllowedPage(view: View): Page {
  const { notAllowed, notAllowedText } = view.t.trouble;
  return {
    ...trouble(view, notAllowed),
    status: 405,
    main: told(view, notAllowed, notAllowedText),
  };
}

export function brokenPage(view: View): Page {
  const { broken, brokenText } = view.t.trouble;
  const { contactUrl } = view.settings;
  const contact =
    contactUrl === null
      ? ""
      : html`<div class="wrap stack narrow">${contactButton(contactUrl, view.t.cooperative.contactButton)}</div>`;
  const main = html`${told(view, broken, brokenText)}${contact}`;
  return { ...trouble(view, broken), status: 503, main };
}

function trouble(view: View, title: string) {
  return { title, description: view.t.home.description, at: null, indexed: false } as const;
}

function told(view: View, heading: string, text: string) {
  return html`<div class="wrap stack narrow"><h1>${heading}</h1><p>${text}</p><p><a href="${homePath(view.said)}">${view.t.trouble.home}</a></p></div>`;
}
