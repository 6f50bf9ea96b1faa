/** Who does it already, with figures, dates and the pages that say so. */
import { html } from "hono/html";
import { type Evidence, placeIn } from "../../domain/sheet.ts";
import type { Html, View } from "../page.ts";
import { source } from "./links.ts";

/** Rules and warnings are evidence too, but they are nobody who does it. */
function isDoer({ place, people }: Evidence): boolean {
  return place !== null || people !== null;
}

export function itWorks(view: View, evidence: readonly Evidence[]): Html {
  const doers = evidence.filter(isDoer);
  if (doers.length === 0) return html``;
  return html`<h2>${view.t.project.works}</h2><ul class="proofs">${byPlace(view, doers).map(
    (here) => html`<li>${here.map((one, n) => doer(view, one, n === 0))}</li>`,
  )}</ul>`;
}

/** What is known of one place stands together, where the first of it would stand. */
function byPlace({ language }: View, doers: readonly Evidence[]): readonly (readonly Evidence[])[] {
  const groups = new Map<Evidence | string, Evidence[]>();
  for (const one of doers) {
    const where = placeIn(language, one) ?? one;
    groups.set(where, [...(groups.get(where) ?? []), one]);
  }
  return [...groups.values()];
}

function doer(view: View, one: Evidence, first: boolean): Html {
  const { t, language } = view;
  const { since, people, date } = one;
  const place = placeIn(language, one);
  // A number ages: it stands with its date or not at all.
  const many =
    people === null || date === null ? null : t.project.asOf(people, t.format.date(date));
  const lead = place ?? many;
  const rest = [
    since === null ? null : t.project.since(t.format.date(since)),
    place === null ? null : many,
  ].filter((part) => part !== null);
  // The place is said again only where more is said of it.
  const head =
    lead === null || (!first && rest.length === 0)
      ? ""
      : html`<p><b>${lead}</b>${rest.length === 0 ? "" : html`, ${rest.join(", ")}`}</p>`;
  return html`<div>${head}<p>${one.text[language]}</p>${saidBy(view, one)}</div>`;
}

export function otherSources(view: View, evidence: readonly Evidence[]): Html {
  const others = evidence.filter((one) => !isDoer(one));
  if (others.length === 0) return html``;
  return html`<h2>${view.t.project.sources}</h2><ul class="proofs sources">${others.map(
    (one) => html`<li><p>${one.text[view.language]}</p>${saidBy(view, one)}</li>`,
  )}</ul>`;
}

function saidBy({ t }: View, one: Evidence): Html {
  const date = one.date === null ? t.project.undated : t.format.date(one.date);
  return html`<p class="source">${t.project.source} ${source(one.source)}, ${date}</p>`;
}
