/** What administrators and moderators did: written in the transaction of the deed, and never changed (G12). */
import { asc, gte } from "drizzle-orm";
import type { Db, Tx } from "./db.ts";
import { audit } from "./schema.ts";

export type Deed = {
  /** The user of the operating system who gave the command. */
  readonly who: string;
  /** The command: `moderation block`. */
  readonly did: string;
  /** The server, account, project or report that it was about. */
  readonly about: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Who gives a command, and which. */
export type By = Pick<Deed, "who" | "did">;

export async function recordDeed(tx: Tx, { details = {}, ...deed }: Deed): Promise<void> {
  await tx.insert(audit).values({ ...deed, details });
}

/** What was done since then, the oldest first. */
export async function deedsSince(
  db: Db,
  since: Date,
): Promise<readonly (Required<Deed> & { readonly at: Date })[]> {
  const { at, who, did, about, details } = audit;
  return db
    .select({ at, who, did, about, details })
    .from(audit)
    .where(gte(audit.at, since))
    .orderBy(asc(audit.seq));
}
