import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalonia } from "../../src/domain/territories.ts";
import { transact } from "../../src/operations/transaction.ts";
import { saveProjectOpen } from "../../src/store/projects.ts";
import { pages } from "../../src/web/app.ts";
import { type Served, serve } from "./serve.ts";

let at: Served;
beforeAll(async () => {
  at = await serve();
});
afterAll(() => at.instance.close());

const text = async (path: string): Promise<string> => (await at.get(path)).text();

describe("GET /", () => {
  test("200 with the question, the catalogue and the teams that exist", async () => {
    const html = await text("/ca");
    expect(html).toContain('action="/ca/lloc" method="get"');
    expect(html).toContain(`href="/ca/p/${at.project.sheet.slug}"`);
    expect(html).toContain('href="/ca/t/grup-girona"');
    expect(html).not.toContain("grup-proposat");
  });

  test("200 with the links that verify the profiles of the cooperative and its projects", async () => {
    const html = await text("/");
    expect(html).toContain(`<link rel="me" href="${at.instance.origin}/">`);
    expect(html).toContain(
      `<link rel="me" href="${at.instance.origin}/p/${at.project.sheet.slug}">`,
    );
  });
});

describe("GET /p/:slug", () => {
  test.each(["ca", "es", "en"] as const)("200 with the whole sheet in %s", async (language) => {
    const { sheet } = at.project;
    const html = await text(`/${language}/p/${sheet.slug}`);
    const seen = html.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    for (const part of [
      sheet.name[language],
      sheet.sentence[language],
      sheet.what[language],
      sheet.whyThisMany[language],
      sheet.money[language],
      sheet.legalForm[language],
      sheet.externalities.social[language],
      sheet.externalities.ecological[language],
      sheet.externalities.economic[language],
      ...sheet.steps[language],
      ...sheet.ninetyDays[language],
      ...sheet.beforehand[language],
      ...sheet.needs.map(({ name }) => name[language]),
      ...sheet.evidence.flatMap((one) => [one.text[language], new URL(one.source).href]),
      ...sheet.similarTo.flatMap(({ name, url }) => [name, new URL(url).href]),
      "CC BY-SA 4.0",
    ]) {
      expect(seen).toContain(part);
    }
  });

  test("200 with the handle to copy, one form to follow it from elsewhere, and no count", async () => {
    const html = await text(`/ca/p/${at.project.sheet.slug}`);
    const { host } = new URL(at.instance.origin);
    expect(html.replaceAll("<wbr>", "")).toContain(`@${at.project.sheet.handle}@${host}`);
    expect(html.match(/<form[^>]*>/g)).toEqual([
      '<form class="ask" method="post" action="/ca/follow">',
    ]);
    const panel = /<section class="panel key".*?<\/section>/s.exec(html)?.[0];
    expect(panel).toContain('class="yours"');
    expect(panel).not.toContain('class="taken"');
  });

  test("200 with the teams of it, and only those that have formed", async () => {
    const html = await text(`/ca/p/${at.project.sheet.slug}`);
    expect(html).toContain('href="/ca/t/grup-girona"');
    expect(html).not.toContain("grup-proposat");
  });

  test("200 and no way in when the project is closed", async () => {
    const { id, sheet } = at.project;
    const set = (open: boolean) =>
      transact(at.instance.db, (tx) => saveProjectOpen(tx, id, { open, updatedAt: new Date() }));
    await set(false);
    const html = await text(`/ca/p/${sheet.slug}`);
    await set(true);
    expect(html).toContain("Aquest projecte està tancat");
    expect(html).not.toContain(`@${sheet.handle}<wbr>`);
  });

  test.each([
    "/p/cap-projecte",
    "/p/%00",
    "/p/%E0%A4%A",
    "/p/..%2f..%2fetc",
    `/p/${"a".repeat(500)}`,
  ])("404 %s", async (path) => {
    expect((await at.get(path)).status).toBe(404);
  });
});

describe("GET /t/:slug", () => {
  test("200 with the ring, the place, since when and the steps; no name, no number", async () => {
    const answer = await at.get("/ca/t/grup-girona");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-robots-tag")).toBe("noindex");
    const html = await answer.text();
    expect(html).toContain("ring done");
    expect(html).toContain("a Girona");
    expect(html).toContain("Grup format l&#39;11 de novembre del 2026");
    expect(html.replace(/<[^>]*>/g, " ")).not.toMatch(/\d+ (persones|membres)/);
  });

  test("200 and only the comarca where the town is small", async () => {
    const html = await text("/ca/t/grup-petit");
    expect(html).toContain("a l&#39;Alt Urgell");
    expect(html).not.toContain("Alàs");
  });

  test("404 until it has formed, as if it did not exist", async () => {
    const proposed = await at.get("/ca/t/grup-proposat");
    const absent = await at.get("/ca/t/grup-inexistent");
    expect([proposed.status, absent.status]).toEqual([404, 404]);
    expect(await proposed.text()).toBe(await absent.text());
    expect((await at.get(`/ap/teams/${at.proposed}`)).status).toBe(404);
  });
});

