/**
 * A small server of people on loopback, over real HTTP: speaks as Mastodon does, tries again until it is
 * heard, signs and verifies with node:crypto alone. It shares nothing with the code under test.
 */
import {
  createHash,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
} from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type ServerResponse,
} from "node:http";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();

export type Received = {
  /** The name of the person, or null at the shared inbox. */
  readonly name: string | null;
  readonly id: string;
  readonly type: string;
  readonly activity: Readonly<Record<string, unknown>>;
  readonly raw: string;
  readonly at: number;
};

/** Said by a person and taken by the other side (2xx). */
export type Acknowledged = {
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  readonly tries: number;
};

export type Sent = {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
};

export type People = {
  readonly origin: string;
  readonly iri: (name: string) => string;
  /** Every delivery with a good signature, in order, repetitions too. */
  readonly received: Received[];
  readonly acknowledged: Acknowledged[];
  /** What the other side refused for good. */
  readonly refused: string[];
  /** Called once for each new message to a person: its plain text, its language, who says it. */
  onMessage: (name: string, text: string, from: string) => void;
  /** What happens instead of an answer: a status, or a promise to wait for first. */
  hinder: (asked: Asked) => number | Promise<void> | null;
  /** Posts once; status 0 when nobody answers. */
  readonly post: (inbox: string, activity: object, options?: PostOptions) => Promise<Sent>;
  /** Posts until the activity is acknowledged, as any server does. False when it was refused. */
  readonly deliver: (inbox: string, activity: object) => Promise<boolean>;
  readonly follow: (name: string, project: string) => object;
  readonly undo: (name: string, project: string) => object;
  readonly message: (name: string, project: string, text: string) => object;
  readonly close: () => Promise<void>;
};

export type Asked = { readonly method: string; readonly path: string; readonly body: string };

export type PostOptions = {
  readonly at?: Date;
  /** Signed headers of an earlier post, sent again as they are. */
  readonly headers?: OutgoingHttpHeaders;
  /** Another process that answers for the same origin. */
  readonly port?: number;
};

const context = "https://www.w3.org/ns/activitystreams";

