/** Keys of our actors, made when first needed; private halves are encrypted at rest (J8). */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { and, asc, desc, eq, gt, lt, notExists, sql } from "drizzle-orm";
import type { Db, Tx } from "./db.ts";
import { actorKey, letter, notice, retiredKey } from "./schema.ts";

/** Key pairs in the forms in which they are kept: SPKI (PEM) and PKCS #8 (DER). */
export type StoredKeys = {
  readonly rsa: { readonly publicPem: string; readonly privateDer: Uint8Array };
  readonly ed25519: { readonly publicPem: string; readonly privateDer: Uint8Array };
};

/** The public halves of one pair of each kind. */
export type PublicKeys = {
  readonly generation: number;
  readonly rsaPem: string;
  readonly edPem: string;
};

/** How long a replaced key is still shown, for what was signed with it. */
const shownFor = sql`interval '30 days'`;

/** The present keys of an actor, then those that were replaced in the last 30 days; none when it has none yet. */
export async function publicKeysOf(db: Db, actor: string): Promise<readonly PublicKeys[]> {
  const [present] = await db.select().from(actorKey).where(eq(actorKey.actor, actor));
  const retired = await db
    .select()
    .from(retiredKey)
    .where(and(eq(retiredKey.actor, actor), gt(retiredKey.retiredAt, sql`now() - ${shownFor}`)))
    .orderBy(desc(retiredKey.generation));
  return [...(present === undefined ? [] : [present]), ...retired].map((row) => ({
    generation: row.generation,
    rsaPem: row.rsaPublic,
    edPem: row.edPublic,
  }));
}

/** What signs requests; its private half is opened only when it is needed. */
export type SigningKeyRow = {
  readonly generation: number;
  readonly privateDer: (secret: Uint8Array) => Uint8Array;
};

/** The key of this generation, or with null the present one; null when it is not there (any more). */
export async function signingKeyOf(
  db: Db,
  actor: string,
  generation: number | null,
): Promise<SigningKeyRow | null> {
  const [row] = await db
    .select({ generation: actorKey.generation, rsaPrivate: actorKey.rsaPrivate })
    .from(actorKey)
    .where(
      and(
        eq(actorKey.actor, actor),
        generation === null ? undefined : eq(actorKey.generation, generation),
      ),
    );
  const found = row ?? (generation === null ? undefined : await retiredOf(db, actor, generation));
  if (found === undefined || found.rsaPrivate.length === 0) return null;
  return {
    generation: found.generation,
    privateDer: (secret) => unseal(found.rsaPrivate, secret, actor),
  };
}

async function retiredOf(db: Db, actor: string, generation: number) {
  const [row] = await db
    .select({ generation: retiredKey.generation, rsaPrivate: retiredKey.rsaPrivate })
    .from(retiredKey)
    .where(and(eq(retiredKey.actor, actor), eq(retiredKey.generation, generation)));
  return row;
}

/** Actors that have keys, by their paths. */
export async function actorsWithKeys(db: Db): Promise<readonly string[]> {
  const rows = await db
    .select({ actor: actorKey.actor })
    .from(actorKey)
    .orderBy(asc(actorKey.actor));
  return rows.map(({ actor }) => actor);
}

/** Puts a new pair in the place of the present one; gives the generation of that, or null when there is none. */
export async function replaceKeys(
  tx: Tx,
  actor: string,
  made: { readonly keys: StoredKeys; readonly secret: Uint8Array },
): Promise<number | null> {
  const [old] = await tx.select().from(actorKey).where(eq(actorKey.actor, actor)).for("update");
  if (old === undefined) return null;
  const { generation, rsaPublic, rsaPrivate, edPublic } = old;
  await tx.insert(retiredKey).values({ actor, generation, rsaPublic, rsaPrivate, edPublic });
  await tx
    .update(actorKey)
    .set({ ...sealed(actor, made), generation: generation + 1, madeAt: sql`now()` })
    .where(eq(actorKey.actor, actor));
  return generation;
}

/**
 * The private half of a replaced key goes when no letter needs it any more, the whole of it when it
 * has been shown long enough.
 */
export async function forgetRetiredKeys(db: Db): Promise<void> {
  await db.delete(retiredKey).where(lt(retiredKey.retiredAt, sql`now() - ${shownFor}`));
  const unwritten = db.select().from(notice).where(eq(notice.subject, retiredKey.actor));
  const unsent = db
    .select()
    .from(letter)
    .where(
      and(
        eq(letter.actor, retiredKey.actor),
        eq(letter.keyGeneration, retiredKey.generation),
        eq(letter.state, "waiting"),
      ),
    );
  await db
    .update(retiredKey)
    .set({ rsaPrivate: new Uint8Array() })
    .where(and(notExists(unwritten), notExists(unsent)));
}

/** Keeps keys, unless others were kept for this actor meanwhile: then those count. */
export async function keepKeys(
  db: Db,
  actor: string,
  made: { readonly keys: StoredKeys; readonly secret: Uint8Array },
): Promise<void> {
  await db
    .insert(actorKey)
    .values({ actor, ...sealed(actor, made) })
    .onConflictDoNothing();
}

function sealed(
  actor: string,
  { keys, secret }: { readonly keys: StoredKeys; readonly secret: Uint8Array },
) {
  return {
    rsaPublic: keys.rsa.publicPem,
    rsaPrivate: seal(keys.rsa.privateDer, secret, actor),
    edPublic: keys.ed25519.publicPem,
    edPrivate: seal(keys.ed25519.privateDer, secret, actor),
  };
}

/** Whether this is the secret with which the keys were encrypted; true while there are none. */
export async function isSecretOf(db: Db, secret: Uint8Array): Promise<boolean> {
  const [row] = await db.select().from(actorKey).limit(1);
  if (row === undefined) return true;
  try {
    unseal(row.rsaPrivate, secret, row.actor);
    return true;
  } catch {
    return false;
  }
}

// AES-256-GCM: 12 bytes nonce, 16 bytes tag, then the cipher text; bound to the actor it belongs to.
function seal(plain: Uint8Array, secret: Uint8Array, actor: string): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", secret, nonce).setAAD(Buffer.from(actor));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function unseal(sealed: Uint8Array, secret: Uint8Array, actor: string): Uint8Array {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv("aes-256-gcm", secret, bytes.subarray(0, 12))
    .setAAD(Buffer.from(actor))
    .setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
}
