/** Numbers, spans of time and dates as each language writes them, on pages and on other servers alike. */
import type { Language } from "./languages.ts";

/** The variety of each language that we write. */
export const locales: Readonly<Record<Language, string>> = { ca: "ca", es: "es", en: "en-GB" };

export function number(language: Language, value: number): string {
  return new Intl.NumberFormat(locales[language]).format(value);
}

/** A span of months; in years where that is exact. */
export function months(
  language: Language,
  { from, to }: { readonly from: number; readonly to: number },
): string {
  const inYears = from % 12 === 0 && to % 12 === 0;
  const format = new Intl.NumberFormat(locales[language], {
    style: "unit",
    unit: inYears ? "year" : "month",
    unitDisplay: "long",
  });
  const [first, last] = inYears ? [from / 12, to / 12] : [from, to];
  // A range of one value would be written "~6 months".
  return first === last ? format.format(first) : format.formatRange(first, last);
}

/** A year, a month or a day, as exact as it was given: "2025", "2025-10", "2025-10-31". */
export function date(language: Language, given: string): string {
  const [, month, day] = given.split("-");
  const format = new Intl.DateTimeFormat(locales[language], {
    timeZone: "UTC",
    year: "numeric",
    ...(month === undefined ? {} : { month: "long" }),
    ...(day === undefined ? {} : { day: "numeric" }),
  });
  return straight(format.format(new Date(given)));
}

/** The apostrophe of "d'abril" as in the rest of the texts, sheets included. */
export function straight(text: string): string {
  return text.replaceAll("’", "'");
}
