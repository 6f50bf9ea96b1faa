/** Whoever may be somebody else by now gets no letter that was meant for the one whom we knew (A26). */
import type { ActorIri } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { dropLettersTo, personByIri } from "../store/people.ts";
import { transact } from "./transaction.ts";

export function holdLetters({ db }: Instance, iri: ActorIri): Promise<void> {
  return transact(db, async (tx) => {
    const person = await personByIri(tx, iri);
    if (person !== null) await dropLettersTo(tx, person.id);
  });
}
