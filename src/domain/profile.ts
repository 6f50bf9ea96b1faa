/**
 * What a project shows of itself on other servers: a profile and pinned posts, made of its sheet.
 *
 * A server that has just found a project shows nothing else of it (protocol.md 1.2), so these few
 * lines are its shop window. That a cooperative runs it is added by whoever knows which one.
 */
import type { Language } from "./languages.ts";
import { type Evidence, placeIn, type Sheet } from "./sheet.ts";
import { date as dated, months, number } from "./written.ts";

export type Profile = {
  readonly name: string;
  /** HTML, at most 500 characters to the eye. */
  readonly summary: string;
  /** Values are HTML. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
};

/** One language a note: a multilingual one is not shown as such (protocol.md 1.3). */
export type PinnedNote = {
  readonly key: string;
  readonly language: Language;
  readonly html: string;
};

const longestNote = 480;

type Words = {
  readonly toBegin: string;
  readonly time: string;
  readonly legalForm: string;
  readonly licence: string;
  readonly people: (many: string) => string;
  readonly needed: (many: string) => string;
  readonly followMe: string;
  /** Instead of it where the project is sensitive: a follow of those counts for nothing. */
  readonly onlyOnThePage: string;
};

const words: Readonly<Record<Language, Words>> = {
  ca: {
    toBegin: "Per començar",
    time: "Temps",
    legalForm: "Forma jurídica",
    licence: "Llicència",
    people: (many) => `${many} persones`,
    needed: (many) => `Per començar calen ${many} persones que visquin a prop.`,
    followMe:
      "Segueix-me i et preguntaré en privat on vius. Quan sigueu prou gent a prop, us proposaré de trobar-vos; no donaré el teu nom a ningú fins que diguis que sí.",
    onlyOnThePage:
      "Seguir-me no és apuntar-s'hi, i no et preguntaré res. Si hi vols participar, ho trobaràs tot a la pàgina del projecte.",
  },
  es: {
    toBegin: "Para empezar",
    time: "Tiempo",
    legalForm: "Forma jurídica",
    licence: "Licencia",
    people: (many) => `${many} personas`,
    needed: (many) => `Para empezar hacen falta ${many} personas que vivan cerca.`,
    followMe:
      "Sígueme y te preguntaré en privado dónde vives. Cuando seáis bastantes en la zona, os propondré que os encontréis; no daré tu nombre a nadie hasta que digas que sí.",
    onlyOnThePage:
      "Seguirme no es apuntarse, y no te preguntaré nada. Si quieres participar, lo encontrarás todo en la página del proyecto.",
  },
  en: {
    toBegin: "To begin",
    time: "Time",
    legalForm: "Legal form",
    licence: "Licence",
    people: (many) => `${many} people`,
    needed: (many) => `It takes ${many} people who live near one another to begin.`,
    followMe:
      "Follow me and I will ask you, privately, where you live. Once there are enough of you nearby I will suggest that you meet; I give your name to nobody until you say yes.",
    onlyOnThePage:
      "Following me is not signing up, and I will ask you nothing. If you want to take part, the project's page tells you how.",
  },
};

/** The profile of a project's actor in one language: its name, a few lines, at most four fields. */
export function profileOf(sheet: Sheet, language: Language): Profile {
  const said = words[language];
  const tags = sheet.hashtags.map((tag) => `#${tag}`).join(" ");
  return {
    name: sheet.name[language],
    summary: paragraphs(sheet.sentence[language], invitation(sheet, language), tags),
    fields: [
      { name: said.toBegin, value: escaped(said.people(number(language, sheet.criticalMass))) },
      { name: said.time, value: escaped(months(language, sheet.months)) },
      { name: said.legalForm, value: escaped(sheet.legalForm[language]) },
      { name: said.licence, value: "CC BY-SA 4.0" },
    ],
  };
}

/**
 * The pinned notes of a project, most important first, at most 480 characters each to the eye.
 * Whatever does not fit is left out whole: half a sentence with half a figure would not be true.
 */
export function pinnedNotes(sheet: Sheet): readonly PinnedNote[] {
  return [
    { key: "what", language: "ca", html: whatItIs(sheet) },
    { key: "begin", language: "ca", html: howItBegins(sheet) },
    { key: "beforehand", language: "ca", html: whatToKnow(sheet) },
    { key: "short-es", language: "es", html: inShort(sheet, "es") },
    { key: "short-en", language: "en", html: inShort(sheet, "en") },
  ];
}

function whatItIs(sheet: Sheet): string {
  const opening = titled(sheet.name.ca) + paragraphs(sheet.sentence.ca);
  const heading = paragraphs("Qui ja ho fa:");
  // Rules and warnings are evidence too, but they are nobody who does it.
  const doers = sheet.evidence.filter(({ place, people }) => place !== null || people !== null);
  const items = fitting(doers.map(withSource), longestNote - seen(opening + heading));
  return items === "" ? opening : `${opening}${heading}<ul>${items}</ul>`;
}

function howItBegins(sheet: Sheet): string {
  const people = words.ca.needed(number("ca", sheet.criticalMass));
  const opening =
    titled(`${sheet.name.ca}: com es comença`) +
    paragraphs(`${people} Temps: ${months("ca", sheet.months)}.`);
  return `${opening}<ol>${sheet.steps.ca.map(item).join("")}</ol>`;
}

function whatToKnow(sheet: Sheet): string {
  const opening = titled(`${sheet.name.ca}: què cal saber abans`);
  return `${opening}<ul>${fitting(sheet.beforehand.ca.map(item), longestNote - seen(opening))}</ul>`;
}

function inShort(sheet: Sheet, language: Language): string {
  const needed = words[language].needed(number(language, sheet.criticalMass));
  return (
    titled(sheet.name[language]) +
    paragraphs(sheet.sentence[language], `${needed} ${invitation(sheet, language)}`)
  );
}

function invitation(sheet: Sheet, language: Language): string {
  return sheet.sensitive ? words[language].onlyOnThePage : words[language].followMe;
}

function withSource(one: Evidence): string {
  const { text, source, date } = one;
  const place = placeIn("ca", one);
  const host = escaped(new URL(source).hostname.replace(/^www\./, ""));
  const link = `<a href="${escaped(source)}" rel="nofollow noopener">${host}</a>`;
  const said = escaped(place === null ? text.ca : `${place}. ${text.ca}`);
  return `<li>${said} (${link}${date === null ? "" : `, ${escaped(dated("ca", date))}`})</li>`;
}

/** Those of the items that fit into the room, in their order. */
function fitting(items: readonly string[], room: number): string {
  let html = "";
  for (const one of items) if (seen(html + one) <= room) html += one;
  return html;
}

/** How many characters one sees. Exact, because every text in it was escaped by us. */
function seen(html: string): number {
  const text = html.replace(/<\/(?:p|li)>/g, "\n").replace(/<[^>]*>/g, "");
  return text.replace(/&#?\w+;/g, "&").length;
}

function titled(text: string): string {
  return `<p><strong>${escaped(text)}</strong></p>`;
}

function paragraphs(...texts: readonly string[]): string {
  return texts.map((text) => `<p>${escaped(text)}</p>`).join("");
}

function item(text: string): string {
  return `<li>${escaped(text)}</li>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
