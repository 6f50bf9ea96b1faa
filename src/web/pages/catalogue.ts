/** The catalogue: every open project, and a form that finds among them by words, theme and people. */
import type { HonoRequest } from "hono";
import { html, raw } from "hono/html";
import type { Language } from "../../domain/languages.ts";
import type { Project } from "../../domain/projects.ts";
import { type Theme, themes } from "../../domain/themes.ts";
import type { Instance } from "../../instance.ts";
import { allProjects } from "../../store/projects.ts";
import { searchProjects } from "../../store/search.ts";
import type { Html, Outcome, Page, View } from "../page.ts";
import { typed } from "../parts/asked.ts";
import { projectCards } from "../parts/cards.ts";
import { themeChips, themesOf } from "../parts/chips.ts";
import { cataloguePath } from "../parts/links.ts";

const longestQuestion = 100;

/** "There are at most so many of us": what the form offers, and nothing else is understood. */
const crowds = [5, 8, 12, 20] as const;

export type Question = {
  readonly text: string;
  readonly theme: Theme | null;
  readonly people: number | null;
};

export type Found = {
  /** Every open project. */
  readonly all: readonly Project[];
  /** Those that answer the question, the best first. */
  readonly fits: readonly Project[];
};

export async function catalogue(
  { db }: Instance,
  view: View,
  asked: HonoRequest,
): Promise<Outcome> {
  const question = questionIn(asked);
  const all = (await allProjects(db)).filter(({ open }) => open);
  const fits = await searchProjects(db, { ...question, language: view.language });
  return cataloguePage(view, question, { all, fits });
}

/** What is not in the form is not asked. */
function questionIn(asked: HonoRequest): Question {
  const people = Number(asked.query("gent"));
  return {
    text: typed(asked.query("q") ?? "", longestQuestion),
    theme: themes.find((theme) => theme === asked.query("tema")) ?? null,
    people: crowds.find((crowd) => crowd === people) ?? null,
  };
}

export function cataloguePage(view: View, question: Question, { all, fits }: Found): Page {
  const { t } = view;
  const { text, theme, people } = question;
  // Words are somebody's own; all else is one of a few public pages.
  const plain = text === "" && people === null;
  return {
    title: theme === null ? t.catalogue.title : t.catalogue.titleOf(t.themes[theme]),
    description: t.catalogue.description,
    at: (language) => addressOf(question, language),
    ...(plain ? {} : { indexed: false, cached: false }),
    main: html`<div class="sunband"><div class="wrap"><h1>${t.home.catalogue}</h1><p>${t.home.catalogueLead}</p>${form(view, question)}</div></div>
<div class="wrap found">${themeChips(view, {
      themes: themesOf(all),
      chosen: theme,
      address: (other) => addressOf({ ...question, theme: other }, view.said),
    })}
${results(view, question, { all, fits })}</div>`,
  };
}

/** The address of a question: of each part only what was asked. */
function addressOf({ text, theme, people }: Question, language?: Language): string {
  const asked = new URLSearchParams({
    ...(text === "" ? {} : { q: text }),
    ...(theme === null ? {} : { tema: theme }),
    ...(people === null ? {} : { gent: String(people) }),
  });
  return cataloguePath(language) + (asked.size === 0 ? "" : `?${asked}`);
}

function form({ t, said }: View, { text, theme, people }: Question): Html {
  const choice = (value: number | null, name: string): Html =>
    html`<option value="${value ?? ""}"${value === people ? raw(" selected") : ""}>${name}</option>`;
  return html`<form class="find seek" action="${cataloguePath(said)}" method="get" role="search"><div><label for="q">${t.catalogue.words}</label><input id="q" name="q" type="search" value="${text}" maxlength="${longestQuestion}" placeholder="${t.catalogue.example}" autocomplete="off"></div><div><label for="gent">${t.catalogue.people}</label><select id="gent" name="gent">${[
    choice(null, t.catalogue.anyNumber),
    ...crowds.map((crowd) => choice(crowd, t.catalogue.atMost(crowd))),
  ]}</select></div>${theme === null ? "" : html`<input type="hidden" name="tema" value="${theme}">`}<button class="btn" type="submit">${t.catalogue.button}</button></form>`;
}

function results(view: View, question: Question, { all, fits }: Found): Html {
  const { t } = view;
  if (all.length === 0) return html`<p class="lead">${t.home.noProjects}</p>`;
  if (fits.length > 0) {
    return html`<h2>${said(view, question, fits.length)}</h2>${projectCards(view, fits)}`;
  }
  const { none, noneHint, meanwhile } = t.catalogue;
  return html`<div class="notice"><h2>${none}</h2><p>${noneHint}</p><p><a href="${cataloguePath(view.said)}">${t.catalogue.startAgain}</a></p></div><h2>${meanwhile(all.length)}</h2>${projectCards(view, all)}`;
}

/** How many fit, and what they were asked to be. */
function said({ t }: View, { text, theme, people }: Question, fits: number): string {
  const conditions = [
    ...(text === "" ? [] : [t.catalogue.quoted(text)]),
    ...(theme === null ? [] : [t.themes[theme]]),
    ...(people === null ? [] : [t.catalogue.ofAtMost(people)]),
  ];
  return [t.catalogue.fits(fits), ...conditions].join(" · ");
}
