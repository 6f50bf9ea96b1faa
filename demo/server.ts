/**
 * A small ActivityPub server of its own: people with keys and inboxes, as another server of the
 * fediverse would be. It shares nothing with the program that it judges, believes only what is
 * signed, and keeps what it received in order.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Account, actorDocument, emptyCollection, webfingerDocument } from "./documents.ts";
import { newKey, type PublicKey, signedGet, signedPost, verify } from "./signatures.ts";
import {
  type Answer,
  activityJson,
  ask,
  idOf,
  type Json,
  jsonIn,
  listOf,
  plain,
  textOf,
} from "./wire.ts";

/** An activity that arrived with a genuine signature, and in whose inbox. */
export type Delivery = {
  readonly at: number;
  readonly to: Account;
  readonly signer: string;
  readonly activity: Json;
  /** The same activity was in this inbox before; servers send again when an answer got lost. */
  readonly repeated: boolean;
};

type Refusal = {
  readonly at: number;
  readonly path: string;
  readonly status: number;
  readonly because: string;
};

export type PeopleServer = {
  readonly origin: string;
  readonly host: string;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Signs what the server reads in nobody's name. */
  readonly machine: Account;
  readonly deliveries: Delivery[];
  readonly refusals: Refusal[];
  readonly keys: Map<string, Promise<PublicKey | null>>;
  onDelivery: ((delivery: Delivery) => void) | null;
  /** Another page of ours at this path, as HTML, or null. */
  page: ((path: string) => string | null) | null;
  readonly http: Server;
};

export type Inhabitant = { readonly handle: string; readonly name: string };

const largestBody = 1_000_000;

/** Opens the server at a free port of the loopback, as `name` (something.localhost). */
export async function openServer(
  name: string,
  inhabitants: readonly Inhabitant[],
): Promise<PeopleServer> {
  const http = createServer();
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(0, "127.0.0.1", resolve);
  });
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen at");
  const origin = `http://${name}:${address.port}`;
  const accounts = await Promise.all(
    inhabitants.map(({ handle, name }) =>
      newAccount(`${origin}/users/${handle}`, { type: "Person", handle, name }),
    ),
  );
  const server: PeopleServer = {
    origin,
    host: new URL(origin).host,
    accounts: new Map(accounts.map((account) => [account.handle, account])),
    machine: await newAccount(`${origin}/actor`, { type: "Application", handle: name, name }),
    deliveries: [],
    refusals: [],
    keys: new Map(),
    onDelivery: null,
    page: null,
    http,
  };
  http.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(server, request, response).catch((error: unknown) => {
      server.refusals.push(refusal(request.url ?? "", 500, String(error)));
      if (!response.headersSent) send(response, 500, "text/plain", "Something broke here.\n");
      else response.destroy();
    });
  });
  return server;
}

async function newAccount(
  id: string,
  { type, handle, name }: Pick<Account, "type" | "handle" | "name">,
): Promise<Account> {
  const key = await newKey(`${id}#main-key`);
  const url = type === "Person" ? `${new URL(id).origin}/@${handle}` : id;
  return { id, type, handle, name, url, inbox: `${id}/inbox`, key };
}

export function closeServer(server: PeopleServer): Promise<void> {
  return new Promise((resolve) => {
    server.http.close(() => resolve());
    server.http.closeAllConnections();
  });
}

/** Post an activity in the name of one of our people. */
export function post(from: Account, inbox: string, activity: Json): Promise<Answer> {
  const body = JSON.stringify(activity);
  const written = { body, contentType: activityJson, now: new Date() };
  return ask(inbox, { method: "POST", body, headers: signedPost(inbox, written, from.key) });
}

/** Read an address as servers do: signed, asking for ActivityPub. */
export function read(server: PeopleServer, address: string): Promise<Answer> {
  const headers = signedGet(address, { accept: activityJson, now: new Date() }, server.machine.key);
  return ask(address, { headers });
}

async function answer(
  server: PeopleServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", server.origin);
  const inbox = /^\/users\/([^/]+)\/inbox$/.exec(url.pathname);
  const owner = server.accounts.get(inbox?.[1] ?? "");
  if (owner !== undefined) {
    if (request.method === "POST") return receive(server, owner, request, response);
    return send(response, 405, "text/plain", "This is an inbox: POST only.\n");
  }
  if (request.method !== "GET") return send(response, 404, "text/plain", "Nothing here.\n");
  const document = documentAt(server, url);
  if (document !== null) {
    const type = url.pathname.startsWith("/.well-known/") ? "application/jrd+json" : activityJson;
    return send(response, 200, `${type}; charset=utf-8`, JSON.stringify(document));
  }
  const page = server.page?.(url.pathname) ?? null;
  if (page !== null) return send(response, 200, "text/html; charset=utf-8", page);
  send(response, 404, "text/plain", "Nothing here.\n");
}

