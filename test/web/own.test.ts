/** C11 on the web: who opens a person's own page, what it shows, and what never leaves it. */
import { sql } from "drizzle-orm";
import type { Hono } from "hono";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { ActorIri, PersonId, PlaceKey } from "../../src/domain/ids.ts";
import type { Project } from "../../src/domain/projects.ts";
import { log } from "../../src/log.ts";
import { transact } from "../../src/operations/transaction.ts";
import { interestOf, saveInterest } from "../../src/store/interests.ts";
import { insertOwnLink } from "../../src/store/own-links.ts";
import { meetPerson, personByIri, recordConsent } from "../../src/store/people.ts";
import { allProjects } from "../../src/store/projects.ts";
import { pages } from "../../src/web/app.ts";
import { type TestInstance, testInstance } from "../support/instance.ts";

const girona = "urn:ine:17079" as PlaceKey;
const iri = "https://veins.test/users/marta" as ActorIri;

let instance: TestInstance;
let app: Hono;
let project: Project;
let person: PersonId;

beforeAll(async () => {
  instance = await testInstance();
  app = pages(instance);
  const [first] = await allProjects(instance.db);
  if (first === undefined) throw new Error("no project was published");
  project = first;
  person = await meet(iri, "marta<b>");
});
afterAll(() => instance.close());
afterEach(() => vi.restoreAllMocks());

async function meet(of: ActorIri, name: string): Promise<PersonId> {
  return transact(instance.db, async (tx) => {
    const profile = {
      iri: of,
      handle: `${name}@veins.test`,
      inbox: `${of}/inbox`,
      sharedInbox: null,
      type: "Person",
      noBots: false,
    };
    const at = new Date("2026-11-20T10:00:00Z");
    const met = await meetPerson(tx, profile, { id: instance.newId() as PersonId, at });
    await saveInterest(tx, {
      person: met.id,
      project: project.id,
      state: "placed",
      place: girona,
      awaiting: "consent",
      choices: [],
      followedAt: at,
      sharedAt: null,
    });
    await recordConsent(tx, {
      person: met.id,
      project: project.id,
      level: 1,
      given: true,
      textVersion: "2026-11",
      language: "ca",
      evidence: "https://veins.test/notes/1",
      about: instance.settings.name,
      at,
    });
    return met.id;
  });
}

async function link(of: PersonId = person, lastsMs = 60_000): Promise<string> {
  const token = instance.newId();
  await transact(instance.db, (tx) => insertOwnLink(tx, { token, person: of, lastsMs }));
  return token;
}

const get = async (path: string) => app.request(instance.origin + path);
const post = async (
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { "sec-fetch-site": "same-origin" },
) =>
  app.request(instance.origin + path, {
    method: "POST",
    body: new URLSearchParams(form).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  });

const open = async (path: string) => post(path, { do: "open" });

describe("E8: the link itself", () => {
  test("shows nothing of anybody to who fetches it, whoever that is: one button opens the page", async () => {
    const token = await link();
    const agents = [
      {},
      { accept: "text/html", "user-agent": "Mozilla/5.0", "sec-fetch-mode": "navigate" },
      { "user-agent": "Mastodon/4.4 (http.rb/5.2.0; +https://veins.test/) Bot" },
      { "sec-purpose": "prefetch" },
    ];
    for (const path of [`/ca/jo/${token}`, `/jo/${token}?do=open`, `/en/me/${token}?fet=yes`]) {
      for (const headers of agents) {
        const answer = await app.request(instance.origin + path, { headers });
        expect(answer.status).toBe(200);
        const html = await answer.text();
        for (const theirs of [
          "marta",
          "veins.test",
          "a Girona",
          "in Girona",
          project.sheet.name.ca,
          "2026-11",
        ])
          expect(html).not.toContain(theirs);
        expect(html.match(/<form[^>]*method="post"/g)).toHaveLength(1);
        expect(html).toContain(`action="${path.split("?")[0]}"`);
        expect(html).toContain('name="do" value="open"');
        expect(answer.headers.get("cache-control")).toBe("no-store");
      }
    }
  });

  test("the file is not to be had by fetching either", async () => {
    const answer = await get(`/ca/jo/${await link()}/export.json`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("marta");
  });

  test("opening it by the button changes nothing, as often as one likes, and a page that was left can go on", async () => {
    const token = await link();
    const first = await open(`/ca/jo/${token}`);
    await open(`/ca/jo/${token}`);
    const [, id = ""] = /name="project" value="([^"]+)"/.exec(await first.text()) ?? [];
    const answer = await post(`/ca/jo/${token}`, { do: "town", project: id, said: "Girona" });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await answer.text()).toContain("Desat.");
  });
});

