/** A person's own page: everything held about them, and everything that they can do about it (F20 to F22). */
import { html } from "hono/html";
import { pages } from "../../addresses.ts";
import { openDeeds } from "../../domain/own-page.ts";
import type { Person } from "../../domain/people.ts";
import type { Project } from "../../domain/projects.ts";
import type { Instance } from "../../instance.ts";
import { standingOf } from "../../operations/standing.ts";
import { nameChosen } from "../../store/held.ts";
import { interestsOf } from "../../store/interests.ts";
import { type Consent, consentsOf, invitationEnds, messagesUnderWay } from "../../store/own.ts";
import { placeOf } from "../../store/places.ts";
import { allProjects } from "../../store/projects.ts";
import { liveSeatOf, teamOf } from "../../store/teams.ts";
import { messages } from "../language.ts";
import type { Html, Page, View } from "../page.ts";
import { type OwnProject, ownProject, type Wrong } from "../parts/own-project.ts";

export type Own = {
  readonly token: string;
  readonly person: Person;
  readonly knownSince: Date;
  readonly projects: readonly OwnProject[];
  readonly consents: readonly (Consent & { readonly name: Project["sheet"]["name"] | null })[];
  readonly underWay: number;
};

/** What the page says of what was just done, or could not be. */
export type Said = {
  readonly done: keyof View["t"]["own"]["done"] | "not-open" | null;
  readonly wrong: Wrong | null;
};

export const nothingSaid: Said = { done: null, wrong: null };

/** Reads all that the page shows. */
export async function ownOf(
  instance: Instance,
  { token, person, knownSince }: Pick<Own, "token" | "person" | "knownSince">,
): Promise<Own> {
  const { db } = instance;
  const every = new Map((await allProjects(db)).map((project) => [project.id, project]));
  const projects: OwnProject[] = [];
  for (const interest of await interestsOf(db, person.id)) {
    const project = every.get(interest.project);
    if (project === undefined) continue;
    const seat = await liveSeatOf(db, person.id, project.root);
    const about = { person: person.id, root: project.root, seat };
    const standing = await standingOf(db, interest, about);
    const team = seat === null ? null : await teamOf(db, seat.team);
    const hub = team === null ? null : await placeOf(db, team.hub);
    const of = {
      open: project.open,
      sensitive: project.sheet.sensitive,
      silent: person.silentSince !== null,
    };
    projects.push({
      project,
      standing,
      sharedAt: interest.sharedAt,
      seat:
        seat === null
          ? null
          : {
              where: hub?.name ?? "",
              name: await nameChosen(db, seat),
              until: await invitationEnds(db, seat.id),
            },
      deeds: openDeeds(standing, of, instance.settings.territory),
    });
  }
  const consents = (await consentsOf(db, person.id)).map((one) => ({
    ...one,
    name: every.get(one.project)?.sheet.name ?? null,
  }));
  const underWay = await messagesUnderWay(db, person.id);
  return { token, person, knownSince, projects, consents, underWay };
}

/** No cache keeps it, no search engine sees it, and its title tells a preview nothing (E19, F17). */
function apart(view: View): Pick<Page, "title" | "description" | "indexed" | "cached"> {
  const { title, description } = view.t.own;
  return { title, description, indexed: false, cached: false };
}

/** What the link leads to: nothing of anybody, since it is fetched by servers and programs too. */
export function doorPage(view: View, token: string): Page {
  const { t } = view;
  const door = html`<div class="wrap stack narrow"><h1>${t.own.title}</h1><p>${t.own.doorText}</p>
<form method="post" action="${pages.own(token, view.said)}"><input type="hidden" name="do" value="open"><button class="btn" type="submit">${t.own.open}</button></form></div>`;
  return { ...apart(view), at: (language) => pages.own(token, language), main: door };
}

