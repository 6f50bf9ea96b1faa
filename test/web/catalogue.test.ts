import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Project } from "../../src/domain/projects.ts";
import { themes, themesIn } from "../../src/domain/themes.ts";
import { transact } from "../../src/operations/transaction.ts";
import { allProjects, saveProjectOpen } from "../../src/store/projects.ts";
import { styleSheet } from "../../src/web/look/files.ts";
import { cataloguePage, type Question } from "../../src/web/pages/catalogue.ts";
import { homePage } from "../../src/web/pages/home.ts";
import { languages, projects, viewIn, written } from "./made-up.ts";
import { type Served, serve } from "./serve.ts";

let at: Served;
let all: readonly Project[];
beforeAll(async () => {
  at = await serve();
  all = await allProjects(at.instance.db);
});
afterAll(() => at.instance.close());

const paths = { ca: "/ca/projectes", es: "/es/proyectos", en: "/en/projects" } as const;

const asking = (question: Record<string, string>, path: string = paths.ca) =>
  at.get(`${path}?${new URLSearchParams(question)}`);

/** The slugs of the cards, in their order. */
const cards = async (answer: Response): Promise<readonly string[]> =>
  [...(await answer.text()).matchAll(/<h3><a href="[^"]*\/p\/([a-z0-9-]+)">/g)].map(
    ([, slug = ""]) => slug,
  );

const found = async (question: Record<string, string>, path?: string) =>
  cards(await asking(question, path));

describe("GET /projectes", () => {
  test.each(languages)(
    "200 in %s with every open project, and how many there are",
    async (language) => {
      const answer = await at.get(paths[language]);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-language")).toBe(language);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=60");
      expect(answer.headers.get("x-robots-tag")).toBeNull();
      const html = await answer.clone().text();
      expect(html).toMatch(new RegExp(`<h2>${all.length} \\w+</h2>`));
      expect([...(await cards(answer))].sort()).toEqual(all.map(({ sheet }) => sheet.slug).sort());
    },
  );

  test("200 without a project that is closed", async () => {
    const { id, sheet } = at.project;
    const set = (open: boolean) =>
      transact(at.instance.db, (tx) => saveProjectOpen(tx, id, { open, updatedAt: new Date() }));
    await set(false);
    const shown = await found({});
    const searched = await found({ q: sheet.name.ca });
    await set(true);
    expect([...shown, ...searched]).not.toContain(sheet.slug);
  });

  test("200 in the browser's language without a prefix", async () => {
    const answer = await at.get("/projectes", { "accept-language": "en" });
    expect(answer.headers.get("content-language")).toBe("en");
    expect(answer.headers.get("vary")).toContain("Accept-Language");
  });

  test.each([
    ["/proyectos", "/es/proyectos"],
    ["/projects?q=car&tema=energy", "/en/projects?q=car&tema=energy"],
    ["/es/projectes", "/es/proyectos"],
    ["/ca/projects", "/ca/projectes"],
    ["/en/proyectos", "/en/projects"],
  ])("301 %s to the word of its language", async (path, right) => {
    const answer = await at.get(path);
    expect([answer.status, answer.headers.get("location")]).toEqual([301, right]);
  });

  test("404 below it, 405 for what is not reading", async () => {
    expect((await at.get("/projectes/energia")).status).toBe(404);
    const posted = await at.app.request(`${at.instance.origin}/projectes`, { method: "POST" });
    expect(posted.status).toBe(405);
  });

  test("is where the menu leads", async () => {
    expect(await (await at.get("/es")).text()).toContain('<a href="/es/proyectos">Proyectos</a>');
  });
});

