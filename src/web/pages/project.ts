/** A project: everything that its sheet knows, and how to take part. */

import type { HonoRequest } from "hono";
import { html } from "hono/html";
import { actorIri, pages } from "../../addresses.ts";
import { isId, type ProjectId } from "../../domain/ids.ts";
import type { Project } from "../../domain/projects.ts";
import type { Sheet } from "../../domain/sheet.ts";
import type { Instance } from "../../instance.ts";
import { idAtSlug, liveProject, projectBySlug, standingOf } from "../../store/projects.ts";
import { formedTeams, type PublicTeam } from "../../store/teams.ts";
import { bannerSize, pageSize } from "../look/photographs.ts";
import { tileSize } from "../look/pictures.ts";
import { cover, tilesFor } from "../look/tile.ts";
import type { Html, Outcome, Page, Preview, View } from "../page.ts";
import { isSlug } from "../parts/asked.ts";
import { teamRows } from "../parts/cards.ts";
import { itWorks, otherSources } from "../parts/evidence.ts";
import { joinAnchor, joinPanel } from "../parts/join.ts";
import { away, bannerPath, picturePath, tilePath } from "../parts/links.ts";
import { gonePage } from "./trouble.ts";

export async function projectAtSlug(
  instance: Instance,
  view: View,
  asked: HonoRequest,
): Promise<Outcome> {
  const slug = asked.param("slug") ?? "";
  if (!isSlug(slug)) return null;
  const project = await projectBySlug(instance.db, slug);
  if (project !== null) return shown(instance, view, project);
  return (await idAtSlug(instance.db, slug)) === null ? null : gonePage(view);
}

export async function projectAtId(
  instance: Instance,
  view: View,
  asked: HonoRequest,
): Promise<Outcome> {
  const id = asked.param("id") ?? "";
  if (!isId(id)) return null;
  const project = await liveProject(instance.db, id as ProjectId);
  if (project !== null) return shown(instance, view, project);
  return (await standingOf(instance.db, id as ProjectId)) === "gone" ? gonePage(view) : null;
}

async function shown({ db }: Instance, view: View, project: Project): Promise<Outcome> {
  const teams = await formedTeams(db);
  return projectPage(
    view,
    project,
    teams.filter((team) => team.project.id === project.id),
  );
}

export function projectPage(view: View, project: Project, teams: readonly PublicTeam[]): Page {
  const { t, language, origin } = view;
  const { sheet } = project;
  const at = (in_?: typeof language): string => pages.project(sheet.slug, in_);
  return {
    title: sheet.name[language],
    description: sheet.sentence[language],
    at,
    id: actorIri(origin, { kind: "project", id: project.id }),
    me: [origin + at()],
    by: sheet.handle,
    picture: previewOf(view, sheet),
    main: html`<div class="wrap">${pictured(view, sheet)}
<p class="themes">${t.format.list(sheet.themes.map((theme) => t.themes[theme]))}</p>
<h1>${sheet.name[language]}</h1><p class="standfirst">${sheet.sentence[language]}</p>
${facts(view, project)}
${project.open ? "" : closed(view, project)}</div>
<div class="wrap cols"><div class="prose">${told(view, project, teams)}
${project.open ? html`<div class="stick"><a class="btn" href="#${joinAnchor}">${t.join.button}</a></div>` : ""}</div>
<aside aria-label="${t.project.onThisSide}">${project.open ? joinPanel(view, project) : ""}
<section class="panel" aria-labelledby="h-why"><h2 id="h-why">${t.project.why(sheet.criticalMass)}</h2><p>${sheet.whyThisMany[language]}</p><h3>${t.project.whyLong(t.format.months(sheet.months.from, sheet.months.to))}</h3><p>${sheet.whyThisLong[language]}</p></section></aside></div>
${behind(view, project)}`,
  };
}

