/** The municipalities of Catalonia as they come in the box (Idescat, INE; see gazetteer/README.md). */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { PlaceKey } from "./domain/ids.ts";
import type { Place } from "./domain/places.ts";

const file = new URL("../gazetteer/catalonia-municipalities.csv", import.meta.url);

type Row = {
  ine: string;
  name: string;
  comarca_code: string;
  comarca: string;
  population_2023: string;
  lat: string;
  lon: string;
};

let read: readonly Place[] | undefined;

/** All places that this program knows, read once. */
export function gazetteer(): readonly Place[] {
  read ??= (parse(readFileSync(file), { columns: true, bom: true }) as Row[]).map((row) => ({
    key: `urn:ine:${row.ine}` as PlaceKey,
    name: row.name.replace(/^(.+), (\S+)$/, "$2 $1"),
    comarca: { key: `urn:idescat:comarca:${row.comarca_code}`, name: row.comarca },
    population: Number(row.population_2023),
    lat: Number(row.lat),
    lon: Number(row.lon),
  }));
  return read;
}
