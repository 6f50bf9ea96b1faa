/** Rules about servers and accounts: made, replaced, taken away; what waits for or from the blocked goes at once. */
import {
  type DomainRule,
  isBlockedByRule,
  type Rules,
  type Subject,
  standingOf,
} from "../domain/moderation.ts";
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import type { Tx } from "../store/db.ts";
import { shownNames } from "../store/held.ts";
import { allRules, removeRule, saveRule } from "../store/moderation.ts";
import { dropLettersFor, setAsideUnhandled } from "../store/reach.ts";
import { wake } from "../store/wake.ts";
import { tellAnew } from "./leaving.ts";
import { hideName, showHeldNamesOfOpen } from "./naming.ts";
import { transact } from "./transaction.ts";

export type NewRule = {
  readonly subject: Subject;
  readonly rule: DomainRule;
  readonly reason: string;
};

/**
 * Makes these rules, all or none. From here on the doors are shut to whom they block, and what waits for
 * them or from them is gone; that their people's follows and seats end follows (`endNextBlocked`).
 */
export function setRules(instance: Instance, rules: readonly NewRule[]): Promise<void> {
  return transact(instance.db, async (tx) => {
    const before = await allRules(tx, "open");
    for (const { subject, rule, reason } of rules) {
      await saveRule(tx, subject, { rule, reason });
      await recordDeed(tx, instance.by, { about: subject.name, details: { rule, reason } });
    }
    await takeEffect(tx, instance, before);
  });
}

/** Takes a rule away; what it ended does not come back by itself. Null when there was none. */
export function liftRule(
  instance: Instance,
  subject: Subject,
  reason: string,
): Promise<DomainRule | null> {
  return transact(instance.db, async (tx) => {
    const before = await allRules(tx, "open");
    const was = await removeRule(tx, subject);
    if (was === null) return null;
    await recordDeed(tx, instance.by, { about: subject.name, details: { was, reason } });
    await takeEffect(tx, instance, before);
    return was;
  });
}

async function takeEffect(tx: Tx, instance: Instance, before: Rules): Promise<void> {
  const rules = await allRules(tx, "open");
  // What came in first: whoever handles it at this moment has done so before, or finds it gone.
  await setAsideUnhandled(tx, (iri) => isBlockedByRule(rules, iri));
  await holdNamesOfLimited(tx, instance, { before, rules });
  await showHeldNamesOfOpen(tx, rules, instance);
  await dropLettersFor(tx, (server) => isBlockedByRule(rules, `https://${server}/`));
  await wake(tx, "moderation");
}

/** G5: what teams read of somebody limited is kept back from now on, also in letters that have not left. */
const byProject = (a: { readonly project: string }, b: { readonly project: string }) =>
  a.project < b.project ? -1 : a.project > b.project ? 1 : 0;

async function holdNamesOfLimited(
  tx: Tx,
  instance: Instance,
  { before, rules }: { readonly before: Rules; readonly rules: Rules },
): Promise<void> {
  // What a moderator has approved of somebody limited before is not held again.
  const names = (await shownNames(tx)).filter(
    ({ iri }) => standingOf(rules, iri) === "limited" && standingOf(before, iri) !== "limited",
  );
  // In the order in which everybody locks projects.
  for (const { seat, person, text } of [...names].sort(byProject)) {
    await hideName(tx, { id: instance.newId(), seat, person, text });
  }
  for (const team of new Set(names.map((name) => name.team))) await tellAnew(tx, team);
}
