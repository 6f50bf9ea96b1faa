/**
 * A server of people, in memory: speaks as Mastodon does, signs and verifies with node:crypto alone.
 * It shares nothing with the code under test.
 */
import {
  createHash,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
} from "node:crypto";
import type { Transport } from "../../src/federation/fetcher.ts";

// One pair for all: what takes time in tests is making keys.
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const strangerPair = generateKeyPairSync("rsa", { modulusLength: 2048 });

export type Activity = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  readonly object: never;
};

export type Received = {
  readonly to: string;
  readonly path: string;
  readonly activity: Activity;
  readonly raw: string;
  readonly keyId: string;
};

export type Neighbours = {
  readonly origin: string;
  readonly transport: Transport;
  readonly person: (name: string) => Neighbour;
  /** Everything delivered here with a good signature, in order. */
  readonly received: Received[];
  /** Answers the next requests to inboxes with these statuses instead. */
  readonly refuseNext: (...statuses: number[]) => void;
  /** Every request that came in: method and path. */
  readonly asked: string[];
  /** Actors that answer 410 from now on. */
  readonly gone: Set<string>;
};

export type Neighbour = {
  readonly iri: string;
  readonly name: string;
  /** What this person was told in private, as plain text. */
  readonly told: () => string[];
  readonly accepts: () => Activity[];
  readonly post: (inbox: string, activity: object, options?: SignOptions) => Promise<Response>;
  readonly follow: (project: string, id?: string) => Promise<Response>;
  readonly undo: (project: string, id?: string) => Promise<Response>;
  readonly say: (project: string, text: string, options?: SayOptions) => Promise<Response>;
};

export type SignOptions = {
  readonly at?: Date;
  readonly keyId?: string;
  readonly stranger?: boolean;
  readonly headers?: string;
  readonly contentType?: string;
  readonly digest?: string;
  readonly unsigned?: boolean;
};

export type SayOptions = {
  readonly language?: string;
  readonly inPublic?: boolean;
  readonly id?: string;
};

/** A network: what leaves an instance goes to whoever answers for that host. */
export function network(
  answering: Readonly<Record<string, (request: Request) => Promise<Response>>>,
): Transport {
  return async (url, init) => {
    const { host } = new URL(url);
    const answer = answering[host];
    if (answer === undefined) throw new Error(`getaddrinfo ENOTFOUND ${host}`);
    const headers = new Headers(init.headers);
    headers.set("host", host);
    return answer(new Request(url, { ...init, headers }));
  };
}

export function neighbours(
  host: string,
  send: (request: Request) => Promise<Response>,
  extra: { readonly profile?: object; readonly now?: () => Date } = {},
): Neighbours & { readonly answer: (request: Request) => Promise<Response> } {
  const origin = `https://${host}`;
  const received: Received[] = [];
  const refusals: number[] = [];
  const asked: string[] = [];
  const gone = new Set<string>();
  const known = new Map<string, KnownActor>();
  let serial = 0;

  const actor = (name: string) => ({
    "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
    id: `${origin}/users/${name}`,
    type: "Person",
    preferredUsername: name,
    inbox: `${origin}/users/${name}/inbox`,
    outbox: `${origin}/users/${name}/outbox`,
    endpoints: { sharedInbox: `${origin}/inbox` },
    publicKey: {
      id: `${origin}/users/${name}#main-key`,
      owner: `${origin}/users/${name}`,
      publicKeyPem: publicPem,
    },
    ...extra.profile,
  });

  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    asked.push(`${request.method} ${url.pathname}`);
    const name = /^\/users\/([^/]+)$/.exec(url.pathname)?.[1];
    if (request.method === "GET" && name !== undefined) {
      if (gone.has(name)) return new Response("gone", { status: 410 });
      return new Response(JSON.stringify(actor(name)), {
        headers: { "content-type": "application/activity+json; charset=utf-8" },
      });
    }
    if (request.method !== "POST") return new Response("nothing", { status: 404 });
    const refusal = refusals.shift();
    if (refusal !== undefined) return new Response("not now", { status: refusal });
    const raw = await request.text();
    const keyId = await verify(request, raw, { send, known });
    if (keyId === null) return new Response("bad signature", { status: 401 });
    const activity = JSON.parse(raw) as Activity;
    received.push({ to: url.pathname, path: url.pathname, activity, raw, keyId });
    return new Response(null, { status: 202 });
  };

  const person = (name: string): Neighbour => {
    const iri = `${origin}/users/${name}`;
    const post: Neighbour["post"] = (inbox, activity, options = {}) =>
      send(
        signed(inbox, JSON.stringify(activity), {
          keyId: `${iri}#main-key`,
          at: extra.now?.() ?? new Date(),
          ...options,
        }),
      );
    return {
      iri,
      name,
      post,
      told: () => told(received, iri),
      accepts: () =>
        received
          .filter((one) => one.activity.type === "Accept" && one.to === `/users/${name}/inbox`)
          .map((one) => one.activity),
      follow: (project, id = `${origin}/follows/${name}/${project.slice(-6)}`) =>
        post(`${project}/inbox`, {
          "@context": "https://www.w3.org/ns/activitystreams",
          id,
          type: "Follow",
          actor: iri,
          object: project,
        }),
      undo: (project, id = `${origin}/follows/${name}/${project.slice(-6)}`) =>
        post(`${project}/inbox`, {
          "@context": "https://www.w3.org/ns/activitystreams",
          id: `${id}/undo/${++serial}`,
          type: "Undo",
          actor: iri,
          object: { id, type: "Follow", actor: iri, object: project },
        }),
      say: (project, text, options = {}) => {
        const id = options.id ?? `${iri}/statuses/${++serial}`;
        return post(`${project}/inbox`, privateMention({ id, iri, project, text, options }));
      },
    };
  };

  return {
    origin,
    answer,
    person,
    received,
    asked,
    gone,
    refuseNext: (...statuses) => refusals.push(...statuses),
    transport: async () => new Response(null, { status: 500 }),
  };
}

