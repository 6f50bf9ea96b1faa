/** An instance at girona.test and, around it, servers that a test makes up route by route. */
import { type SQL, sql } from "drizzle-orm";
import type { Transport } from "../../src/federation/fetcher.ts";
import { forgetRecentActors } from "../../src/federation/remote-actor.ts";
import { type Overrides, type TestInstance, testInstance } from "../support/instance.ts";
import { network } from "../support/neighbours.ts";
import { activityJson, type KeyKind, pem } from "./signer.ts";

export type Route = (request: Request) => Response | Promise<Response>;

/** Somebody on a server that a test makes up. */
export type Sender = {
  readonly iri: string;
  readonly keyId: string;
  readonly key: KeyKind;
  readonly document: Readonly<Record<string, unknown>>;
};

export type World = {
  readonly instance: TestInstance;
  /** Every request that left the instance: method and URL, in order. */
  readonly asked: string[];
  /** Serves this address; a route for a whole host is written `https://host/*`. */
  readonly route: (url: string, route: Route) => void;
  /** Hosts that do not answer at all. */
  readonly down: Set<string>;
  /** Makes somebody with a document of their own, served under their id. */
  readonly sender: (host: string, name: string, options?: SenderOptions) => Sender;
  /** How often this address was asked for. */
  readonly timesAsked: (url: string) => number;
};

export type SenderOptions = {
  readonly key?: KeyKind;
  /** Changes of the document; undefined takes a field out. */
  readonly document?: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
};

export async function world(overrides: Overrides = {}): Promise<World> {
  const routes = new Map<string, Route>();
  const down = new Set<string>();
  const asked: string[] = [];
  const answer = async (request: Request): Promise<Response> => {
    const url = request.url.split("#", 1)[0] ?? "";
    const route = routes.get(url) ?? routes.get(`${new URL(url).origin}/*`);
    return route === undefined ? new Response("nothing", { status: 404 }) : route(request);
  };
  const transport: Transport = async (url, init) => {
    asked.push(`${init.method} ${url}`);
    const { host } = new URL(url);
    if (down.has(host)) throw new Error(`connect ECONNREFUSED ${host}`);
    return network({ [host]: answer })(url, init);
  };
  const instance = await testInstance({ ...overrides, transport });
  const route: World["route"] = (url, given) => {
    routes.set(url, given);
  };
  return {
    instance,
    asked,
    route,
    down,
    sender: (host, name, options = {}) => {
      const sender = somebody(host, name, options);
      route(sender.iri, () => document(sender.document, options.contentType));
      return sender;
    },
    timesAsked: (url) => asked.filter((one) => one.endsWith(` ${url}`)).length,
  };
}

export function document(body: unknown, contentType = activityJson): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), {
    headers: { "content-type": contentType },
  });
}

/** Somebody as Mastodon would describe them. */
export function somebody(host: string, name: string, options: SenderOptions = {}): Sender {
  const iri = `https://${host}/users/${name}`;
  const keyId = `${iri}#main-key`;
  const key = options.key ?? "rsa";
  const whole: Record<string, unknown> = {
    "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
    id: iri,
    type: "Person",
    preferredUsername: name,
    inbox: `${iri}/inbox`,
    outbox: `${iri}/outbox`,
    followers: `${iri}/followers`,
    endpoints: { sharedInbox: `https://${host}/inbox` },
    publicKey: { id: keyId, owner: iri, publicKeyPem: pem(key) },
    ...options.document,
  };
  return { iri, keyId, key, document: whole };
}

type Row = Record<string, unknown>;

/** Rows of a query, for looking into the database of a test. */
export async function rows<Of extends Row = Row>(
  { db }: Pick<TestInstance, "db">,
  query: SQL,
): Promise<readonly Of[]> {
  return [...(await db.execute(query))] as Of[];
}

/** How many activities are stored, of everybody or of one actor. */
export async function stored(instance: TestInstance, actor?: string): Promise<number> {
  const [row] = await rows<{ n: number }>(
    instance,
    actor === undefined
      ? sql`select count(*)::int as n from inbound`
      : sql`select count(*)::int as n from inbound where actor = ${actor}`,
  );
  return row?.n ?? 0;
}

/** Milliseconds of work that this process has done: not disturbed by what else the machine does. */
export function work(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Lets time pass for what is known of other servers' actors. */
export async function actorsAge(instance: TestInstance, interval: string): Promise<void> {
  await instance.db.execute(
    sql`update remote_actor set fetched_at = fetched_at - ${interval}::interval, tried_at = tried_at - ${interval}::interval`,
  );
  forgetRecentActors(instance);
}
