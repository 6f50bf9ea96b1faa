/** Places to speak of in tests, with round figures; and texts of any kind. */
import fc from "fast-check";
import type { PlaceKey } from "../../src/domain/ids.ts";
import type { Place } from "../../src/domain/places.ts";

export function place(name: string, about: Partial<Place> = {}): Place {
  return {
    key: `urn:test:${name}` as PlaceKey,
    name,
    comarca: { key: "urn:test:comarca", name: "Comarca" },
    population: 10_000,
    lat: 42,
    lon: 2,
    ...about,
  };
}

const girones = { key: "urn:idescat:comarca:20", name: "Gironès" };

export const girona = place("Girona", { key: "urn:ine:17079" as PlaceKey, comarca: girones });
export const salt = place("Salt", { key: "urn:ine:17155" as PlaceKey, comarca: girones });
export const olot = place("Olot", {
  key: "urn:ine:17114" as PlaceKey,
  comarca: { key: "urn:idescat:comarca:19", name: "Garrotxa" },
});
export const vic = place("Vic", {
  key: "urn:ine:08298" as PlaceKey,
  comarca: { key: "urn:idescat:comarca:24", name: "Osona" },
});

/** Any text: letters, marks, controls, halves of pairs, what is not assigned. */
export function anyText(most: number): fc.Arbitrary<string> {
  return fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0x2ff }),
        fc.integer({ min: 0x300, max: 0xffff }),
        fc.integer({ min: 0x10000, max: 0x10ffff }),
      ),
      { maxLength: most },
    )
    .map((points) => String.fromCodePoint(...points));
}
