/**
 * Somebody has moved to another account: what they wanted ends with the old one, and they are asked anew
 * where they follow from the new one (protocol.md 4.2, rule 7). A place in a team never moves by itself
 * (B16): it stays with the old account, and until that leaves, the new one gets none of the same lineage.
 */
import type { ActorIri } from "../domain/ids.ts";
import type { Interest } from "../domain/interests.ts";
import type { Person } from "../domain/people.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { type Claim, finishActivity } from "../store/inbox.ts";
import { interestOf, interestsOf, saveInterest } from "../store/interests.ts";
import { dropLettersTo, lockPerson, personByIri, savePerson } from "../store/people.ts";
import { lockProject } from "../store/projects.ts";
import { liveSeatOf } from "../store/teams.ts";
import { endInterest, unshare } from "./leaving.ts";
import { transact } from "./transaction.ts";

type Moved = { readonly claim: Claim; readonly from: ActorIri; readonly to: ActorIri };

/** That `to` belongs to the same person is verified by the caller. */
export function movePerson({ db, now }: Instance, { claim, from, to }: Moved): Promise<void> {
  return transact(db, async (tx) => {
    if (!(await finishActivity(tx, claim))) return;
    const old = await personByIri(tx, from);
    if (old === null) return;
    const fresh = await personByIri(tx, to);
    for (const interest of await interestsOf(tx, old.id)) {
      await leaveBehind(tx, interest, { fresh, at: now() });
    }
    await lockPerson(tx, old.id);
    await dropLettersTo(tx, old.id);
    await savePerson(tx, old.id, { movedTo: to });
  });
}

async function leaveBehind(
  tx: Tx,
  interest: Interest,
  { fresh, at }: { readonly fresh: Person | null; readonly at: Date },
): Promise<void> {
  const project = await lockProject(tx, interest.project);
  if (project === null) return;
  const from = { root: project.root, at };
  const seat = await liveSeatOf(tx, interest.person, project.root);
  const theirs = fresh === null ? null : await liveSeatOf(tx, fresh.id, project.root);
  // One seat for each person and lineage (T3): with one on either side, that of the new account stays.
  if (seat?.state !== "taken" || theirs !== null) return endInterest(tx, interest, from);
  const waiting = fresh === null ? null : await interestOf(tx, fresh.id, project.id);
  if (waiting?.state !== "shared") return;
  await unshare(tx, waiting, from);
  await saveInterest(tx, { ...waiting, state: "placed", sharedAt: null, awaiting: "nothing" });
}
