/**
 * Nobody makes us knock at our own door: addresses of this machine and of private networks, in every
 * spelling, in every place where another server may write an address (C1, C2, C4, C17). The network is
 * the real one; only the made-up servers are in memory. A canary on loopback counts who comes.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorIri, noteIri } from "../../src/addresses.ts";
import { createFetcher } from "../../src/federation/fetcher.ts";
import { wayFinder } from "../../src/federation/follow-from.ts";
import { isPeer } from "../../src/federation/peers.ts";
import { allProjects } from "../../src/store/projects.ts";
import { type TestInstance, testInstance } from "../support/instance.ts";
import { draft } from "./signer.ts";
import { document, type Route, rows, somebody } from "./world.ts";

/** Hosts, as they may be spelled. */
const spellings = [
  ...["127.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "127.255.255.254", "2130706433", "0"],
  ...["0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "017700000001", "0x7F.0x0.0x0.0x1"],
  ...["%31%32%37.0.0.1", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1", "127．0．0．1", "0.0.0.0"],
  ...["localhost", "LOCALHOST", "localhost.", "a.localhost", "ｌocalhost", "loc\u00adalhost"],
  ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::127.0.0.1]"],
  ...["[::ffff:7f00:1]", "[::FFFF:7F00:0001]", "[::ffff:0:7f00:1]", "[64:ff9b::7f00:1]"],
  ...["[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]"],
  ...["[fd12:3456:789a::1]", "[ff02::1]", "[100::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1"],
  ...["0xc0a80001", "169.254.169.254", "2852039166", "100.64.0.1", "198.18.0.1", "224.0.0.1"],
  ...["255.255.255.255", "me@127.0.0.1", "veins.test@127.0.0.1", "127.0.0.1:80", "localhost:22"],
];

const origin = "https://girona.test";

let canary: Server;
let knocks = 0;
let port = "";
let instance: TestInstance;
let project: string;
let note: string;
let minute = 0;
let serial = 0;
const routes = new Map<string, Route>();

beforeAll(async () => {
  canary = createServer((socket) => {
    knocks++;
    socket.on("error", () => {}).destroy();
  });
  await listening(canary);
  const address = canary.address() as AddressInfo;
  port = address.port === 443 ? "" : `:${address.port}`;
  const real = createFetcher({ origin, allowPrivateAddress: false, perSite: 100_000 });
  const begin = Date.now();
  instance = await testInstance({
    // A minute for each question: how many are asked in one is limited elsewhere (C14).
    now: () => new Date(begin + minute * 60_000),
    transport: async (url, init) => {
      const { hostname, origin } = new URL(url);
      if (/^s\d+\.test$/.test(hostname)) {
        const route = routes.get(url) ?? routes.get(origin);
        const asked = new Request(url, { method: init.method ?? "GET" });
        return route === undefined ? new Response("", { status: 404 }) : route(asked);
      }
      const headers = Object.fromEntries(new Headers(init.headers));
      const method = init.method === "POST" ? "POST" : "GET";
      const answer = await real({ method, url, headers });
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
  });
  const [first] = await allProjects(instance.db);
  if (first === undefined) throw new Error("no project");
  project = actorIri(origin, { kind: "project", id: first.id });
  const [row] = await rows<{ id: string }>(instance, sql`select id from note limit 1`);
  note = noteIri(origin, row?.id ?? "");
});

afterAll(async () => {
  canary.close();
  await instance.close();
});

/** On the port where we would knock; where only root may listen there, on another. */
async function listening(server: Server): Promise<void> {
  for (const at of [443, 0]) {
    server.listen(at, "127.0.0.1");
    const done = await Promise.race([
      once(server, "listening").then(() => true),
      once(server, "error").then(() => false),
    ]).catch(() => false);
    if (done) return;
  }
}

type Maker = ReturnType<typeof somebody>;

/** Somebody new on a server of their own, described with these changes. */
function newcomer(changes: (at: { readonly host: string; readonly iri: string }) => object): Maker {
  const host = `s${++serial}.test`;
  const iri = `https://${host}/users/a`;
  const sender = somebody(host, "a", { document: { ...changes({ host, iri }) } });
  routes.set(iri, () => document(sender.document));
  return sender;
}

const plain = () => newcomer(() => ({}));

async function say(by: { readonly iri: string; readonly keyId: string }, activity: object) {
  const id = `${by.iri}/acts/${++serial}`;
  const context = "https://www.w3.org/ns/activitystreams";
  const body = JSON.stringify({ "@context": context, id, actor: by.iri, ...activity });
  // A header carries bytes, and is read as one letter for each.
  const keyId = Buffer.from(by.keyId).toString("latin1");
  const request = draft(`${origin}/ap/inbox`, body, { keyId }, { at: instance.now() });
  return (await instance.answer(request)).status;
}

const follow = () => ({ type: "Follow", object: project });

async function afterFollow(by: Maker, activity: object): Promise<number> {
  await say(by, follow());
  await instance.settle();
  return say(by, activity);
}

function way(server: string): Promise<unknown> {
  minute++;
  return wayFinder(instance)({ server, object: project, requester: "192.0.2.1" });
}

/** Where others may write an address: `at` is the origin that they write. Gives the status, where there is one. */
const sinks: Readonly<Record<string, (at: string) => Promise<unknown>>> = {
  "id of a key": (at) => say({ iri: plain().iri, keyId: `${at}/users/a#main-key` }, follow()),
  "id of an actor": (at) =>
    say({ iri: `${at}/users/a`, keyId: `${at}/users/a#main-key` }, follow()),
  inbox: (at) =>
    say(
      newcomer(() => ({ inbox: `${at}/inbox` })),
      follow(),
    ),
  "shared inbox": (at) =>
    say(
      newcomer(() => ({ endpoints: { sharedInbox: `${at}/inbox` } })),
      follow(),
    ),
  redirect: (at) => {
    const sender = plain();
    routes.set(sender.iri, () => redirect(`${at}/users/a`));
    return say(sender, follow());
  },
  "server that somebody types": (at) => way(`marta@${at.slice("https://".length)}`),
  "redirect of WebFinger": (at) => {
    const host = `s${++serial}.test`;
    routes.set(`https://${host}`, () => redirect(`${at}/.well-known/webfinger`));
    return way(`marta@${host}`);
  },
  "href of NodeInfo": (at) => {
    const host = `s${++serial}.test`;
    const rel = "http://nodeinfo.diaspora.software/ns/schema/2.1";
    const links = [{ rel, href: `${at}/nodeinfo/2.1` }];
    routes.set(`https://${host}/.well-known/nodeinfo`, () => Response.json({ links }));
    return way(host);
  },
  "application of a server": (at) => {
    const host = `s${++serial}.test`;
    routes.set(`https://${host}`, () =>
      Response.json({ links: [{ rel: "self", href: `${at}/` }] }),
    );
    return isPeer(instance, host);
  },
  "account that another says it is": (at) => {
    const sender = newcomer(() => ({ alsoKnownAs: [`${at}/users/b`] }));
    return afterFollow(sender, { type: "Move", object: sender.iri, target: `${at}/users/b` });
  },
  "instrument of a QuoteRequest": (at) =>
    say(plain(), {
      "@context": [
        "https://www.w3.org/ns/activitystreams",
        { QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest" },
      ],
      type: "QuoteRequest",
      object: note,
      instrument: `${at}/notes/1`,
    }),
  context: (at) =>
    say(plain(), { ...follow(), "@context": ["https://www.w3.org/ns/activitystreams", `${at}/c`] }),
  "object inside": (at) =>
    say(plain(), { type: "Announce", object: { id: `${at}/notes/1`, type: "Note" } }),
};

/** Those that are let in: what they carry is looked at afterwards. */
const taken = new Set([
  ...["shared inbox", "account that another says it is", "instrument of a QuoteRequest"],
  ...["context", "object inside"],
]);

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

test("the canary sings when somebody comes", async () => {
  const socket = connect((canary.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "close");
  expect(knocks).toBe(1);
  knocks = 0;
});

describe(`C1: ${spellings.length} spellings, and nobody comes`, () => {
  test.each(Object.entries(sinks))("%s", { timeout: 60_000 }, async (name, sink) => {
    const answers: unknown[] = [];
    for (const spelling of spellings) answers.push(await sink(written(spelling)));
    await instance.settle();
    expect(knocks).toBe(0);
    if (taken.has(name)) expect(new Set(answers)).toEqual(new Set([202]));
  });
});

/** With the port of the canary, where the spelling has none of its own. */
function written(spelling: string): string {
  return `https://${spelling}${/:\d+$/.test(spelling) ? "" : port}`;
}
