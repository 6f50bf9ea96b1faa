import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pages } from "../../src/web/app.ts";
import { type Served, serve } from "./serve.ts";

let at: Served;
beforeAll(async () => {
  at = await serve();
});
afterAll(() => at.instance.close());

describe("every answer for people", () => {
  test("bears the headers of the house, pages, redirects and refusals alike", async () => {
    for (const path of ["/", "/es", "/p/x", "/lloc?on=Girona", "/lugar", "/lloc/17079", "/ca/"]) {
      const { headers } = await at.get(path);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("permissions-policy")).toContain("geolocation=()");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("vary")).toBe("Accept, Accept-Language");
      expect(headers.get("set-cookie")).toBeNull();
    }
  });

  test("promises https for two years where the instance has it, and not otherwise", async () => {
    const ask = async (origin: string) =>
      (await pages({ ...at.instance, origin }).request(`${origin}/`)).headers.get(
        "strict-transport-security",
      );
    expect(await ask("https://girona.test")).toBe("max-age=63072000; includeSubDomains");
    expect(await ask("http://girona.test")).toBeNull();
  });

  test("may be kept for a minute when it is a public page", async () => {
    for (const path of ["/", `/p/${at.project.sheet.slug}`, "/lloc/17079-girona", "/ap/org"]) {
      expect((await at.get(path)).headers.get("cache-control")).toBe("public, max-age=60");
    }
  });
});

describe("a page of an actor or a note", () => {
  test("points to its id for servers, in the page and in the header", async () => {
    const { origin } = at.instance;
    const { id, sheet } = at.project;
    for (const [path, iri] of [
      ["/", "/ap/org"],
      ["/ap/instance", "/ap/instance"],
      [`/p/${sheet.slug}`, `/ap/projects/${id}`],
      [`/es/p/${sheet.slug}`, `/ap/projects/${id}`],
      [`/ap/projects/${id}`, `/ap/projects/${id}`],
      ["/t/grup-girona", `/ap/teams/${at.formed}`],
      [`/ap/notes/${at.news}`, `/ap/notes/${at.news}`],
    ] as const) {
      const answer = await at.get(path);
      expect(answer.headers.get("link")).toBe(
        `<${origin}${iri}>; rel="alternate"; type="application/activity+json"`,
      );
      expect(await answer.text()).toContain(
        `<link rel="alternate" type="application/activity+json" href="${origin}${iri}">`,
      );
    }
  });

  test("of a project names it as the author of its preview", async () => {
    const html = await (await at.get(`/p/${at.project.sheet.slug}`)).text();
    const { host } = new URL(at.instance.origin);
    expect(html).toContain(
      `<meta name="fediverse:creator" content="@${at.project.sheet.handle}@${host}">`,
    );
  });
});

describe("the language", () => {
  const spoken = async (path: string, accepted?: string) => {
    const answer = await at.get(
      path,
      accepted === undefined ? {} : { "accept-language": accepted },
    );
    const said = /<html lang="(..)">/.exec(await answer.text())?.[1];
    expect(answer.headers.get("content-language")).toBe(said);
    return said;
  };

  test.each([
    [undefined, "ca"],
    ["es", "es"],
    ["en-GB,en;q=0.9", "en"],
    ["fr-FR,fr;q=0.9,es;q=0.5,en;q=0.4", "es"],
    ["en;q=0.2, ca-valencia;q=0.8", "ca"],
    ["fr, de", "ca"],
    ["*", "ca"],
    ["es;q=0, en", "en"],
    [";;;,,=q;q=x", "ca"],
  ])("without a prefix is the browser's choice: %s", async (accepted, language) => {
    expect(await spoken("/", accepted)).toBe(language);
  });

  test.each(["ca", "es", "en"])(
    "with the prefix /%s is what the address says",
    async (language) => {
      for (const path of [
        "",
        `/p/${at.project.sheet.slug}`,
        "/t/grup-girona",
        "/ap/org",
        "/no-hi-es",
      ]) {
        expect(await spoken(`/${language}${path}`, "en, es;q=0.9, ca;q=0.8")).toBe(language);
      }
    },
  );

  test("is kept by the links of a page whose address says it, and left open by the others", async () => {
    const links = async (path: string) =>
      [...(await (await at.get(path)).text()).matchAll(/<a href="(\/[^"]*)"(?! lang)/g)].map(
        (m) => m[1],
      );
    expect((await links("/es")).filter((link) => !link?.startsWith("/es"))).toEqual([]);
    expect((await links("/")).filter((link) => /^\/(ca|es|en)(\/|$)/.test(link ?? ""))).toEqual([]);
  });

  test("has its alternates, and the page without a language as the default", async () => {
    const { origin } = at.instance;
    const html = await (await at.get("/es/lugar/17079-girona")).text();
    expect(html).toContain(`<link rel="canonical" href="${origin}/es/lugar/17079-girona">`);
    for (const [language, path] of [
      ["ca", "/ca/lloc/17079-girona"],
      ["es", "/es/lugar/17079-girona"],
      ["en", "/en/place/17079-girona"],
      ["x-default", "/lloc/17079-girona"],
    ]) {
      expect(html).toContain(
        `<link rel="alternate" hreflang="${language}" href="${origin}${path}">`,
      );
    }
  });

  test("is one of the instance's own: an address in another is not there", async () => {
    const settings = { ...at.instance.settings, languages: ["es", "ca"] as const };
    const app = pages({ ...at.instance, settings });
    const ask = async (path: string, accepted = "en") =>
      app.request(at.instance.origin + path, { headers: { "accept-language": accepted } });
    expect((await ask("/en")).status).toBe(404);
    expect((await ask("/place/17079-girona")).status).toBe(404);
    expect((await ask("/")).headers.get("content-language")).toBe("es");
    expect((await ask("/", "ca")).headers.get("content-language")).toBe("ca");
  });
});

describe("the files of the look", () => {
  const linked = async (pattern: RegExp) =>
    pattern.exec(await (await at.get("/")).text())?.[1] ?? "";

  test("are kept for ever under their version", async () => {
    for (const [pattern, type] of [
      [/rel="stylesheet" href="([^"]+)"/, "text/css; charset=utf-8"],
      [/rel="icon" href="([^"]+)"/, "image/svg+xml; charset=utf-8"],
    ] as const) {
      const answer = await at.get(await linked(pattern));
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe(type);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("are kept shortly under another version, or none", async () => {
    for (const path of ["/look/app.css", "/look/app.css?v=other"]) {
      expect((await at.get(path)).headers.get("cache-control")).toBe("public, max-age=60");
    }
  });

  test("are found by the browsers that look for an icon by themselves", async () => {
    const answer = await at.get("/favicon.ico");
    expect([answer.status, answer.headers.get("location")]).toEqual([301, "/look/icon.svg"]);
  });
});