function closed({ t }: View, { movedTo }: Project): Html {
  if (movedTo === null)
    return html`<div class="notice"><h2>${t.project.closed}</h2><p>${t.project.closedText}</p></div>`;
  return html`<div class="notice"><h2>${t.project.moved}</h2><p>${t.project.movedText} ${away(movedTo, movedTo)}</p></div>`;
}

/** The picture that somebody brought, or a floor of tiles. */
function pictured({ language }: View, sheet: Sheet): Html {
  const { picture } = sheet;
  if (picture === undefined) return html`${tilesFor([sheet])}${cover(sheet)}`;
  const { width, height } = pageSize;
  return html`<img class="photo" src="${picturePath(sheet)}" width="${width}" height="${height}" alt="${picture.alt[language]}" loading="lazy" decoding="async">`;
}

function previewOf({ language }: View, sheet: Sheet): Preview {
  const { picture } = sheet;
  return picture === undefined
    ? { path: tilePath(sheet.slug), type: "image/png", ...tileSize, alt: sheet.name[language] }
    : { path: bannerPath(sheet), type: "image/jpeg", ...bannerSize, alt: picture.alt[language] };
}

/** Four facts, on the first screen of a phone. */
function facts({ t, language }: View, { sheet }: Project): Html {
  const { months } = sheet;
  const fact = (name: string, value: string): Html =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="facts">${[
    fact(t.project.toBegin, t.project.people(sheet.criticalMass)),
    fact(t.project.time, t.format.months(months.from, months.to)),
    fact(t.project.money, sheet.money[language]),
    fact(t.project.legalForm, sheet.legalForm[language]),
  ]}</dl>`;
}

function told(view: View, { sheet }: Project, teams: readonly PublicTeam[]): Html {
  const { t, language } = view;
  const { externalities } = sheet;
  return html`<h2>${t.project.what}</h2><p>${sheet.what[language]}</p>
${teams.length === 0 ? "" : html`<h2>${t.project.teams}</h2>${teamRows(view, teams)}`}
<h2>${t.project.begin}</h2>${numbered(sheet.steps[language])}
<h2>${t.project.ninetyDays}</h2>${checklist(sheet.ninetyDays[language])}
${needs(view, sheet)}
${itWorks(view, sheet.evidence)}
<div class="warn"><h2>${t.project.beforehand}</h2><ul>${sheet.beforehand[language].map(item)}</ul></div>
<h2>${t.project.externalities}</h2><dl class="around">
<div><dt>${t.project.social}</dt><dd>${externalities.social[language]}</dd></div>
<div><dt>${t.project.ecological}</dt><dd>${externalities.ecological[language]}</dd></div>
<div><dt>${t.project.economic}</dt><dd>${externalities.economic[language]}</dd></div></dl>`;
}

/** What stands behind it: below everything, since whoever wants to take part need not read it first. */
function behind(view: View, { sheet }: Project): Html {
  const { t } = view;
  const similar = sheet.similarTo.map(({ name, url }) => html`<li>${away(url, name)}</li>`);
  return html`<div class="wrap told">${similar.length === 0 ? "" : html`<h2>${t.project.similar}</h2><ul>${similar}</ul>`}
${otherSources(view, sheet.evidence)}
<p class="small">${t.project.licence} ${away("https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0")}.</p></div>`;
}

function needs({ t, language }: View, sheet: Project["sheet"]): Html {
  if (sheet.needs.length === 0) return html``;
  return html`<h2>${t.project.needs}</h2><p>${t.project.needsLead}</p><ul>${sheet.needs.map(
    ({ name, required }) =>
      html`<li>${name[language]}${required ? html` <span class="tag">${t.project.required}</span>` : ""}</li>`,
  )}</ul>`;
}

export function numbered(items: readonly string[]): Html {
  return html`<ol>${items.map(item)}</ol>`;
}

/** What a team does, in whatever order it likes; printed, it is ticked off by hand. */
export function checklist(items: readonly string[]): Html {
  return html`<ul class="todo">${items.map(item)}</ul>`;
}

function item(text: string): Html {
  return html`<li>${text}</li>`;
}
