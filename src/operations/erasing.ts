/** Erasing what is held about somebody; shared by the deletion of an account and the person's own wish (F21). */
import type { ActorIri } from "../domain/ids.ts";
import type { Tx } from "../store/db.ts";
import { forgetFollows } from "../store/interests.ts";
import { forgetInJournals } from "../store/matching.ts";
import { erasePerson, personByIri } from "../store/people.ts";
import { teamsOf } from "../store/teams.ts";
import { tellAnew } from "./leaving.ts";

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
