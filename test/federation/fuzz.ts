/**
 * Sends documents that nobody honest sends through the whole server and its worker, and looks at what
 * must not happen. fuzz.test.ts and fuzz.long.ts differ in their number alone.
 */
import { configure, type LogRecord, reset } from "@logtape/logtape";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect } from "vitest";
import { activityIri, actorIri, noteIri } from "../../src/addresses.ts";
import type { TeamId } from "../../src/domain/ids.ts";
import { handleNextActivity } from "../../src/federation/inbox/index.ts";
import { projectIri, type Village, village } from "../operations/village.ts";
import type { TestInstance } from "../support/instance.ts";
import { activityStreams, type Cast, type Document, documents } from "./fuzz-documents.ts";
import { fingerprints, rowsOf } from "./fuzz-rows.ts";
import { activityJson, draft, multibase, rfc9421 } from "./signer.ts";
import { actorsAge, document, rows, somebody } from "./world.ts";

const perBatch = 500;
const atOnce = 25;
/** As many as the real one handles at once. */
const workers = 4;
const slowest = 2_000;
/** protocol.md 8.2, without 503: whatever comes in, it is never our fault. */
const statuses: readonly number[] = [202, 400, 401, 403, 404, 405, 410, 413, 415, 429];

export type Fuzz = { readonly count: number; readonly seed: number };

/** How often each status was the answer, and how many activities the worker handled. */
export type Tally = Readonly<Record<string, number>>;

/** Throws with the document that did it when something happens that must not. */
export async function fuzz({ count, seed }: Fuzz): Promise<Tally> {
  const errors: LogRecord[] = [];
  await configure({
    sinks: { errors: (record) => void errors.push(record) },
    loggers: [
      { category: "multaque", sinks: ["errors"], lowestLevel: "error" },
      { category: ["logtape", "meta"], lowestLevel: "fatal" },
    ],
  });
  const stage = await prepare();
  const tally: Record<string, number> = {};
  const more = (name: string | number) => {
    tally[name] = (tally[name] ?? 0) + 1;
  };
  try {
    for (let batch = 0, sent = 0; sent < count; batch++) {
      const size = Math.min(perBatch, count - sent);
      const cast = { ...stage.cast, senders: senders(batch) };
      const some = fc.sample(documents(cast), { numRuns: size, seed: seed + batch });
      await attack(stage, { cast, documents: some, seed: seed + batch }, more);
      const said = errors.map(({ properties }) => JSON.stringify(properties));
      expect(said.filter((one) => !one.includes(tooEarly))).toEqual([]);
      sent += size;
    }
  } finally {
    await reset();
  }
  return tally;
}

type Stage = { readonly village: Village; readonly cast: Omit<Cast, "senders"> };

/** A village in which people follow, wait, are invited, sit in a team, and one was asked. */
async function prepare(): Promise<Stage> {
  const v = await village({
    transport: async (url, { method }) =>
      method === "POST" ? new Response(null, { status: 202 }) : theirs(url),
    settings: { inboxPerSitePerHour: 100_000_000, waits: quick },
  });
  const project = await v.project();
  const others = [await v.project(), await v.project()] as const;
  const at = (host: string, n: number) =>
    Array.from({ length: n }, (_, k) => v.neighbour(`b${k}`, {}, host));
  const seated = at("veins.test", 5);
  const invited = at("fuzz.test", 5);
  const waiting = at("fuzz.test", 3);
  const asked = v.neighbour("b", {}, "fuzz.test");
  await v.wants(project, "Lleida", ...seated);
  await v.wants(others[0], "Lleida", ...invited);
  await v.wants(others[1], "Lleida", ...waiting);
  await v.instance.settle();
  for (const one of seated) await one.say(project, "sí, Nom");
  await asked.follow(project);
  await v.instance.settle();
  const bystanders = [...seated, ...invited, ...waiting, asked].map(({ iri }) => iri);
  const { origin } = v.instance;
  const teams = await v.rows<{ id: TeamId }>(sql`select id from team`);
  const notes = await v.rows<{ id: string }>(sql`select id from note limit 20`);
  const acts = await v.rows<{ id: string }>(sql`select id from activity limit 10`);
  const ours = [
    ...[project, ...others].map((one) => projectIri(v.instance, one)),
    ...teams.map(({ id }) => actorIri(origin, { kind: "team", id })),
    ...[`${origin}/ap/org`, `${origin}/ap/instance`],
  ];
  const things = [
    ...notes.map(({ id }) => noteIri(origin, id)),
    ...acts.map(({ id }) => activityIri(origin, id)),
    ...ours.map((one) => `${one}/followers`),
    ...[
      `${origin}/`,
      `${origin}/ap/notes/0`,
      `${origin}/ap/projects/nobody`,
      `${origin}:443/ap/org`,
      "http://girona.test/ap/org",
    ],
  ];
  expect(teams.length, "a team has formed, and one is proposed").toBe(2);
  return { village: v, cast: { origin, project: ours[0] ?? "", ours, things, bystanders } };
}

