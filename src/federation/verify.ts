/** Who really sent this: the signature of a request, read strictly, then verified by Fedify with our keys. */
import { createHash, timingSafeEqual } from "node:crypto";
import { verifyRequestDetailed } from "@fedify/fedify/sig";
import { CryptographicKey } from "@fedify/vocab";
import { importMultibaseKey, importSpki } from "@fedify/vocab-runtime";
import type { Instance } from "../instance.ts";
import { type RemoteActor, type RemoteKey, remoteActor, sameOrigin } from "./remote-actor.ts";

/** A signature as its headers claim it, nothing of it verified yet. */
export type Claimed = {
  readonly keyId: string;
  readonly spec: "draft-cavage-http-signatures-12" | "rfc9421";
  /** When it says that it was made, ms since 1970. */
  readonly signedAt: number;
  /** The signature itself. */
  readonly value: string;
};

export type Read = { readonly claimed: Claimed } | { readonly refused: string };

const longestHeader = 4_096;

/** Requests are taken one hour each way (A12). */
const window = 3600 * 1000;

/**
 * Reads the signature headers of a POST and refuses what does not cover enough: target, host, date
 * and body (A9 to A15). Digest and time are checked here, the signature itself later.
 */
export function readSignature(headers: Headers, body: Uint8Array, now: Date): Read {
  return headers.has("signature-input")
    ? readRfc9421(headers, body, now)
    : readDraft(headers, body, now);
}

function readDraft(headers: Headers, body: Uint8Array, now: Date): Read {
  const header = headers.get("signature");
  if (header === null) return { refused: "the request is not signed" };
  if (header.length > longestHeader) return { refused: "the signature header is too long" };
  const parameters = new Map<string, string>();
  // The whole header, and nothing between its parts: another reading must not find other parts.
  for (const part of header.split(/,(?=\s*[a-zA-Z]+=)/)) {
    const [, name, quoted, bare] =
      /^\s*([a-zA-Z]{1,20})=(?:"([^"]*)"|(\d{1,15}))\s*$/.exec(part) ?? [];
    if (name === undefined || parameters.has(name)) {
      return { refused: "the signature header is malformed" };
    }
    parameters.set(name, quoted ?? bare ?? "");
  }
  const keyId = parameters.get("keyId");
  const value = parameters.get("signature");
  const covered = (parameters.get("headers") ?? "").toLowerCase().split(" ");
  if (keyId === undefined || value === undefined || value === "") {
    return { refused: "the signature header is malformed" };
  }
  const algorithm = parameters.get("algorithm")?.toLowerCase() ?? "hs2019";
  if (!["rsa-sha256", "hs2019", "ed25519"].includes(algorithm))
    return { refused: "the algorithm is not taken" };
  for (const needed of ["(request-target)", "host", "date", "digest"]) {
    if (!covered.includes(needed)) return { refused: `the signature does not cover ${needed}` };
  }
  const signedAt = Date.parse(headers.get("date") ?? "");
  const late = lateness(signedAt, now);
  if (late !== null) return { refused: late };
  const digest = /(?:^|,)\s*sha-256=([A-Za-z0-9+/=]+)/i.exec(headers.get("digest") ?? "")?.[1];
  if (!isDigest(digest, body)) return { refused: "the digest is not that of the body" };
  return { claimed: { keyId, spec: "draft-cavage-http-signatures-12", signedAt, value } };
}

function readRfc9421(headers: Headers, body: Uint8Array, now: Date): Read {
  const input = headers.get("signature-input") ?? "";
  if (input.length + (headers.get("signature") ?? "").length > longestHeader) {
    return { refused: "the signature header is too long" };
  }
  const parsed = /^\s*([a-z*][a-z0-9_.*-]*)=\(([^)]*)\)((?:;[^,]*)?)\s*$/i.exec(input);
  // One label alone: which of several would count is a question that attackers ask.
  if (parsed === null) return { refused: "the Signature-Input header is malformed" };
  const [, label = "", components = "", parameters = ""] = parsed;
  const covered = [...components.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? "");
  const keyId = /;\s*keyid="([^"]+)"/i.exec(parameters)?.[1];
  const created = Number(/;\s*created=(\d+)/i.exec(parameters)?.[1] ?? Number.NaN);
  const expires = /;\s*expires=(\d+)/i.exec(parameters)?.[1];
  const value = new RegExp(`(?:^|,)\\s*${label.replace(/[.*]/g, "\\$&")}=:([A-Za-z0-9+/=]+):`).exec(
    headers.get("signature") ?? "",
  )?.[1];
  if (keyId === undefined || value === undefined)
    return { refused: "the signature header is malformed" };
  const target =
    covered.includes("@target-uri") ||
    (covered.includes("@authority") &&
      (covered.includes("@path") || covered.includes("@request-target")));
  if (!covered.includes("@method") || !target || !covered.includes("content-digest")) {
    return { refused: "the signature does not cover method, target and content-digest" };
  }
  const late = lateness(created * 1000, now);
  if (late !== null) return { refused: late };
  if (expires !== undefined && Number(expires) * 1000 < now.getTime()) {
    return { refused: "the signature has expired" };
  }
  const digest = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):/i.exec(
    headers.get("content-digest") ?? "",
  )?.[1];
  if (!isDigest(digest, body)) return { refused: "the digest is not that of the body" };
  return { claimed: { keyId, spec: "rfc9421", signedAt: created * 1000, value } };
}

