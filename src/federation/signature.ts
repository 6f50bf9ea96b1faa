/** What the headers of a signed POST claim, read strictly: one reading, or none. Nothing of it is verified yet. */
import { createHash, timingSafeEqual } from "node:crypto";

/** A request as it was signed: with our public address, whatever stands between (fedify.md 1.4). */
export type SignedPost = {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
};

export type Claimed = {
  readonly keyId: string;
  /** When it says that it was made, ms since 1970. */
  readonly signedAt: number;
  /** The signature itself, in base64. */
  readonly value: string;
  /** The text that was signed. */
  readonly base: string;
  /** The kind of key that the algorithm is for; null when the key decides (A16). */
  readonly kind: "rsa" | "ed25519" | null;
};

export type Read = { readonly claimed: Claimed } | { readonly refused: string };

const longestHeader = 4_096;
/** Requests are taken one hour each way (A12). */
const window = 3600 * 1000;

/**
 * Reads the signature headers of a POST, as draft-cavage-http-signatures-12 or RFC 9421 say. Refuses
 * what does not cover enough (target, host, time, body: A9 to A15), a digest that is not the body's,
 * and what was signed more than an hour from `now`.
 */
export function readSignature(post: SignedPost, now: Date): Read {
  return post.headers.has("signature-input") ? readRfc9421(post, now) : readDraft(post, now);
}

const refused = (why: string): Read => ({ refused: why });
const malformed = refused("the signature header is malformed");

/** Algorithms of the draft: with each of them, servers sign with RSA and SHA-256. */
const draftAlgorithms: ReadonlySet<string> = new Set(["rsa-sha256", "hs2019"]);

function readDraft(post: SignedPost, now: Date): Read {
  const header = post.headers.get("signature");
  if (header === null) return refused("the request is not signed");
  const parameters = draftParameters(header);
  const keyId = parameters?.get("keyId");
  const value = parameters?.get("signature");
  const covered = parameters?.get("headers")?.toLowerCase().split(" ");
  if (parameters === null || keyId === undefined || !value || covered === undefined) {
    return malformed;
  }
  if (!draftAlgorithms.has(parameters.get("algorithm")?.toLowerCase() ?? "hs2019")) {
    return refused("the algorithm is not taken");
  }
  for (const needed of ["(request-target)", "host", "date", "digest"]) {
    if (!covered.includes(needed)) return refused(`the signature does not cover ${needed}`);
  }
  const signedAt = Date.parse(post.headers.get("date") ?? "");
  const late = lateness({ signedAt, expires: parameters.get("expires") }, now);
  if (late !== null) return refused(late);
  if (!isDigest(/(?:^|,)\s*sha-256=([A-Za-z0-9+/=]+)/i, post.headers.get("digest"), post.body)) {
    return refused("the digest is not that of the body");
  }
  const lines = covered.map((name) => draftLine(post, parameters, name));
  if (lines.includes(null)) return refused("a header that was signed is missing");
  return { claimed: { keyId, signedAt, value, base: lines.join("\n"), kind: "rsa" } };
}

/** The whole header, and nothing between its parts: another reading must not find other parts. */
function draftParameters(header: string): ReadonlyMap<string, string> | null {
  if (header.length > longestHeader) return null;
  const parameters = new Map<string, string>();
  for (const part of header.split(/,(?=\s*[a-zA-Z]+=)/)) {
    const [, name, quoted, bare] =
      /^\s*([a-zA-Z]{1,20})=(?:"([^"]*)"|(\d{1,15}))\s*$/.exec(part) ?? [];
    if (name === undefined || parameters.has(name)) return null;
    parameters.set(name, quoted ?? bare ?? "");
  }
  return parameters;
}

function draftLine(
  post: SignedPost,
  parameters: ReadonlyMap<string, string>,
  name: string,
): string | null {
  switch (name) {
    case "(request-target)":
      return `${name}: post ${post.url.pathname}${post.url.search}`;
    case "(created)":
    case "(expires)":
      return `${name}: ${parameters.get(name.slice(1, -1)) ?? ""}`;
    default: {
      const value = headerOf(post, name);
      return value === null ? null : `${name}: ${value}`;
    }
  }
}

/** Algorithms of RFC 9421, and the kind of key that each is for. */
const algorithms: ReadonlyMap<string | undefined, Claimed["kind"]> = new Map([
  [undefined, null],
  ["rsa-v1_5-sha256", "rsa"],
  ["ed25519", "ed25519"],
]);

