import { describe, expect, test } from "vitest";
import { ca } from "../../src/web/messages/ca.ts";
import { en } from "../../src/web/messages/en.ts";
import { es } from "../../src/web/messages/es.ts";
import { everyPage, languages, viewIn, written } from "./made-up.ts";

const town = (name: string) => ({ name, key: "urn:ine:00000" });
const comarca = (name: string) => ({ name, key: "urn:idescat:comarca:00" });

describe("where something is", () => {
  test.each([
    [town("Girona"), "a Girona"],
    [town("Olot"), "a Olot"],
    [town("El Masnou"), "al Masnou"],
    [town("Els Guiamets"), "als Guiamets"],
    [town("La Bisbal d'Empordà"), "a la Bisbal d'Empordà"],
    [town("Les Borges Blanques"), "a les Borges Blanques"],
    [town("Les"), "a Les"],
    [town("L'Escala"), "a l'Escala"],
    [comarca("Osona"), "a Osona"],
    [comarca("Bages"), "al Bages"],
    [comarca("Selva"), "a la Selva"],
    [comarca("Garrigues"), "a les Garrigues"],
    [comarca("Alt Urgell"), "a l'Alt Urgell"],
    [comarca("Anoia"), "a l'Anoia"],
  ])("$name in Catalan", (where, said) => {
    expect(ca.at(where)).toBe(said);
  });

  test.each([
    [town("El Masnou"), "en El Masnou"],
    [comarca("Osona"), "en Osona"],
    [comarca("Bages"), "en el Bages"],
    [comarca("Anoia"), "en la Anoia"],
    [comarca("Garrigues"), "en las Garrigues"],
  ])("$name in Spanish", (where, said) => {
    expect(es.at(where)).toBe(said);
  });
});

describe("numbers and dates as each language writes them", () => {
  test("people", () => {
    expect([ca, es, en].map((t) => t.project.people(7400))).toEqual([
      "7.400 persones",
      "7400 personas",
      "7,400 people",
    ]);
    expect([ca, es, en].map((t) => t.project.people(1))).toEqual([
      "1 persona",
      "1 persona",
      "1 person",
    ]);
  });

  test("a span of time, in years where that is exact", () => {
    expect([ca, es, en].map((t) => t.format.months(48, 96))).toEqual([
      "4-8 anys",
      "4-8 años",
      "4–8 years",
    ]);
    expect([ca.format.months(12, 12), ca.format.months(6, 6)]).toEqual(["1 any", "6 mesos"]);
    expect([ca.format.months(3, 48), ca.format.months(6, 12)]).toEqual([
      "3-48 mesos",
      "6-12 mesos",
    ]);
  });

  test("a date no more exact than it is known", () => {
    expect(["2025", "2025-04", "2025-04-13"].map(ca.format.date)).toEqual([
      "2025",
      "abril del 2025",
      "13 d'abril del 2025",
    ]);
    expect(["2025-04", "2025-04-13"].map(en.format.date)).toEqual(["April 2025", "13 April 2025"]);
  });

  test("since when, with the right article in Catalan", () => {
    expect(ca.project.since(ca.format.date("2016"))).toBe("des del 2016");
    expect(ca.project.since(ca.format.date("2023-03"))).toBe("des del març del 2023");
    expect(ca.project.since(ca.format.date("2023-10"))).toBe("des de l'octubre del 2023");
    expect(ca.team.formed("11 de novembre")).toBe("Grup format l'11 de novembre");
    expect(ca.team.formed("12 de novembre")).toBe("Grup format el 12 de novembre");
  });

  test("a day is the day where people live, not the server's", () => {
    expect(ca.format.day(new Date("2026-11-10T23:30:00Z"))).toBe("11 de novembre del 2026");
  });
});

describe.each(languages)("the words in %s", (language) => {
  test("are plain: no machinery is named to a neighbour", async () => {
    const view = viewIn(language);
    for (const [, page] of everyPage(view)) {
      const html = (await written(view, page)).replace(/<head>.*<\/head>/s, "");
      const seen = html.replace(/<[^>]*>/g, " ");
      expect(seen).not.toMatch(
        /\b(?:inst[aà]nci[ae]s?|instances?|ActivityPub|massa crítica|masa crítica|critical mass|undefined|null|NaN)\b/i,
      );
    }
  });

  test("say what the fediverse is where home speaks of it", async () => {
    const view = viewIn(language);
    const home = everyPage(view).find(([name]) => name === "home")?.[1];
    expect(home && (await written(view, home))).toContain(view.t.home.fediverseText.slice(0, 40));
  });
});

test("every language says everything, and nothing is left in another", () => {
  const texts = (value: object): string[] =>
    Object.values(value).flatMap((one) =>
      typeof one === "string" ? [one] : typeof one === "object" ? texts(one) : [],
    );
  for (const t of [ca, es, en]) {
    for (const text of texts(t)) expect(text.trim()).not.toBe("");
  }
  const long = (t: object) => texts(t).filter((text) => text.length > 25);
  const shared = long(ca).filter((text) => long(es).includes(text) || long(en).includes(text));
  expect(shared).toEqual([]);
});