function lateness(signedAt: number, now: Date): string | null {
  if (!Number.isFinite(signedAt)) return "the date of the signature is malformed";
  return Math.abs(now.getTime() - signedAt) > window
    ? "the request was signed more than an hour from now"
    : null;
}

function isDigest(given: string | undefined, body: Uint8Array): boolean {
  if (given === undefined) return false;
  const ours = createHash("sha256").update(body).digest();
  const theirs = Buffer.from(given, "base64");
  return theirs.length === ours.length && timingSafeEqual(theirs, ours);
}

export type Verified =
  | { readonly outcome: "verified"; readonly actor: RemoteActor }
  | { readonly outcome: "refused"; readonly why: string }
  /** The actor is gone for good: only its own Delete can mean anything. */
  | { readonly outcome: "gone" }
  /** Their key cannot be had at the moment: come again. */
  | { readonly outcome: "unavailable" };

/**
 * Verifies that `actor` signed this request. The key is taken from the actor's own document and
 * nowhere else; when it does not fit, the document is looked up once more (46), as keys change.
 */
export async function verifySender(
  instance: Instance,
  request: Request,
  claimed: Claimed & { readonly actor: string },
): Promise<Verified> {
  const { actor, keyId } = claimed;
  if (!sameOrigin(keyId, actor)) return { outcome: "refused", why: "the key is of another server" };
  for (const newerThan of [undefined, 0]) {
    const found = await remoteActor(instance, actor, newerThan);
    if (found.outcome === "gone") return { outcome: "gone" };
    if (found.outcome === "unavailable") {
      return found.temporary
        ? { outcome: "unavailable" }
        : { outcome: "refused", why: `the actor cannot be had: ${found.why}` };
    }
    const key = found.actor.keys.find((one) => one.id === keyId);
    if (key !== undefined && (await isSignedWith(request, key, { claimed, now: instance.now() }))) {
      return { outcome: "verified", actor: found.actor };
    }
    if (found.fresh) break;
  }
  return { outcome: "refused", why: "the signature is not that of the actor" };
}

async function isSignedWith(
  request: Request,
  key: RemoteKey,
  at: { readonly claimed: Claimed; readonly now: Date },
): Promise<boolean> {
  const known = await imported(key);
  if (known === null) return false;
  const id = new URL(key.id);
  try {
    const result = await verifyRequestDetailed(request.clone(), {
      spec: at.claimed.spec,
      // The window was checked above, by this instance's own clock.
      timeWindow: false,
      // What Fedify asks for is at hand; it never reaches out by itself.
      keyCache: {
        get: async (asked) => (asked.href === id.href ? known : null),
        set: async () => {},
      },
      documentLoader: async () => {
        throw new Error("no documents are loaded while verifying");
      },
      contextLoader: async () => {
        throw new Error("no contexts are loaded while verifying");
      },
    });
    return result.verified;
  } catch {
    // Whatever Fedify cannot read is not a signature (A13).
    return false;
  }
}

const leastBits = 2048;
const mostBits = 8192;
const mostKeys = 2_000;
const keys = new Map<string, CryptographicKey>();

/** RSA of 2048 to 8192 bits, or Ed25519 (A17); null for anything else. */
async function imported(key: RemoteKey): Promise<CryptographicKey | null> {
  const material = "pem" in key ? key.pem : key.multibase;
  const name = `${key.id}\n${material}`;
  const there = keys.get(name);
  if (there !== undefined) return there;
  try {
    const publicKey =
      "pem" in key ? await importSpki(key.pem) : await importMultibaseKey(key.multibase);
    if (!isStrong(publicKey)) return null;
    const id = new URL(key.id);
    // Fedify asks for this class, whatever the kind of key.
    const made = new CryptographicKey({ id, publicKey });
    const [oldest] = keys.keys();
    if (keys.size >= mostKeys && oldest !== undefined) keys.delete(oldest);
    keys.set(name, made);
    return made;
  } catch {
    return null;
  }
}

function isStrong(key: CryptoKey): boolean {
  if (key.algorithm.name === "Ed25519") return true;
  const bits = (key.algorithm as RsaHashedKeyAlgorithm).modulusLength;
  return key.algorithm.name === "RSASSA-PKCS1-v1_5" && bits >= leastBits && bits <= mostBits;
}