function documentAt(server: PeopleServer, url: URL): Json | null {
  if (url.pathname === "/actor") return actorDocument(server.machine);
  if (url.pathname === "/.well-known/webfinger") {
    const resource = url.searchParams.get("resource") ?? "";
    for (const account of [...server.accounts.values(), server.machine]) {
      const names = [`acct:${account.handle}@${server.host}`, account.id, account.url];
      if (names.includes(resource)) return webfingerDocument(account);
    }
    return null;
  }
  const [, handle = "", rest = ""] = /^\/users\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  const account = server.accounts.get(handle);
  if (account === undefined) return null;
  if (rest === "") return actorDocument(account);
  return ["/followers", "/following", "/outbox", "/collections/featured"].includes(rest)
    ? emptyCollection(account.id + rest)
    : null;
}

async function receive(
  server: PeopleServer,
  to: Account,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? "";
  const refuse = (status: number, because: string): void => {
    server.refusals.push(refusal(path, status, because));
    send(response, status, "text/plain", `Refused: ${because}.\n`);
  };
  const body = await bodyOf(request);
  if (body === null) return refuse(413, "it is too long");
  const received = { method: "POST", target: path, headers: plain(request.headers), body };
  const judging = { host: server.host, now: new Date() };
  let verdict = await verify(received, { ...judging, findKey: (id) => findKey(server, id) });
  if (!verdict.genuine && verdict.because === "its signature is wrong") {
    // The key may have changed since we read it: read it once more before refusing.
    verdict = await verify(received, { ...judging, findKey: (id) => readKey(server, id) });
  }
  if (!verdict.genuine) return refuse(401, verdict.because);
  const activity = jsonIn(body);
  const id = textOf(activity, "id");
  if (activity === null || id === null) return refuse(400, "it is not an activity");
  if (idOf(activity.actor) !== verdict.owner) return refuse(401, "somebody else signed it");
  if (!isOf(id, verdict.owner)) return refuse(400, "its id is not of its sender's server");
  const repeated = server.deliveries.some(
    (delivery) => delivery.to === to && delivery.activity.id === id,
  );
  const delivery = { at: Date.now(), to, signer: verdict.owner, activity, repeated };
  server.deliveries.push(delivery);
  send(response, 202, "text/plain", "");
  server.onDelivery?.(delivery);
}

/** The public key with this id, as we know it, else as its actor gives it. */
function findKey(server: PeopleServer, keyId: string): Promise<PublicKey | null> {
  return server.keys.get(keyId) ?? readKey(server, keyId);
}

/** Read now, and kept when it was there. */
function readKey(server: PeopleServer, keyId: string): Promise<PublicKey | null> {
  const found = fetchKey(server, keyId).catch(() => null);
  server.keys.set(keyId, found);
  void found.then((key) => {
    if (key === null) server.keys.delete(keyId);
  });
  return found;
}

/** From the actor that it belongs to; each must name the other. */
async function fetchKey(server: PeopleServer, keyId: string): Promise<PublicKey | null> {
  const address = keyId.split("#", 1)[0] ?? "";
  const found = await read(server, address);
  const actor = found.status === 200 ? jsonIn(found.body) : null;
  const owner = textOf(actor, "id");
  if (actor === null || owner !== address) return null;
  for (const key of listOf(actor.publicKey)) {
    if (idOf(key) !== keyId || typeof key !== "object") continue;
    const pem = textOf(key as Json, "publicKeyPem");
    if (pem !== null && textOf(key as Json, "owner") === owner) return { owner, pem };
  }
  return null;
}

function isOf(id: string, actor: string): boolean {
  return URL.canParse(id) && new URL(id).origin === new URL(actor).origin;
}

function refusal(path: string, status: number, because: string): Refusal {
  return { at: Date.now(), path, status, because };
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= largestBody) chunks.push(chunk);
  }
  return length <= largestBody ? Buffer.concat(chunks).toString("utf8") : null;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, vary: "Accept" });
  response.end(body);
}
