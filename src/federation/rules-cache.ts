/** The rules of moderators, kept while nothing changes: every request is held against them. */
import type { Rules } from "../domain/moderation.ts";
import type { Instance } from "../instance.ts";
import type { Db } from "../store/db.ts";
import { allRules } from "../store/moderation.ts";

type Kept = { readonly rules: Promise<Rules>; readonly until: number };

// By database: the rules belong to it, whoever asks.
const kept = new WeakMap<Db, Kept>();

/** In case the word that something changed was lost with a connection: a block holds within a minute (88). */
const keptMs = 30_000;

/** The rules as they were half a minute ago or later. */
export function rulesOf({ db, settings }: Instance): Promise<Rules> {
  const there = kept.get(db);
  if (there !== undefined && there.until > Date.now()) return there.rules;
  const rules = allRules(db, settings.federation);
  kept.set(db, { rules, until: Date.now() + keptMs });
  // What failed is asked anew, and not kept.
  rules.catch(() => forgetRules({ db }));
  return rules;
}

/** A moderator decided something, here or in another process. */
export function forgetRules({ db }: Pick<Instance, "db">): void {
  kept.delete(db);
}
