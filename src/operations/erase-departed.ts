/** Accounts that were deleted without a word to us: they are erased as if they had said so themselves (P6). */
import type { ActorIri } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { type Silent, silentPeople } from "../store/departed.ts";
import { forgetReceived } from "../store/people.ts";
import { forgetActor } from "../store/remotes.ts";
import { eraseGone } from "./erasing.ts";
import { transact } from "./transaction.ts";

/** What their server says of somebody: `unavailable` is also "not found", which proves nothing. */
export type Look = (iri: ActorIri) => Promise<"known" | "gone" | "unavailable">;

/** Looked up at once: the rest has time until the next hour. */
const atOnce = 100;

/** Looks some of those up who may be gone. False: what is left is not urgent. */
export async function eraseDeparted(instance: Instance, look: Look): Promise<boolean> {
  for (const silent of await silentPeople(instance.db, atOnce)) {
    if (await hasGone(silent, look)) await erase(instance, silent.iri);
  }
  return false;
}

async function hasGone({ iri, inboxIsGone }: Silent, look: Look): Promise<boolean> {
  const found = await look(iri);
  return found === "gone" || (inboxIsGone && found === "unavailable");
}

function erase({ db, now }: Instance, iri: ActorIri): Promise<void> {
  return transact(db, async (tx) => {
    await eraseGone(tx, iri, now());
    await forgetReceived(tx, iri);
    await forgetActor(tx, iri);
  });
}
