/** The profile of somebody whom we know has changed: where to write to, how they are called, whether they want it. */
import type { Instance } from "../instance.ts";
import { type Claim, finishActivity } from "../store/inbox.ts";
import { type Profile, updateProfile } from "../store/people.ts";
import { transact } from "./transaction.ts";

/** Nobody is made known by it; what was handled before, or by another worker, changes nothing. */
export function updatePerson(
  { db }: Instance,
  asked: { readonly claim: Claim; readonly profile: Profile },
): Promise<void> {
  return transact(db, async (tx) => {
    if (await finishActivity(tx, asked.claim)) await updateProfile(tx, asked.profile);
  });
}
