/** Ids that cannot be mistaken for one another: a swapped argument does not compile. */

declare const brand: unique symbol;
type Branded<Of, Name> = Of & { readonly [brand]: Name };

export type ProjectId = Branded<string, "project">;
export type TeamId = Branded<string, "team">;
/** Ours, for somebody who wrote to us or followed; never shown to anybody. */
export type PersonId = Branded<string, "person">;
/** The key of a place on the wire: `urn:ine:17079` (protocol.md 4.3). */
export type PlaceKey = Branded<string, "place">;
/** The id of an actor of another server, as that server gives it. */
export type ActorIri = Branded<string, "actor">;

/** Alphabet of our ids: lower case, readable in any address, no time inside. */
const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** A random id of 25 characters (129 bits) out of random bytes (at least 40 of them). */
export function idFrom(random: Uint8Array): string {
  let id = "";
  for (const byte of random) {
    // Bytes from 252 on would make the first letters likelier than the others.
    if (byte < 252) id += alphabet[byte % 36];
    if (id.length === 25) return id;
  }
  throw new RangeError("not enough random bytes for an id");
}

export function isId(text: string): boolean {
  return /^[0-9a-z]{25}$/.test(text);
}
