/** A letter that may not leave any more, since its server was blocked after it was written. */
import type { Instance } from "../instance.ts";
import { type ClaimedLetter, removeLetter } from "../store/letters.ts";
import { transact } from "./transaction.ts";

export function dropLetter({ db }: Instance, letter: ClaimedLetter): Promise<void> {
  return transact(db, (tx) => removeLetter(tx, letter));
}
