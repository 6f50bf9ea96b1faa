/** What others read of us: names, documents, collections (protocol.md 8.3, lines 1 to 31). */
import { createPublicKey } from "node:crypto";
import { Activity, Object as AsObject, isActor } from "@fedify/vocab";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorIri, noteIri, type OwnActor } from "../../src/addresses.ts";
import type { Project } from "../../src/domain/projects.ts";
import { noDocuments, offlineContexts } from "../../src/federation/context.ts";
import { publishProject } from "../../src/operations/publish-project.ts";
import { transact } from "../../src/operations/transaction.ts";
import { insertActivity, insertNote } from "../../src/store/notes.ts";
import { allProjects } from "../../src/store/projects.ts";
import { type MadeTeam, makeTeam } from "./teams.ts";
import { world } from "./world.ts";

let w: Awaited<ReturnType<typeof world>>;
let project: Project;
let team: MadeTeam;
let proposed: MadeTeam;

const origin = "https://girona.test";
const activityJson = "application/activity+json";
const profiled = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

type Kind = OwnActor["kind"];
const kinds: readonly Kind[] = ["instance", "org", "project", "team"];

beforeAll(async () => {
  w = await world();
  const [first] = await allProjects(w.instance.db);
  if (first === undefined) throw new Error("no project was published");
  project = first;
  team = await makeTeam(w.instance, project, "formed");
  proposed = await makeTeam(w.instance, project, "proposed");
});

afterAll(() => w.instance.close());

function own(kind: Kind): OwnActor {
  if (kind === "project") return { kind, id: project.id };
  return kind === "team" ? { kind, id: team.id } : { kind };
}

function iriOf(kind: Kind): string {
  return actorIri(origin, own(kind));
}

function nameOf(kind: Kind): string {
  switch (kind) {
    case "instance":
      return "girona.test";
    case "org":
      return "cooperativa";
    case "project":
      return project.sheet.handle;
    case "team":
      return team.handle;
    default:
      return kind satisfies never;
  }
}

function pathOf(iri: string): string {
  return iri.slice(origin.length);
}