describe("GET an id as a page", () => {
  test("200 for the cooperative and its program, with name, territory, contact and projects", async () => {
    for (const path of ["/ca/ap/org", "/ca/ap/instance"]) {
      const html = await text(path);
      expect(html).toContain(at.instance.settings.name);
      expect(html).toContain(`href="/ca/p/${at.project.sheet.slug}"`);
    }
    const whole = {
      ...at.instance.settings,
      territory: [catalonia],
      contactUrl: "https://a.test/xat",
    };
    const app = pages({ ...at.instance, settings: whole });
    const html = await (await app.request(`${at.instance.origin}/ca/ap/org`)).text();
    expect(html).toContain("A tot Catalunya.");
    expect(html).toContain('href="https://a.test/xat"');
  });

  test("200 with the territory in words", async () => {
    const territory = ["urn:ine:17079", "urn:idescat:comarca:20"];
    const app = pages({ ...at.instance, settings: { ...at.instance.settings, territory } });
    const html = await (await app.request(`${at.instance.origin}/ca/ap/org`)).text();
    expect(html).toContain("<p>Girona i Gironès.</p>");
  });

  test("200 for a project and a team: the same page as by name", async () => {
    const { id, sheet } = at.project;
    const canonical = (html: string) => /<link rel="canonical" href="([^"]*)"/.exec(html)?.[1];
    expect(canonical(await text(`/ca/ap/projects/${id}`))).toBe(
      `${at.instance.origin}/ca/p/${sheet.slug}`,
    );
    expect(canonical(await text(`/ca/ap/teams/${at.formed}`))).toBe(
      `${at.instance.origin}/ca/t/grup-girona`,
    );
  });

  test("200 for a note, with its author and what it is about", async () => {
    const html = await text(`/ca/ap/notes/${at.news}`);
    expect(html).toContain('lang="ca"><p>Ja hi ha un grup.</p>');
    expect(html).toContain('href="/ca/ap/org"');
    expect(html).toContain(`href="/ca/p/${at.project.sheet.slug}"`);
  });

  test("404 for the note of a team that has not formed", async () => {
    expect((await at.get(`/ap/notes/${at.early}`)).status).toBe(404);
  });

  test.each([
    "/ap/projects/x",
    `/ap/projects/${"0".repeat(25)}`,
    `/ap/teams/${"0".repeat(25)}`,
    `/ap/notes/${"0".repeat(25)}`,
    "/ap/notes/%00",
    "/ap/else",
  ])("404 %s", async (path) => {
    expect((await at.get(path)).status).toBe(404);
  });
});

describe("what is not there, not allowed, or broken", () => {
  test("404 says what to do", async () => {
    const answer = await at.get("/ca/res-de-res");
    expect(answer.status).toBe(404);
    const html = await answer.text();
    expect(html).toContain("Aquesta pàgina no hi és");
    expect(html).toContain('href="/ca"');
    expect(html).toContain('action="/ca/lloc"');
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])(
    "405 %s, with what is allowed",
    async (method) => {
      for (const path of ["/", "/ca", `/p/${at.project.sheet.slug}`, "/lloc", "/ap/org"]) {
        const answer = await at.app.request(at.instance.origin + path, { method });
        expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
      }
    },
  );

  test("HEAD answers as GET, without a body", async () => {
    const answer = await at.app.request(`${at.instance.origin}/ca`, { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-language")).toBe("ca");
    expect(await answer.text()).toBe("");
  });

  test.each([
    ["/ca/", "/ca"],
    ["/p/x/", "/p/x"],
    ["//evil.example/", "//evil.example"],
  ])("301 %s to the same without its slash, on this host", async (path, right) => {
    const answer = await at.get(path);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      301,
      at.instance.origin + right,
    ]);
  });

  test("503 tells nothing of what broke, and when to come back", async () => {
    const db = new Proxy(at.instance.db, {
      get: () => {
        throw new Error("password");
      },
    });
    const app = pages({ ...at.instance, db });
    const answer = await app.request(`${at.instance.origin}/es/t/x`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("retry-after")).toBe("60");
    const html = await answer.text();
    expect(html).toContain("Algo nuestro ha fallado");
    expect(html).not.toContain("password");
  });
});