describe("C11: one's own page", () => {
  test("shows everything held, in the language of its address", async () => {
    const token = await link();
    for (const [path, words] of [
      [`/ca/jo/${token}`, ["La teva pàgina", "Girona", "On vius?", "Sí, compteu amb mi"]],
      [`/es/yo/${token}`, ["Tu página", "Girona", "¿Dónde vives?", "Sí, contad conmigo"]],
      [`/en/me/${token}`, ["Your own page", "Girona", "Where do you live?", "Yes, count me in"]],
    ] as const) {
      const answer = await open(path);
      expect(answer.status).toBe(200);
      const html = await answer.text();
      for (const word of words) expect(html).toContain(word);
      expect(html).toContain("marta&lt;b&gt;@veins.test");
      expect(html).toContain("2026-11");
      expect(html).toContain(`${project.sheet.slug}">`);
    }
  });

  test("E19: no cache, no search engine and no other site gets anything of it", async () => {
    const token = await link();
    for (const { headers } of [
      await get(`/ca/jo/${token}`),
      await open(`/ca/jo/${token}`),
      await post(`/ca/jo/${token}`, { do: "export" }),
      await get("/ca/jo/nobody"),
    ]) {
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-robots-tag")).toBe("noindex");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("set-cookie")).toBeNull();
      expect(headers.get("content-security-policy")).toContain("form-action 'self'");
    }
  });

  test("F17: its head, which previews read, says nothing of the person", async () => {
    const html = await (await open(`/ca/jo/${await link()}`)).text();
    const shown = /<title>.*<meta name="theme-color"/s.exec(html)?.[0] ?? "";
    expect(shown).toContain("La teva pàgina");
    for (const theirs of ["marta", "a Girona", project.sheet.name.ca])
      expect(shown).not.toContain(theirs);
    expect(html).not.toContain("og:title");
  });

  test("E8: looking at it, however often, changes nothing", async () => {
    const token = await link();
    const rows = async () => {
      const held = [];
      for (const table of ["interest", "person", "own_link", "consent"]) {
        held.push(await instance.db.execute(sql`select * from ${sql.identifier(table)}`));
      }
      return held;
    };
    const before = JSON.stringify(await rows());
    expect(before).toContain("marta");
    for (const path of [`/ca/jo/${token}`, `/ca/jo/${token}?do=erase&sure=yes`, `/jo/${token}`]) {
      expect((await get(path)).status).toBe(200);
      expect((await app.request(instance.origin + path, { method: "HEAD" })).status).toBe(200);
    }
    expect(JSON.stringify(await rows())).toBe(before);
  });

  test("E13: what was never, is over, is erased or is misspelled answers the same, byte by byte", async () => {
    const over = await link(person, -1);
    const other = await meet("https://veins.test/users/pau" as ActorIri, "pau");
    const erased = await link(other);
    expect((await post(`/ca/jo/${erased}`, { do: "erase", sure: "yes" })).status).toBe(200);
    const answers = [];
    for (const token of [instance.newId(), over, erased, "x", "%F0%9F%99%82", "a".repeat(2_000)]) {
      for (const way of ["get", "stop", "open", "export"] as const) {
        const answer =
          way === "get" ? await get(`/ca/jo/${token}`) : await post(`/ca/jo/${token}`, { do: way });
        answers.push(
          `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`,
        );
      }
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 .*ENLLAÇ/s);
  });

  test("F19: no log has the link, also when the page breaks", async () => {
    const said = vi.spyOn(log, "error").mockImplementation(() => {});
    const token = await link();
    const broken = { ...instance, db: {} as TestInstance["db"] };
    for (const path of [`/ca/jo/${token}`, `/jo/${token}`, `/es/yo/${token}`, "/en/lloc"]) {
      await pages(broken).request(instance.origin + path);
    }
    expect(said.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(said.mock.calls)).not.toContain(token);
    expect(JSON.stringify(said.mock.calls)).toContain("/ca/jo/…");
  });

  test("no page but it has its address", async () => {
    const token = await link();
    await open(`/ca/jo/${token}`);
    for (const path of ["/ca", `/ca/p/${project.sheet.slug}`, "/ca/jo/nobody"]) {
      expect(await (await get(path)).text()).not.toContain(token);
    }
  });
});

