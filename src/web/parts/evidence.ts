/** Who does it already, with figures, dates and the pages that say so. */
import { html } from "hono/html";
import type { Evidence } from "../../domain/sheet.ts";
import type { Html, View } from "../page.ts";
import { source } from "./links.ts";

/** Rules and warnings are evidence too, but they are nobody who does it. */
function isDoer({ place, people }: Evidence): boolean {
  return place !== null || people !== null;
}

export function itWorks(view: View, evidence: readonly Evidence[]): Html {
  const doers = evidence.filter(isDoer);
  if (doers.length === 0) return html``;
  return html`<h2>${view.t.project.works}</h2><ul class="proofs">${doers.map((one) => doer(view, one))}</ul>`;
}

function doer(view: View, one: Evidence): Html {
  const { t, language } = view;
  const { place, since, people, date } = one;
  // A number ages: it stands with its date or not at all.
  const many =
    people === null || date === null ? null : t.project.asOf(people, t.format.date(date));
  const lead = place ?? many;
  const rest = [
    since === null ? null : t.project.since(t.format.date(since)),
    place === null ? null : many,
  ].filter((part) => part !== null);
  return html`<li><p>${lead === null ? "" : html`<b>${lead}</b>`}${rest.length === 0 ? "" : html`, ${rest.join(", ")}`}</p><p>${one.text[language]}</p>${saidBy(view, one)}</li>`;
}

export function otherSources(view: View, evidence: readonly Evidence[]): Html {
  const others = evidence.filter((one) => !isDoer(one));
  if (others.length === 0) return html``;
  return html`<h2>${view.t.project.sources}</h2><ul class="proofs sources">${others.map(
    (one) => html`<li><p>${one.text[view.language]}</p>${saidBy(view, one)}</li>`,
  )}</ul>`;
}

function saidBy({ t }: View, one: Evidence): Html {
  const date = one.date === null ? "" : `, ${t.format.date(one.date)}`;
  return html`<p class="source">${t.project.source} ${source(one.source)}${date}</p>`;
}
