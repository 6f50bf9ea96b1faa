/** Taking the next letter that is due, to hand it over. */
import type { Instance } from "../instance.ts";
import { type ClaimedLetter, claimLetters } from "../store/letters.ts";
import { gathering } from "./gathering.ts";
import { transact } from "./transaction.ts";

/** Letters that are taken by one statement. */
const mostTogether = 64;

const takeOne = gathering<null, ClaimedLetter | null>(mostTogether, ({ db, newId }, asked) =>
  transact(db, (tx) => claimLetters(tx, { lease: newId(), most: asked.length })).then((claimed) =>
    asked.map((_, n) => claimed[n] ?? null),
  ),
);

/** Null when there is none. The letter is ours until its lease ends. */
export function takeLetter(instance: Instance): Promise<ClaimedLetter | null> {
  return takeOne(instance, null);
}
