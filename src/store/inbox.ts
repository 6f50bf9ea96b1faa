/** What other servers said, verified and kept until it is handled: acknowledged means stored (R1). */
import { and, eq, isNull, sql } from "drizzle-orm";
import type { ActorIri } from "../domain/ids.ts";
import type { Db, Tx } from "./db.ts";
import { inbound } from "./schema.ts";
import { mostTries, nextTry } from "./trying.ts";
import { told } from "./wake.ts";

export type Received = {
  readonly once: string;
  readonly actor: ActorIri;
  readonly type: string;
  readonly body: string;
  /** When the request was signed, ms since 1970. */
  readonly signedAt: number;
};

/**
 * Stores verified activities, all of them or none, in one statement; those that are here already
 * change nothing (A21, R8).
 */
export async function receive(db: Db, received: readonly Received[]): Promise<void> {
  const stored = db.$with("stored").as(
    db
      .insert(inbound)
      .values([...received])
      .onConflictDoNothing({ target: inbound.once })
      .returning({ seq: inbound.seq }),
  );
  await db
    .with(stored)
    .select({ told: told("inbox") })
    .from(stored)
    .limit(1);
}

export type Claimed = Omit<Received, "once"> & {
  readonly seq: number;
  readonly lease: string;
};

const leaseSeconds = 30;

/**
 * Claims the next activity. One actor's activities are handled in the order in which they came, those
 * of different actors side by side.
 */
export async function claimActivity(db: Db, lease: string): Promise<Claimed | null> {
  const [row] = await db.execute<{
    seq: string;
    actor: string;
    type: string;
    body: string;
    signed_at: string;
  }>(sql`
    update inbound set lease = ${lease}, attempts = attempts + 1,
      lease_until = now() + ${leaseSeconds} * interval '1 second'
    where seq = (
      select i.seq from inbound i
      where i.handled_at is null and i.attempts < ${mostTries}
        and (i.lease_until is null or i.lease_until < now())
        and not exists (
          select 1 from inbound e
          where e.actor = i.actor and e.handled_at is null and e.attempts < ${mostTries} and e.seq < i.seq)
      order by i.seq limit 1 for update skip locked)
    returning seq, actor, type, body, signed_at`);
  if (row === undefined) return null;
  return {
    seq: Number(row.seq),
    lease,
    actor: row.actor as ActorIri,
    type: row.type,
    body: row.body,
    signedAt: Number(row.signed_at),
  };
}

/** The proof that an activity is ours to handle; goes with whatever it causes, in one transaction. */
export type Claim = Pick<Claimed, "seq" | "lease">;

/**
 * Marks an activity as handled, in the transaction of its effect. False when its lease was lost:
 * somebody else handles it, and this transaction must not.
 */
export async function finishActivity(tx: Tx, claim: Claim): Promise<boolean> {
  const rows = await tx
    .update(inbound)
    // What was said is not kept longer than it takes to act on it; the row stays against repetition.
    .set({ handledAt: sql`now()`, lease: null, leaseUntil: null, body: "", error: null })
    .where(
      and(eq(inbound.seq, claim.seq), eq(inbound.lease, claim.lease), isNull(inbound.handledAt)),
    )
    .returning({ seq: inbound.seq });
  return rows.length > 0;
}

/** Handling failed: tried again after a pause that grows. */
export async function postponeActivity(db: Db, claim: Claim, error: string): Promise<void> {
  await db
    .update(inbound)
    .set({
      lease: null,
      error: error.slice(0, 500),
      leaseUntil: nextTry(inbound.attempts),
    })
    .where(and(eq(inbound.seq, claim.seq), eq(inbound.lease, claim.lease)));
}

/** Handled activities are forgotten after 30 days (protocol.md 4.7: replay). */
export async function forgetHandled(db: Db): Promise<number> {
  const rows = await db
    .delete(inbound)
    .where(sql`${inbound.handledAt} < now() - interval '30 days'`)
    .returning({ seq: inbound.seq });
  return rows.length;
}
