/** Taking the next letter that is due, to hand it over. */
import type { Instance } from "../instance.ts";
import { type ClaimedLetter, claimLetter } from "../store/letters.ts";
import { transact } from "./transaction.ts";

/** Null when there is none. The letter is ours until its lease ends. */
export function takeLetter({ db, newId }: Instance): Promise<ClaimedLetter | null> {
  return transact(db, (tx) => claimLetter(tx, newId()));
}
