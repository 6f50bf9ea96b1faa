/** An activity that means nothing to us is handled by forgetting what it said. */
import type { Instance } from "../instance.ts";
import { type Claim, finishActivity } from "../store/inbox.ts";
import { transact } from "./transaction.ts";

export async function setAside({ db }: Instance, claim: Claim): Promise<void> {
  await transact(db, (tx) => finishActivity(tx, claim));
}
