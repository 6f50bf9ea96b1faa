/** One project on somebody's own page: how things stand, and what they can do about it. */
import { html, raw } from "hono/html";
import { pages } from "../../addresses.ts";
import type { Standing } from "../../domain/conversation.ts";
import type { Deed } from "../../domain/own-page.ts";
import type { Project } from "../../domain/projects.ts";
import { covers } from "../../domain/territories.ts";
import type { Html, View } from "../page.ts";
import { longestPlaceName } from "./find.ts";

export type OwnProject = {
  readonly project: Project;
  readonly standing: Standing;
  readonly sharedAt: Date | null;
  /** Of the seat that they hold or took. */
  readonly seat: {
    readonly where: string;
    readonly name: string | null;
    readonly until: Date | null;
  } | null;
  readonly deeds: readonly Deed[];
};

/** What a form sent that could not be done: it is shown again, with what was typed. */
export type Wrong = { readonly project: string; readonly said: string };

export type Around = { readonly action: string; readonly wrong: Wrong | null };

/** Longest name that is read; what is kept of it is shorter (P1). */
const longestName = 80;

export function ownProject(view: View, one: OwnProject, around: Around): Html {
  const { sheet } = one.project;
  return html`<section class="panel" aria-labelledby="h-${sheet.slug}"><h2 id="h-${sheet.slug}"><a href="${pages.project(sheet.slug, view.said)}">${sheet.name[view.language]}</a></h2>
${stateOf(view, one).map((text) => html`<p>${text}</p>`)}
${one.deeds.map((deed) => formFor(view, one, deed, around))}</section>`;
}

function stateOf(view: View, { project, standing, sharedAt, seat }: OwnProject): readonly string[] {
  const { own, format } = view.t;
  if (project.sheet.sensitive) return [own.sensitive];
  const still = standing.awaiting === "still" ? [own.still] : [];
  if (seat !== null && standing.invited) {
    const day = seat.until === null ? null : format.day(seat.until);
    return [own.invited({ where: seat.where, day })];
  }
  if (seat !== null) return [own.seated(seat.where), own.called(seat.name), ...still];
  const closed = project.open ? [] : [own.closed];
  if (standing.place === null) return [own.follows, ...closed];
  const place = standing.place.name;
  if (standing.state === "shared") {
    const day = sharedAt === null ? "" : format.day(sharedAt);
    const resting = standing.dormant ? [own.resting] : [];
    return [own.shared({ place, coop: view.settings.name, day }), ...resting, ...still, ...closed];
  }
  const covered = covers(view.settings.territory, standing.place);
  return [covered ? own.placed(place) : own.uncovered(place), ...closed];
}

function formFor(view: View, one: OwnProject, deed: Deed, around: Around): Html {
  const { own } = view.t;
  const begin = html`<input type="hidden" name="do" value="${deed}"><input type="hidden" name="project" value="${one.project.id}">`;
  const simple = (text: string, look: string): Html =>
    html`<form method="post" action="${around.action}">${begin}<button class="btn${look}" type="submit">${text}</button></form>`;
  switch (deed) {
    case "town":
      return town(view, one, begin, around);
    case "yes":
      return html`${one.standing.state === "shared" ? "" : html`<p>${own.ask(view.settings.name)}</p>`}${simple(own.yes, "")}`;
    case "no":
      return simple(one.standing.state === "shared" ? own.takeBack : own.no, " plain");
    case "join":
    case "rename":
      return naming(view, one, { deed, begin, action: around.action });
    case "decline":
      return simple(own.decline, " plain");
    case "leave":
      return simple(own.leave, " plain");
    default:
      return deed satisfies never;
  }
}

function town(view: View, one: OwnProject, begin: Html, { action, wrong }: Around): Html {
  const { own } = view.t;
  const id = `town-${one.project.id}`;
  const here = wrong?.project === one.project.id ? wrong : null;
  const value = here?.said ?? one.standing.place?.name ?? "";
  const error =
    here === null ? "" : html`<p class="wrong" id="${id}-wrong">${own.unknownTown(here.said)}</p>`;
  const described = here === null ? `${id}-hint` : `${id}-wrong ${id}-hint`;
  const invalid = here === null ? "" : raw(' aria-invalid="true"');
  return html`${choices(view, one, begin, action)}<form class="ask" method="post" action="${action}">${begin}<label for="${id}">${own.town}</label>${error}<input id="${id}" name="said" type="text" value="${value}" required maxlength="${longestPlaceName}" autocomplete="address-level2" autocapitalize="words" spellcheck="false" aria-describedby="${described}"${invalid}><p class="hint" id="${id}-hint">${own.townHint}</p><button class="btn plain" type="submit">${own.townButton}</button></form>`;
}

/** Several towns are called so: one button each. */
function choices({ t }: View, { standing }: OwnProject, begin: Html, action: string): Html {
  if (standing.awaiting !== "choice" || standing.choices.length === 0) return html``;
  return html`<form class="choices" method="post" action="${action}">${begin}<p><b>${t.own.which}</b></p>${standing.choices.map(
    ({ key, name, comarca }) =>
      html`<button class="btn plain" type="submit" name="choice" value="${key}">${name} (${comarca.name})</button> `,
  )}</form>`;
}

function naming(
  { t }: View,
  { project, seat }: OwnProject,
  form: { readonly deed: "join" | "rename"; readonly begin: Html; readonly action: string },
): Html {
  const id = `name-${project.id}`;
  const joining = form.deed === "join";
  return html`<form class="ask" method="post" action="${form.action}">${form.begin}<label for="${id}">${t.own.name}</label><input id="${id}" name="said" type="text" value="${seat?.name ?? ""}" maxlength="${longestName}" autocomplete="given-name" spellcheck="false" aria-describedby="${id}-hint"><p class="hint" id="${id}-hint">${t.own.nameHint}${joining ? "" : ` ${t.own.renameHint}`}</p><button class="btn${joining ? "" : " plain"}" type="submit">${joining ? t.own.join : t.own.rename}</button></form>`;
}
