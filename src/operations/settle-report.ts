/** A report was looked at: it is put away. What was done because of it is a deed of its own. */
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import { settleReport as settle } from "../store/reports.ts";
import { transact } from "./transaction.ts";

/** False when there is none that is open. */
export function settleReport({ db, by }: Instance, id: string): Promise<boolean> {
  return transact(db, async (tx) => {
    if (!(await settle(tx, id))) return false;
    await recordDeed(tx, by, { about: id });
    return true;
  });
}
