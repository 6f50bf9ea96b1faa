/** A place: what can be begun there, what exists there, and the towns around it. */
import type { HonoRequest } from "hono";
import { html } from "hono/html";
import { pages, placeSlug } from "../../addresses.ts";
import type { PlaceKey } from "../../domain/ids.ts";
import { type Place, smallTown } from "../../domain/places.ts";
import type { Project } from "../../domain/projects.ts";
import { covers } from "../../domain/territories.ts";
import type { Instance } from "../../instance.ts";
import { placeOf, placesNear } from "../../store/places.ts";
import { allProjects } from "../../store/projects.ts";
import { formedTeams, type PublicTeam } from "../../store/teams.ts";
import type { Html, Outcome, Page, View } from "../page.ts";
import { projectList, teamRows } from "../parts/cards.ts";

type Near = { readonly place: Place; readonly metres: number };

export type AtPlace = {
  readonly place: Place;
  readonly projects: readonly Project[];
  readonly teams: readonly PublicTeam[];
  readonly near: readonly Near[];
};

/** Far enough that every town has neighbours. */
const nearMetres = 25_000;
const mostNear = 8;

/** The code finds the place; the name is for people, and put right when it is another. */
export async function placeAtSlug(
  { db }: Instance,
  view: View,
  asked: HonoRequest,
): Promise<Outcome> {
  const slug = asked.param("slug") ?? "";
  const code = /^(\d{5})(?:-|$)/.exec(slug)?.[1];
  const place = code === undefined ? null : await placeOf(db, `urn:ine:${code}` as PlaceKey);
  if (place === null) return null;
  if (slug !== placeSlug(place)) return { to: pages.place(place, view.said), forGood: true };
  const near = await placesNear(db, place, nearMetres);
  return placePage(view, {
    place,
    projects: (await allProjects(db)).filter((project) => project.open),
    teams: await formedTeams(db),
    near: near.slice(0, mostNear),
  });
}

export function placePage(view: View, { place, projects, teams, near }: AtPlace): Page {
  const { t, settings } = view;
  const { comarca } = place;
  const here = teams.filter((team) => team.where.key === place.key);
  const around = teams.filter((team) => team.comarcaKey === comarca.key && !here.includes(team));
  return {
    title: t.place.title(place),
    description: t.place.description(place),
    at: (language) => pages.place(place, language),
    main: html`<div class="sunband"><div class="wrap"><h1>${place.name}</h1><p class="meta">${comarca.name} · ${t.place.inhabitants(place.population)}</p></div></div>
<div class="wrap stack">${
      covers(settings.territory, place)
        ? ""
        : html`<div class="notice"><h2>${t.place.uncovered}</h2><p>${t.place.uncoveredText(settings.name)}</p></div>`
    }
${existing(view, t.place.here(place), here)}
${existing(view, t.place.around(comarca), around)}
<section><h2>${t.place.open}</h2>${projects.length === 0 ? html`<p>${t.place.noProjects}</p>` : html`<p class="small">${t.place.openLead}</p>${projectList(view, projects)}`}${
      place.population < smallTown ? html`<p class="small">${t.place.smallTown}</p>` : ""
    }</section>
${nearest(view, near)}
<p class="small credit">${t.place.credit}</p></div>`,
  };
}

function existing(view: View, heading: string, teams: readonly PublicTeam[]): Html {
  if (teams.length === 0) return html``;
  return html`<section><h2>${heading}</h2>${teamRows(view, teams)}</section>`;
}

function nearest({ t, said }: View, near: readonly Near[]): Html {
  if (near.length === 0) return html``;
  return html`<section><h2>${t.place.near}</h2><p class="small">${t.place.nearLead}</p><ul class="towns">${near.map(
    ({ place, metres }) =>
      html`<li><a href="${pages.place(place, said)}">${place.name}</a> <span>${t.format.kilometres(metres)}</span></li>`,
  )}</ul></section>`;
}