function readRfc9421(post: SignedPost, now: Date): Read {
  const input = post.headers.get("signature-input") ?? "";
  const signature = post.headers.get("signature") ?? "";
  const read = signatureInput(input, signature);
  if (read === null) return malformed;
  const { covered, parameters, said, value } = read;
  const has = (name: string): boolean => covered.includes(name);
  const target =
    has("@target-uri") || (has("@authority") && (has("@path") || has("@request-target")));
  if (!has("@method") || !target || !has("content-digest")) {
    return refused("the signature does not cover method, target and content-digest");
  }
  const keyId = parameters.get("keyid");
  const kind = algorithms.get(parameters.get("alg")?.toLowerCase());
  if (keyId === undefined) return malformed;
  if (kind === undefined) return refused("the algorithm is not taken");
  const signedAt = Number(parameters.get("created") ?? Number.NaN) * 1000;
  const late = lateness({ signedAt, expires: parameters.get("expires") }, now);
  if (late !== null) return refused(late);
  const digest = post.headers.get("content-digest");
  if (!isDigest(/(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):/i, digest, post.body)) {
    return refused("the digest is not that of the body");
  }
  const lines = covered.map((name) => componentLine(post, name));
  if (lines.includes(null)) return refused("a component that was signed is missing");
  const base = [...lines, `"@signature-params": ${said}`].join("\n");
  return { claimed: { keyId, signedAt, value, base, kind } };
}

type SignatureInput = {
  readonly covered: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
  /** Components and parameters as they stand, which is how they were signed. */
  readonly said: string;
  readonly value: string;
};

/** One label alone: which of several would count is a question that attackers ask (A15). */
function signatureInput(input: string, signature: string): SignatureInput | null {
  if (input.length + signature.length > longestHeader) return null;
  const [, label, said = "", components = "", rest = ""] =
    /^\s*([a-z*][a-z0-9_.*-]*)=(\(((?:"[^" ]+"(?: "[^" ]+")*)?)\)((?:;[a-z]+=(?:\d{1,15}|"[^"\\]*"))*))\s*$/.exec(
      input,
    ) ?? [];
  if (label === undefined) return null;
  const covered = [...components.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
  const parameters = new Map<string, string>();
  for (const [, name = "", whole, quoted] of rest.matchAll(/;([a-z]+)=(?:(\d+)|"([^"]*)")/g)) {
    const isNumber = name === "created" || name === "expires";
    if (parameters.has(name) || isNumber !== (whole !== undefined)) return null;
    parameters.set(name, whole ?? quoted ?? "");
  }
  const prefix = `${label}=:`;
  const start = signature.trim();
  if (!start.startsWith(prefix) || new Set(covered).size < covered.length) return null;
  const [, value] = /^([A-Za-z0-9+/=]+):$/.exec(start.slice(prefix.length)) ?? [];
  return value === undefined ? null : { covered, parameters, said, value };
}

function componentLine(post: SignedPost, name: string): string | null {
  const value = name.startsWith("@") ? derived(post.url, name) : headerOf(post, name);
  return value === null ? null : `"${name}": ${value}`;
}

/** Derived components of RFC 9421, 2.2; null for those that no server signs. */
function derived(url: URL, name: string): string | null {
  switch (name) {
    case "@method":
      return "POST";
    case "@target-uri":
      return url.href;
    case "@authority":
      return url.host;
    case "@scheme":
      return url.protocol.slice(0, -1);
    case "@path":
      return url.pathname;
    case "@query":
      return url.search === "" ? "?" : url.search;
    case "@request-target":
      return url.pathname + url.search;
    default:
      return null;
  }
}

function headerOf({ headers, url }: SignedPost, name: string): string | null {
  if (name === "host") return url.host;
  return /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) ? headers.get(name) : null;
}

function lateness(
  made: { readonly signedAt: number; readonly expires: string | undefined },
  now: Date,
): string | null {
  if (!Number.isFinite(made.signedAt)) return "the date of the signature is malformed";
  if (Math.abs(now.getTime() - made.signedAt) > window) {
    return "the request was signed more than an hour from now";
  }
  if (made.expires === undefined) return null;
  return Number(made.expires) * 1000 >= now.getTime() ? null : "the signature has expired";
}

function isDigest(pattern: RegExp, header: string | null, body: Uint8Array): boolean {
  const given = pattern.exec(header ?? "")?.[1];
  if (given === undefined) return false;
  const ours = createHash("sha256").update(body).digest();
  const theirs = Buffer.from(given, "base64");
  return theirs.length === ours.length && timingSafeEqual(theirs, ours);
}