const day = 86_400_000;
/** Nobody waits for a question; what would come by itself comes after the attack. */
const quick = {
  question: 0,
  invitation: 300 * day,
  reminder: 200 * day,
  interest: 400 * day,
  retryFirst: 1,
  ownLink: 30 * day,
};

/** New ones each time: half of them have blocked us or deleted themselves by the end. */
function senders(batch: number): readonly string[] {
  return Array.from({ length: 12 }, (_, k) => {
    const host = k % 3 === 0 ? "altres.test" : "fuzz.test";
    return `https://${host}/users/${isEd(k) ? "ed" : "rsa"}-${batch}-${k}`;
  });
}

const isEd = (k: number): boolean => k % 4 === 1;
const keyOf = (iri: string): "rsa" | "ed25519" => (/\/ed-/.test(iri) ? "ed25519" : "rsa");

/** What other servers say about everybody there: bystanders have keys that nobody here signs with. */
function theirs(url: string): Response {
  const [, host = "", name = ""] = /^https:\/\/([^/]+)\/users\/([^/?#]+)$/.exec(url) ?? [];
  if (host === "") return new Response("nothing", { status: 404 });
  if (!/^(?:ed|rsa)-/.test(name))
    return document(somebody(host, name, { key: "stranger" }).document);
  const key = keyOf(url);
  const id = `${url}#main-key`;
  const multikey = { id, type: "Multikey", controller: url, publicKeyMultibase: multibase() };
  const changes = key === "rsa" ? {} : { publicKey: undefined, assertionMethod: [multikey] };
  const others = { alsoKnownAs: Array.from({ length: 12 }, (_, k) => url.replace(/\d+$/, `${k}`)) };
  return document(
    somebody(host, name, { key: "rsa", document: { ...changes, ...others } }).document,
  );
}

type Attack = {
  readonly cast: Cast;
  readonly documents: readonly Document[];
  readonly seed: number;
};

async function attack(stage: Stage, what: Attack, more: (name: string | number) => void) {
  const { village: v } = stage;
  const { cast } = what;
  const requests = what.documents.map((one, n) => sealed(cast, one, n));
  // Of strangers, news are acknowledged and not kept (P34): said again later, they would be new.
  await Promise.all(cast.senders.map((sender) => v.instance.answer(follow(cast, sender))));
  await handleAll(v.instance, () => {});
  const before = await rowsOf(v.instance, cast.bystanders);
  const taken = await sendAll(v.instance, what.documents, requests, more);
  await handleAll(v.instance, more);
  expect(await rowsOf(v.instance, cast.bystanders), `bystanders (seed ${what.seed})`).toEqual(
    before,
  );
  const once = await fingerprints(v.instance);
  await Promise.all(taken.map((request) => v.instance.answer(request)));
  await handleAll(v.instance, () => more("handled again"));
  expect(await fingerprints(v.instance), `sent twice (seed ${what.seed})`).toEqual(once);
}

function follow(cast: Cast, sender: string): Request {
  const activity = { type: "Follow", actor: sender, object: cast.project };
  const body = JSON.stringify({
    "@context": activityStreams,
    id: `${sender}/follows/0`,
    ...activity,
  });
  return sealed(cast, { level: "meaning", sender, body }, 1);
}

/** Most are signed as they should be; some not at all, or in the name of somebody on the same server. */
function sealed(cast: Cast, { sender, body }: Document, n: number): Request {
  const inbox = n % 37 === 0 ? `${cast.project}x` : cast.ours[n % cast.ours.length];
  const url = n % 2 === 0 ? `${cast.origin}/ap/inbox` : `${inbox}/inbox`;
  if (n % 29 === 0) {
    const headers = { "content-type": activityJson };
    return new Request(url, { method: "POST", body: Buffer.from(body), headers });
  }
  const [bystander = ""] = cast.bystanders.filter((one) => one.startsWith(new URL(sender).origin));
  const keyId = `${n % 31 === 0 ? bystander : sender}#main-key`;
  const signer = { keyId, key: keyOf(sender) };
  const isRfc = signer.key === "ed25519" || n % 3 === 0;
  return isRfc ? rfc9421(url, body, signer) : draft(url, body, signer);
}

/** Sends each, once more when it took long: what is slow by its content is slow twice. Gives those that were taken. */
async function sendAll(
  instance: TestInstance,
  documents: readonly Document[],
  requests: readonly Request[],
  more: (name: string | number) => void,
): Promise<readonly Request[]> {
  const taken: Request[] = [];
  for (let from = 0; from < requests.length; from += atOnce) {
    const some = requests.slice(from, from + atOnce);
    await Promise.all(
      some.map(async (request, k) => {
        const said = describe(documents[from + k]);
        const { status, ms } = await timed(instance, request);
        expect(statuses, said).toContain(status);
        more(status);
        if (status === 202) taken.push(request);
        if (ms > slowest) expect((await timed(instance, request)).ms, said).toBeLessThan(slowest);
      }),
    );
  }
  return taken;
}

async function timed(instance: TestInstance, request: Request) {
  const at = performance.now();
  const { status } = await instance.answer(request.clone());
  return { status, ms: performance.now() - at };
}

/** One after the other, then what comes of them; nothing is left, and nothing was put off but for a look at a new account. */
async function handleAll(instance: TestInstance, more: (name: string) => void): Promise<void> {
  const waiting = sql`select type, actor, body, attempts, error from inbound
    where handled_at is null order by attempts desc limit 3`;
  const putOff = sql`update inbound set lease_until = null where error like ${`%${tooEarly}`}`;
  const step = async (): Promise<boolean> => {
    const at = performance.now();
    const found = await handleNextActivity(instance);
    if (found) more("handled");
    expect(performance.now() - at, "one step of the worker").toBeLessThan(slowest);
    return found;
  };
  const all = async (): Promise<void> => {
    while (await step());
  };
  await Promise.all(Array.from({ length: workers }, all));
  while ((await instance.db.execute(putOff)).count > 0) {
    do await actorsAge(instance, "10 minutes");
    while (await step());
  }
  expect(await rows(instance, waiting)).toEqual([]);
  await instance.settle();
  const failed = sql`select 'activity' as what, type as it from inbound where attempts > 2 and type <> 'Move'
    union all select 'notice', notice::text from notice
    union all select 'appointment', kind from appointment where attempts > 1
    union all select 'letter', state from letter where state not in ('delivered', 'dropped')
    union all select 'event', kind from match_event where done_at is null`;
  expect(await rows(instance, failed)).toEqual([]);
}

/** An account may say a moment later that it is the same as another: that is looked up once more. */
const tooEarly = "the new account was looked up before it said so: once more, later";

function describe(one: Document | undefined): string {
  const body = Buffer.from(one?.body ?? "")
    .toString("utf8")
    .slice(0, 3_000);
  return `${one?.level} by ${one?.sender}: ${body}`;
}
