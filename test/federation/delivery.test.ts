/** Letters out: signed, retried, in order, at least once and the same bytes (boundary.md I, R3, R6, R19 to R21). */
import { createPublicKey, createVerify } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorIri, actorPath } from "../../src/addresses.ts";
import type { PersonId } from "../../src/domain/ids.ts";
import type { Project } from "../../src/domain/projects.ts";
import { handOver } from "../../src/federation/deliver.ts";
import { remoteActor } from "../../src/federation/remote-actor.ts";
import { recordDelivery } from "../../src/operations/record-delivery.ts";
import { takeLetters } from "../../src/operations/take-letters.ts";
import { transact } from "../../src/operations/transaction.ts";
import type { Tx } from "../../src/store/db.ts";
import {
  type ClaimedLetter,
  claimLetters,
  type NewLetter,
  postLetters,
  sendAgain,
} from "../../src/store/letters.ts";
import { allProjects } from "../../src/store/projects.ts";
import { draft, sha256 } from "./signer.ts";
import { document, rows, world } from "./world.ts";

const retryFirst = 30_000;
const day = 24 * 3_600_000;

let w: Awaited<ReturnType<typeof world>>;
let project: Project;
let actor: string;
let received: { readonly request: Request; readonly body: string }[];
let answers: ((request: Request) => Response | Promise<Response>)[];
let serial = 0;

beforeAll(async () => {
  w = await world({
    settings: {
      waits: {
        question: 0,
        invitation: 7 * day,
        reminder: 4 * day,
        interest: 180 * day,
        ownLink: 86_400_000,
        retryFirst,
      },
    },
  });
  const [first] = await allProjects(w.instance.db);
  if (first === undefined) throw new Error("no project was published");
  project = first;
  actor = actorPath({ kind: "project", id: project.id });
});

afterAll(() => w.instance.close());

beforeEach(async () => {
  await w.instance.db.execute(sql`delete from letter`);
  await w.instance.db.execute(sql`delete from remote_host`);
  received = [];
  answers = [];
  for (const host of ["veins.test", "altres.test"]) w.route(`https://${host}/*`, take);
  w.down.clear();
});

/** Takes what comes, or answers as the test said before. */
async function take(request: Request): Promise<Response> {
  // What is asked about the server as such is not what these tests are about.
  if (new URL(request.url).pathname.startsWith("/.well-known/")) {
    return new Response("none", { status: 404 });
  }
  received.push({ request, body: await request.clone().text() });
  const answer = answers.shift();
  return answer === undefined ? new Response(null, { status: 202 }) : answer(request);
}

function status(code: number, headers: Record<string, string> = {}) {
  return () => new Response("no", { status: code, headers });
}

/** A letter that waits; each has an order of its own unless the test says otherwise. */
async function letter(changes: Partial<NewLetter> = {}): Promise<string> {
  const id = w.instance.newId();
  const body = JSON.stringify({
    id: `https://girona.test/ap/acts/${id}`,
    type: "Accept",
    actor: w.instance.origin + actor,
    content: "à € 😀",
  });
  const once = `test ${++serial}`;
  await transact(w.instance.db, (tx) =>
    postLetters(tx, [
      {
        id,
        actor,
        inbox: "https://veins.test/users/marta/inbox",
        body,
        once,
        lane: 0,
        orderKey: once,
        ...changes,
      },
    ]),
  );
  // Times are kept in milliseconds: due for certain, not at this very moment.
  await w.instance.db.execute(
    sql`update letter set next_at = now() - interval '1 second' where id = ${id}`,
  );
  return id;
}

type Row = {
  readonly state: string;
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly body: string;
  /** Milliseconds until it is tried again. */
  readonly pause: number;
};

async function read(id: string): Promise<Row> {
  const [row] = await rows<Row>(
    w.instance,
    sql`select state, attempts, last_status, last_error, body,
      (extract(epoch from next_at - now()) * 1000)::float8 as pause from letter where id = ${id}`,
  );
  if (row === undefined) throw new Error("the letter is gone");
  return row;
}

/** Brings every letter's next try forward. */
async function due(): Promise<void> {
  await w.instance.db.execute(
    sql`update letter set next_at = now() - interval '1 second' where state = 'waiting'`,
  );
}

