/** Places and meeting points. */
import { asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { PlaceKey } from "../domain/ids.ts";
import {
  fold,
  type HubDistance,
  hubDistances,
  isOneSlip,
  metresBetween,
  type Place,
  saidPlace,
} from "../domain/places.ts";
import type { Db, Tx } from "./db.ts";
import { place, placeHub } from "./schema.ts";

type Row = typeof place.$inferSelect;

function fromRow(row: Row): Place {
  return {
    key: row.key as PlaceKey,
    name: row.name,
    comarca: { key: row.comarcaKey, name: row.comarca },
    population: row.population,
    lat: row.lat,
    lon: row.lon,
  };
}

export async function placeOf(db: Db, key: PlaceKey): Promise<Place | null> {
  const [row] = await db.select().from(place).where(eq(place.key, key));
  return row === undefined ? null : fromRow(row);
}

/** The places of these keys, in the order of the keys. */
export async function placesOf(db: Db, keys: readonly PlaceKey[]): Promise<readonly Place[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .select()
    .from(place)
    .where(inArray(place.key, [...keys]));
  const byKey = new Map(rows.map((row) => [row.key, fromRow(row)]));
  return keys.flatMap((key) => byKey.get(key) ?? []);
}

const mostOffered = 8;
/** How alike two spellings must be to be worth offering, and to be taken without a choice. */
const alike = 0.4;
const clearlyAlike = 0.5;
const clearLead = 0.15;

type Ranked = Row & { rank: number; likeness: number };

/**
 * What somebody may mean who writes this as their town: one place when it is plain, several to choose
 * from (the likeliest first, at most 8), or none. Case, accents, articles and spelling are forgiven.
 */
export async function placesNamed(db: Db, text: string): Promise<readonly Place[]> {
  const { town, within } = saidPlace(text);
  if (town.length < 2) return [];
  const found = await db.execute<Ranked & Record<string, unknown>>(sql`
    select key, name, folded, comarca_key as "comarcaKey", comarca, population, lat, lon,
      case
        when folded = ${town} then 0
        when folded like ${`${likePattern(town)} %`} then 1
        when folded like ${`${likePattern(town)}%`} then 2
        when ' ' || folded || ' ' like ${`% ${likePattern(town)} %`} then 2
        else 3
      end as rank,
      similarity(folded, ${town}) as likeness
    from place
    where folded = ${town}
       or folded like ${`${likePattern(town)}%`}
       or ' ' || folded || ' ' like ${`% ${likePattern(town)} %`}
       or similarity(folded, ${town}) >= ${alike}
    order by rank, case when similarity(folded, ${town}) >= ${clearlyAlike} then 0 else 1 end,
      likeness desc, population desc, key
    limit 30`);
  const rows = inComarca([...found], within);
  const best = rows[0]?.rank;
  if (best === undefined) return slips(db, town);
  const same = rows.filter((row) => row.rank === best);
  if (best < 3) {
    // "Sant Pere" begins several names: the largest towns first.
    const offered = best === 0 ? same : rows.filter((row) => row.rank < 3);
    return [...offered]
      .sort((a, b) => a.rank - b.rank || b.population - a.population)
      .slice(0, mostOffered)
      .map(fromRow);
  }
  const [first, second] = same;
  const plain =
    first !== undefined &&
    (first.likeness >= clearlyAlike || isOneSlip(first.folded, town)) &&
    (second === undefined || first.likeness - second.likeness >= clearLead);
  if (plain) return [fromRow(first)];
  const slipped = await slips(db, town);
  if (slipped.length > 0) return slipped;
  // One name that is only somewhat alike is somebody else's town: Eivissa is not Tivissa.
  return same.length === 1 ? [] : same.slice(0, 5).map(fromRow);
}

/** Names of which one letter is wrong, too few or too many, or two stand the other way round: "Olto", "Girnoa". */
async function slips(db: Db, town: string): Promise<readonly Place[]> {
  if (town.length < 4) return [];
  const rows = await db
    .select()
    .from(place)
    .where(
      sql`left(${place.folded}, 1) = left(${town}, 1)
        and abs(char_length(${place.folded}) - char_length(${town})) <= 1`,
    )
    .orderBy(desc(place.population), asc(place.key));
  return rows
    .filter((row) => isOneSlip(row.folded, town))
    .slice(0, mostOffered)
    .map(fromRow);
}

/** "Castellar (Vallès)": only those of that comarca, when there are any. */
function inComarca(rows: readonly Ranked[], within: string): readonly Ranked[] {
  if (within === "") return rows;
  const inside = rows.filter((row) => ` ${fold(row.comarca)} `.includes(` ${within} `));
  return inside.length > 0 ? inside : rows;
}

function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Other places within so many metres, the nearest first. */
export async function placesNear(
  db: Db,
  around: Place,
  metres: number,
): Promise<readonly { readonly place: Place; readonly metres: number }[]> {
  const degrees = metres / 111_000;
  const wide = degrees / Math.cos((around.lat * Math.PI) / 180);
  const rows = await db
    .select()
    .from(place)
    .where(
      sql`${place.lat} between ${around.lat - degrees} and ${around.lat + degrees}
        and ${place.lon} between ${around.lon - wide} and ${around.lon + wide}
        and ${place.key} <> ${around.key}`,
    );
  return rows
    .map((row) => ({ place: fromRow(row), metres: metresBetween(around, row) }))
    .filter((near) => near.metres <= metres)
    .sort((a, b) => a.metres - b.metres || (a.place.key < b.place.key ? -1 : 1));
}

/** The meeting points in reach of each of these places. */
export async function hubsOf(
  db: Db,
  keys: readonly PlaceKey[],
): Promise<ReadonlyMap<PlaceKey, readonly Pick<HubDistance, "hub" | "metres">[]>> {
  const hubs = new Map<PlaceKey, Pick<HubDistance, "hub" | "metres">[]>();
  if (keys.length === 0) return hubs;
  const rows = await db
    .select()
    .from(placeHub)
    .where(inArray(placeHub.place, [...keys]))
    .orderBy(asc(placeHub.metres), asc(placeHub.hub));
  for (const row of rows) {
    const near = hubs.get(row.place as PlaceKey) ?? [];
    near.push({ hub: row.hub as PlaceKey, metres: row.metres });
    hubs.set(row.place as PlaceKey, near);
  }
  return hubs;
}

export async function countPlaces(db: Db): Promise<number> {
  const [row] = await db.select({ n: sql<number>`count(*)::int` }).from(place);
  return row?.n ?? 0;
}

/** Fills the tables of places and meeting points; what is there is brought up to date, nothing is removed. */
export async function savePlaces(tx: Tx, places: readonly Place[]): Promise<void> {
  for (const part of chunks(places, 500)) {
    await tx
      .insert(place)
      .values(
        part.map(({ comarca, ...one }) => ({
          ...one,
          folded: fold(one.name),
          comarcaKey: comarca.key,
          comarca: comarca.name,
        })),
      )
      .onConflictDoUpdate({
        target: place.key,
        set: {
          name: sql`excluded.name`,
          folded: sql`excluded.folded`,
          comarcaKey: sql`excluded.comarca_key`,
          comarca: sql`excluded.comarca`,
          population: sql`excluded.population`,
          lat: sql`excluded.lat`,
          lon: sql`excluded.lon`,
        },
      });
  }
  for (const part of chunks(hubDistances(places), 5000)) {
    await tx
      .insert(placeHub)
      .values([...part])
      .onConflictDoNothing();
  }
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
}
