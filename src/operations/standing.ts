/** Where a person stands with a project, read under its lock: what the conversation and their own page go by. */
import type { Standing } from "../domain/conversation.ts";
import type { PersonId } from "../domain/ids.ts";
import type { Interest } from "../domain/interests.ts";
import type { Seat } from "../domain/teams.ts";
import type { Db } from "../store/db.ts";
import { matchInterestOf } from "../store/matching.ts";
import { placeOf, placesOf } from "../store/places.ts";

/** `seat` is the one that they hold or took for this root, if any. */
export async function standingOf(
  db: Db,
  interest: Interest,
  of: { readonly person: PersonId; readonly root: string; readonly seat: Seat | null },
): Promise<Standing> {
  const matched = await matchInterestOf(db, of.person, of.root);
  return {
    state: interest.state,
    awaiting: interest.awaiting,
    place: interest.place === null ? null : await placeOf(db, interest.place),
    choices: await placesOf(db, interest.choices),
    invited: of.seat?.state === "invited",
    seated: of.seat?.state === "taken",
    dormant: matched?.status === "d" && matched.because !== "cap",
  };
}
