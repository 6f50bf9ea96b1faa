/** Signing our requests, the way that the other server understands. */
import { createHash, type KeyObject, sign } from "node:crypto";
import type { OwnActor } from "../addresses.ts";
import type { Answer, Instance, Outgoing } from "../instance.ts";
import type { Signs } from "../store/remotes.ts";
import { mustBeOpen } from "./gate.ts";
import { signingKey } from "./keys.ts";

/** Sends one request in the name of an actor of ours. Throws FetchRefused when there is no answer. */
export async function sendSigned(
  instance: Instance,
  actor: OwnActor,
  request: Outgoing & {
    readonly signs: Signs;
    /** Which of the actor's keys signs, when it is not the present one. */
    readonly keyGeneration?: number | null;
  },
): Promise<Answer> {
  // What is posted was held against the rules letter by letter (`mayLeave`).
  if (request.method === "GET") await mustBeOpen(instance, request.url);
  const { key, id: keyId } = await signingKey(instance, actor, request.keyGeneration);
  const how = { key, keyId, at: instance.now() };
  const signature =
    request.signs === "rfc9421" ? signRfc9421(request, how) : signDraft(request, how);
  return instance.fetcher({
    method: request.method,
    url: request.url,
    headers: { ...request.headers, ...signature },
    ...(request.body === undefined ? {} : { body: request.body }),
  });
}

type How = { readonly key: KeyObject; readonly keyId: string; readonly at: Date };
type SignedHeaders = Readonly<Record<string, string>>;

/** draft-cavage-http-signatures-12, as every server understands it: target, host, date, and what a body needs. */
export function signDraft(request: Outgoing, { key, keyId, at }: How): SignedHeaders {
  const url = new URL(request.url);
  const body =
    request.body === undefined
      ? {}
      : { digest: `SHA-256=${sha256(request.body)}`, ...contentTypeOf(request) };
  const headers: SignedHeaders = { host: url.host, date: at.toUTCString(), ...body };
  const target = `${request.method.toLowerCase()} ${url.pathname}${url.search}`;
  const lines = [["(request-target)", target], ...Object.entries(headers)];
  const signature = signed(lines.map(([name, value]) => `${name}: ${value}`).join("\n"), key);
  const names = lines.map(([name]) => name).join(" ");
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`,
  };
}

/** RFC 9421, as Mastodon reads it: method, target, and what a body needs. */
export function signRfc9421(request: Outgoing, { key, keyId, at }: How): SignedHeaders {
  const headers: SignedHeaders =
    request.body === undefined
      ? {}
      : { "content-digest": `sha-256=:${sha256(request.body)}:`, ...contentTypeOf(request) };
  const lines = [
    ["@method", request.method],
    ["@target-uri", new URL(request.url).href],
    ...Object.entries(headers),
  ];
  const names = lines.map(([name]) => `"${name}"`).join(" ");
  const created = Math.floor(at.getTime() / 1000);
  const said = `(${names});created=${created};keyid="${keyId}";alg="rsa-v1_5-sha256"`;
  const base = [...lines, ["@signature-params", said]].map(
    ([name, value]) => `"${name}": ${value}`,
  );
  return {
    ...headers,
    date: at.toUTCString(),
    "signature-input": `sig1=${said}`,
    signature: `sig1=:${signed(base.join("\n"), key)}:`,
  };
}

function contentTypeOf({ headers }: Outgoing): SignedHeaders {
  const type = headers["content-type"];
  return type === undefined ? {} : { "content-type": type };
}

function sha256(body: string): string {
  return createHash("sha256").update(body).digest("base64");
}

function signed(base: string, key: KeyObject): string {
  return sign("sha256", Buffer.from(base), key).toString("base64");
}

/** Asks without saying who we are: what anybody may ask of anybody, for whoever asks us without a name. */
export async function sendUnsigned(instance: Instance, request: Outgoing): Promise<Answer> {
  await mustBeOpen(instance, request.url);
  return instance.fetcher(request);
}
