/** Letters to other servers: written once, claimed with a lease, settled under its token (house.md, decision 2). */
import { and, desc, eq, sql } from "drizzle-orm";
import type { LetterState } from "../domain/delivery.ts";
import type { PersonId, TeamId } from "../domain/ids.ts";
import type { Db, Tx } from "./db.ts";
import { letter } from "./schema.ts";
import { wake } from "./wake.ts";

export type NewLetter = {
  readonly id: string;
  /** Path of the actor that signs. */
  readonly actor: string;
  readonly inbox: string;
  readonly body: string;
  readonly once: string;
  readonly lane: 0 | 1 | 2;
  readonly orderKey: string;
  readonly person?: PersonId;
  readonly answers?: string;
  /** The team whose members it names. */
  readonly team?: TeamId;
};

/** Adds a letter; one that was written before for the same reason is not written twice. */
export async function postLetter(tx: Tx, posted: NewLetter): Promise<void> {
  const { person, answers, team, ...rest } = posted;
  await tx
    .insert(letter)
    .values({
      ...rest,
      host: new URL(posted.inbox).host,
      state: "waiting",
      personId: person ?? null,
      answers: answers ?? null,
      teamId: team ?? null,
    })
    .onConflictDoNothing({ target: letter.once });
  await wake(tx, "deliver");
}

export type ClaimedLetter = {
  readonly id: string;
  readonly lease: string;
  readonly actor: string;
  readonly inbox: string;
  readonly host: string;
  readonly body: string;
  readonly attempts: number;
  readonly age: number;
  readonly goneFor: number | null;
};

const claimLock = 7_226_101;
const leaseSeconds = 60;
/** Requests to one server at the same time (R19). */
const inFlightPerHost = 2;

/**
 * Claims the next letter that is due: lanes in order, letters with the same key one after the other,
 * at most two at a time for one server. Its lease ends by itself, so a worker that dies leaves the
 * letter to the next one, and a worker that was frozen finds its token void.
 */
export async function claimLetter(tx: Tx, lease: string): Promise<ClaimedLetter | null> {
  // One claim at a time: how many requests are under way for a server must be counted without a race.
  await tx.execute(sql`select pg_advisory_xact_lock(${claimLock})`);
  const [row] = await tx.execute<{
    id: string;
    actor: string;
    inbox: string;
    host: string;
    body: string;
    attempts: number;
    age: number;
    gone_for: number | null;
  }>(sql`
    update letter set lease = ${lease}, attempts = attempts + 1,
      lease_until = now() + ${leaseSeconds} * interval '1 second'
    where id = (
      select l.id from letter l
      where l.state = 'waiting' and l.next_at <= now()
        and (l.lease_until is null or l.lease_until < now())
        and not exists (
          select 1 from letter e
          where e.order_key = l.order_key and e.state = 'waiting' and e.seq < l.seq)
        and (select count(*) from letter b
          where b.host = l.host and b.state = 'waiting' and b.lease_until >= now()) < ${inFlightPerHost}
      order by l.lane, l.next_at, l.seq
      limit 1 for update skip locked)
    returning id, actor, inbox, host, body, attempts,
      (extract(epoch from now() - made_at) * 1000)::float8 as age,
      (extract(epoch from now() - gone_since) * 1000)::float8 as gone_for`);
  if (row === undefined) return null;
  const { gone_for: goneFor, ...rest } = row;
  return { ...rest, lease, goneFor };
}

export type Settled = { readonly person: PersonId | null; readonly answers: string | null };

