import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pages } from "../../src/web/app.ts";
import { type Served, serve } from "./serve.ts";

let at: Served;
beforeAll(async () => {
  at = await serve();
});
afterAll(() => at.instance.close());

const text = async (path: string): Promise<string> => (await at.get(path)).text();

describe("GET /lloc", () => {
  test("302 to the place when the name is plain, whatever its accents and case", async () => {
    for (const said of ["Girona", "gerona", "l'hospitalet de llobregat"]) {
      const answer = await at.get(`/lloc?on=${encodeURIComponent(said)}`);
      expect(answer.status).toBe(302);
      expect(answer.headers.get("location")).toMatch(/^\/lloc\/(17079-girona|08101-)/);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });

  test("302 within the language of the address", async () => {
    const answer = await at.get("/es/lugar?on=Girona");
    expect(answer.headers.get("location")).toBe("/es/lugar/17079-girona");
  });

  test("200 with the choices when several are meant, kept from caches and search engines", async () => {
    const answer = await at.get("/ca/lloc?on=sant+pere");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-robots-tag")).toBe("noindex");
    expect(
      (await answer.text()).match(/href="\/ca\/lloc\/\d{5}-sant-pere/g)?.length,
    ).toBeGreaterThan(2);
  });

  test("404, kindly, when nothing is like it", async () => {
    const answer = await at.get(`/ca/lloc?on=${encodeURIComponent("Xyzzyqwrt")}`);
    expect(answer.status).toBe(404);
    const html = await answer.text();
    expect(html).toContain("Encara no hi som");
    expect(html).toContain('value="Xyzzyqwrt"');
  });

  test.each(["", "?on=", "?on=%20%20", "?on=%00%0A"])(
    "200 with the question for %j",
    async (query) => {
      const answer = await at.get(`/ca/lloc${query}`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('name="on"');
    },
  );

  test("404 and nothing worse for what is no name at all", async () => {
    for (const said of ["a".repeat(10_000), "%' or 1=1 --", "\u0000\ud800x\\_%", "🏔️🏔️🏔️"]) {
      const answer = await at.get(`/lloc?on=${encodeURIComponent(said.toWellFormed())}`);
      expect([200, 302, 404]).toContain(answer.status);
    }
  });
});

describe("GET /lloc/:place", () => {
  test("200 with what can be begun, what exists, the towns around and the sources", async () => {
    const html = await text("/ca/lloc/17079-girona");
    expect(html).toContain(`href="/ca/p/${at.project.sheet.slug}"`);
    expect(html).toContain('href="/ca/t/grup-girona"');
    expect(html).toMatch(/href="\/ca\/lloc\/17155-salt"/);
    expect(html).toMatch(/Idescat.*INE.*IGN/);
  });

  test("200 with the teams of the comarca", async () => {
    expect(await text("/ca/lloc/17155-salt")).toContain('href="/ca/t/grup-girona"');
  });

  test("200 and the team of a small town said of its comarca alone", async () => {
    const html = await text("/ca/lloc/25005-alas-i-cerc");
    expect(html).toContain("Ja existeix a l&#39;Alt Urgell");
    expect(html).not.toContain("Ja existeix a Alàs");
  });

  test.each([
    ["/lloc/17079-vic", "/lloc/17079-girona"],
    ["/lloc/17079", "/lloc/17079-girona"],
    ["/ca/lloc/17079-GIRONA", "/ca/lloc/17079-girona"],
    ["/en/place/17079-x", "/en/place/17079-girona"],
  ])("301 %s to its right name", async (path, right) => {
    const answer = await at.get(path);
    expect([answer.status, answer.headers.get("location")]).toEqual([301, right]);
  });

  test.each([
    ["/lugar/17079-girona", "/es/lugar/17079-girona"],
    ["/place/17079-girona", "/en/place/17079-girona"],
    ["/lugar?on=Girona", "/es/lugar?on=Girona"],
    ["/es/lloc/17079-girona", "/es/lugar/17079-girona"],
    ["/ca/place/17079-girona", "/ca/lloc/17079-girona"],
  ])("301 %s to the word of its language", async (path, right) => {
    const answer = await at.get(path);
    expect([answer.status, answer.headers.get("location")]).toEqual([301, right]);
  });

  test.each(["/lloc/99999-enlloc", "/lloc/girona", "/lloc/1707-girona", "/lloc/17079girona"])(
    "404 %s",
    async (path) => {
      expect((await at.get(path)).status).toBe(404);
    },
  );

  test("200 and that nobody covers it, outside the territory of the cooperative", async () => {
    const settings = { ...at.instance.settings, territory: ["urn:idescat:comarca:20"] };
    const app = pages({ ...at.instance, settings });
    const ask = async (path: string) => (await app.request(at.instance.origin + path)).text();
    expect(await ask("/ca/lloc/25005-alas-i-cerc")).toContain("encara no se n&#39;encarrega ningú");
    expect(await ask("/ca/lloc/17079-girona")).not.toContain("encara no se n&#39;encarrega ningú");
  });
});
