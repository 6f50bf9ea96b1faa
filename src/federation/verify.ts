/** Who really sent this: the signature of a request, verified with the keys that its actor lists. */
import { createPublicKey, KeyObject as Key, type KeyObject, verify } from "node:crypto";
import { importMultibaseKey } from "@fedify/vocab-runtime";
import type { Instance } from "../instance.ts";
import { vouch } from "./doubts.ts";
import { actorForVerifying, type RemoteKey, remoteActor, sameOrigin } from "./remote-actor.ts";
import type { Claimed } from "./signature.ts";
import { keysFor } from "./trust.ts";

export type Verified =
  | { readonly outcome: "verified" }
  | { readonly outcome: "refused"; readonly why: string }
  /** The actor is gone for good: only its own Delete can mean anything. */
  | { readonly outcome: "gone" }
  /** Their key cannot be had at the moment: come again. */
  | { readonly outcome: "unavailable" };

/**
 * Verifies that the actor made this signature. The key is taken from the actor's own document and
 * nowhere else; when it does not fit, the document is looked up once more (46), as keys change.
 */
export async function verifySender(
  instance: Instance,
  { actor, type }: { readonly actor: string; readonly type: string },
  claimed: Claimed,
): Promise<Verified> {
  const { keyId } = claimed;
  if (!sameOrigin(keyId, actor)) return { outcome: "refused", why: "the key is of another server" };
  for (const look of [actorForVerifying, lookAnew]) {
    const found = await look(instance, actor);
    if (found.outcome === "gone") return { outcome: "gone" };
    if (found.outcome === "unavailable") {
      return found.temporary
        ? { outcome: "unavailable" }
        : { outcome: "refused", why: `the actor cannot be had: ${found.why}` };
    }
    for (const key of keysFor(found.actor, type)) {
      // Gancio says the actor's id in the place of the key's: it is one of the actor's keys all the same.
      if (key.id !== keyId && keyId !== actor) continue;
      if (!(await isSignedWith(key, claimed))) continue;
      if (type === "Update") await vouch(instance, actor, key);
      return { outcome: "verified" };
    }
    if (found.fresh) break;
  }
  return { outcome: "refused", why: "the signature is not that of the actor" };
}

const lookAnew: typeof actorForVerifying = (instance, actor) => remoteActor(instance, actor, 0);

/** The kind of the key decides how it is used, whatever the signature says of its algorithm (A16). */
async function isSignedWith(key: RemoteKey, claimed: Claimed): Promise<boolean> {
  const known = await imported(key);
  if (known === null) return false;
  const kind = known.asymmetricKeyType;
  if (claimed.kind !== null && claimed.kind !== kind) return false;
  const signature = Buffer.from(claimed.value, "base64");
  return verify(kind === "rsa" ? "sha256" : null, Buffer.from(claimed.base), known, signature);
}

const leastBits = 2048;
const mostBits = 8192;
const mostKeys = 5_000;
const keys = new Map<string, KeyObject>();

/** RSA of 2048 to 8192 bits, or Ed25519 (A17); null for anything else. */
async function imported(key: RemoteKey): Promise<KeyObject | null> {
  const name = "pem" in key ? key.pem : key.multibase;
  const there = keys.get(name);
  if (there !== undefined) return there;
  try {
    const made = "pem" in key ? fromPem(key.pem) : await fromMultibase(key.multibase);
    if (made === null || !isStrong(made)) return null;
    const [oldest] = keys.keys();
    if (keys.size >= mostKeys && oldest !== undefined) keys.delete(oldest);
    keys.set(name, made);
    return made;
  } catch {
    return null;
  }
}

/** A public key alone: Node would also take the public half of a private key or of a certificate. */
function fromPem(pem: string): KeyObject | null {
  return /^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem) ? createPublicKey(pem) : null;
}

async function fromMultibase(multibase: string): Promise<KeyObject> {
  return Key.from(await importMultibaseKey(multibase));
}

function isStrong(key: KeyObject): boolean {
  if (key.asymmetricKeyType === "ed25519") return true;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return key.asymmetricKeyType === "rsa" && bits >= leastBits && bits <= mostBits;
}
