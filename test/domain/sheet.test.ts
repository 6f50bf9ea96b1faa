import { describe, expect, test } from "vitest";
import { type Language, languages, type Texts } from "../../src/domain/languages.ts";
import { pinnedNotes, profileOf } from "../../src/domain/profile.ts";
import { placeIn, type Sheet, sheetSchema } from "../../src/domain/sheet.ts";
import { themes } from "../../src/domain/themes.ts";
import { messages } from "../../src/web/language.ts";

const long = (length: number) => "ò".repeat(length);
const same = (text: string): Texts => ({ ca: text, es: text, en: text });
const list = (text: string, count: number) => {
  const items = Array.from({ length: count }, () => text);
  return { ca: items, es: items, en: items };
};

/** A sheet in which every text says the same; what a test is about is written over it. */
function sheetOf(text: string, over: Partial<Sheet> = {}): Sheet {
  return {
    slug: "hort-comunitari",
    handle: "hort_comunitari",
    themes: ["food"],
    hashtags: ["HortComunitari"],
    name: same(text),
    sentence: same(text),
    what: same(text),
    criticalMass: 6,
    maximum: 12,
    whyThisMany: same(text),
    months: { from: 3, to: 6 },
    whyThisLong: same(text),
    money: same(text),
    legalForm: same(text),
    steps: list(text, 3),
    ninetyDays: list(text, 5),
    needs: [{ key: "impuls", name: same(text), required: true }],
    beforehand: list(text, 2),
    externalities: { social: same(text), ecological: same(text), economic: same(text) },
    evidence: ["2025", "2025-10", "2025-10-31"].map((date) => ({
      place: text,
      since: "2019",
      people: 12,
      text: same(text),
      source: "https://example.org/pagina?a=1&b=2",
      date,
    })),
    similarTo: [{ name: text, url: "https://example.org/" }],
    licence: "CC-BY-SA-4.0",
    sensitive: false,
    ...over,
  };
}

/** The longest sheet that is still valid. */
const longest = sheetOf(long(50), {
  hashtags: [1, 2, 3, 4].map((n) => `${long(29)}${n}`),
  sentence: same(long(160)),
  criticalMass: 1000,
  maximum: 10_000,
  months: { from: 119, to: 120 },
  legalForm: same(long(80)),
  steps: list(long(110), 3),
  beforehand: list(long(190), 5),
  evidence: sheetOf("Hort").evidence.map((one) => ({ ...one, text: same(long(200)) })),
});