/** Writes down what became of a claimed letter; null when its lease was lost meanwhile. */
export async function settleLetter(
  tx: Tx,
  claimed: Pick<ClaimedLetter, "id" | "lease">,
  outcome: {
    readonly state: LetterState;
    readonly pauseMs: number;
    readonly gone: boolean;
    readonly status: number | null;
    readonly error: string | null;
  },
): Promise<Settled | null> {
  const [row] = await tx
    .update(letter)
    .set({
      state: outcome.state,
      lease: null,
      leaseUntil: null,
      nextAt: sql`now() + ${outcome.pauseMs} * interval '1 millisecond'`,
      goneSince: outcome.gone ? sql`coalesce(${letter.goneSince}, now())` : null,
      lastStatus: outcome.status,
      lastError: outcome.error,
      settledAt: outcome.state === "waiting" ? null : sql`now()`,
      // What was said is with whom it was said to; only the answer to a Follow may have to be repeated.
      ...(outcome.state === "delivered"
        ? { body: sql`case when ${letter.answers} is null then '' else ${letter.body} end` }
        : {}),
    })
    .where(and(eq(letter.id, claimed.id), eq(letter.lease, claimed.lease)))
    .returning({ personId: letter.personId, answers: letter.answers });
  if (row === undefined) return null;
  return { person: row.personId as PersonId | null, answers: row.answers };
}

/** A claimed letter that shall not leave: it is gone, unless its lease was lost meanwhile. */
export async function removeLetter(
  tx: Tx,
  { id, lease }: Pick<ClaimedLetter, "id" | "lease">,
): Promise<void> {
  await tx.delete(letter).where(and(eq(letter.id, id), eq(letter.lease, lease)));
}

/** Sends the answer to a Follow again, the same bytes (I3). False when there is none to send. */
export async function sendAgain(tx: Tx, answers: string, person: PersonId): Promise<boolean> {
  const rows = await tx
    .update(letter)
    .set({
      state: "waiting",
      attempts: 0,
      nextAt: sql`now()`,
      settledAt: null,
      // Tried anew for the whole time that letters are held.
      madeAt: sql`now()`,
    })
    .where(
      and(
        eq(letter.answers, answers),
        eq(letter.personId, person),
        sql`${letter.state} <> 'waiting'`,
      ),
    )
    .returning({ id: letter.id });
  if (rows.length > 0) await wake(tx, "deliver");
  return rows.length > 0;
}

/** Takes back the letters that have not left and name the members of a team; gives whom they were for. */
export async function recallNames(tx: Tx, team: TeamId): Promise<readonly PersonId[]> {
  const rows = await tx
    .delete(letter)
    .where(and(eq(letter.teamId, team), sql`${letter.state} <> 'delivered'`))
    .returning({ person: letter.personId });
  return rows.flatMap(({ person }) => (person === null ? [] : [person as PersonId]));
}

/** Whether an answer to this Follow is written already. */
export async function isAnswered(db: Db, answers: string, person: PersonId): Promise<boolean> {
  const [row] = await db
    .select({ id: letter.id })
    .from(letter)
    .where(and(eq(letter.answers, answers), eq(letter.personId, person)))
    .limit(1);
  return row !== undefined;
}

/** A new Follow under a used id gets an answer of its own: the old one is forgotten. */
export async function forgetAnswer(tx: Tx, answers: string, person: PersonId): Promise<void> {
  await tx.delete(letter).where(and(eq(letter.answers, answers), eq(letter.personId, person)));
}

export type ListedLetter = {
  readonly id: string;
  readonly inbox: string;
  readonly state: LetterState;
  readonly attempts: number;
  readonly nextAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
};

/** The latest letters, for administrators; without what is in them. */
export async function latestLetters(
  db: Db,
  most: number,
  state: LetterState | null = null,
): Promise<readonly ListedLetter[]> {
  const rows = await db
    .select({
      id: letter.id,
      inbox: letter.inbox,
      state: letter.state,
      attempts: letter.attempts,
      nextAt: letter.nextAt,
      lastStatus: letter.lastStatus,
      lastError: letter.lastError,
    })
    .from(letter)
    .where(state === null ? undefined : eq(letter.state, state))
    .orderBy(desc(letter.seq))
    .limit(most);
  return rows.map((row) => ({
    ...row,
    state: row.state as LetterState,
    nextAt: row.state === "waiting" ? row.nextAt : null,
  }));
}

/** Delivered letters are forgotten after a week: what was said stays with those it was said to. */
export async function forgetDelivered(db: Db): Promise<number> {
  const rows = await db
    .delete(letter)
    .where(and(eq(letter.state, "delivered"), sql`${letter.settledAt} < now() - interval '7 days'`))
    .returning({ id: letter.id });
  return rows.length;
}