describe("E18: a form", () => {
  test("of another site does nothing; neither does one that is not of the page", async () => {
    const token = await link();
    const before = await personByIri(instance.db, iri);
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://other.test" },
    ]) {
      expect((await post(`/ca/jo/${token}`, { do: "stop" }, headers)).status).toBe(403);
    }
    for (const form of [
      {},
      { do: "erase" },
      { do: "promote" },
      { do: "language", language: "tlh" },
    ]) {
      expect((await post(`/ca/jo/${token}`, form)).status).toBe(403);
    }
    const json = await app.request(`${instance.origin}/ca/jo/${token}`, {
      method: "POST",
      body: '{"do":"stop"}',
      headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
    });
    expect(json.status).toBe(403);
    expect((await post(`/ca/jo/${token}`, { do: "stop", said: "x".repeat(5_000) })).status).toBe(
      403,
    );
    expect(await personByIri(instance.db, iri)).toEqual(before);
  });

  test("of an old browser, which says no site and hides its origin, is taken", async () => {
    const of = await meet("https://veins.test/users/old" as ActorIri, "old");
    const token = await link(of);
    for (const headers of [{}, { origin: "null" }, { origin: instance.origin }]) {
      const answer = await post(`/ca/jo/${token}`, { do: "language", language: "es" }, headers);
      expect([answer.status, answer.headers.get("content-language")]).toEqual([200, "es"]);
      expect(await answer.text()).toContain(`action="/es/yo/${token}"`);
    }
  });

  test("is answered by the page anew, which says what was done", async () => {
    const of = await meet("https://veins.test/users/joan" as ActorIri, "joan");
    const token = await link(of);
    const answer = await post(`/ca/jo/${token}`, { do: "yes", project: project.id });
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain("Fet: ja comptem amb tu.");
    expect((await interestOf(instance.db, of, project.id))?.state).toBe("shared");
  });

  test("with a town that is none comes back with what was typed and says so", async () => {
    const token = await link();
    const said = '"><script>alert(1)</script>';
    const answer = await post(`/ca/jo/${token}`, { do: "town", project: project.id, said });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('role="alert"');
    expect(html).toContain('aria-invalid="true"');
    expect(html).toContain("&quot;&gt;&lt;script&gt;");
    expect(html).not.toContain("<script");
  });

  test("that erases says goodbye, and the link opens nothing any more", async () => {
    const of = "https://veins.test/users/aina" as ActorIri;
    const token = await link(await meet(of, "aina"));
    const answer = await post(`/en/me/${token}`, { do: "erase", sure: "yes" });
    expect(await answer.text()).toContain("We hold nothing about you any more");
    expect(await personByIri(instance.db, of)).toBeNull();
    expect((await get(`/en/me/${token}`)).status).toBe(404);
  });
});

test("F20: the file has what is held, and opens as a download", async () => {
  const answer = await post(`/ca/jo/${await link()}`, { do: "export" });
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="multaque.json"');
  const held = (await answer.json()) as Readonly<Record<string, readonly object[]>>;
  expect(held.person).toHaveLength(1);
  expect(held.consents?.length).toBeGreaterThan(0);
  expect(held.interests?.length).toBeGreaterThan(0);
});
