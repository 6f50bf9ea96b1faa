/** Keys of our actors, made when first needed; private halves are encrypted at rest (J8). */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Db } from "./db.ts";
import { actorKey } from "./schema.ts";

/** Key pairs in the forms in which they are kept: SPKI (PEM) and PKCS #8 (DER). */
export type StoredKeys = {
  readonly rsa: { readonly publicPem: string; readonly privateDer: Uint8Array };
  readonly ed25519: { readonly publicPem: string; readonly privateDer: Uint8Array };
};

export async function keysOf(
  db: Db,
  actor: string,
  secret: Uint8Array,
): Promise<StoredKeys | null> {
  const [row] = await db.select().from(actorKey).where(eq(actorKey.actor, actor));
  if (row === undefined) return null;
  return {
    rsa: { publicPem: row.rsaPublic, privateDer: unseal(row.rsaPrivate, secret, actor) },
    ed25519: { publicPem: row.edPublic, privateDer: unseal(row.edPrivate, secret, actor) },
  };
}

/** Keeps keys unless others were kept for this actor meanwhile; gives those that count. */
export async function keepKeys(
  db: Db,
  actor: string,
  made: { readonly keys: StoredKeys; readonly secret: Uint8Array },
): Promise<StoredKeys> {
  const { keys, secret } = made;
  await db
    .insert(actorKey)
    .values({
      actor,
      rsaPublic: keys.rsa.publicPem,
      rsaPrivate: seal(keys.rsa.privateDer, secret, actor),
      edPublic: keys.ed25519.publicPem,
      edPrivate: seal(keys.ed25519.privateDer, secret, actor),
    })
    .onConflictDoNothing();
  const kept = await keysOf(db, actor, secret);
  if (kept === null) throw new Error("keys were not kept");
  return kept;
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