/** Takes one letter and hands it over; false when none is due. */
async function deliver(): Promise<boolean> {
  const [letter] = await takeLetters(w.instance, 1);
  if (letter !== undefined) await handOver(w.instance, letter);
  return letter !== undefined;
}

/** Tries once more, and gives what became of it. */
async function attempt(id: string): Promise<Row> {
  await due();
  expect(await deliver()).toBe(true);
  return read(id);
}

async function ageLetter(id: string, interval: string): Promise<void> {
  await w.instance.db.execute(sql`update letter set made_at = made_at - ${interval}::interval,
    gone_since = gone_since - ${interval}::interval where id = ${id}`);
}

async function claimOne(tx: Tx, lease: string): Promise<ClaimedLetter | null> {
  const [claimed] = await claimLetters(tx, { lease, most: 1 });
  return claimed ?? null;
}

describe("handing over", () => {
  test("2xx is delivered, and nothing is left to do (D1)", async () => {
    for (const code of [200, 201, 202, 204]) {
      answers.push(() => new Response(null, { status: code }));
      const id = await letter();
      expect(await attempt(id)).toMatchObject({
        state: "delivered",
        attempts: 1,
        last_status: code,
        last_error: null,
      });
    }
    expect(await deliver()).toBe(false);
    expect(received).toHaveLength(4);
  });

  test("what is sent is what was written, byte for byte, also when tried again (R3)", async () => {
    const id = await letter();
    const { body } = await read(id);
    answers.push(status(500), status(503), status(401), status(401));
    for (let n = 0; n < 4; n++) await attempt(id);
    expect(received.length).toBeGreaterThan(4);
    for (const one of received) expect(one.body).toBe(body);
    expect((await read(id)).state).toBe("delivered");
  });

  test("only posts to https inboxes, as activity+json (43)", async () => {
    await attempt(await letter());
    const { request } = received[0] ?? {};
    expect(request?.method).toBe("POST");
    expect(request?.url).toBe("https://veins.test/users/marta/inbox");
    expect(request?.headers.get("content-type")).toBe("application/activity+json");
    const headers = [...(request?.headers.keys() ?? [])].sort();
    expect(headers).toEqual(["content-type", "date", "digest", "host", "signature", "user-agent"]);
  });

  test("a letter written twice for one reason is one letter", async () => {
    const once = `same ${++serial}`;
    await letter({ once });
    await letter({ once });
    const [row] = await rows<{ n: number }>(w.instance, sql`select count(*)::int as n from letter`);
    expect(row?.n).toBe(1);
  });

  test("lanes: what one person waits for goes before news (R33)", async () => {
    await letter({ lane: 2, inbox: "https://veins.test/2" });
    await letter({ lane: 1, inbox: "https://veins.test/1" });
    await letter({ lane: 0, inbox: "https://veins.test/0" });
    while (await deliver()) {
      // One after the other.
    }
    expect(received.map(({ request }) => new URL(request.url).pathname)).toEqual([
      "/0",
      "/1",
      "/2",
    ]);
  });
});

