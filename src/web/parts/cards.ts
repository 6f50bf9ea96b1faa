/** Projects and teams as they stand in lists. */
import { html } from "hono/html";
import { pages } from "../../addresses.ts";
import type { Project } from "../../domain/projects.ts";
import type { Theme } from "../../domain/themes.ts";
import type { PublicTeam } from "../../store/teams.ts";
import { fullRing } from "../look/ring.ts";
import { cover, tilesFor } from "../look/tile.ts";
import type { Html, View } from "../page.ts";
import { themesOf } from "./chips.ts";

export function projectCards(view: View, projects: readonly Project[]): Html {
  const sheets = projects.map(({ sheet }) => sheet);
  return html`${tilesFor(sheets)}<ul class="cards">${projects.map((project) => projectCard(view, project))}</ul>`;
}

function projectCard({ t, language, said }: View, { sheet }: Project): Html {
  return html`
<li class="card">${cover(sheet)}<div class="in"><h3><a href="${pages.project(sheet.slug, said)}">${sheet.name[language]}</a></h3><p>${sheet.sentence[language]}</p><p class="foot"><b>${t.project.peopleToBegin(sheet.criticalMass)}</b><br>${t.format.months(sheet.months.from, sheet.months.to)}</p></div></li>`;
}

/** Only names and how many it takes, under their first theme: for pages that are about something else. */
export function projectList(view: View, projects: readonly Project[]): Html {
  const { t, language, said } = view;
  const line = ({ sheet }: Project): Html =>
    html`<li><a href="${pages.project(sheet.slug, said)}">${sheet.name[language]}</a> <span>${t.project.people(sheet.criticalMass)}</span></li>`;
  const about = (theme: Theme) => projects.filter(({ sheet }) => sheet.themes[0] === theme);
  return html`<div class="index">${themesOf(projects)
    .filter((theme) => about(theme).length > 0)
    .map(
      (theme) =>
        html`<div><h3>${t.themes[theme]}</h3><ul class="towns">${about(theme).map(line)}</ul></div>`,
    )}</div>`;
}

export function teamRows(view: View, teams: readonly PublicTeam[]): Html {
  return html`<ul class="rows">${teams.map((team) => teamRow(view, team))}</ul>`;
}

function teamRow(
  { t, language, said }: View,
  { slug, project, where, formedAt }: PublicTeam,
): Html {
  return html`
<li class="row">${fullRing()}<div><h3><a href="${pages.team(slug, said)}">${t.team.title(project.sheet.name[language], where)}</a></h3><p class="meta">${t.team.formed(t.format.day(formedAt))}</p></div></li>`;
}
