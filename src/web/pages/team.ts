/** A team as anybody may see it: that it exists, where, since when, and what it sets out to do. No names, no numbers. */
import type { HonoRequest } from "hono";
import { html } from "hono/html";
import { actorIri, pages } from "../../addresses.ts";
import { isId, type TeamId } from "../../domain/ids.ts";
import type { Instance } from "../../instance.ts";
import { formedTeamBySlug, formedTeamOf, type PublicTeam } from "../../store/teams.ts";
import { fullRing } from "../look/ring.ts";
import type { Html, Outcome, Page, View } from "../page.ts";
import { isSlug } from "../parts/asked.ts";
import { handle } from "../parts/join.ts";
import { checklist, numbered } from "./project.ts";

export async function teamAtSlug(
  { db }: Instance,
  view: View,
  asked: HonoRequest,
): Promise<Outcome> {
  const slug = asked.param("slug") ?? "";
  const team = isSlug(slug) ? await formedTeamBySlug(db, slug) : null;
  return team === null ? null : teamPage(view, team);
}

export async function teamAtId({ db }: Instance, view: View, asked: HonoRequest): Promise<Outcome> {
  const id = asked.param("id") ?? "";
  const team = isId(id) ? await formedTeamOf(db, id as TeamId) : null;
  return team === null ? null : teamPage(view, team);
}

export function teamPage(view: View, team: PublicTeam): Page {
  const { t, language, said, origin } = view;
  const { sheet } = team.project;
  const title = t.team.title(sheet.name[language], team.where);
  return {
    title,
    description: t.team.description(sheet.name[language], team.where),
    at: (in_) => pages.team(team.slug, in_),
    id: actorIri(origin, { kind: "team", id: team.id }),
    indexed: false,
    main: html`<div class="leafband"><div class="wrap team-head">${fullRing()}<div><p class="exists">${t.team.exists}</p><h1>${title}</h1><p>${t.team.formed(t.format.day(team.formedAt))} · ${t.team.language(t.format.language(team.language))}</p></div></div></div>
<div class="wrap cols"><div class="prose"><h2>${sheet.name[language]}</h2><p>${sheet.what[language]}</p><p><a href="${pages.project(sheet.slug, said)}">${t.team.project}</a></p>
<h2>${t.team.steps}</h2><p>${t.team.stepsLead}</p>${numbered(sheet.steps[language])}
<h2>${t.team.ninetyDays}</h2>${checklist(sheet.ninetyDays[language])}</div>
<aside aria-label="${t.team.join}">${joining(view, team)}<p class="small">${t.team.private}</p></aside></div>`,
  };
}

function joining(view: View, { project }: PublicTeam): Html {
  const { t, said } = view;
  const { sheet, open } = project;
  const way = pages.project(sheet.slug, said);
  if (!open) return html`<section class="panel"><p>${t.team.joinClosed}</p></section>`;
  if (sheet.sensitive) {
    return html`<section class="panel key"><h2>${t.team.join}</h2><p>${t.join.sensitiveText}</p></section>`;
  }
  return html`<section class="panel key"><h2>${t.team.join}</h2><p>${t.team.joinText}</p><p>${handle(view, sheet.handle)}</p><p><a class="btn" href="${way}#participar">${t.join.how}</a></p></section>`;
}
