/** Places where people live, how their names are read, and how far they are from one another. */
import type { PlaceKey } from "./ids.ts";

export type Place = {
  readonly key: PlaceKey;
  readonly name: string;
  readonly comarca: Comarca;
  readonly population: number;
  readonly lat: number;
  readonly lon: number;
};

/** `key` as on the wire: `urn:idescat:comarca:20`. */
export type Comarca = { readonly key: string; readonly name: string };

/** Below this many inhabitants a town is shown in public only as its comarca (product.md, "Numbers in public"). */
export const smallTown = 2000;

/** Where a place may be said to be in public: the town, or its comarca when the town is small (P2). */
export function publicPlace(place: Place): { readonly name: string; readonly key: string } {
  return place.population < smallTown
    ? { name: place.comarca.name, key: place.comarca.key }
    : { name: place.name, key: place.key };
}

/** Words that people leave out or write in another language: articles and prepositions. */
const particles = new Set(
  "a al als d de del dels el els en i l la las les lo los na s sa ses the y".split(" "),
);

const shortWords: ReadonlyMap<string, string> = new Map([
  ["st", "sant"],
  ["san", "sant"],
  ["sta", "santa"],
]);

/**
 * A name as it is compared: no case, accents, articles, punctuation (M4: forgiven in search).
 * "L'Hospitalet de Llobregat" and "hospitalet llobregat" are the same.
 */
export function fold(name: string): string {
  const words = name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/l·l/g, "ll")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => shortWords.get(word) ?? word);
  const said = words.filter((word) => !particles.has(word));
  return (said.length > 0 ? said : words).join(" ");
}

/** Names by which Catalan towns are known in Spanish or in short, where spelling alone does not lead there. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["bcn", "barcelona"],
  ["gerona", "girona"],
  ["lerida", "lleida"],
  ["viella", "vielha"],
  ["vich", "vic"],
  ["tarrasa", "terrassa"],
  ["hospi", "hospitalet llobregat"],
  ["hospitalet", "hospitalet llobregat"],
  ["figueras", "figueres"],
  ["banolas", "banyoles"],
  ["esplugas", "esplugues llobregat"],
  ["rosas", "roses"],
]);

/** Saints as Spanish calls them, for "San Pedro de Ribas". */
const saints: ReadonlyMap<string, string> = new Map([
  ["andres", "andreu"],
  ["baudilio", "boi"],
  ["carlos", "carles"],
  ["esteban", "esteve"],
  ["jaime", "jaume"],
  ["juan", "joan"],
  ["julian", "julia"],
  ["lorenzo", "llorenc"],
  ["martin", "marti"],
  ["miguel", "miquel"],
  ["pablo", "pau"],
  ["pedro", "pere"],
  ["quirico", "quirze"],
  ["vicente", "vicenc"],
]);

/** Ways in which people begin the answer to "where do you live?", in the three languages. */
const beginnings = [
  /^(?:nosaltres\s+|jo\s+)?(?:hi\s+)?(?:visc|vivim|visc jo|soc|sóc|som|estic|estem)\s+(?:a\s+prop\s+de\s+|a\s+|al\s+|als\s+|de\s+|del\s+|d['’]|en\s+)?/iu,
  /^(?:yo\s+|nosotr[oa]s\s+)?(?:vivo|vivimos|soy|somos|estoy|estamos)\s+(?:cerca\s+de\s+|en\s+|de\s+)?/iu,
  /^(?:i\s+live|i['’]?m|i\s+am|we\s+live|we\s+are|we['’]re|living)\s+(?:in|at|from|near|close\s+to)?\s*/iu,
  /^(?:a|al|en|in|from|des\s+de|desde)\s+/iu,
];

/**
 * What a person may have meant as the name of a town, folded: the town, and what they added after a
 * comma, in brackets or on the next line ("Castellar (Vallès)") to tell it from others.
 */
export function saidPlace(text: string): { readonly town: string; readonly within: string } {
  let said = text.normalize("NFC").trim();
  for (const beginning of beginnings) said = said.replace(beginning, "");
  const [first = "", ...rest] = said.split(/[,;(/\n]|\s[-–]\s/u);
  const folded = fold(first)
    .slice(0, 80)
    .split(" ")
    .map((word, n, words) => (words[n - 1] === "sant" ? (saints.get(word) ?? word) : word))
    .join(" ");
  return { town: otherNames.get(folded) ?? folded, within: fold(rest.join(" ")).slice(0, 80) };
}

/** Whether two words differ by one slip of the finger at most: a letter more, less, other, or two swapped. */
export function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let n = 0;
  while (n < short.length && short[n] === long[n]) n++;
  if (long.length > short.length) return short.slice(n) === long.slice(n + 1);
  const swapped = short[n] === long[n + 1] && short[n + 1] === long[n];
  return (
    short.slice(n + 1) === long.slice(n + 1) ||
    (swapped && short.slice(n + 2) === long.slice(n + 2))
  );
}

/** Metres between two points on the globe, as the crow flies; whole metres, so that ties are ties. */
export function metresBetween(
  a: { readonly lat: number; readonly lon: number },
  b: { readonly lat: number; readonly lon: number },
): number {
  const radians = Math.PI / 180;
  const dLat = (b.lat - a.lat) * radians;
  const dLon = (b.lon - a.lon) * radians;
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(dLon / 2) ** 2;
  return Math.round(2 * 6_371_009 * Math.asin(Math.min(1, Math.sqrt(h))));
}

/** Hubs stand at least this far apart (matching.md 4.3). */
const hubSpacing = 3_000;

/** Everybody within this distance of a hub can meet there. One reach for all until matching has bands. */
export const reachMetres = 15_000;

export type HubDistance = {
  readonly place: PlaceKey;
  readonly hub: PlaceKey;
  readonly metres: number;
};

/** The towns where teams may meet (the large ones first, none within 3 km of another), with every place in reach. */
export function hubDistances(places: readonly Place[]): HubDistance[] {
  const bySize = [...places].sort(
    (a, b) => b.population - a.population || (a.key < b.key ? -1 : 1),
  );
  const hubs: Place[] = [];
  for (const place of bySize) {
    if (hubs.every((hub) => metresBetween(hub, place) >= hubSpacing)) hubs.push(place);
  }
  return places.flatMap((place) =>
    hubs.flatMap((hub) => {
      const metres = metresBetween(place, hub);
      return metres <= reachMetres ? [{ place: place.key, hub: hub.key, metres }] : [];
    }),
  );
}