describe("signatures (43)", () => {
  async function publicKey(keyId: string): Promise<string> {
    const path = new URL(keyId).pathname;
    const response = await w.instance.request(path, {
      headers: { accept: "application/activity+json" },
    });
    const document_ = (await response.json()) as {
      publicKey: { id: string; publicKeyPem: string };
    };
    expect(document_.publicKey.id).toBe(keyId);
    return document_.publicKey.publicKeyPem;
  }

  async function isDraft(request: Request, body: string): Promise<string> {
    const header = request.headers.get("signature") ?? "";
    const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? "";
    const covered = part("headers").split(" ");
    expect(covered).toEqual(
      expect.arrayContaining(["(request-target)", "host", "date", "digest", "content-type"]),
    );
    expect(["rsa-sha256", "hs2019"]).toContain(part("algorithm"));
    expect(request.headers.get("digest")).toBe(`SHA-256=${sha256(body)}`);
    expect(Math.abs(Date.parse(request.headers.get("date") ?? "") - Date.now())).toBeLessThan(
      60_000,
    );
    const { pathname } = new URL(request.url);
    const text = covered
      .map((name) =>
        name === "(request-target)"
          ? `${name}: post ${pathname}`
          : `${name}: ${request.headers.get(name)}`,
      )
      .join("\n");
    const good = createVerify("sha256")
      .update(text)
      .verify(createPublicKey(await publicKey(part("keyId"))), part("signature"), "base64");
    expect(good).toBe(true);
    return part("keyId");
  }

  async function isRfc9421(request: Request, body: string): Promise<string> {
    const input = request.headers.get("signature-input") ?? "";
    const [, label = "", parameters = "", list = ""] =
      /^([a-z0-9]+)=(\(([^)]*)\).*)$/.exec(input) ?? [];
    const covered = [...list.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
    expect(covered).toEqual(expect.arrayContaining(["@method", "@target-uri", "content-digest"]));
    expect(request.headers.get("content-digest")).toBe(`sha-256=:${sha256(body)}:`);
    const created = Number(/created=(\d+)/.exec(parameters)?.[1]);
    expect(Math.abs(created * 1_000 - Date.now())).toBeLessThan(60_000);
    const { host, pathname } = new URL(request.url);
    const values: Record<string, string> = {
      "@method": "POST",
      "@target-uri": request.url,
      "@authority": host,
      "@path": pathname,
    };
    const base = [
      ...covered.map((name) => `"${name}": ${values[name] ?? request.headers.get(name)}`),
      `"@signature-params": ${parameters}`,
    ].join("\n");
    const signature =
      new RegExp(`${label}=:([^:]+):`).exec(request.headers.get("signature") ?? "")?.[1] ?? "";
    const keyId = /keyid="([^"]+)"/.exec(parameters)?.[1] ?? "";
    const good = createVerify("sha256")
      .update(base)
      .verify(createPublicKey(await publicKey(keyId)), signature, "base64");
    expect(good).toBe(true);
    return keyId;
  }

  const main = () => `${w.instance.origin}${actor}#main-key`;

  test("the older form first, over target, host, date, digest and type", async () => {
    await attempt(await letter());
    const [one] = received;
    if (one === undefined) throw new Error("nothing came");
    expect(await isDraft(one.request, one.body)).toBe(main());
    expect(one.request.headers.has("signature-input")).toBe(false);
  });

  test("each actor signs with its own key", async () => {
    for (const from of ["/ap/org", "/ap/instance", actor]) {
      await attempt(await letter({ actor: from }));
      const one = received.at(-1);
      if (one === undefined) throw new Error("nothing came");
      expect(await isDraft(one.request, one.body)).toBe(`${w.instance.origin}${from}#main-key`);
    }
  });

  test("after a 401 once with RFC 9421; what worked is remembered for that host", async () => {
    answers.push(status(401));
    const first = await attempt(await letter());
    expect(first).toMatchObject({ state: "delivered", attempts: 1 });
    expect(received).toHaveLength(2);
    const second = received[1];
    if (second === undefined) throw new Error("nothing came");
    expect(await isRfc9421(second.request, second.body)).toBe(main());

    await attempt(await letter());
    expect(received).toHaveLength(3);
    expect(received[2]?.request.headers.has("signature-input")).toBe(true);
    // And for that host alone.
    await attempt(await letter({ inbox: "https://altres.test/inbox" }));
    expect(received[3]?.request.headers.has("signature-input")).toBe(false);
  });

  test("and back again, when the host changes its mind", async () => {
    answers.push(status(401));
    await attempt(await letter());
    answers.push(status(401));
    expect((await attempt(await letter())).state).toBe("delivered");
    expect(received.map(({ request }) => request.headers.has("signature-input"))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    await attempt(await letter());
    expect(received).toHaveLength(5);
    expect(received[4]?.request.headers.has("signature-input")).toBe(false);
  });

  test("401 to both: one try each, nothing is remembered, and it waits (I7)", async () => {
    answers.push(status(401), status(401));
    expect(await attempt(await letter())).toMatchObject({ state: "waiting", last_status: 401 });
    expect(received).toHaveLength(2);
    const [known] = await rows(w.instance, sql`select 1 from remote_host`);
    expect(known).toBeUndefined();
  });

  test.each([400, 403, 404, 500])("%i is no reason to sign otherwise", async (code) => {
    answers.push(status(code));
    await attempt(await letter());
    expect(received).toHaveLength(1);
  });

  test("49: actors are fetched with a signature of the application, which anybody can read", async () => {
    let seen: Request | null = null;
    const iri = "https://veins.test/users/pere";
    w.route(iri, (request) => {
      seen = request;
      return document({ id: iri, type: "Person", inbox: `${iri}/inbox` });
    });
    await remoteActor(w.instance, iri);
    const request = seen as Request | null;
    const header = request?.headers.get("signature") ?? "";
    const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? "";
    expect(part("keyId")).toBe(`${w.instance.origin}/ap/instance#main-key`);
    const covered = part("headers").split(" ");
    expect(covered).toEqual(expect.arrayContaining(["(request-target)", "host", "date"]));
    const text = covered
      .map((name) =>
        name === "(request-target)"
          ? `${name}: get /users/pere`
          : `${name}: ${request?.headers.get(name)}`,
      )
      .join("\n");
    const key = createPublicKey(await publicKey(part("keyId")));
    expect(createVerify("sha256").update(text).verify(key, part("signature"), "base64")).toBe(true);
  });
});

