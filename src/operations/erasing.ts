/** Erasing what is held about somebody; shared by the deletion of an account and the person's own wish (F21). */
import type { ActorIri } from "../domain/ids.ts";
import type { Tx } from "../store/db.ts";
import { forgetFollows } from "../store/interests.ts";
import { forgetInJournals } from "../store/matching.ts";
import { erasePerson, personByIri, rememberGone } from "../store/people.ts";
import { teamsOf } from "../store/teams.ts";
import { endEverything, tellAnew } from "./leaving.ts";

/** An account was deleted: what arrives late of it has no effect (R10). False when nothing but follows was held. */
export async function eraseGone(tx: Tx, iri: ActorIri, at: Date): Promise<boolean> {
  await endEverything(tx, iri, at);
  await rememberGone(tx, iri);
  return forgetPerson(tx, iri);
}

/** Everything must have ended (`endEverything`). False when nothing but follows was held. */
export async function forgetPerson(tx: Tx, iri: ActorIri): Promise<boolean> {
  await forgetFollows(tx, iri);
  const person = await personByIri(tx, iri);
  if (person === null) return false;
  const teams = await teamsOf(tx, person.id);
  await erasePerson(tx, person.id);
  await forgetInJournals(tx, person.id);
  for (const team of teams) await tellAnew(tx, team);
  return true;
}
