/** A moderator's word on a name that is held: shown from now on, or never (G5). */
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import { heldName, releaseName } from "../store/held.ts";
import { showName } from "./naming.ts";
import { transact } from "./transaction.ts";

/** False when nothing is held under this id. What the name is does not go into the records. */
export function judgeName(
  { db, by }: Instance,
  id: string,
  word: "show" | "refuse",
): Promise<boolean> {
  return transact(db, async (tx) => {
    const name = await heldName(tx, id);
    if (name === null) return false;
    if (word === "show") await showName(tx, name);
    else await releaseName(tx, id);
    await recordDeed(tx, by, { about: id });
    return true;
  });
}
