/** Numbers, dates and lists as each language writes them. */
import type { Language } from "../../domain/languages.ts";
import { date, locales, months, number, straight } from "../../domain/written.ts";

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
  const kilometres = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "kilometer",
    unitDisplay: "short",
  });
  const lists = new Intl.ListFormat(locale, { type: "conjunction" });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  const names = new Intl.DisplayNames(locale, { type: "language" });

  return {
    number: (n) => number(language, n),
    months: (from, to) => months(language, { from, to }),
    kilometres: (metres) => kilometres.format(Math.max(1, Math.round(metres / 1000))),
    list: (items) => lists.format(items),
    day: (at) => straight(days.format(at)),
    date: (given) => date(language, given),
    language: (of) => names.of(of) ?? of,
  };
}
