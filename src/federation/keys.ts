/** Keys of our actors in the forms that signing and documents need; made when first needed. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { exportMultibaseKey, importSpki } from "@fedify/vocab-runtime";
import { actorPath, type OwnActor } from "../addresses.ts";
import type { Instance } from "../instance.ts";
import { keepKeys, keysOf, type StoredKeys } from "../store/keys.ts";

export type ActorKeys = {
  /** Signs our requests. */
  readonly rsaPrivate: KeyObject;
  /** As `publicKeyPem` of the actor: SPKI (protocol.md P15). */
  readonly rsaPem: string;
  /** As `publicKeyMultibase` of the actor. */
  readonly edMultibase: string;
};

const known = new WeakMap<Instance, Map<string, Promise<ActorKeys>>>();

/** The keys of an actor of ours; the caller knows that it exists. */
export function actorKeys(instance: Instance, actor: OwnActor): Promise<ActorKeys> {
  const path = actorPath(actor);
  const ofInstance = known.get(instance) ?? new Map<string, Promise<ActorKeys>>();
  known.set(instance, ofInstance);
  const there = ofInstance.get(path);
  if (there !== undefined) return there;
  const loading = load(instance, path);
  ofInstance.set(path, loading);
  loading.catch(() => ofInstance.delete(path));
  return loading;
}

async function load({ db, settings }: Instance, path: string): Promise<ActorKeys> {
  const stored =
    (await keysOf(db, path, settings.secret)) ??
    (await keepKeys(db, path, { keys: await make(), secret: settings.secret }));
  return {
    rsaPrivate: createPrivateKey({
      key: Buffer.from(stored.rsa.privateDer),
      format: "der",
      type: "pkcs8",
    }),
    rsaPem: stored.rsa.publicPem,
    edMultibase: await exportMultibaseKey(await importSpki(stored.ed25519.publicPem)),
  };
}

/** RSA of 2048 bits (Fedify's own helper makes 4096, which costs twice at every delivery) and Ed25519. */
async function make(): Promise<StoredKeys> {
  const rsa = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  );
  const ed25519 = (await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  return { rsa: await stored(rsa), ed25519: await stored(ed25519) };
}

async function stored(pair: CryptoKeyPair): Promise<StoredKeys["rsa"]> {
  const spki = Buffer.from(await crypto.subtle.exportKey("spki", pair.publicKey));
  const lines = spki.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    publicPem: `-----BEGIN PUBLIC KEY-----\n${lines.join("\n")}\n-----END PUBLIC KEY-----\n`,
    privateDer: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
  };
}
