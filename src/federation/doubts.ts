/** What is remembered of whose keys are doubted, and how they are vouched for (trust.ts, A26). */
import type { Instance } from "../instance.ts";
import { knownActor, saveActorDocument } from "../store/remotes.ts";
import { forgetRecentActors, type RemoteActor, type RemoteKey } from "./remote-actor.ts";
import { isDoubted, mayVouch } from "./trust.ts";

/** An Update of this actor was signed with this key of it. */
export async function vouch(instance: Instance, iri: string, by: RemoteKey): Promise<void> {
  const known = await remembered(instance, iri);
  if (known === null || !mayVouch(known, by)) return;
  const { former, ...actor } = known;
  const vouchedAt = instance.now().getTime();
  await saveActorDocument(instance.db, iri, { ...actor, vouchedAt });
  if (former !== undefined) forgetRecentActors(instance);
}

/** Whether somebody of whom only the id is at hand may be somebody else by now. */
export async function isDoubtedAt(instance: Pick<Instance, "db">, iri: string): Promise<boolean> {
  const known = await remembered(instance, iri);
  return known !== null && isDoubted(known);
}

async function remembered({ db }: Pick<Instance, "db">, iri: string): Promise<RemoteActor | null> {
  return ((await knownActor(db, iri))?.document ?? null) as RemoteActor | null;
}
