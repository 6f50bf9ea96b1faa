/** Taking letters that are due, to hand them over. */
import type { Instance } from "../instance.ts";
import { type ClaimedLetter, claimLetters } from "../store/letters.ts";
import { transact } from "./transaction.ts";

/** At most so many; none when none is due. They are ours until their lease ends. */
export function takeLetters(
  { db, newId }: Instance,
  most: number,
): Promise<readonly ClaimedLetter[]> {
  return transact(db, (tx) => claimLetters(tx, { lease: newId(), most }));
}