describe("trying again (D2, I5, I7, R20, R21)", () => {
  test.each([400, 401, 403, 404, 405, 410, 413, 429, 500, 502, 503, 504])(
    "%i: it waits, and is delivered later",
    async (code) => {
      const id = await letter();
      answers.push(status(code), ...(code === 401 ? [status(code)] : []));
      expect(await attempt(id)).toMatchObject({ state: "waiting", last_status: code });
      expect((await attempt(id)).state).toBe("delivered");
    },
  );

  test("nobody answers: it waits, and is delivered later", async () => {
    const id = await letter();
    w.down.add("veins.test");
    const row = await attempt(id);
    expect(row).toMatchObject({ state: "waiting", last_status: null });
    expect(row.last_error).toMatch(/ECONNREFUSED/);
    w.down.clear();
    expect((await attempt(id)).state).toBe("delivered");
  });

  test("an answer that takes too long is none", async () => {
    const id = await letter();
    answers.push(() =>
      Promise.reject(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
    );
    expect(await attempt(id)).toMatchObject({ state: "waiting", last_status: null });
  });

  test("pauses grow fourfold, up to half a day", async () => {
    const id = await letter();
    for (let n = 0; n < 10; n++) {
      answers.push(status(403));
      const { pause, attempts } = await attempt(id);
      expect(attempts).toBe(n + 1);
      const expected = Math.min(12 * 3_600_000, retryFirst * 4 ** n);
      expect(pause).toBeGreaterThan(expected - 5_000);
      expect(pause).toBeLessThanOrEqual(expected);
    }
  });

  test("before its time a letter is left alone", async () => {
    const id = await letter();
    answers.push(status(500));
    await attempt(id);
    expect(await deliver()).toBe(false);
    expect(received).toHaveLength(1);
  });

  const inHours = (hours: number) => () => new Date(Date.now() + hours * 3_600_000).toUTCString();

  test.each<[string, string | (() => string), number | null]>([
    ["600", "600", 600_000],
    ["a day", "86400", day],
    ["three thousand years", "99999999999", day],
    ["0", "0", null],
    ["a negative number", "-5", null],
    ["a word", "soon", null],
    ["nothing", "", null],
    ["a date in an hour", inHours(1), 3_600_000],
    ["a date that was", inHours(-1), null],
    ["a date in a thousand years", "Fri, 31 Dec 9999 23:59:59 GMT", day],
  ])("Retry-After of %s is heeded between nothing and a day (I5)", async (_what, value, wait) => {
    const id = await letter();
    const header = typeof value === "string" ? value : value();
    answers.push(status(429, { "retry-after": header }));
    const { pause } = await attempt(id);
    const expected = wait ?? retryFirst;
    expect(pause).toBeGreaterThan(expected - 10_000);
    expect(pause).toBeLessThanOrEqual(expected + 1_000);
  });

  test("410 twice, a day apart: it rests; sooner, or with another answer between, it does not (I7)", async () => {
    const id = await letter();
    answers.push(status(410), status(410));
    await attempt(id);
    expect((await attempt(id)).state).toBe("waiting");
    await ageLetter(id, "25 hours");
    answers.push(status(500));
    expect((await attempt(id)).state).toBe("waiting");
    answers.push(status(410));
    expect((await attempt(id)).state).toBe("waiting");
    await ageLetter(id, "25 hours");
    answers.push(status(410));
    expect(await attempt(id)).toMatchObject({ state: "resting", last_status: 410 });
    expect((await read(id)).last_error).toContain("gone");
    await due();
    expect(await deliver()).toBe(false);
  });

  test.each([404, 401, 500, null])(
    "%s for seven days: it rests, and one can see why (I7, R20)",
    async (code) => {
      const id = await letter();
      const fail = () => {
        if (code === null) w.down.add("veins.test");
        else answers.push(status(code), ...(code === 401 ? [status(code)] : []));
      };
      fail();
      await ageLetter(id, "6 days 23 hours");
      expect((await attempt(id)).state).toBe("waiting");
      await ageLetter(id, "2 hours");
      fail();
      const row = await attempt(id);
      expect(row.state).toBe("resting");
      expect(row.last_error).toContain("7 days");
    },
  );

  test("a letter that rests is sent again only on purpose", async () => {
    const person = await someone("ana");
    const follow = "https://veins.test/follows/1";
    const id = await letter({ person, answers: follow });
    await ageLetter(id, "8 days");
    answers.push(status(500));
    expect((await attempt(id)).state).toBe("resting");
    expect(await transact(w.instance.db, (tx) => sendAgain(tx, follow, person))).toBe(true);
    expect(await attempt(id)).toMatchObject({ state: "delivered" });
  });
});

async function someone(name: string): Promise<PersonId> {
  const id = `${name}${++serial}`;
  await w.instance.db.execute(sql`insert into person (id, iri, handle, inbox, type, no_bots, first_seen_at)
    values (${id}, ${`https://veins.test/users/${id}`}, ${`${id}@veins.test`}, ${`https://veins.test/users/${id}/inbox`}, 'Person', false, now())`);
  return id as PersonId;
}

describe("order (53, 63)", () => {
  test("letters of one order leave one after the other, also when the first one fails", async () => {
    const orderKey = `order ${++serial}`;
    const first = await letter({ orderKey });
    const second = await letter({ orderKey });
    const third = await letter({ orderKey });
    answers.push(status(500));
    await attempt(first);
    expect(await deliver()).toBe(false);
    for (const id of [first, second, third]) await attempt(id);
    expect(received.map(({ body }) => JSON.parse(body).id.split("/").at(-1))).toEqual([
      first,
      first,
      second,
      third,
    ]);
  });

  test("while one is on its way the next one waits, also for several senders", async () => {
    const orderKey = `order ${++serial}`;
    const [first, second] = [await letter({ orderKey }), await letter({ orderKey })];
    let release = () => {};
    answers.push(
      () =>
        new Promise((resolve) => (release = () => resolve(new Response(null, { status: 202 })))),
    );
    const sending = deliver();
    await arrived(1);
    expect(await Promise.all([deliver(), deliver(), deliver()])).toEqual([false, false, false]);
    release();
    await sending;
    expect(await attempt(second)).toMatchObject({ state: "delivered" });
    expect((await read(first)).state).toBe("delivered");
  });

  test("what rests holds up nobody", async () => {
    const orderKey = `order ${++serial}`;
    const first = await letter({ orderKey });
    const second = await letter({ orderKey });
    await ageLetter(first, "8 days");
    answers.push(status(500));
    expect((await attempt(first)).state).toBe("resting");
    expect((await attempt(second)).state).toBe("delivered");
  });

  test("one that fails holds up nobody else", async () => {
    const first = await letter();
    const second = await letter();
    answers.push(status(500));
    expect(await deliver()).toBe(true);
    expect(await deliver()).toBe(true);
    expect((await read(first)).state).toBe("waiting");
    expect((await read(second)).state).toBe("delivered");
  });

  test("the Accept comes before the question, also when it first fails (P1)", async () => {
    const iri = `https://veins.test/users/nova${++serial}`;
    const sender = w.sender("veins.test", iri.split("/").at(-1) ?? "");
    const object = actorIri(w.instance.origin, { kind: "project", id: project.id });
    const follow = {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${iri}#follow`,
      type: "Follow",
      actor: iri,
      object,
    };
    await w.instance.answer(draft(`${object}/inbox`, JSON.stringify(follow), sender));
    answers.push(status(500), status(502));
    for (let n = 0; n < 2; n++) {
      await w.instance.settle();
      expect(received.map(({ body }) => JSON.parse(body).type)).not.toContain("Create");
      await due();
    }
    await w.instance.settle();
    expect(received.map(({ body }) => JSON.parse(body).type)).toEqual([
      "Accept",
      "Accept",
      "Accept",
      "Create",
    ]);
    expect(new Set(received.slice(0, 3).map(({ body }) => body)).size).toBe(1);
  });
});

test("an inbox whose address no index can hold does not leave us with an answer that can never be written", async () => {
  const name = `llarg${++serial}`;
  const long = Array.from({ length: 1_500 }, (_, n) => String.fromCodePoint(0x4e00 + n * 7)).join(
    "",
  );
  const iri = `https://veins.test/users/${name}`;
  const sender = w.sender("veins.test", name, { document: { inbox: `${iri}/${long}` } });
  const object = actorIri(w.instance.origin, { kind: "project", id: project.id });
  const follow = {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${iri}#follow`,
    type: "Follow",
    actor: iri,
    object,
  };
  await w.instance.answer(draft(`${object}/inbox`, JSON.stringify(follow), sender));
  await w.instance.settle().catch(() => {});
  const failed = await rows(w.instance, sql`select notice from notice where attempts > 0`);
  expect(failed).toEqual([]);
});

/** Waits until so many requests have come. */
async function arrived(n: number): Promise<void> {
  for (let waited = 0; received.length < n && waited < 5_000; waited += 5) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(received.length).toBeGreaterThanOrEqual(n);
}

/** Servers that took the last letter. */
async function known(...hosts: readonly string[]): Promise<void> {
  for (const host of hosts) {
    await w.instance.db.execute(
      sql`insert into remote_host (host) values (${host}) on conflict do nothing`,
    );
  }
}

describe("servers that fail (D6, R19, R20)", () => {
  const server = async (host: string) => {
    const [row] = await rows<{ failures: number; rests: number | null }>(
      w.instance,
      sql`select failures, (extract(epoch from rests_until - now()))::float8 as rests
        from remote_host where host = ${host}`,
    );
    return row ?? null;
  };
  /** The rest of a server is over. */
  const rested = () => w.instance.db.execute(sql`update remote_host set rests_until = null`);

  test("to a server never tried before one letter goes first, and the others when it was taken", async () => {
    for (let n = 0; n < 4; n++) await letter({ inbox: `https://nova.test/users/p${n}/inbox` });
    const claims = await transact(w.instance.db, (tx) => claimLetters(tx, { lease: "a", most: 9 }));
    expect(claims).toHaveLength(1);
    const [claim] = claims;
    if (claim === undefined) throw new Error("none");
    await recordDelivery(w.instance, claim, { status: 202, retryAfter: null, error: null });
    expect(await server("nova.test")).toEqual({ failures: 0, rests: null });
    const more = await transact(w.instance.db, (tx) => claimLetters(tx, { lease: "b", most: 9 }));
    expect(more).toHaveLength(2);
  });

  test("after three failures in a row nothing goes there for a while; then one letter tries", async () => {
    for (let n = 0; n < 6; n++) await letter({ inbox: `https://veins.test/users/p${n}/inbox` });
    w.down.add("veins.test");
    for (let n = 0; n < 3; n++) {
      await due();
      expect(await deliver()).toBe(true);
    }
    expect((await server("veins.test"))?.failures).toBe(3);
    expect((await server("veins.test"))?.rests).toBeGreaterThan(25);
    await due();
    expect(await deliver()).toBe(false);
    await rested();
    const trying = await transact(w.instance.db, (tx) => claimLetters(tx, { lease: "x", most: 9 }));
    expect(trying).toHaveLength(1);
    expect(trying[0]?.server.failures).toBe(3);
    // It is there again: the others follow.
    await w.instance.db.execute(sql`update letter set lease = null, lease_until = null`);
    w.down.clear();
    await due();
    expect(await deliver()).toBe(true);
    expect(await server("veins.test")).toEqual({ failures: 0, rests: null });
    while (await deliver()) await due();
    expect(received).toHaveLength(6);
  });

  test("an answer of any kind is no failure of the server, and a 5xx between does not add up", async () => {
    for (let n = 0; n < 8; n++) await letter({ inbox: `https://veins.test/users/p${n}/inbox` });
    answers = [500, 404, 500, 403, 502, 202, 503, 400].map((code) => status(code));
    for (let n = 0; n < 8; n++) {
      await due();
      await deliver();
    }
    expect(await server("veins.test")).toEqual({ failures: 0, rests: null });
  });

  test("429 with Retry-After: the whole server is given the time", async () => {
    await known("veins.test");
    for (let n = 0; n < 3; n++) await letter({ inbox: `https://veins.test/users/p${n}/inbox` });
    answers.push(status(429, { "retry-after": "120" }));
    await deliver();
    expect((await server("veins.test"))?.rests).toBeGreaterThan(115);
    await due();
    expect(await deliver()).toBe(false);
  });

  test("who rests is called by a word of theirs (52)", async () => {
    const by = w.sender("callada.test", "marta");
    w.route("https://callada.test/users/pere/inbox", take);
    w.route(by.iri, () => document(by.document));
    await letter({ inbox: "https://callada.test/users/pere/inbox" });
    await w.instance.db.execute(sql`
      insert into remote_host (host, failures, failing_since, rests_until)
      values ('callada.test', 9, now() - interval '8 days', now() + interval '20 hours')`);
    expect(await deliver()).toBe(false);
    const like = {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${by.iri}/likes/1`,
      type: "Like",
      actor: by.iri,
      object: w.instance.origin + actor,
    };
    await w.instance.answer(draft(`${w.instance.origin}/ap/inbox`, JSON.stringify(like), by));
    await w.instance.settle();
    expect(received.map(({ request }) => request.url)).toContain(
      "https://callada.test/users/pere/inbox",
    );
  });

  test("a server with a long row of letters does not hold up the others (R33)", async () => {
    await known("veins.test", "altres.test");
    await w.instance.db.execute(sql`
      insert into letter (id, actor, inbox, host, body, once, lane, order_key, state, next_at)
      select 'l' || n, ${actor}, 'https://veins.test/users/p' || n || '/inbox', 'veins.test', '{}',
        'many ' || n, 0, 'many ' || n, 'waiting', now() - interval '1 hour'
      from generate_series(1, 5000) n`);
    const last = await letter({ inbox: "https://altres.test/users/anna/inbox", lane: 2 });
    const claims = await transact(w.instance.db, (tx) => claimLetters(tx, { lease: "a", most: 9 }));
    expect(claims).toHaveLength(3);
    expect(claims.map(({ id }) => id)).toContain(last);
  });
});

describe("how many at once (R19)", () => {
  test("two at a time to one server, however many senders and letters there are; others are not held up", async () => {
    await known("veins.test", "altres.test");
    for (let n = 0; n < 8; n++) await letter({ inbox: `https://veins.test/users/p${n}/inbox` });
    for (let n = 0; n < 2; n++) await letter({ inbox: `https://altres.test/users/p${n}/inbox` });
    let now = 0;
    let most = 0;
    const others: string[] = [];
    const slow = (request: Request) =>
      new Promise<Response>((resolve) => {
        if (new URL(request.url).host === "altres.test") {
          others.push(request.url);
          resolve(new Response(null, { status: 202 }));
          return;
        }
        now++;
        most = Math.max(most, now);
        setTimeout(() => {
          now--;
          resolve(new Response(null, { status: 202 }));
        }, 300);
      });
    answers = Array.from({ length: 10 }, () => slow);
    await Promise.all(Array.from({ length: 8 }, () => deliver()));
    expect(others).toHaveLength(2);
    while (await deliver()) {
      // The rest.
    }
    expect(received).toHaveLength(10);
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe("how many at once, when several workers ask at the same moment (R5, R19)", () => {
  test("two letters for one server are claimed, not more", async () => {
    await known("veins.test");
    for (let round = 0; round < 25; round++) {
      await w.instance.db.execute(sql`delete from letter`);
      for (let n = 0; n < 6; n++) await letter();
      const claims = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          transact(w.instance.db, (tx) => claimOne(tx, `worker ${round} ${n}`)),
        ),
      );
      const claimed = claims.flatMap((claim) => (claim === null ? [] : [claim.id]));
      expect(new Set(claimed).size).toBe(claimed.length);
      expect(claimed.length).toBeGreaterThan(0);
      expect(claimed.length).toBeLessThanOrEqual(2);
    }
  });
});

describe("leases (R3, R6)", () => {
  const expire = (id: string) =>
    w.instance.db.execute(
      sql`update letter set lease_until = now() - interval '1 second' where id = ${id}`,
    );

  test("what a dead worker held is taken up by the next, once its lease has ended", async () => {
    const id = await letter();
    const held = await transact(w.instance.db, (tx) => claimOne(tx, "dead"));
    expect(held?.id).toBe(id);
    expect(await deliver()).toBe(false);
    await expire(id);
    expect(await deliver()).toBe(true);
    expect(await read(id)).toMatchObject({ state: "delivered", attempts: 2 });
  });

  test("a lost lease settles nothing: neither as delivered nor as failed", async () => {
    const id = await letter();
    const frozen = await transact(w.instance.db, (tx) => claimOne(tx, "frozen"));
    await expire(id);
    const other = await transact(w.instance.db, (tx) => claimOne(tx, "other"));
    if (frozen === null || other === null) throw new Error("not claimed");
    await recordDelivery(w.instance, frozen, { status: 202, retryAfter: null, error: null });
    expect((await read(id)).state).toBe("waiting");
    await recordDelivery(w.instance, other, { status: 500, retryAfter: null, error: "status 500" });
    const failed = await read(id);
    expect(failed).toMatchObject({ state: "waiting", last_status: 500 });
    await recordDelivery(w.instance, frozen, {
      status: 410,
      retryAfter: null,
      error: "status 410",
    });
    await recordDelivery(w.instance, other, { status: 202, retryAfter: null, error: null });
    const after = await read(id);
    expect(after).toMatchObject({ state: "waiting", last_status: 500, attempts: failed.attempts });
  });

  test("nor does it open a conversation: who did not hand over the Accept asks nothing (P1)", async () => {
    const person = await someone("lena");
    const id = await letter({ person, answers: "https://veins.test/follows/2" });
    const frozen = await transact(w.instance.db, (tx) => claimOne(tx, "frozen"));
    await expire(id);
    const other = await transact(w.instance.db, (tx) => claimOne(tx, "other"));
    if (frozen === null || other === null) throw new Error("not claimed");
    await recordDelivery(w.instance, frozen, { status: 202, retryAfter: null, error: null });
    const [appointment] = await rows(
      w.instance,
      sql`select 1 from appointment where person_id = ${person}`,
    );
    expect(appointment).toBeUndefined();
  });

  test("when the database takes a letter back meanwhile, nothing happens", async () => {
    const id = await letter();
    const claimed = await transact(w.instance.db, (tx) => claimOne(tx, "late"));
    await w.instance.db.execute(sql`delete from letter where id = ${id}`);
    if (claimed === null) throw new Error("not claimed");
    await recordDelivery(w.instance, claimed, { status: 202, retryAfter: null, error: null });
    const [left] = await rows(w.instance, sql`select 1 from letter`);
    expect(left).toBeUndefined();
  });
});

describe("redirects of a POST (I4)", () => {
  test.each([301, 302, 303, 307, 308])("%i is not followed, and not delivered", async (code) => {
    const asked = w.asked.length;
    const id = await letter();
    answers.push(status(code, { location: "https://altres.test/inbox" }));
    expect(await attempt(id)).toMatchObject({ state: "waiting", last_status: code });
    expect(w.asked.slice(asked)).toEqual(["POST https://veins.test/users/marta/inbox"]);
  });
});

describe("an inbox that may not be reached (I1, C1)", () => {
  test.each([
    "https://127.0.0.1/inbox",
    "https://10.0.0.1/inbox",
    "http://veins.test/inbox",
    "https://veins.test:8443/inbox",
    "https://[::1]/inbox",
  ])("%s: nothing is sent, the letter waits and rests in the end", async (inbox) => {
    const asked = w.asked.length;
    const id = await letter({ inbox });
    expect(await attempt(id)).toMatchObject({ state: "waiting", last_status: null });
    await ageLetter(id, "8 days");
    expect((await attempt(id)).state).toBe("resting");
    expect(w.asked.length).toBe(asked);
  });
});