function ask(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> {
  return w.instance.request(url.startsWith("/") ? url : pathOf(url), { method, headers });
}

type Json = Readonly<Record<string, unknown>>;

/** A document as another server gets it: at its own address, unsigned. */
async function documentAt(iri: string): Promise<Json> {
  const response = await ask(iri, { accept: activityJson });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe(activityJson);
  expect(response.headers.get("vary")).toMatch(/\bAccept\b/i);
  const body = (await response.json()) as Json;
  expect(body.id).toBe(iri);
  return body;
}

describe("WebFinger", () => {
  const finger = (resource: string, headers = {}) =>
    ask(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`, headers);

  type Jrd = {
    readonly subject: string;
    readonly aliases?: readonly string[];
    readonly links: readonly { rel: string; type?: string; href?: string }[];
  };

  test.each(kinds)("1: finds the %s, and the way leads back", async (kind) => {
    const response = await finger(`acct:${nameOf(kind)}@girona.test`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/jrd+json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const jrd = (await response.json()) as Jrd;
    expect(jrd.subject).toBe(`acct:${nameOf(kind)}@girona.test`);
    const self = jrd.links.filter(({ rel }) => rel === "self");
    // P32: exactly this type, or Mastodon does not see it.
    expect(self).toEqual([{ rel: "self", type: activityJson, href: iriOf(kind) }]);
    const found = await documentAt(iriOf(kind));
    expect(found.preferredUsername).toBe(nameOf(kind));
    expect(found.webfinger).toBe(`${nameOf(kind)}@girona.test`);
  });

  test.each([
    "COOPERATIVA@girona.test",
    "acct:Cooperativa@GIRONA.TEST",
    "ACCT:cooperativa@girona.test",
    "@cooperativa@girona.test",
  ])("2: case is forgiven, and the subject has the true one: %s", async (resource) => {
    const response = await finger(resource);
    expect(response.status).toBe(200);
    expect(((await response.json()) as Jrd).subject).toBe("acct:cooperativa@girona.test");
  });

  test.each(kinds)("3: the id of the %s gives the same document", async (kind) => {
    const byName = await (await finger(`acct:${nameOf(kind)}@girona.test`)).json();
    expect(await (await finger(iriOf(kind))).json()).toEqual(byName);
  });

  test("3: so do the pages of projects and teams, in each language", async () => {
    for (const [path, kind] of [
      [`p/${project.sheet.slug}`, "project"],
      [`t/${team.slug}`, "team"],
    ] as const) {
      const byName = await (await finger(`acct:${nameOf(kind)}@girona.test`)).json();
      for (const prefix of ["", "ca/", "es/", "en/"]) {
        expect(await (await finger(`${origin}/${prefix}${path}`)).json()).toEqual(byName);
      }
    }
  });

  test("4: no resource is a 400", async () => {
    for (const query of ["", "?resource=", "?rel=self"]) {
      expect((await ask(`/.well-known/webfinger${query}`)).status).toBe(400);
    }
  });

  test.each([
    "acct:nobody@girona.test",
    "acct:cooperativa@vic.test",
    "acct:cooperativa@girona.test.vic.test",
    "acct:cooperativa@sub.girona.test",
    "acct:@girona.test",
    "acct:cooperativa@",
    "acct:cooperativa",
    "acct:'; drop table handle; --@girona.test",
    "acct:cooperativa%@girona.test",
    "cooperativa",
    "mailto:cooperativa@girona.test",
    "https://vic.test/ap/org",
    "https://girona.test/ap/projects/aaaaaaaaaaaaaaaaaaaaaaaaa",
    "https://girona.test/ap/nothing",
    "https://girona.test/p/nothing",
    "https://girona.test.vic.test/",
    "http://girona.test/ap/org",
    "x".repeat(8_000),
  ])("4: %j is a 404, never a 410 (P21)", async (resource) => {
    const response = await finger(resource);
    expect(response.status).toBe(404);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test.each([
    "acct:coopera\u0000tiva@girona.test",
    "https://girona.test/p/a\u0000b",
    "https://girona.test/t/\u0000",
    "\u0000",
  ])("4: %j is nothing, and no trouble with the database", async (resource) => {
    expect([400, 404]).toContain((await finger(resource)).status);
  });

  test("4: whatever is asked is answered 200, 400 or 404", async () => {
    const piece = fc.constantFrom(
      "acct:",
      "@",
      "https://",
      "girona.test",
      "/ap/",
      "org",
      "p/",
      "%",
      "\u00e9",
      "\ud83d\ude00",
      "'",
      "..",
      "#",
      "?",
      " ",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }), async (pieces) => {
        const resource = pieces.join("").replaceAll("\u0000", "");
        expect([200, 400, 404]).toContain((await finger(resource)).status);
      }),
      { numRuns: 150 },
    );
  });

  test.each([`${origin}/`, origin])("5: %s is the application (FEP-d556)", async (resource) => {
    const jrd = (await (await finger(resource)).json()) as Jrd;
    expect(jrd.links.find(({ rel }) => rel === "self")?.href).toBe(iriOf("instance"));
  });

  test("F28: nobody who follows can be found here", async () => {
    expect((await finger("acct:marta@girona.test")).status).toBe(404);
    const names = await w.instance.db.execute<{ actor: string }>(sql`select actor from handle`);
    for (const { actor } of names)
      expect(actor).toMatch(/^\/ap\/(?:org|instance|projects\/|teams\/)/);
  });
});

describe("host-meta and NodeInfo", () => {
  test("8: host-meta names where to ask", async () => {
    const response = await ask("/.well-known/host-meta");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/xrd\+xml/);
    const template = /<Link rel="lrdd"[^>]*template="([^"]+)"/.exec(await response.text())?.[1];
    const url = (template ?? "").replace(
      "{uri}",
      encodeURIComponent("acct:cooperativa@girona.test"),
    );
    expect((await ask(url)).status).toBe(200);
  });

  test("6: NodeInfo 2.1 and the application's actor (FEP-2677)", async () => {
    const index = (await (await ask("/.well-known/nodeinfo")).json()) as {
      links: { rel: string; href: string }[];
    };
    const link = (rel: string) => index.links.find((one) => one.rel === rel)?.href ?? "";
    expect(link("https://www.w3.org/ns/activitystreams#Application")).toBe(iriOf("instance"));
    const href = link("http://nodeinfo.diaspora.software/ns/schema/2.1");
    const response = await ask(href);
    expect(response.headers.get("content-type")).toContain(
      "http://nodeinfo.diaspora.software/ns/schema/2.1#",
    );
    const info = (await response.json()) as Record<string, never>;
    expect(Object.keys(info).sort()).toEqual(
      [
        "metadata",
        "openRegistrations",
        "protocols",
        "services",
        "software",
        "usage",
        "version",
      ].sort(),
    );
    expect(info).toMatchObject({
      version: "2.1",
      protocols: ["activitypub"],
      services: { inbound: [], outbound: [] },
      openRegistrations: false,
    });
    const { software } = info as unknown as { software: Record<string, string> };
    expect(software.name).toMatch(/^[a-z0-9-]+$/);
    expect(software.version).not.toBe("");
  });

  test("6, J7: no number of people, however many there are", async () => {
    const before = await (await ask("/nodeinfo/2.1")).json();
    await w.instance.db.execute(sql`insert into person (id, iri, handle, inbox, type, no_bots, first_seen_at)
      select 'n' || n, 'https://veins.test/users/n' || n, 'n@veins.test', 'https://veins.test/i', 'Person', false, now()
      from generate_series(1, 7) n`);
    const after = (await (await ask("/nodeinfo/2.1")).json()) as { usage: { users: object } };
    expect(after).toEqual(before);
    expect(after.usage.users).toEqual({});
  });
});

describe("negotiation", () => {
  const documents: [string, string][] = [
    ["plain", activityJson],
    ["in capitals", "Application/Activity+JSON"],
    ["ld+json", profiled],
    [
      "ld+json without a space",
      'application/ld+json;profile="https://www.w3.org/ns/activitystreams"',
    ],
    ["Mastodon", "application/activity+json, application/ld+json"],
    ["Mastodon looking up an address", `${activityJson}, ${profiled}, text/html;q=0.1`],
    [
      "GoToSocial",
      'application/activity+json,application/ld+json;profile="https://www.w3.org/ns/activitystreams"',
    ],
    ["Misskey", `${activityJson}, ${profiled}`],
    ["Lemmy", `${activityJson}, ${profiled}`],
    ["Pleroma", "application/activity+json"],
    ["Friendica", `${activityJson}, ${profiled}, */*;q=0.1`],
    ["preferring a document", `text/html;q=0.8, ${activityJson}`],
  ];
  const pages: [string, string | undefined][] = [
    ["nothing (link crawlers)", undefined],
    ["curl", "*/*"],
    ["empty", ""],
    ["plain", "text/html"],
    ["Firefox", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
    [
      "Chrome",
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
    ],
    ["Safari", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
    ["lynx", "text/html, text/plain, text/sgml, */*;q=0.01"],
    ["preferring a page", `text/html, ${activityJson};q=0.9`],
    ["refusing the document", `${activityJson};q=0, text/html`],
    ["something else", "image/png"],
    ["nonsense", ";;;,,=q"],
  ];

  test.each(documents)("9: Accept of %s gives the document", async (_who, accept) => {
    for (const kind of kinds) {
      const response = await ask(iriOf(kind), { accept });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe(activityJson);
      expect(response.headers.get("vary")).toMatch(/\bAccept\b/i);
    }
  });

  test.each(pages)("10: Accept of %s gives a page, never a 404 or 406", async (_who, accept) => {
    for (const kind of kinds) {
      const response = await followed(iriOf(kind), accept === undefined ? {} : { accept });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    }
  });

  /** As a browser does: a page may stand at another address of ours. */
  async function followed(url: string, headers: Record<string, string>): Promise<Response> {
    let response = await ask(url, headers);
    for (let n = 0; n < 3 && response.status >= 300 && response.status < 400; n++) {
      const next = new URL(response.headers.get("location") ?? "", url);
      expect(next.origin).toBe(origin);
      // A redirect of a shared address must not be kept for programs either (P27).
      expect(response.headers.get("vary")).toMatch(/\bAccept\b/i);
      response = await ask(next.href, headers);
    }
    return response;
  }

  test("11: both answers at one address say that they depend on Accept (P27)", async () => {
    const [note] = await pinned("org");
    for (const url of [...kinds.map(iriOf), note ?? ""]) {
      for (const accept of [activityJson, "text/html"]) {
        expect((await ask(url, { accept })).headers.get("vary")).toMatch(/\bAccept\b/i);
      }
    }
  });

  test("12: pages name their document", async () => {
    const [note] = await pinned("project");
    for (const id of [iriOf("org"), iriOf("project"), iriOf("team"), note ?? ""]) {
      const page = await (await followed(id, { accept: "text/html" })).text();
      const links = page.match(/<link[^>]*rel="alternate"[^>]*>/g) ?? [];
      const own = links.find((link) => link.includes(`type="${activityJson}"`));
      expect(own).toContain(`href="${id}"`);
    }
  });

  test.each(["", "ca/", "es/", "en/"])(
    "13: a document asked at a page (/%s…) is at its id",
    async (prefix) => {
      for (const [page, id] of [
        [`/${prefix}p/${project.sheet.slug}`, iriOf("project")],
        [`/${prefix}t/${team.slug}`, iriOf("team")],
        ...(prefix === "" ? [["/", iriOf("org")] as const] : []),
      ] as const) {
        const response = await ask(page, { accept: profiled });
        expect(response.status).toBe(302);
        expect(response.headers.get("location")).toBe(id);
        expect(response.headers.get("vary")).toMatch(/\bAccept\b/i);
        await documentAt(id);
      }
    },
  );

  test("13: a document asked at a page that does not exist is a 404", async () => {
    for (const path of ["/p/nothing", "/ca/p/nothing", "/t/nothing", `/t/${proposed.slug}`]) {
      const response = await ask(path, { accept: activityJson });
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  test.each([
    "/p/%00",
    "/t/%00",
    "/ap/notes/%00",
    "/ap/acts/%00",
    "/ap/projects/%00",
    "/p/%E0%A4%A",
    "/p/%ff",
  ])("13: %s is nothing, and no trouble", async (path) => {
    for (const accept of [activityJson, "text/html"]) {
      const { status } = await ask(path, { accept });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });

  test("14: what did not change is not sent again", async () => {
    const [note] = await pinned("project");
    const outbox = `${iriOf("project")}/outbox`;
    for (const url of [...kinds.map(iriOf), note ?? "", outbox, `${outbox}?cursor=first`]) {
      const first = await ask(url, { accept: activityJson });
      const etag = first.headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[^"]+"$/);
      for (const known of [etag, `"other", ${etag}`, `"other",${etag}`]) {
        const again = await ask(url, { accept: activityJson, "if-none-match": known });
        expect(again.status).toBe(304);
        expect(await again.text()).toBe("");
        expect(again.headers.get("etag")).toBe(etag);
        expect(again.headers.get("vary")).toMatch(/\bAccept\b/i);
      }
      const changed = await ask(url, { accept: activityJson, "if-none-match": '"other"' });
      expect(changed.status).toBe(200);
    }
  });

  test("14: also when a proxy weakened the ETag, as nginx does when it compresses (RFC 9110, 13.1.2)", async () => {
    const etag = (await ask(iriOf("org"), { accept: activityJson })).headers.get("etag") ?? "";
    const again = await ask(iriOf("org"), { accept: activityJson, "if-none-match": `W/${etag}` });
    expect(again.status).toBe(304);
  });

  test("HEAD gives the headers of GET and no body", async () => {
    const [note] = await pinned("org");
    const urls = [
      ...kinds.map(iriOf),
      note ?? "",
      `${iriOf("org")}/outbox`,
      `${iriOf("org")}/featured`,
    ];
    for (const url of [...urls, `${origin}/.well-known/nodeinfo`]) {
      const [get, head] = [
        await ask(url, { accept: activityJson }),
        await ask(url, { accept: activityJson }, "HEAD"),
      ];
      expect(head.status).toBe(200);
      expect(await head.text()).toBe("");
      for (const name of ["content-type", "etag", "vary", "cache-control"]) {
        expect(head.headers.get(name)).toBe(get.headers.get(name));
      }
    }
  });
});

async function pinned(kind: Kind): Promise<readonly string[]> {
  const featured = await documentAt(`${iriOf(kind)}/featured`);
  return featured.orderedItems as readonly string[];
}

describe("actors", () => {
  test.each(kinds)(
    "18: the context of the %s begins with ActivityStreams, and none is hosted by us",
    async (kind) => {
      const context = (await documentAt(iriOf(kind)))["@context"] as unknown[];
      expect(context[0]).toBe("https://www.w3.org/ns/activitystreams");
      const urls = context.filter((one) => typeof one === "string");
      // Every one of them is bundled: reading us needs no network (P26).
      for (const url of urls) {
        const { document } = await offlineContexts(url as string);
        expect(
          Object.keys((document as { "@context": object })["@context"]).length,
        ).toBeGreaterThan(1);
      }
      expect(JSON.stringify(context).length).toBeLessThan(2_500);
    },
  );

  test.each(kinds)(
    "18: every word in the document of the %s is defined by its context",
    async (kind) => {
      const document = await documentAt(iriOf(kind));
      const defined = new Set<string>(["@context", "id", "type"]);
      for (const one of document["@context"] as (string | object)[]) {
        const terms =
          typeof one === "string"
            ? (((await offlineContexts(one)).document as { "@context": unknown })["@context"] as
                | object
                | object[])
            : one;
        for (const part of Array.isArray(terms) ? terms : [terms]) {
          for (const term of Object.keys(part)) defined.add(term);
        }
      }
      // What stands inside a key is defined by the context of its type; see "20".
      const { assertionMethod: _, ...rest } = document;
      for (const word of words(rest)) expect([...defined], word).toContain(word);
    },
  );

  /** All the words of a document, its context left out. */
  function words(value: unknown): string[] {
    if (Array.isArray(value)) return value.flatMap(words);
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([word, inside]) =>
      word === "@context" ? [] : [word, ...words(inside)],
    );
  }

  test.each(kinds)(
    "19: types and authors of the %s are single strings, lists are lists",
    async (kind) => {
      const document = await documentAt(iriOf(kind));
      for (const one of objectsIn(document)) {
        if ("type" in one) expect(one.type).toBeTypeOf("string");
        if ("attributedTo" in one) expect(one.attributedTo).toBeTypeOf("string");
        for (const name of [
          "attachment",
          "tag",
          "to",
          "cc",
          "assertionMethod",
          "areaServed",
          "implements",
        ]) {
          if (name in one) expect(Array.isArray(one[name]), name).toBe(true);
        }
      }
    },
  );

  test.each(kinds)(
    "21: nothing inside the %s has an id elsewhere; a place has none",
    async (kind) => {
      for (const one of objectsIn(await documentAt(iriOf(kind)))) {
        if (typeof one.id === "string") expect(new URL(one.id).origin).toBe(origin);
        if (one.type === "Place") expect(one).not.toHaveProperty("id");
      }
    },
  );

  function objectsIn(value: unknown): Record<string, unknown>[] {
    if (Array.isArray(value)) return value.flatMap(objectsIn);
    if (typeof value !== "object" || value === null) return [];
    return [
      value as Record<string, unknown>,
      ...Object.entries(value).flatMap(([name, inside]) =>
        name === "@context" ? [] : objectsIn(inside),
      ),
    ];
  }

  test.each(kinds)("23: the %s has everything that Mastodon needs, on one host", async (kind) => {
    const id = iriOf(kind);
    const document = await documentAt(id);
    expect(document).toMatchObject({
      inbox: `${id}/inbox`,
      outbox: `${id}/outbox`,
      followers: `${id}/followers`,
      following: `${id}/following`,
      endpoints: { sharedInbox: `${origin}/ap/inbox` },
      preferredUsername: nameOf(kind),
      webfinger: `${nameOf(kind)}@girona.test`,
      publicKey: { id: `${id}#main-key`, owner: id },
      assertionMethod: [{ id: `${id}#ed25519-key`, type: "Multikey", controller: id }],
    });
    expect(new URL(String(document.url)).origin).toBe(origin);
    expect(document.name).toBeTypeOf("string");
    expect(String(document.summary)).toMatch(/^<p>.+<\/p>$/s);
  });

  test.each(kinds)(
    "23: the key of the %s is SPKI, RSA of 2048 bits, and its own (P15, P16)",
    async (kind) => {
      const { publicKey } = (await documentAt(iriOf(kind))) as {
        publicKey: { publicKeyPem: string };
      };
      expect(Array.isArray(publicKey)).toBe(false);
      expect(publicKey.publicKeyPem).toMatch(
        /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+-----END PUBLIC KEY-----\n$/,
      );
      for (const line of publicKey.publicKeyPem.split("\n"))
        expect(line.length).toBeLessThanOrEqual(64);
      const key = createPublicKey(publicKey.publicKeyPem);
      expect(key.asymmetricKeyType).toBe("rsa");
      expect(key.asymmetricKeyDetails?.modulusLength).toBeGreaterThanOrEqual(2048);
      expect(key.export({ type: "spki", format: "pem" })).toBe(publicKey.publicKeyPem);
    },
  );

  test("23: every actor has keys of its own", async () => {
    const keys = await Promise.all(
      kinds.map(async (kind) => {
        const { publicKey, assertionMethod } = (await documentAt(iriOf(kind))) as {
          publicKey: { publicKeyPem: string };
          assertionMethod: { publicKeyMultibase: string }[];
        };
        expect(assertionMethod[0]?.publicKeyMultibase).toMatch(/^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/);
        return [publicKey.publicKeyPem, assertionMethod[0]?.publicKeyMultibase];
      }),
    );
    expect(new Set(keys.flat()).size).toBe(2 * kinds.length);
  });

  test("J8: no document, and no column, shows the private half of a key", async () => {
    for (const kind of kinds) {
      expect(JSON.stringify(await documentAt(iriOf(kind)))).not.toMatch(/PRIVATE|privateKey|"d":/);
    }
    const rows = await w.instance.db.execute<{ key: Buffer }>(
      sql`select rsa_private as key from actor_key union all select ed_private from actor_key`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows) {
      const text = Buffer.from(key).toString("latin1");
      expect(text).not.toContain("PRIVATE");
      // A PKCS#8 in DER begins like this.
      expect(text.startsWith("0\u0082")).toBe(false);
    }
  });

  test.each(kinds)(
    "24: the name of the %s fits everywhere, and belongs to it alone",
    async (kind) => {
      const { preferredUsername } = await documentAt(iriOf(kind));
      // The application bears the name of its host.
      if (kind === "instance") expect(preferredUsername).toBe("girona.test");
      else expect(preferredUsername).toMatch(/^[a-z0-9_]{2,20}$/);
      const [row] = await w.instance.db.execute(
        sql`select count(*)::int as n from handle where name = ${preferredUsername}`,
      );
      expect(row).toMatchObject({ n: 1 });
    },
  );

  test("25: what each kind is", async () => {
    expect(await documentAt(iriOf("instance"))).toMatchObject({
      type: "Application",
      manuallyApprovesFollowers: false,
      discoverable: false,
      indexable: false,
      areaServed: ["urn:ine:ccaa:09"],
      implements: [{ type: "Link", href: "https://datatracker.ietf.org/doc/html/rfc9421" }],
    });
    expect(await documentAt(iriOf("org"))).toMatchObject({
      type: "Organization",
      name: "Cooperativa de Girona",
      url: `${origin}/`,
      manuallyApprovesFollowers: false,
      discoverable: true,
      indexable: true,
      featured: `${iriOf("org")}/featured`,
      attributionDomains: ["girona.test"],
    });
    expect(await documentAt(iriOf("project"))).toMatchObject({
      type: "Group",
      name: project.sheet.name.ca,
      attributedTo: iriOf("org"),
      url: `${origin}/p/${project.sheet.slug}`,
      // P13: else a private community for Lemmy.
      manuallyApprovesFollowers: false,
      discoverable: true,
      indexable: true,
      featured: `${iriOf("project")}/featured`,
      stage: "active",
      license: "https://creativecommons.org/licenses/by-sa/4.0/",
    });
    expect(await documentAt(iriOf("team"))).toMatchObject({
      type: "Group",
      name: `${project.sheet.name.ca} · Girona`,
      attributedTo: iriOf("org"),
      context: project.root,
      url: `${origin}/t/${team.slug}`,
      manuallyApprovesFollowers: true,
      discoverable: false,
      indexable: false,
      location: {
        type: "Place",
        name: "Girona",
        url: "urn:ine:17079",
        latitude: expect.closeTo(41.98, 1),
        longitude: expect.closeTo(2.82, 1),
      },
    });
  });

  test("25: the rule about who runs it stands in the profile (protocol.md 4.2, 2)", async () => {
    for (const kind of ["org", "project"] as const) {
      expect((await documentAt(iriOf(kind))).summary).toContain("Cooperativa de Girona");
    }
    expect((await documentAt(iriOf("instance"))).summary).toContain("@cooperativa@girona.test");
  });

  test("the fields of profiles are named values in HTML (protocol.md 1.2)", async () => {
    for (const kind of ["org", "project", "team"] as const) {
      const fields = (await documentAt(iriOf(kind))).attachment as Record<string, string>[];
      expect(fields.length).toBeGreaterThan(0);
      expect(fields.length).toBeLessThanOrEqual(8);
      for (const field of fields) {
        expect(Object.keys(field).sort()).toEqual(["name", "type", "value"]);
        expect(field.type).toBe("PropertyValue");
        expect(field.name).not.toMatch(/[<>&]/);
        expect(
          field.value?.replace(
            /<a href="https:\/\/[^"<>]+" rel="[a-z ]+" target="_blank">|<\/a>/g,
            "",
          ),
        ).not.toMatch(/[<>]/);
      }
    }
    const org = (await documentAt(iriOf("org"))).attachment as Record<string, string>[];
    // The verified link of Mastodon.
    expect(org[0]?.value).toMatch(/rel="me nofollow noopener"/);
    expect(JSON.stringify(org)).toContain("https://xat.girona.test/");
  });

  test("hashtags of a project stand in its tags, with the name in letters (FEP-eb48)", async () => {
    const tags = (await documentAt(iriOf("project"))).tag as Record<string, string>[];
    expect(tags.map(({ name }) => name)).toEqual(project.sheet.hashtags.map((tag) => `#${tag}`));
    for (const tag of tags) {
      expect(tag).toMatchObject({ type: "Hashtag" });
      expect(new URL(tag.href ?? "").origin).toBe(origin);
    }
  });

  test("26: pictures, where there are any, are Images with words beside them", async () => {
    for (const kind of kinds) {
      const document = await documentAt(iriOf(kind));
      for (const name of ["icon", "image"]) {
        if (name in document) {
          expect(document[name]).toMatchObject({
            type: "Image",
            mediaType: expect.any(String),
            url: expect.any(String),
            name: expect.any(String),
          });
        }
      }
    }
  });

  test.each(kinds)("20: Fedify reads the %s as an actor, with both its keys", async (kind) => {
    const object = await AsObject.fromJsonLd(await documentAt(iriOf(kind)), {
      documentLoader: noDocuments,
      contextLoader: offlineContexts,
    });
    if (!isActor(object)) throw new Error("not an actor");
    expect(object.id?.href).toBe(iriOf(kind));
    expect(object.preferredUsername).toBe(nameOf(kind));
    expect(object.inboxId?.href).toBe(`${iriOf(kind)}/inbox`);
    expect(object.endpoints?.sharedInbox?.href).toBe(`${origin}/ap/inbox`);
    const key = await object.getPublicKey({
      documentLoader: noDocuments,
      contextLoader: offlineContexts,
    });
    expect(key?.ownerId?.href).toBe(iriOf(kind));
    const keys: string[] = [];
    const loaders = { documentLoader: noDocuments, contextLoader: offlineContexts };
    for await (const method of object.getAssertionMethods(loaders)) {
      keys.push(method.id?.href ?? "");
    }
    // Read as JSON-LD: a word without a definition would be nothing.
    expect(keys).toEqual([`${iriOf(kind)}#ed25519-key`]);
  });

  test("22: the largest sheet that is taken still makes small documents", async () => {
    const long = (n: number) => ({ ca: "à".repeat(n), es: "ñ".repeat(n), en: "&".repeat(n) });
    const { sheet } = project;
    const published = await publishProject(w.instance, {
      ...sheet,
      slug: "x".repeat(40),
      handle: "x".repeat(20),
      name: long(50),
      sentence: long(160),
      what: long(600),
      legalForm: long(80),
      hashtags: ["a".repeat(30), "b".repeat(30), "c".repeat(30), "d".repeat(30)],
    });
    if (published.outcome === "refused") throw new Error(published.because);
    const id = actorIri(origin, { kind: "project", id: published.project.id });
    const featured = await documentAt(`${id}/featured`);
    for (const url of [id, `${id}/outbox?cursor=first`, ...(featured.orderedItems as string[])]) {
      const body = JSON.stringify(await documentAt(url));
      expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
    }
    // Mastodon keeps 20 kB of a summary (protocol.md 1.2).
    expect(String((await documentAt(id)).summary).length).toBeLessThan(20_000);
  });

  test("16: ids are https, on this host, and no names", async () => {
    const ids = [iriOf("project"), iriOf("team"), ...(await pinned("project"))];
    for (const id of ids)
      expect(id).toMatch(/^https:\/\/girona\.test\/ap\/(?:projects|teams|notes)\/[0-9a-z]{25}$/);
  });

  test("an actor that does not exist is a 404, in words for programs", async () => {
    for (const path of [
      "/ap/projects/aaaaaaaaaaaaaaaaaaaaaaaaa",
      "/ap/teams/aaaaaaaaaaaaaaaaaaaaaaaaa",
      "/ap/projects/1",
      "/ap/people/marta",
      "/ap/org/",
      "/ap/notes/aaaaaaaaaaaaaaaaaaaaaaaaa",
      "/ap/acts/aaaaaaaaaaaaaaaaaaaaaaaaa",
      "/ap/nothing",
    ]) {
      const response = await ask(path, { accept: activityJson });
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });
});

describe("featured", () => {
  test.each(["org", "project"] as const)(
    "28: the %s shows at most five Notes, all there for anybody (P7, P8)",
    async (kind) => {
      const featured = await documentAt(`${iriOf(kind)}/featured`);
      expect(featured.type).toBe("OrderedCollection");
      expect(featured).not.toHaveProperty("first");
      const items = featured.orderedItems as string[];
      expect(items.length).toBeGreaterThan(0);
      expect(items.length).toBeLessThanOrEqual(5);
      expect(featured.totalItems).toBe(items.length);
      for (const item of items) {
        expect(item).toBeTypeOf("string");
        const note = await documentAt(item);
        expect(note).toMatchObject({
          type: "Note",
          attributedTo: iriOf(kind),
          to: ["https://www.w3.org/ns/activitystreams#Public"],
          cc: [`${iriOf(kind)}/followers`],
        });
      }
    },
  );

  test("28: of a team it is there, and may be empty", async () => {
    const featured = await documentAt(`${iriOf("team")}/featured`);
    expect(featured).toMatchObject({ type: "OrderedCollection", totalItems: 0, orderedItems: [] });
  });
});

describe("notes", () => {
  test("61: content and its one language are the same bytes; no summary, which would be a warning (P29)", async () => {
    for (const kind of ["org", "project"] as const) {
      for (const item of await pinned(kind)) {
        const note = await documentAt(item);
        const map = note.contentMap as Record<string, string>;
        expect(Object.keys(map)).toHaveLength(1);
        expect(["ca", "es", "en"]).toContain(Object.keys(map)[0]);
        expect(Object.values(map)[0]).toBe(note.content);
        expect(note).not.toHaveProperty("summary");
        expect(note).not.toHaveProperty("name");
        expect(Array.isArray(note.tag)).toBe(true);
      }
    }
  });

  test("59: only tags that Mastodon keeps, links with rel", async () => {
    for (const kind of ["org", "project"] as const) {
      for (const item of await pinned(kind)) {
        const content = String((await documentAt(item)).content);
        for (const [, tag] of content.matchAll(/<\/?([a-z0-9]+)/g)) {
          expect(["p", "br", "span", "a", "strong", "em", "ul", "ol", "li"]).toContain(tag);
        }
        for (const [link] of content.matchAll(/<a [^>]*>/g)) {
          expect(link).toMatch(/ href="https:\/\/[^"]+"/);
          expect(link).toMatch(/ rel="[^"]*nofollow noopener[^"]*"/);
        }
      }
    }
  });

  test("22: visible characters stay below what Mastodon shows whole", async () => {
    for (const kind of ["org", "project"] as const) {
      for (const item of await pinned(kind)) {
        const text = String((await documentAt(item)).content)
          .replace(/<[^>]*>/g, "")
          .replace(/&[#\w]+;/g, "&");
        expect(text.length).toBeLessThanOrEqual(500);
      }
    }
  });
});

describe("followers and following", () => {
  test("29, F4: no items, no pages, no number, however many there are", async () => {
    const before = await Promise.all(kinds.map((kind) => documentAt(`${iriOf(kind)}/followers`)));
    for (const kind of kinds) {
      await w.instance.db.execute(sql`insert into follow (actor, iri, target, state)
        select 'https://veins.test/users/f' || n, 'https://veins.test/' || ${kind}::text || n, ${pathOf(iriOf(kind))}, 'follows'
        from generate_series(1, 9) n`);
    }
    for (const [n, kind] of kinds.entries()) {
      const followers = await documentAt(`${iriOf(kind)}/followers`);
      expect(followers).toEqual(before[n]);
      expect(followers).toMatchObject({ type: "OrderedCollection" });
      for (const name of ["totalItems", "first", "last", "items", "orderedItems", "current"]) {
        expect(followers).not.toHaveProperty(name);
      }
    }
  });

  test("29: whom we follow is public: nobody so far", async () => {
    for (const kind of kinds) {
      expect(await documentAt(`${iriOf(kind)}/following`)).toMatchObject({
        totalItems: 0,
        orderedItems: [],
      });
    }
  });
});

describe("outboxes", () => {
  const walk = async (id: string, between: () => Promise<void> = async () => {}) => {
    const root = await documentAt(id);
    expect(root).toMatchObject({ type: "OrderedCollection", totalItems: expect.any(Number) });
    expect(root).not.toHaveProperty("orderedItems");
    const items: Json[] = [];
    let next = root.first as string | undefined;
    for (let pages = 0; next !== undefined; pages++) {
      expect(pages).toBeLessThan(20);
      expect(next.startsWith(`${id}?`)).toBe(true);
      const page: Json = await documentAt(next);
      expect(page).toMatchObject({ type: "OrderedCollectionPage", partOf: id });
      items.push(...(page.orderedItems as Json[]));
      next = page.next as string | undefined;
      await between();
    }
    return { root, items };
  };

  const write = async (actor: string, n: number, at: Date) => {
    const id = w.instance.newId();
    await transact(w.instance.db, (tx) =>
      insertNote(tx, {
        id,
        actor,
        language: "ca",
        html: `<p>${n}</p>`,
        tags: [],
        pinned: null,
        projectId: null,
        teamId: null,
        publishedAt: at,
      }),
    );
    return noteIri(origin, id);
  };

  test("30: of org and projects: public activities alone, newest first", async () => {
    for (const kind of ["org", "project"] as const) {
      const { root, items } = await walk(`${iriOf(kind)}/outbox`);
      expect(items).toHaveLength(root.totalItems as number);
      expect(items.length).toBeGreaterThan(0);
      for (const item of items) {
        expect(item.actor).toBe(iriOf(kind));
        expect(item.to).toEqual(["https://www.w3.org/ns/activitystreams#Public"]);
        expect(item).not.toHaveProperty("@context");
        expect(item).not.toHaveProperty("bto");
        expect(item).not.toHaveProperty("bcc");
      }
      const times = items.map(({ published }) => Date.parse(String(published)));
      expect(times).toEqual([...times].sort((a, b) => b - a));
    }
  });

  test("31: pages neither repeat nor skip while new things are said", async () => {
    const actor = pathOf(iriOf("org"));
    const day = Date.parse("2026-01-01T00:00:00Z");
    const all: string[] = [];
    // Several at the same moment, also across the border of a page.
    for (let n = 0; n < 45; n++)
      all.push(await write(actor, n, new Date(day + Math.floor(n / 7) * 1_000)));
    let said = 0;
    const { items } = await walk(`${iriOf("org")}/outbox`, async () => {
      await write(actor, 100 + said++, new Date());
    });
    const ids = items.map(({ object }) => (object as Json).id as string);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of all) expect(ids).toContain(id);
    expect(said).toBeGreaterThan(2);
  });

  test("31: a boost stands among the notes where it belongs", async () => {
    const actor = pathOf(iriOf("project"));
    const at = new Date(Date.now() + 60_000);
    const id = w.instance.newId();
    const body = {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${origin}/ap/acts/${id}`,
      type: "Announce",
      actor: iriOf("project"),
      published: at.toISOString(),
      to: ["https://www.w3.org/ns/activitystreams#Public"],
      object: `${origin}/ap/notes/x`,
    };
    await transact(w.instance.db, (tx) =>
      insertActivity(tx, { id, actor, body: JSON.stringify(body), publishedAt: at }),
    );
    const { items } = await walk(`${iriOf("project")}/outbox`);
    expect(items[0]).toMatchObject({ type: "Announce", id: `${origin}/ap/acts/${id}` });
    expect(await documentAt(`${origin}/ap/acts/${id}`)).toEqual(body);
  });

  test.each([
    "x",
    "0",
    "1_2",
    "-1_aaaaaaaaaaaaaaaaaaaaaaaaa",
    "1e3_aaaaaaaaaaaaaaaaaaaaaaaaa",
    "1_AAAAAAAAAAAAAAAAAAAAAAAAA",
    "' or 1=1 --",
    "9999999999999999_aaaaaaaaaaaaaaaaaaaaaaaaa",
    "\u0000",
  ])("31: the cursor %j is a 400", async (cursor) => {
    const response = await ask(`/ap/org/outbox?cursor=${encodeURIComponent(cursor)}`, {
      accept: activityJson,
    });
    expect(response.status).toBe(400);
  });

  test.each([
    "0_aaaaaaaaaaaaaaaaaaaaaaaaa",
    "1_aaaaaaaaaaaaaaaaaaaaaaaaa",
    "999999999999999_aaaaaaaaaaaaaaaaaaaaaaaaa",
  ])("31: the cursor %s, far from everything, is an answer and no trouble", async (cursor) => {
    const response = await ask(`/ap/org/outbox?cursor=${cursor}`, { accept: activityJson });
    expect(response.status).toBeLessThan(500);
  });

  test("31: Fedify reads every item of a page", async () => {
    const page = await documentAt(`${iriOf("project")}/outbox?cursor=first`);
    for (const item of page.orderedItems as Json[]) {
      const activity = await Activity.fromJsonLd(
        { "@context": page["@context"], ...item },
        { documentLoader: noDocuments, contextLoader: offlineContexts },
      );
      expect(activity.actorId?.href).toBe(iriOf("project"));
    }
  });
});

describe("a team until it has formed (T1)", () => {
  test("is nowhere: no document, page, name or collection; and the same answers as for none", async () => {
    const id = actorIri(origin, { kind: "team", id: proposed.id });
    const none = id.replace(/[^/]+$/, "c".repeat(25));
    for (const [there, nowhere] of [
      [id, none],
      ...["outbox", "outbox?cursor=first", "followers", "following", "featured"].map((name) => [
        `${id}/${name}`,
        `${none}/${name}`,
      ]),
    ] as [string, string][]) {
      const [first, second] = [
        await ask(there, { accept: activityJson }),
        await ask(nowhere, { accept: activityJson }),
      ];
      expect(first.status).toBe(404);
      expect(await first.text()).toBe(await second.text());
      expect([...first.headers]).toEqual([...second.headers]);
    }
    for (const path of [pathOf(id), `/t/${proposed.slug}`, `/ca/t/${proposed.slug}`]) {
      expect((await ask(path, { accept: "text/html" })).status).toBe(404);
    }
    for (const resource of [
      id,
      `${origin}/t/${proposed.slug}`,
      `acct:${proposed.handle}@girona.test`,
    ]) {
      const response = await ask(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`);
      expect(response.status).toBe(404);
    }
  });

  test("is named in no public document", async () => {
    const urls = [
      ...kinds.map(iriOf),
      `${iriOf("org")}/outbox?cursor=first`,
      `${iriOf("project")}/outbox?cursor=first`,
    ];
    for (const url of urls) {
      const body = JSON.stringify(await documentAt(url));
      expect(body).not.toContain(proposed.id);
      expect(body).not.toContain(proposed.slug);
    }
  });
});

test("15: what was said in private is at no address", async () => {
  const id = w.instance.newId();
  await w.instance.db.execute(sql`insert into letter (id, actor, inbox, host, body, once, lane, order_key, state)
    values ('private', '/ap/org', 'https://veins.test/i', 'veins.test',
      ${JSON.stringify({ id: `${origin}/ap/notes/${id}#create`, object: { id: `${origin}/ap/notes/${id}` } })}, 'private', 0, 'x', 'delivered')`);
  for (const accept of [activityJson, "text/html", "*/*"]) {
    expect((await ask(`/ap/notes/${id}`, { accept })).status).toBe(404);
    expect((await ask(`/ap/acts/${id}`, { accept })).status).toBe(404);
  }
});
