/** The one question: where do you live? A plain form, answered by the address of a place. */
import { html } from "hono/html";
import type { Html, View } from "../page.ts";
import { findPath } from "./links.ts";

/** Longest name that is read; no municipality's is half as long. */
export const longestPlaceName = 80;

export function findForm({ t, said }: View, value = ""): Html {
  return html`<form class="find" action="${findPath(said)}" method="get" role="search"><label for="on">${t.find.label}</label><input id="on" name="on" type="text" value="${value}" required maxlength="${longestPlaceName}" autocomplete="address-level2" autocapitalize="words" spellcheck="false" aria-describedby="on-hint"><p class="hint" id="on-hint">${t.find.hint}</p><button class="btn" type="submit">${t.find.button}</button></form>`;
}