/** As Mastodon sends it to a Group: addressed to the Group's followers too (mastodon#16700). */
function privateMention(said: {
  id: string;
  iri: string;
  project: string;
  text: string;
  options: SayOptions;
}): object {
  const { id, iri, project, text, options } = said;
  const html = `<p><span class="h-card" translate="no"><a href="${project}" class="u-url mention">@<span>projecte</span></a></span> ${text}</p>`;
  const to =
    options.inPublic === true
      ? ["https://www.w3.org/ns/activitystreams#Public"]
      : [project, `${project}/followers`];
  const cc = options.inPublic === true ? [project] : [];
  return {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${id}/activity`,
    type: "Create",
    actor: iri,
    to,
    cc,
    object: {
      id,
      type: "Note",
      attributedTo: iri,
      to,
      cc,
      content: html,
      ...(options.language === undefined ? {} : { contentMap: { [options.language]: html } }),
      tag: [{ type: "Mention", href: project, name: "@projecte@girona.test" }],
    },
  };
}

/** Signs as draft-cavage-12 says, and wrongly in the ways that a test asks for. */
function signed(url: string, body: string, options: SignOptions & { keyId: string }): Request {
  const { pathname, search, host } = new URL(url);
  const values: Record<string, string> = {
    "(request-target)": `post ${pathname}${search}`,
    host,
    date: (options.at ?? new Date()).toUTCString(),
    digest: options.digest ?? `SHA-256=${createHash("sha256").update(body).digest("base64")}`,
    "content-type": options.contentType ?? "application/activity+json",
  };
  const names = (options.headers ?? "(request-target) host date digest content-type").split(" ");
  const text = names.map((name) => `${name}: ${values[name]}`).join("\n");
  const key = options.stranger === true ? strangerPair.privateKey : pair.privateKey;
  const signature = createSign("sha256").update(text).sign(key, "base64");
  const { "(request-target)": _, ...headers } = values;
  return new Request(url, {
    method: "POST",
    body,
    headers:
      options.unsigned === true
        ? headers
        : {
            ...headers,
            signature: `keyId="${options.keyId}",algorithm="rsa-sha256",headers="${names.join(" ")}",signature="${signature}"`,
          },
  });
}

type KnownActor = {
  readonly id: string;
  readonly publicKey: { readonly id: string; readonly publicKeyPem: string };
};

/**
 * Verifies what an instance sent, with the key that its actor publishes; once it is gone, with the
 * one that it had. Gives the key's id, or null.
 */
async function verify(
  request: Request,
  body: string,
  by: {
    readonly send: (request: Request) => Promise<Response>;
    readonly known: Map<string, KnownActor>;
  },
): Promise<string | null> {
  const parameters = new Map(
    [...(request.headers.get("signature") ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(
      ([, name = "", value = ""]) => [name, value],
    ),
  );
  const keyId = parameters.get("keyId");
  if (keyId === undefined) return null;
  const digest = `SHA-256=${createHash("sha256").update(body).digest("base64")}`;
  if (request.headers.get("digest") !== digest) return null;
  const document = await by.send(
    new Request(keyId.split("#", 1)[0] ?? "", { headers: { accept: "application/activity+json" } }),
  );
  if (document.ok) by.known.set(keyId, (await document.json()) as KnownActor);
  const actor = by.known.get(keyId);
  if (actor === undefined) return null;
  if (actor.publicKey.id !== keyId || (JSON.parse(body) as Activity).actor !== actor.id)
    return null;
  const { pathname } = new URL(request.url);
  const text = (parameters.get("headers") ?? "")
    .split(" ")
    .map((name) =>
      name === "(request-target)"
        ? `${name}: post ${pathname}`
        : `${name}: ${request.headers.get(name)}`,
    )
    .join("\n");
  const good = createVerify("sha256")
    .update(text)
    .verify(
      createPublicKey(actor.publicKey.publicKeyPem),
      parameters.get("signature") ?? "",
      "base64",
    );
  return good ? keyId : null;
}

function told(received: readonly Received[], iri: string): string[] {
  return received.flatMap(({ activity }) => {
    const object = activity.object as unknown as { to?: string[]; content?: string };
    return activity.type === "Create" && object.to?.includes(iri) === true
      ? [
          (object.content ?? "")
            .replace(/<br>/g, "\n")
            .replace(/<\/p><p>/g, "\n")
            .replace(/<[^>]*>/g, "")
            .replace(/&amp;/g, "&"),
        ]
      : [];
  });
}
