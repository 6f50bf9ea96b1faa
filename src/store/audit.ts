/** What administrators and moderators did: written in the transaction of the deed, and never changed (G12). */
import { asc, gte } from "drizzle-orm";
import type { Db, Tx } from "./db.ts";
import { audit } from "./schema.ts";

/** Who gives a command, and which. */
export type By = {
  /** The user of the operating system. */
  readonly who: string;
  /** The command: `moderation block`. */
  readonly did: string;
};

export type Deed = {
  /** The server, account, project or report that it was about. */
  readonly about: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Whoever changes something by a command says so here. What the program does by itself is nobody's deed. */
export async function recordDeed(tx: Tx, by: By | undefined, deed: Deed): Promise<void> {
  if (by === undefined) return;
  await tx.insert(audit).values({ ...by, about: deed.about, details: deed.details ?? {} });
}

/** What was done since then, the oldest first. */
export async function deedsSince(
  db: Db,
  since: Date,
): Promise<readonly (By & Required<Deed> & { readonly at: Date })[]> {
  const { at, who, did, about, details } = audit;
  return db
    .select({ at, who, did, about, details })
    .from(audit)
    .where(gte(audit.at, since))
    .orderBy(asc(audit.seq));
}
