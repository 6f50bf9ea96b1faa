/** Home: one sentence, one question, what can be begun and what exists. */
import { html } from "hono/html";
import { actorIri, pages } from "../../addresses.ts";
import type { Project } from "../../domain/projects.ts";
import { type Theme, themes } from "../../domain/themes.ts";
import type { Instance } from "../../instance.ts";
import { allProjects } from "../../store/projects.ts";
import { formedTeams, type PublicTeam } from "../../store/teams.ts";
import { emptyRing } from "../look/ring.ts";
import type { Html, Outcome, Page, View } from "../page.ts";
import { projectCards, teamRows } from "../parts/cards.ts";
import { themeChips, themesOf } from "../parts/chips.ts";
import { findForm } from "../parts/find.ts";
import { away, cataloguePath, homePath } from "../parts/links.ts";

export async function home({ db }: Instance, view: View): Promise<Outcome> {
  return homePage(view, await allProjects(db), await formedTeams(db));
}

const mostProjects = 9;
const mostTeams = 12;

export function homePage(
  view: View,
  projects: readonly Project[],
  teams: readonly PublicTeam[],
): Page {
  const { t, origin } = view;
  const open = projects.filter((project) => project.open);
  return {
    title: t.home.title,
    description: t.home.description,
    at: homePath,
    id: actorIri(origin, { kind: "org" }),
    me: profilesOf(origin, projects),
    main: html`<div class="hero"><div class="wrap"><div><h1>${t.home.heading}</h1><p class="lead">${t.home.lead}</p>${findForm(view)}</div><div class="hero-ring">${emptyRing(12)}<p>${t.home.yourSeat}</p></div></div></div>
<section class="band" id="projectes" aria-labelledby="h-projectes"><div class="wrap"><h2 id="h-projectes">${t.home.catalogue}</h2>${
      open.length === 0 ? html`<p class="lead">${t.home.noProjects}</p>` : offered(view, open)
    }</div></section>
${teams.length === 0 ? "" : existing(view, teams.slice(0, mostTeams))}
${how(view)}`,
  };
}

/** A taste of the catalogue: of each theme the first, then the others in their order. */
function offered(view: View, open: readonly Project[]): Html {
  const { t, said } = view;
  const first = themes.flatMap(
    (theme) => open.find(({ sheet }) => sheet.themes[0] === theme) ?? [],
  );
  const shown = [...new Set([...first, ...open])].slice(0, mostProjects);
  const address = (theme: Theme | null): string => cataloguePath(said, theme);
  return html`<p class="lead">${t.home.catalogueLead}</p>${themeChips(view, { themes: themesOf(open), address })}${projectCards(view, shown)}${
    shown.length === open.length
      ? ""
      : html`<p class="more"><a href="${cataloguePath(said)}">${t.catalogue.seeAll(open.length)}</a></p>`
  }`;
}

/** The cooperative and its projects point here from their profiles; this says that the page is theirs. */
function profilesOf(origin: string, projects: readonly Project[]): readonly string[] {
  return [`${origin}/`, ...projects.map(({ sheet }) => origin + pages.project(sheet.slug))];
}

function existing(view: View, teams: readonly PublicTeam[]): Html {
  const { t } = view;
  return html`<section class="band tight" aria-labelledby="h-grups"><div class="wrap"><h2 id="h-grups">${t.home.teams}</h2><p class="lead">${t.home.teamsLead}</p>${teamRows(view, teams)}</div></section>`;
}

function how({ t }: View): Html {
  const { follow, say, invited, meet } = t.home.steps;
  const steps = [follow, say, invited, meet];
  return html`<section class="band inkband" id="com-va" aria-labelledby="h-com-va"><div class="wrap"><h2 id="h-com-va">${t.home.how}</h2><ol class="steps">${steps.map(
    (step) => html`<li><div><h3>${step.heading}</h3><p>${step.text}</p></div></li>`,
  )}</ol><div class="aside"><h3>${t.home.fediverse}</h3><p>${t.home.fediverseText}</p><p>${away("https://joinmastodon.org/servers", t.home.fediverseLink)}</p></div></div></section>`;
}
