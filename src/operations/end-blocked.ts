/** A block ends what was between blocked people and us: follows, interests, seats (protocol.md 8.3, 88). */
import type { ActorIri } from "../domain/ids.ts";
import { isBlockedByRule } from "../domain/moderation.ts";
import type { Notice } from "../domain/notices.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { endFollows, standingFollows } from "../store/interests.ts";
import { allRules, rulesFor } from "../store/moderation.ts";
import { postNotices } from "../store/notices.ts";
import { blockedPeople } from "../store/reach.ts";
import { teamsOf } from "../store/teams.ts";
import { endEverything, tellAnew } from "./leaving.ts";
import { transact } from "./transaction.ts";

/** Looking for them takes longer than ending what was with one of them. */
const atOnce = 50;

/**
 * Ends everything with some of the people who are blocked and still here. False when there is none. A
 * transaction for each: a server has thousands of them, and whoever else needs a project does not wait.
 * Being outside an allowlist ends nothing: a setting that was mistyped would leave nobody.
 */
export async function endNextBlocked(instance: Instance): Promise<boolean> {
  const rules = await allRules(instance.db, "open");
  const people = await blockedPeople(instance.db, rules, atOnce);
  for (const iri of people) await transact(instance.db, (tx) => end(tx, instance, iri));
  return people.length > 0;
}

async function end(tx: Tx, instance: Instance, iri: ActorIri): Promise<void> {
  // Lifted meanwhile: then nothing ends.
  if (!isBlockedByRule(await rulesFor(tx, iri, "open"), iri)) return;
  const person = await endEverything(tx, iri, instance.now());
  if (person === null) return;
  const follows = await standingFollows(tx, iri, null);
  await endFollows(tx, iri, null);
  await postNotices(
    tx,
    follows.map(({ iri: follow, target }): Notice => {
      return { kind: "follow-ended", iri, inbox: person.inbox, target, follow };
    }),
  );
  for (const team of await teamsOf(tx, person.id)) await tellAnew(tx, team);
}
