/** Projects and teams as they stand in lists. */
import { html } from "hono/html";
import { pages } from "../../addresses.ts";
import type { Project } from "../../domain/projects.ts";
import type { PublicTeam } from "../../store/teams.ts";
import { fullRing } from "../look/ring.ts";
import { cover } from "../look/tile.ts";
import type { Html, View } from "../page.ts";

export function projectCards(view: View, projects: readonly Project[]): Html {
  return html`<ul class="cards">${projects.map((project) => projectCard(view, project))}</ul>`;
}

function projectCard({ t, language, said }: View, { sheet }: Project): Html {
  return html`
<li class="card">${cover(sheet)}<div class="in"><h3><a href="${pages.project(sheet.slug, said)}">${sheet.name[language]}</a></h3><p>${sheet.sentence[language]}</p><p class="foot"><b>${t.project.peopleToBegin(sheet.criticalMass)}</b><br>${t.format.months(sheet.months.from, sheet.months.to)}</p></div></li>`;
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