export function ownPage(view: View, own: Own, said: Said): Page {
  const { t } = view;
  const action = pages.own(own.token, view.said);
  const { person, projects } = own;
  return {
    ...apart(view),
    at: (language) => pages.own(own.token, language),
    ...(said.wrong === null ? {} : { status: 422 }),
    main: html`<div class="wrap stack narrow own">${told(view, said)}<h1>${t.own.title}</h1><p>${t.own.lead}</p>
<h2>${t.own.account}</h2><p><strong class="handle">@${person.handle}</strong></p><p>${t.own.since(t.format.day(own.knownSince))} ${t.own.underWay(own.underWay)}</p>${person.silentSince === null ? "" : html`<p>${t.own.silent}</p>`}
${projects.length === 0 ? html`<p>${t.own.nothing}</p>` : projects.map((one) => ownProject(view, one, { action, wrong: said.wrong }))}
${consents(view, own)}
${choosing(view, own, action)}
${ending(view, own, action)}</div>`,
  };
}

function told({ t }: View, { done, wrong }: Said): Html {
  if (wrong !== null) {
    return html`<div class="notice" role="alert"><p><a href="#town-${wrong.project}">${t.own.unknownTown(wrong.said)}</a></p></div>`;
  }
  if (done === null) return html``;
  return html`<div class="notice" role="status"><p>${done === "not-open" ? t.own.notOpen : t.own.done[done]}</p></div>`;
}

function consents(view: View, own: Own): Html {
  const { t, language } = view;
  const line = (one: Own["consents"][number]): Html => {
    const words = t.own.words({
      version: one.textVersion,
      language: t.format.language(one.language),
    });
    return html`<li><b>${t.format.day(one.at)}</b> · ${one.name === null ? "" : `${one.name[language]}: `}${meaning(view, one)} <span class="meta">(${words})</span></li>`;
  };
  return html`<h2>${t.own.consents}</h2>${own.consents.length === 0 ? html`<p>${t.own.noConsents}</p>` : html`<ul>${own.consents.map(line)}</ul>`}`;
}

function meaning({ t }: View, { level, given, about }: Consent): string {
  const { consent } = t.own;
  if (level === 1) return consent.town;
  if (level === 2) return given ? consent.shared(about) : consent.notShared(about);
  return given ? consent.joined : consent.declined;
}

function choosing(view: View, { person }: Own, action: string): Html {
  const { t, settings } = view;
  const current = person.language ?? settings.languages[0];
  const languages = settings.languages.map(
    (one) =>
      html`<button class="btn plain" type="submit" name="language" value="${one}" lang="${one}" aria-pressed="${one === current ? "true" : "false"}">${messages[one].languageItself}</button> `,
  );
  return html`<h2>${t.own.language}</h2><form class="choices" method="post" action="${action}"><input type="hidden" name="do" value="language">${languages}</form>
<h2>${t.own.export}</h2><p>${t.own.exportText}</p><form method="post" action="${action}"><input type="hidden" name="do" value="export"><button class="btn plain" type="submit">${t.own.exportLink}</button></form>`;
}

function ending({ t }: View, { person }: Own, action: string): Html {
  const stop =
    person.silentSince !== null
      ? ""
      : html`<h2>${t.own.stop}</h2><p>${t.own.stopText}</p><form method="post" action="${action}"><input type="hidden" name="do" value="stop"><button class="btn plain" type="submit">${t.own.stopButton}</button></form>`;
  return html`${stop}<h2>${t.own.erase}</h2><p>${t.own.eraseText}</p><form class="ask" method="post" action="${action}"><input type="hidden" name="do" value="erase"><label class="sure"><input type="checkbox" name="sure" value="yes" required> <span>${t.own.eraseSure}</span></label><button class="btn plain" type="submit">${t.own.eraseButton}</button></form>`;
}

/** The last word after everything was erased; the link behind it opens nothing any more. */
export function erasedPage(view: View): Page {
  return { ...apart(view), ...short(view.t.own.erased, view.t.own.erasedText) };
}

/** The same for a link that never was, is over, or whose person was erased (E13). */
export function lostPage(view: View): Page {
  return { ...apart(view), ...short(view.t.own.lost, view.t.own.lostText), status: 404 };
}

export function refusedPage(view: View): Page {
  return { ...apart(view), ...short(view.t.own.refused, view.t.own.refusedText), status: 403 };
}

function short(heading: string, text: string): Pick<Page, "title" | "at" | "main"> {
  const main = html`<div class="wrap stack narrow"><h1>${heading}</h1><p>${text}</p></div>`;
  return { title: heading, at: null, main };
}
