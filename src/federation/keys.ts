/** Keys of our actors in the forms that signing and documents need; made when first needed. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { exportMultibaseKey, importSpki } from "@fedify/vocab-runtime";
import { actorIri, actorPath, type OwnActor } from "../addresses.ts";
import type { Instance } from "../instance.ts";
import { newKeyPairs } from "../keypairs.ts";
import {
  keepKeys,
  type PublicKeys,
  publicKeysOf,
  type SigningKeyRow,
  signingKeyOf,
} from "../store/keys.ts";

export type SigningKey = {
  /** The id under which the actor's document shows its public half. */
  readonly id: string;
  readonly key: KeyObject;
};

const known = new WeakMap<Instance, Map<string, KeyObject>>();

/**
 * What signs a request of an actor of ours that exists: its present key, or that of the generation
 * that is asked for, as long as it is there (protocol.md 8.3, 48).
 */
export async function signingKey(
  instance: Instance,
  actor: OwnActor,
  generation: number | null = null,
): Promise<SigningKey> {
  const path = actorPath(actor);
  const opened = known.get(instance) ?? new Map<string, KeyObject>();
  known.set(instance, opened);
  const there = generation === null ? undefined : opened.get(`${path} ${generation}`);
  const id = (of: number) => rsaKeyId(actorIri(instance.origin, actor), of);
  if (generation !== null && there !== undefined) return { id: id(generation), key: there };
  const row = await storedKey(instance, path, generation);
  const key = opened.get(`${path} ${row.generation}`) ?? open(row, instance.settings.secret);
  opened.set(`${path} ${row.generation}`, key);
  return { id: id(row.generation), key };
}

async function storedKey(
  { db, settings }: Instance,
  path: string,
  generation: number | null,
): Promise<SigningKeyRow> {
  const asked = generation === null ? null : await signingKeyOf(db, path, generation);
  const found = asked ?? (await signingKeyOf(db, path, null));
  if (found !== null) return found;
  await keepKeys(db, path, { keys: await newKeyPairs(), secret: settings.secret });
  const made = await signingKeyOf(db, path, null);
  if (made === null) throw new Error("an actor of ours without keys");
  return made;
}

function open(row: SigningKeyRow, secret: Uint8Array): KeyObject {
  const key = Buffer.from(row.privateDer(secret));
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

/** The keys of an actor as its document shows them; the caller knows that it exists. */
export async function shownKeys(
  instance: Instance,
  actor: OwnActor,
): Promise<Readonly<Record<string, unknown>>> {
  const { db, settings } = instance;
  const path = actorPath(actor);
  let keys = await publicKeysOf(db, path);
  if (keys.length === 0) {
    await keepKeys(db, path, { keys: await newKeyPairs(), secret: settings.secret });
    keys = await publicKeysOf(db, path);
  }
  const [present, ...retired] = keys;
  if (present === undefined) throw new Error("an actor of ours without keys");
  const id = actorIri(instance.origin, actor);
  const earlier = retired.map(async (keys) => [
    await rsaMultikey(id, keys),
    await edMultikey(id, keys),
  ]);
  return {
    // RSA first: Mastodon up to 4.5 reads only the first key (protocol.md P16).
    publicKey: { id: rsaKeyId(id, present.generation), owner: id, publicKeyPem: present.rsaPem },
    assertionMethod: [await edMultikey(id, present), ...(await Promise.all(earlier)).flat()],
  };
}

function rsaMultikey(actor: string, { generation, rsaPem }: PublicKeys): Promise<unknown> {
  return multikey(actor, rsaKeyId(actor, generation), rsaPem);
}

function edMultikey(actor: string, { generation, edPem }: PublicKeys): Promise<unknown> {
  return multikey(actor, `${actor}#ed25519-key${serial(generation)}`, edPem);
}

async function multikey(controller: string, id: string, pem: string): Promise<unknown> {
  const publicKeyMultibase = await exportMultibaseKey(await importSpki(pem));
  return { id, type: "Multikey", controller, publicKeyMultibase };
}

/**
 * The first key bears the name that everybody expects. Later ones stand at an address that nobody has
 * looked at before, which answers with the same actor: snac2 keeps what it found at an address for 36
 * hours or more. Others compare the address with the id that stands in the document, or only the actor.
 */
function rsaKeyId(actor: string, generation: number): string {
  return generation === 0 ? `${actor}#main-key` : `${actor}?key=${generation + 1}#main-key`;
}

function serial(generation: number): string {
  return generation === 0 ? "" : `-${generation + 1}`;
}
