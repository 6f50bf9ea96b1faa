/** The territory that a cooperative covers: a list of place keys (protocol.md 4.4). */
import type { Place } from "./places.ts";

/** Place keys: municipalities, comarques, or Catalonia as a whole. */
export type Territory = readonly string[];

export const catalonia = "urn:ine:ccaa:09";

/** Whether the cooperative that covers this territory matches the people of this place (M2). */
export function covers(territory: Territory, place: Place): boolean {
  return territory.some(
    (key) => key === catalonia || key === place.key || key === place.comarca.key,
  );
}
