/** The territory grew: whoever lives where it is new was told "not yet", and is asked once now. */
import { covers } from "../domain/territories.ts";
import type { Instance } from "../instance.ts";
import { toldNotYet } from "../store/interests.ts";
import { makeAppointment } from "../store/notices.ts";
import { placeOf } from "../store/places.ts";
import { transact } from "./transaction.ts";

/** At every start, since settings change between two; gives how many will be asked. */
export function findNewlyCovered({ db, settings }: Instance): Promise<number> {
  return transact(db, async (tx) => {
    let found = 0;
    for (const { person, project, place: key } of await toldNotYet(tx)) {
      const place = await placeOf(tx, key);
      if (place === null || !covers(settings.territory, place)) continue;
      await makeAppointment(tx, { kind: "covered", person, project, inMs: 0 });
      found++;
    }
    return found;
  });
}