function problems(over: object): readonly string[] {
  const parsed = sheetSchema.safeParse({ ...sheetOf("Hort"), ...over });
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`);
}

/** What one sees of our HTML; an entity is one character. */
function visible(html: string): string {
  return html
    .replace(/<\/(p|li)>/g, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#39);/g, "&");
}

const tags = (html: string) => [...html.matchAll(/<\/?([a-z]+)([^>]*)>/g)];

describe("a sheet", () => {
  test("is taken as it is written, without the spaces around its texts", () => {
    expect(sheetSchema.parse(sheetOf("  Hort\n"))).toEqual(sheetOf("Hort"));
    expect(sheetSchema.safeParse(longest).error).toBeUndefined();
  });

  test.each<[string, object, RegExp]>([
    ["an unknown key", { preu: 3 }, /is not known: correct its spelling or remove it/],
    ["a missing language", { name: { ca: "Hort", es: "Huerto" } }, /^name.en is missing: write/],
    ["an empty text", { name: { ...same("Hort"), en: " " } }, /^name.en is empty: write it/],
    [
      "two paragraphs",
      { what: { ...same("Hort"), ca: "Un.\n\nDos." } },
      /what.ca has line breaks .*one paragraph/,
    ],
    [
      "a long sentence",
      { sentence: { ...same("Hort"), es: long(161) } },
      /has 161 characters: shorten it to 160/,
    ],
    ["a number as text", { name: { ...same("Hort"), ca: 15 } }, /name.ca is not right: .*quotes/],
    ["a text as number", { criticalMass: "7" }, /criticalMass is not right: .*a whole number/],
    ["too few people", { criticalMass: 2 }, /criticalMass is not right: .*from 3 to 1000/],
    ["a maximum below", { maximum: 5 }, /maximum is below criticalMass: write the same number/],
    ["months that end before", { months: { from: 9, to: 3 } }, /months.to is before `from`/],
    ["an unknown theme", { themes: ["horts"] }, /themes.0 is not right: write one of energy,/],
    ["no theme", { themes: [] }, /themes has 0 items: write 1 to 3 items/],
    ["a theme twice", { themes: ["food", "food"] }, /themes.1 repeats food: remove one/],
    ["a hashtag with #", { hashtags: ["#hort"] }, /hashtags.0 is not right: .*without #/],
    ["an accent in the slug", { slug: "cotxe-elèctric" }, /slug is not right: .*without accents/],
    ["a capital in the handle", { handle: "Hort" }, /handle is not right: write 2 to 20 char/],
    [
      "a list not translated",
      { beforehand: { ...list("Compte", 3), es: ["Ojo", "Ojo"] } },
      /beforehand.es has 2 items and ca has 3: translate every one/,
    ],
    ["two pieces of evidence", { evidence: sheetOf("Hort").evidence.slice(1) }, /write 3 to 20/],
    ["another licence", { licence: "MIT" }, /licence is not right: write CC-BY-SA-4.0/],
    ["a word for yes", { sensitive: "no" }, /sensitive is not right: write true or false/],
  ])("with %s is refused, and told what to do", (_, over, message) => {
    expect(problems(over)).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, object, RegExp]>([
    ["no date of a number", { date: null }, /people has no date: a number ages/],
    ["a place in one language only", { place: { ca: "París" } }, /place is not right: .*60 char/],
    ["a day that is not", { date: "2025-02-30" }, /date is not a date: write "2025"/],
    ["a year as number", { since: 2025 }, /since is not right: write "2025".*in quotes/],
    ["an address of a program", { source: "javascript:alert(1)" }, /source is not an address/],
    ["an address with a password", { source: "https://a:b@example.org/" }, /is not an address/],
    ["an address with a quote", { source: 'https://example.org/"x' }, /source is not an address/],
    ["half an address", { source: "example.org" }, /source is not an address: .*https/],
  ])("with evidence that has %s is refused, and told what to do", (_, over, message) => {
    const evidence = sheetOf("Hort").evidence.map((one) => ({ ...one, ...over }));
    expect(problems({ evidence })[0]).toMatch(message);
  });

  test("has exactly three first steps, in every language", () => {
    for (const count of [2, 4]) {
      const message = expect.stringMatching(
        /^steps\.\w\w has \d items: (write|keep) exactly 3 items/,
      );
      expect(problems({ steps: list("Pas", count) })).toEqual([message, message, message]);
    }
  });

  test("tells what it leaves around it in three lines: social, ecological, economic", () => {
    const { externalities } = sheetOf("Hort");
    const { ecological: _, ...two } = externalities;
    expect(problems({ externalities: two })).toEqual([
      expect.stringMatching(
        /^externalities\.ecological is not|^externalities\.ecological is missing/,
      ),
    ]);
    expect(problems({ externalities: { ...externalities, cultural: same("Sí") } })).toEqual([
      expect.stringMatching(
        /^externalities is not known: .*known here: social, ecological, economic/,
      ),
    ]);
    for (const language of languages) {
      const social = { ...externalities.social, [language]: "" };
      expect(problems({ externalities: { ...externalities, social } })).toEqual([
        `externalities.social.${language} is empty: write it, nothing is left blank`,
      ]);
    }
  });

  test("has a theme of a closed list, each written once", () => {
    expect(new Set(themes).size).toBe(themes.length);
  });
});

describe("the profile of a project", () => {
  test.each(languages)("in %s fits, however long the sheet", (language) => {
    const { summary, fields } = profileOf(longest, language);
    expect(visible(summary).length).toBeLessThanOrEqual(500);
    expect(fields.length).toBeLessThanOrEqual(4);
  });

  test.each<[Language, string]>([
    ["ca", "3-6 mesos"],
    ["es", "3-6 meses"],
    ["en", "3–6 months"],
  ])("in %s writes numbers as that language does", (language, span) => {
    expect(profileOf(sheetOf("Hort"), language).fields[1]?.value).toBe(span);
    const one = profileOf(sheetOf("Hort", { months: { from: 6, to: 6 } }), language);
    expect(one.fields[1]?.value).toMatch(/^6 /);
    const many = sheetOf("Hort", { criticalMass: 1000, maximum: 1000 });
    expect(profileOf(many, language).fields[0]?.value).toMatch(/^1[.,]?000 /);
  });

  test.each(languages)("in %s tells the time it takes as the page does", (language) => {
    for (const { from, to } of [
      { from: 1, to: 1 },
      { from: 6, to: 18 },
      { from: 12, to: 24 },
      { from: 48, to: 96 },
    ]) {
      const { fields } = profileOf(sheetOf("Hort", { months: { from, to } }), language);
      expect(fields[1]?.value).toBe(messages[language].format.months(from, to));
    }
  });

  test("counts whole years as years", () => {
    const { fields } = profileOf(sheetOf("Casa", { months: { from: 48, to: 96 } }), "ca");
    expect(fields[1]?.value).toBe("4-8 anys");
  });

  test("invites to follow, and says that it asks in private", () => {
    const { summary } = profileOf(sheetOf("Hort"), "ca");
    expect(visible(summary)).toMatch(/Segueix-me i et preguntaré en privat on vius/);
    expect(visible(summary)).toContain("#HortComunitari");
  });

  test("of a sensitive project asks nothing of followers, nor do its notes", () => {
    const sensitive = sheetOf("Grup", { sensitive: true });
    const all = languages.map((language) => profileOf(sensitive, language).summary);
    all.push(...pinnedNotes(sensitive).map(({ html }) => html));
    expect(all.join()).not.toMatch(/on vius|dónde vives|where you live/);
    expect(all[0]).toContain("no et preguntaré res");
  });
});

describe("the pinned notes of a project", () => {
  test("are at most five, one language each, the original first", () => {
    const notes = pinnedNotes(sheetOf("Hort"));
    expect(notes.map(({ language }) => language)).toEqual(["ca", "ca", "ca", "es", "en"]);
    expect(new Set(notes.map(({ key }) => key)).size).toBe(5);
  });

  test("fit, however long the sheet, and leave out whole sentences only", () => {
    for (const { html, key } of pinnedNotes(longest)) {
      expect(visible(html).trim().length, key).toBeLessThanOrEqual(480);
      for (const run of visible(html).match(/ò{51,}/g) ?? []) {
        expect([110, 160, 190, 200]).toContain(run.length);
      }
    }
    expect(pinnedNotes(longest)[2]?.html.match(/<li>/g)).toHaveLength(2);
  });

  test("name who does it with the place, the page and its date as exact as it is", () => {
    const html = pinnedNotes(sheetOf("Hort"))[0]?.html ?? "";
    expect(html).toContain(
      '<li>Hort. Hort (<a href="https://example.org/pagina?a=1&amp;b=2" rel="nofollow noopener">example.org</a>, 2025)</li>',
    );
    expect(visible(html)).toContain("example.org, octubre del 2025)");
    expect(visible(html)).toContain("example.org, 31 d&octubre del 2025)");
  });

  test("call a place as their language does", () => {
    const place = { ca: "Londres", es: "Londres", en: "London" };
    const evidence = sheetOf("Eines").evidence.map((one) => ({ ...one, place }));
    expect(problems({ evidence })).toEqual([]);
    expect(pinnedNotes(sheetOf("Eines", { evidence }))[0]?.html).toContain("<li>Londres. Eines");
    expect(placeIn("en", { place })).toBe("London");
    expect(placeIn("en", { place: "Vic" })).toBe("Vic");
  });

  test("do not take a rule or a warning for somebody who does it", () => {
    const evidence = sheetOf("Llei").evidence.map((one) => ({ ...one, place: null, people: null }));
    expect(pinnedNotes(sheetOf("Hort", { evidence }))[0]?.html).not.toContain("Llei");
  });

  test("and the profile carry no markup of a sheet", () => {
    const bad = sheetOf(`<script>x('1')</script> & "b"`);
    const profiles = languages.map((language) => profileOf(bad, language));
    const html = [
      ...pinnedNotes(bad).map((note) => note.html),
      ...profiles.flatMap(({ summary, fields }) => [summary, ...fields.map(({ value }) => value)]),
    ].join("");
    expect(html).toContain("&lt;script&gt;x(&#39;1&#39;)&lt;/script&gt; &amp; &quot;b&quot;");
    expect(html).not.toContain("<script");
    expect(html.replace(/&(amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
    for (const [tag, name = "", rest = ""] of tags(html)) {
      expect(["p", "br", "a", "strong", "ul", "ol", "li", "em"], tag).toContain(name);
      expect(rest, tag).toMatch(/^$|^ href="https:\/\/[^"<>\s]+" rel="nofollow noopener"$/);
    }
  });
});