describe("searching", () => {
  const shared = "cotxe-electric-compartit";

  test.each([
    ["ca", "cotxe elèctric"],
    ["ca", "cotxe electric"],
    ["ca", "COTXES ELÈCTRICS"],
    ["es", "coche eléctrico"],
    ["es", "coches electricos"],
    ["en", "electric cars"],
    ["en", "shared car"],
    // Somebody who reads one language may look for the word of another.
    ["en", "cotxe compartit"],
  ] as const)("in %s for %j finds the shared car", async (language, q) => {
    expect((await found({ q }, paths[language])).slice(0, 2)).toContain(shared);
  });

  test("by theme shows what is about it, with a page that may be kept", async () => {
    const answer = await asking({ tema: "energy" });
    expect(answer.headers.get("cache-control")).toBe("public, max-age=60");
    expect(answer.headers.get("x-robots-tag")).toBeNull();
    const html = await answer.clone().text();
    expect(html).toContain('<a href="/ca/projectes?tema=energy" aria-current="true">Energia</a>');
    expect(html).toContain(
      `<link rel="canonical" href="${at.instance.origin}/ca/projectes?tema=energy">`,
    );
    const right = all.filter(({ sheet }) => sheet.themes.includes("energy"));
    expect([...(await cards(answer))].sort()).toEqual(right.map(({ sheet }) => sheet.slug).sort());
  });

  const spoken = languages.flatMap((language) =>
    themes.map((theme) => [language, themesIn(language)[theme], theme] as const),
  );
  test.each(spoken)(
    "in %s for %j finds every project of that theme, with or without accents",
    async (language, name, theme) => {
      const right = all.filter(({ sheet }) => sheet.themes.includes(theme));
      const bare = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
      for (const q of [name, bare]) {
        const slugs = await found({ q }, paths[language]);
        for (const { sheet } of right) expect(slugs, sheet.slug).toContain(sheet.slug);
      }
    },
  );

  test.each([5, 8, 12, 20])("by people: %i can begin what is found", async (n) => {
    const right = all.filter(({ sheet }) => sheet.criticalMass <= n);
    const answer = await asking({ gent: String(n) });
    expect(await answer.clone().text()).toContain(`<option value="${n}" selected>`);
    const slugs = await cards(answer);
    expect([...slugs].sort()).toEqual(right.map(({ sheet }) => sheet.slug).sort());
  });

  test("by words, theme and people together; all three stay in the form and the chips", async () => {
    const answer = await asking({ q: "cotxe", tema: "mobility", gent: "8" });
    const html = await answer.clone().text();
    expect(await cards(answer)).toContain(shared);
    expect(html).toContain('value="cotxe"');
    expect(html).toContain('<input type="hidden" name="tema" value="mobility">');
    expect(html).toContain('<option value="8" selected>');
    expect(html).toContain('href="/ca/projectes?q=cotxe&amp;tema=energy&amp;gent=8"');
    expect(html).toContain("«cotxe» · Mobilitat · 8 persones o menys");
    expect(html).toContain('hreflang="es"');
    expect(html).toContain('href="/es/proyectos?q=cotxe&amp;tema=mobility&amp;gent=8"');
  });

  test("with words is kept from caches and search engines", async () => {
    for (const question of [{ q: "cotxe" }, { q: "cotxe", tema: "energy" }, { gent: "8" }]) {
      const { headers } = await asking(question);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-robots-tag")).toBe("noindex");
    }
  });

  test("for nothing at all is the bare catalogue: what a form sends that was left empty", async () => {
    for (const question of [
      { q: "", gent: "" },
      { q: " \u0000 ", tema: "", gent: "0" },
    ]) {
      const answer = await asking(question);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=60");
      expect((await cards(answer)).length).toBe(all.length);
    }
  });

  test("finds nothing kindly: words, a way back, and every project below", async () => {
    const answer = await asking({ q: "xyzzyqwrt", gent: "5" });
    expect(answer.status).toBe(200);
    const html = await answer.clone().text();
    expect(html).toContain("Encara no tenim cap projecte així");
    expect(html).toContain('<a href="/ca/projectes">Torna a començar la cerca</a>');
    expect((await cards(answer)).length).toBe(all.length);
  });

  test.each([
    ["a sign", "%"],
    ["wildcards", "%_\\%' or 1=1 --"],
    ["quotes", `"'"'""`],
    ["an open quote", `"cotxe`],
    ["operators", "& | ! <-> :* ( ) or -"],
    ["a hundred kilobytes", "cotxe ".repeat(17_000)],
    ["no letters", "\u0000\u0007\u2028🏔️"],
    ["a script", "<script>alert(1)</script>"],
    ["an attribute", `" autofocus onfocus="alert(1)`],
  ])("answers %s calmly, as text", async (_, q) => {
    const answer = await asking({ q });
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).not.toMatch(/<script|"\s*onfocus/);
    expect(html.length).toBeLessThan(60_000);
  });

  test("understands no theme and no number that the form does not offer", async () => {
    for (const question of [
      { tema: "constructor" },
      { tema: "<b>" },
      { gent: "7" },
      { gent: "8e0x" },
    ]) {
      const answer = await asking(question);
      expect(answer.status).toBe(200);
      expect((await cards(answer)).length).toBe(all.length);
    }
    expect((await at.get(`${paths.ca}?q=%E0%A4%A&tema=%`)).status).toBe(200);
  });
});

describe("a showcase of nineteen", () => {
  const nineteen: readonly Project[] = Array.from({ length: 19 }, (_, n) => {
    const one = projects[n % projects.length];
    if (one === undefined) throw new Error("the showcase is empty");
    return n < projects.length
      ? one
      : { ...one, sheet: { ...one.sheet, slug: `${one.sheet.slug}-${n}` } };
  });
  const bare: Question = { text: "", theme: null, people: null };

  test.each(languages)("weighs less than 50 kB in %s, style sheet and all", async (language) => {
    const view = viewIn(language);
    const html = await written(view, cataloguePage(view, bare, { all: nineteen, fits: nineteen }));
    expect(Buffer.byteLength(html) + styleSheet.length).toBeLessThan(50_000);
  });

  test("shows nine at home, of every theme there is, and leads to the others", async () => {
    const view = viewIn("ca");
    const html = await written(view, homePage(view, nineteen, []));
    expect(html.match(/class="card"/g)?.length).toBe(9);
    expect(html).toContain('<a href="/ca/projectes">Mira els 19 projectes</a>');
    const first = new Set(nineteen.map(({ sheet }) => sheet.themes[0]));
    const covers = new Set([...html.matchAll(/class="cover (\w+)"/g)].map(([, theme]) => theme));
    expect(covers).toEqual(first);
    for (const theme of first) expect(html).toContain(`href="/ca/projectes?tema=${theme}"`);
  });
});