export async function people(): Promise<People> {
  const server = createServer((incoming, answer) => {
    void take(incoming, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  const iri = (name: string) => `${origin}/users/${name}`;
  const heard = new Set<string>();
  const keys = new Map<string, string>();
  let serial = 0;
  let open = true;

  const take = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const path = incoming.url ?? "";
    const instead = self.hinder({ method: incoming.method ?? "", path, body });
    if (typeof instead === "number") return void answer.writeHead(instead).end("not now");
    if (instead !== null) await instead;
    const [, name = null, inbox = ""] = /^\/users\/([^/]+)(\/inbox)?$/.exec(path) ?? [];
    if (incoming.method === "GET" && name !== null) {
      answer.writeHead(200, { "content-type": "application/activity+json" });
      return void answer.end(JSON.stringify(actorDocument(origin, name)));
    }
    if (incoming.method !== "POST" || (path !== "/inbox" && inbox === "")) {
      return void answer.writeHead(404).end();
    }
    const verdict = await verify(incoming, body, keys);
    if (verdict !== 202) return void answer.writeHead(verdict).end();
    const activity = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const { id, type } = activity as { id: string; type: string };
    self.received.push({ name, id, type, activity, raw: body, at: performance.now() });
    answer.writeHead(202).end();
    if (heard.has(id)) return;
    heard.add(id);
    const text = type === "Create" && name !== null ? textOf(activity, iri(name)) : null;
    if (text !== null && name !== null) self.onMessage(name, text, String(activity.actor));
  };

  const self: People = {
    origin,
    iri,
    received: [],
    acknowledged: [],
    refused: [],
    onMessage: () => {},
    hinder: () => null,
    post: (inbox, activity, options = {}) => {
      const body = JSON.stringify(activity);
      const actor = (activity as { actor: string }).actor;
      const headers = options.headers ?? signedHeaders(inbox, body, actor, options.at);
      return send(inbox, body, headers, options.port);
    },
    deliver: async (inbox, activity) => {
      const { id, type, actor } = activity as { id: string; type: string; actor: string };
      for (let tries = 1; open; tries++) {
        const { status, body } = await self.post(inbox, activity);
        if (status >= 200 && status < 300) {
          self.acknowledged.push({ id, type, actor, tries });
          return true;
        }
        if (status >= 400 && status < 500) {
          self.refused.push(`${type} of ${actor}: ${status} ${body}`);
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return false;
    },
    follow: (name, project) => ({
      "@context": context,
      id: `${iri(name)}/follows/1`,
      type: "Follow",
      actor: iri(name),
      object: project,
    }),
    undo: (name, project) => ({
      "@context": context,
      id: `${iri(name)}/undos/${++serial}`,
      type: "Undo",
      actor: iri(name),
      object: {
        id: `${iri(name)}/follows/1`,
        type: "Follow",
        actor: iri(name),
        object: project,
      },
    }),
    message: (name, project, text) =>
      privateMention({ id: `${iri(name)}/statuses/${++serial}`, iri: iri(name), project, text }),
    close: () =>
      new Promise((resolve) => {
        open = false;
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of incoming.setEncoding("utf8")) body += part;
  return body;
}

function actorDocument(origin: string, name: string): object {
  const id = `${origin}/users/${name}`;
  return {
    "@context": [context, "https://w3id.org/security/v1"],
    id,
    type: "Person",
    preferredUsername: name,
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    endpoints: { sharedInbox: `${origin}/inbox` },
    publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: publicPem },
  };
}

/** As Mastodon sends it to a Group: addressed to the Group's followers too (mastodon#16700). */
function privateMention(said: { id: string; iri: string; project: string; text: string }): object {
  const { id, iri, project, text } = said;
  const to = [project, `${project}/followers`];
  return {
    "@context": context,
    id: `${id}/activity`,
    type: "Create",
    actor: iri,
    to,
    cc: [],
    object: {
      id,
      type: "Note",
      attributedTo: iri,
      to,
      cc: [],
      content: `<p><span class="h-card" translate="no"><a href="${project}" class="u-url mention">@<span>projecte</span></a></span> ${text}</p>`,
      tag: [{ type: "Mention", href: project, name: "@projecte@127.0.0.1" }],
    },
  };
}

/** Signs as draft-cavage-12 says. */
export function signedHeaders(
  url: string,
  body: string,
  actor: string,
  at: Date = new Date(),
): OutgoingHttpHeaders {
  const { pathname, host } = new URL(url);
  const headers = {
    host,
    date: at.toUTCString(),
    digest: `SHA-256=${createHash("sha256").update(body).digest("base64")}`,
    "content-type": "application/activity+json",
  };
  const text = [
    `(request-target): post ${pathname}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ].join("\n");
  const names = ["(request-target)", ...Object.keys(headers)].join(" ");
  const signature = createSign("sha256").update(text).sign(pair.privateKey, "base64");
  return {
    ...headers,
    "content-length": Buffer.byteLength(body),
    signature: `keyId="${actor}#main-key",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`,
  };
}

/** One POST on a connection of its own; status 0 when nobody answers. */
export function send(
  url: string,
  body: string,
  headers: OutgoingHttpHeaders,
  port = Number(new URL(url).port),
): Promise<Sent> {
  const { hostname, pathname } = new URL(url);
  return new Promise((resolve) => {
    const asked = request(
      { hostname, port, path: pathname, method: "POST", headers, agent: false, timeout: 20_000 },
      (answer) => {
        let said = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          said += part;
        });
        const retryAfter = answer.headers["retry-after"] ?? null;
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: said, retryAfter }));
        answer.on("error", () => resolve(unheard("the answer broke off")));
      },
    );
    asked.on("timeout", () => asked.destroy(new Error("no answer in 20 s")));
    asked.on("error", (error) => resolve(unheard(error.message)));
    asked.end(body);
  });
}

function unheard(body: string): Sent {
  return { status: 0, body, retryAfter: null };
}

/** 202 when the signature is that of the activity's actor, 401 when not, 503 when its key cannot be had. */
async function verify(
  incoming: IncomingMessage,
  body: string,
  keys: Map<string, string>,
): Promise<202 | 401 | 503> {
  const { signature = "", digest } = incoming.headers;
  const parameters = new Map(
    [...String(signature).matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
  const keyId = parameters.get("keyId") ?? "";
  const owner = keyId.split("#", 1)[0] ?? "";
  if (digest !== `SHA-256=${createHash("sha256").update(body).digest("base64")}`) return 401;
  if ((JSON.parse(body) as { actor?: string }).actor !== owner) return 401;
  const pem = keys.get(keyId) ?? (await keyOf(keyId, owner));
  if (pem === null) return 503;
  keys.set(keyId, pem);
  const text = (parameters.get("headers") ?? "")
    .split(" ")
    .map((name) =>
      name === "(request-target)"
        ? `${name}: post ${incoming.url}`
        : `${name}: ${incoming.headers[name]}`,
    )
    .join("\n");
  const good = createVerify("sha256")
    .update(text)
    .verify(createPublicKey(pem), parameters.get("signature") ?? "", "base64");
  return good ? 202 : 401;
}

async function keyOf(keyId: string, owner: string): Promise<string | null> {
  try {
    const answer = await fetch(owner, { headers: { accept: "application/activity+json" } });
    const { publicKey } = (await answer.json()) as {
      publicKey?: { id: string; publicKeyPem: string };
    };
    return publicKey?.id === keyId ? publicKey.publicKeyPem : null;
  } catch {
    return null;
  }
}

/** What a private message says, as plain text; null when it is not to this person. */
function textOf(activity: Readonly<Record<string, unknown>>, iri: string): string | null {
  const { to, content } = activity.object as { to?: string[]; content?: string };
  if (to?.includes(iri) !== true) return null;
  return (content ?? "")
    .replace(/<br>/g, "\n")
    .replace(/<\/p><p>/g, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&amp;/g, "&");
}

/** The messages to a person, each once, in the order in which they first came. */
export function told({ received, iri }: People, name: string): string[] {
  const seen = new Set<string>();
  return received.flatMap((one) => {
    if (one.type !== "Create" || one.name !== name || seen.has(one.id)) return [];
    seen.add(one.id);
    return textOf(one.activity, iri(name)) ?? [];
  });
}

/** The ids of the Accepts that a person received for their Follow. */
export function acceptIds({ received }: People, name: string): Set<string> {
  return new Set(
    received.filter((one) => one.type === "Accept" && one.name === name).map(({ id }) => id),
  );
}
