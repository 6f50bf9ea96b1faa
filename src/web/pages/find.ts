/** The answer to "where do you live?": the place, a choice of places, or kindly none. */
import type { HonoRequest } from "hono";
import { html } from "hono/html";
import { pages } from "../../addresses.ts";
import type { Place } from "../../domain/places.ts";
import type { Instance } from "../../instance.ts";
import { placesNamed } from "../../store/places.ts";
import type { Outcome, Page, View } from "../page.ts";
import { typed } from "../parts/asked.ts";
import { findForm, longestPlaceName } from "../parts/find.ts";
import { findPath } from "../parts/links.ts";

export async function find({ db }: Instance, view: View, asked: HonoRequest): Promise<Outcome> {
  const said = typed(asked.query("on") ?? "", longestPlaceName);
  if (said === "") return askPage(view);
  const places = await placesNamed(db, said);
  const [first, second] = places;
  if (first === undefined) return nonePage(view, said);
  if (second === undefined) return { to: pages.place(first, view.said), forGood: false };
  return whichPage(view, said, places);
}

export function askPage(view: View): Page {
  const { find } = view.t;
  return {
    title: find.title,
    description: find.description,
    at: findPath,
    main: html`<div class="wrap stack narrow"><h1>${find.title}</h1>${findForm(view)}</div>`,
  };
}

export function whichPage(view: View, said: string, places: readonly Place[]): Page {
  const { find } = view.t;
  return {
    ...answerTo(said),
    title: find.which,
    description: find.description,
    main: html`<div class="wrap stack narrow"><h1>${find.which}</h1><p>${find.whichLead(said)}</p><ul class="towns">${places.map(
      (place) =>
        html`<li><a href="${pages.place(place, view.said)}">${place.name}</a> <span>${place.comarca.name}</span></li>`,
    )}</ul>${findForm(view, said)}</div>`,
  };
}

export function nonePage(view: View, said: string): Page {
  const { find } = view.t;
  return {
    ...answerTo(said),
    status: 404,
    title: find.none,
    description: find.description,
    main: html`<div class="wrap stack narrow"><h1>${find.none}</h1><p>${find.noneLead(said)}</p><p>${find.noneHint}</p>${findForm(view, said)}</div>`,
  };
}

function answerTo(said: string): Pick<Page, "at" | "indexed" | "cached"> {
  return {
    at: (language) => `${findPath(language)}?on=${encodeURIComponent(said)}`,
    indexed: false,
    cached: false,
  };
}
