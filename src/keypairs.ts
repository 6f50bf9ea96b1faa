/** New pairs of keys for our actors. */
import type { StoredKeys } from "./store/keys.ts";

/** RSA of 2048 bits (Fedify's own helper makes 4096, which costs twice at every delivery) and Ed25519. */
export async function newKeyPairs(): Promise<StoredKeys> {
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
