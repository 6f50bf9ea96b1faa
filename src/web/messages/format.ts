/** Numbers, dates and lists as each language writes them. */
import type { Language } from "../../domain/languages.ts";

const locales: Readonly<Record<Language, string>> = { ca: "ca", es: "es", en: "en-GB" };

/** Teams meet where people live: their day, not the server's. */
const timeZone = "Europe/Madrid";

export type Format = {
  readonly number: (n: number) => string;
  /** A span of time; in years where that is exact. */
  readonly months: (from: number, to: number) => string;
  readonly kilometres: (metres: number) => string;
  readonly list: (items: readonly string[]) => string;
  readonly day: (at: Date) => string;
  /** A year, a month or a day, as exact as it was given: "2025", "2025-10", "2025-10-31". */
  readonly date: (given: string) => string;
  /** The name of a language in this one. */
  readonly language: (of: Language) => string;
};

export function formatIn(language: Language): Format {
  const locale = locales[language];
  const numbers = new Intl.NumberFormat(locale);
  const months = unit("month", "long");
  const years = unit("year", "long");
  const kilometres = unit("kilometer", "short");
  const lists = new Intl.ListFormat(locale, { type: "conjunction" });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  const names = new Intl.DisplayNames(locale, { type: "language" });

  function unit(unit: string, unitDisplay: "long" | "short"): Intl.NumberFormat {
    return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay });
  }

  return {
    number: (n) => numbers.format(n),
    months: (from, to) =>
      from % 12 === 0 && to % 12 === 0 ? span(years, from / 12, to / 12) : span(months, from, to),
    kilometres: (metres) => kilometres.format(Math.max(1, Math.round(metres / 1000))),
    list: (items) => lists.format(items),
    day: (at) => straight(days.format(at)),
    date: (given) => {
      const [, month, day] = given.split("-");
      const written = new Intl.DateTimeFormat(locale, {
        timeZone: "UTC",
        year: "numeric",
        ...(month === undefined ? {} : { month: "long" }),
        ...(day === undefined ? {} : { day: "numeric" }),
      }).format(new Date(given));
      return straight(written);
    },
    language: (of) => names.of(of) ?? of,
  };
}

/** A range of one value would be written "~6 months". */
function span(written: Intl.NumberFormat, from: number, to: number): string {
  return from === to ? written.format(from) : written.formatRange(from, to);
}

/** The apostrophe of "d'abril" as in the rest of the texts, sheets included. */
function straight(text: string): string {
  return text.replaceAll("’", "'");
}
