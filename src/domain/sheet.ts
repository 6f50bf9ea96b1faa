/**
 * The sheet ("fitxa") of a project: what a cooperative knows about a commons project that works
 * somewhere, told so that neighbours elsewhere can repeat it. One file each in `showcase/`.
 */
import { z } from "zod";
import type { Language, Texts } from "./languages.ts";
import { type Theme, themes } from "./themes.ts";

/** The same list in every language, item by item. */
export type Lists = Readonly<Record<Language, readonly string[]>>;

/** Somebody who does it already, or a rule that applies, with the page that says so. */
export type Evidence = {
  /** Where it works, once when every language calls it so; null for a rule, a warning, or what holds everywhere. */
  readonly place: string | Texts | null;
  readonly since: string | null;
  /** How many people, as of `date`: a number without a date is not shown. */
  readonly people: number | null;
  readonly text: Texts;
  readonly source: string;
  /** Year, month or day, as far as the source gives it; null when it is undated. */
  readonly date: string | null;
};

/** Where it works, as a language calls it. */
export function placeIn(language: Language, { place }: Pick<Evidence, "place">): string | null {
  return place === null || typeof place === "string" ? place : place[language];
}

/** A role that helps a team to begin. */
export type Need = { readonly key: string; readonly name: Texts; readonly required: boolean };

export type Sheet = {
  /** In addresses: Catalan words. */
  readonly slug: string;
  /** The name of its actor, in `@handle@host`. */
  readonly handle: string;
  /** The first decides the tile. */
  readonly themes: readonly Theme[];
  /** Without `#`. */
  readonly hashtags: readonly string[];
  readonly name: Texts;
  /** One sentence. */
  readonly sentence: Texts;
  /** Three plain sentences. */
  readonly what: Texts;
  /** How many people it takes to begin, and how many one team holds. */
  readonly criticalMass: number;
  readonly maximum: number;
  /** Where that number comes from, also when it is only our choice. */
  readonly whyThisMany: Texts;
  readonly months: { readonly from: number; readonly to: number };
  /** Where these months come from, also when they are only our estimate. */
  readonly whyThisLong: Texts;
  /** Money and legal form are short: they stand in a box. */
  readonly money: Texts;
  readonly legalForm: Texts;
  readonly steps: Lists;
  readonly ninetyDays: Lists;
  readonly needs: readonly Need[];
  /** How it fails, most important first. */
  readonly beforehand: Lists;
  readonly externalities: {
    readonly social: Texts;
    readonly ecological: Texts;
    readonly economic: Texts;
  };
  /** Most telling first: the pinned note takes from the top. */
  readonly evidence: readonly Evidence[];
  readonly similarTo: readonly { readonly name: string; readonly url: string }[];
  /** Stands beside the sheet's file; without one a floor of tiles is its cover. */
  readonly picture?: { readonly file: string; readonly alt: Texts } | undefined;
  readonly licence: "CC-BY-SA-4.0";
  /** Never matched by itself, never counted (product.md, "Vulnerable people"). */
  readonly sensitive: boolean;
};

type Wrong = { readonly input?: unknown };

/** What to do about a value that is absent or of another kind: `what` completes "write …". */
function instead(what: string): (wrong: Wrong) => string {
  return ({ input }) =>
    input === undefined ? `is missing: write ${what}` : `is not right: write ${what}`;
}

function object<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `is not known: correct its spelling or remove it (known here: ${known})`
        : instead(`${known}, each on its own line`)(issue),
  });
}

const quoted = "text (in quotes when it is a number, a date, or contains a colon)";

/** One paragraph. The lengths keep profiles, pinned posts and boxes within their limits. */
function text(most: number) {
  return z
    .string({ error: instead(quoted) })
    .trim()
    .min(1, { error: "is empty: write it, nothing is left blank" })
    .max(most, {
      error: ({ input }) =>
        `has ${String(input).trim().length} characters: shorten it to ${most} at most`,
    })
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, {
      error:
        "has line breaks or control characters: write one paragraph (in YAML, `>-` joins lines)",
    });
}

function named(pattern: RegExp, how: string) {
  return z.string({ error: instead(how) }).regex(pattern, { error: `is not right: write ${how}` });
}

function whole(least: number, most: number) {
  const how = `a whole number from ${least} to ${most}, without quotes`;
  const error = instead(how);
  return z.int({ error }).min(least, { error }).max(most, { error });
}

function list<Item extends z.ZodType>(item: Item, least: number, most: number) {
  const how = least === most ? `exactly ${least} items` : `${least} to ${most} items`;
  return z
    .array(item, { error: instead(`a list of ${how}`) })
    .min(least, { error: ({ input }) => `has ${count(input)}: write ${how}` })
    .max(most, { error: ({ input }) => `has ${count(input)}: keep ${how}` });
}

function count(items: unknown): string {
  const many = Array.isArray(items) ? items.length : 0;
  return many === 1 ? "1 item" : `${many} items`;
}

/** In every language: when a language is added, this line does not compile until it is here. */
function inEveryLanguage<Item extends z.ZodType>(item: Item) {
  return object({ ca: item, es: item, en: item } satisfies Record<Language, Item>);
}

