/** draft-cavage HTTP signatures with RSA-SHA256, as Mastodon makes and demands them. */

import { createHash, createSign, createVerify, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

export type Key = {
  readonly id: string;
  readonly privatePem: string;
  readonly publicPem: string;
};

/** The parts of a request that a signature may cover. Header names are in small letters. */
export type Signable = {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type PublicKey = { readonly owner: string; readonly pem: string };

export type Verdict =
  | { readonly genuine: true; readonly keyId: string; readonly owner: string }
  | { readonly genuine: false; readonly because: string };

export type Judging = {
  /** Our own name; a request that was signed for somebody else is not for us. */
  readonly host: string;
  readonly now: Date;
  readonly findKey: (keyId: string) => Promise<PublicKey | null>;
};

const windowMs = 60 * 60 * 1000;

export async function newKey(id: string): Promise<Key> {
  const pair = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return { id, privatePem: pair.privateKey, publicPem: pair.publicKey };
}

export function digestOf(body: string): string {
  return `SHA-256=${createHash("sha256").update(body).digest("base64")}`;
}

/** The headers with which `body` is posted to `address` in the name of the key's owner. */
export function signedPost(
  address: string,
  { body, contentType, now }: { body: string; contentType: string; now: Date },
  key: Key,
): Record<string, string> {
  const url = new URL(address);
  const headers = {
    host: url.host,
    date: now.toUTCString(),
    digest: digestOf(body),
    "content-type": contentType,
  };
  const names = ["(request-target)", "host", "date", "digest", "content-type"];
  const signable = { method: "POST", target: url.pathname + url.search, headers, body };
  return { ...headers, signature: signatureOf(signable, names, key) };
}

/** The headers with which `address` is read in the name of the key's owner. */
export function signedGet(
  address: string,
  { accept, now }: { accept: string; now: Date },
  key: Key,
): Record<string, string> {
  const url = new URL(address);
  const headers = { host: url.host, date: now.toUTCString(), accept };
  const signable = { method: "GET", target: url.pathname + url.search, headers, body: "" };
  const names = ["(request-target)", "host", "date", "accept"];
  return { ...headers, signature: signatureOf(signable, names, key) };
}

function signatureOf(signable: Signable, names: readonly string[], key: Key): string {
  const signature = createSign("sha256").update(signingText(signable, names)).sign(key.privatePem);
  return [
    `keyId="${key.id}"`,
    `algorithm="rsa-sha256"`,
    `headers="${names.join(" ")}"`,
    `signature="${signature.toString("base64")}"`,
  ].join(",");
}

function signingText({ method, target, headers }: Signable, names: readonly string[]): string {
  return names
    .map((name) =>
      name === "(request-target)"
        ? `${name}: ${method.toLowerCase()} ${target}`
        : `${name}: ${headers[name] ?? ""}`,
    )
    .join("\n");
}

/** Who really sent this? Everything that can be refused without the network is refused first. */
export async function verify(received: Signable, judging: Judging): Promise<Verdict> {
  const header = received.headers.signature;
  if (header === undefined) return refused("it is not signed");
  const parameters = parametersOf(header);
  const keyId = parameters.get("keyId");
  const signature = parameters.get("signature");
  if (keyId === undefined || signature === undefined) return refused("its signature is unreadable");
  const algorithm = parameters.get("algorithm") ?? "hs2019";
  if (algorithm !== "rsa-sha256" && algorithm !== "hs2019") {
    return refused(`it is signed with ${algorithm}`);
  }
  const names = (parameters.get("headers") ?? "date").toLowerCase().split(" ");
  const reason = uncovered(received, names) ?? outOfPlace(received, judging);
  if (reason !== null) return refused(reason);
  const key = await judging.findKey(keyId);
  if (key === null) return refused(`its key ${keyId} is not to be had`);
  const genuine = createVerify("sha256")
    .update(signingText(received, names))
    .verify(key.pem, signature, "base64");
  return genuine ? { genuine, keyId, owner: key.owner } : refused("its signature is wrong");
}

function refused(because: string): Verdict {
  return { genuine: false, because };
}

function parametersOf(header: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, value] of header.matchAll(/([A-Za-z]+)="([^"]*)"/g)) {
    if (name !== undefined && value !== undefined) found.set(name, value);
  }
  return found;
}

/** What must be signed and is not: otherwise it could be sent again elsewhere, or with other words. */
function uncovered(received: Signable, names: readonly string[]): string | null {
  const needed = ["(request-target)", "host", "date"];
  if (received.method === "POST") needed.push("digest");
  for (const name of needed) {
    if (!names.includes(name)) return `its signature does not cover ${name}`;
  }
  for (const name of names) {
    if (name !== "(request-target)" && received.headers[name] === undefined) {
      return `it signs ${name}, which is missing`;
    }
  }
  return null;
}

function outOfPlace(received: Signable, { host, now }: Judging): string | null {
  if (received.headers.host !== host) return `it was signed for ${received.headers.host}`;
  const date = Date.parse(received.headers.date ?? "");
  if (Number.isNaN(date)) return "its date is unreadable";
  if (Math.abs(now.getTime() - date) > windowMs) return "it is too old or from the future";
  // The algorithm's name is written in any case; the sum behind it must be exact.
  const digest = received.headers.digest?.replace(/^sha-256=/i, "SHA-256=");
  if (received.method === "POST" && digest !== digestOf(received.body)) {
    return "its body is not the one that was signed";
  }
  return null;
}