function lists(least: number, most: number, longest: number) {
  return inEveryLanguage(list(text(longest), least, most)).superRefine((all, ctx) => {
    for (const language of ["es", "en"] as const) {
      if (all[language].length === all.ca.length) continue;
      const message = `has ${count(all[language])} and ca has ${all.ca.length}: translate every one, in the same order`;
      ctx.addIssue({ code: "custom", path: [language], message });
    }
  });
}

/** Two that are the same are one too many: `of` gives what must differ. */
function allDifferent<Item>(of: (item: Item) => string) {
  return (items: readonly Item[], ctx: z.core.$RefinementCtx): void => {
    const seen = new Set<string>();
    for (const [at, item] of items.entries()) {
      const key = of(item).toLowerCase();
      if (seen.has(key)) {
        ctx.addIssue({ code: "custom", path: [at], message: `repeats ${key}: remove one of them` });
      }
      seen.add(key);
    }
  };
}

const day = `"2025", "2025-10" or "2025-10-31" in quotes, or null when it is not known`;

function isDay(given: string): boolean {
  const [, year, month = "01", date = "01"] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(given) ?? [];
  const whole = `${year}-${month}-${date}`;
  const time = new Date(`${whole}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(whole);
}

const dayOrNull = z
  .string({ error: instead(day) })
  .refine(isDay, { error: `is not a date: write ${day}` })
  .nullable();

function isAddress(given: string): boolean {
  const url = /[\s"'<>\\^`{}|]/.test(given) ? null : URL.parse(given);
  if (url === null || url.username !== "" || url.password !== "") return false;
  return /^https?:$/.test(url.protocol) && /[^.]\.[^.]/.test(url.hostname);
}

const wholeAddress = "the whole address of a page, beginning with https://";
const address = z
  .string({ error: instead(wholeAddress) })
  .refine(isAddress, { error: `is not an address: write ${wholeAddress}` });

const evidence = object({
  place: z
    .union([text(60), inEveryLanguage(text(60))], {
      error: instead("its name, of 60 characters at most, or one for each of ca, es, en; or null"),
    })
    .nullable(),
  since: dayOrNull,
  people: whole(1, 100_000_000).nullable(),
  text: inEveryLanguage(text(200)),
  source: address,
  date: dayOrNull,
}).refine(({ people, date }) => people === null || date !== null, {
  path: ["people"],
  error: "has no date: a number ages, so write the date of its source, or null instead of it",
});

const flag = z.boolean({ error: instead("true or false, without quotes") });
const slug = named(
  /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  "Catalan words in a-z and 0-9 joined by hyphens, without accents",
);
const hashtag = named(
  /^(?=.*\p{L})[\p{L}\p{N}_]{2,30}$/u,
  "a word of 2 to 30 letters, without # or spaces",
);
const theme = z.enum(themes, { error: instead(`one of ${themes.join(", ")}`) });
const pictureName = named(
  /^[a-z0-9][a-z0-9_-]{0,60}\.(?:jpe?g|png|webp)$/i,
  "the name of a picture beside this file, in a-z and 0-9, ending in .jpg, .png or .webp",
);
const need = object({ key: slug, name: inEveryLanguage(text(60)), required: flag });

/** Whether something is a sheet. Each message says, after the name of the field, what to do. */
export const sheetSchema: z.ZodType<Sheet> = object({
  slug: slug
    .min(2, { error: "is too short: write 2 to 40 characters" })
    .max(40, { error: "is too long: write 2 to 40 characters" }),
  handle: named(/^[a-z0-9_]{2,20}$/, "2 to 20 characters of a-z, 0-9 and _"),
  themes: list(theme, 1, 3).superRefine(allDifferent((one) => one)),
  hashtags: list(hashtag, 1, 4).superRefine(allDifferent((one) => one)),
  name: inEveryLanguage(text(50)),
  sentence: inEveryLanguage(text(160)),
  what: inEveryLanguage(text(600)),
  criticalMass: whole(3, 1000),
  maximum: whole(3, 10_000),
  whyThisMany: inEveryLanguage(text(500)),
  months: object({ from: whole(1, 120), to: whole(1, 120) }).refine(({ from, to }) => from <= to, {
    path: ["to"],
    error: "is before `from`: write the longer time here",
  }),
  whyThisLong: inEveryLanguage(text(200)),
  money: inEveryLanguage(text(80)),
  legalForm: inEveryLanguage(text(80)),
  steps: lists(3, 3, 110),
  ninetyDays: lists(5, 10, 160),
  needs: list(need, 0, 12).superRefine(allDifferent(({ key }) => key)),
  beforehand: lists(2, 5, 190),
  externalities: object({
    social: inEveryLanguage(text(300)),
    ecological: inEveryLanguage(text(300)),
    economic: inEveryLanguage(text(300)),
  }),
  evidence: list(evidence, 3, 20),
  similarTo: list(object({ name: text(60), url: address }), 0, 12),
  picture: object({ file: pictureName, alt: inEveryLanguage(text(200)) }).optional(),
  licence: z.literal("CC-BY-SA-4.0", {
    error: instead("CC-BY-SA-4.0: sheets are made to be copied"),
  }),
  sensitive: flag,
}).refine(({ criticalMass, maximum }) => criticalMass <= maximum, {
  path: ["maximum"],
  error: "is below criticalMass: write the same number or a greater one",
});
