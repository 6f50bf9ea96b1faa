/** Letters to other servers: written once, claimed with a lease, settled under its token (house.md, decision 2). */
import { and, desc, eq, sql } from "drizzle-orm";
import type { LetterState } from "../domain/delivery.ts";
import type { PersonId, TeamId } from "../domain/ids.ts";
import type { Db, Tx } from "./db.ts";
import type { Signs } from "./remotes.ts";
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
  /** Which of the actor's keys signs, when it is not the present one. */
  readonly keyGeneration?: number;
  /** How many days it is tried; the usual ones when not said. */
  readonly heldDays?: number;
};

/** Letters written by one statement. */
const mostTogether = 100;

/** Adds letters; one that was written before for the same reason is not written twice. */
export async function postLetters(tx: Tx, posted: readonly NewLetter[]): Promise<void> {
  if (posted.length === 0) return;
  const rows = posted.map(({ person, answers, team, ...rest }) => ({
    ...rest,
    host: new URL(rest.inbox).host,
    state: "waiting",
    personId: person ?? null,
    answers: answers ?? null,
    teamId: team ?? null,
  }));
  for (let from = 0; from < rows.length; from += mostTogether) {
    await tx
      .insert(letter)
      .values(rows.slice(from, from + mostTogether))
      .onConflictDoNothing({ target: letter.once });
  }
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
  /** Which of the actor's keys signs; null when it has none yet. */
  readonly keyGeneration: number | null;
  readonly heldDays: number;
  /** Milliseconds since it was written. */
  readonly age: number;
  readonly goneFor: number | null;
  /** What is known of the server it goes to. */
  readonly server: {
    readonly isNew: boolean;
    readonly signs: Signs | null;
    /** How often in a row it failed, and for how many milliseconds. */
    readonly failures: number;
    readonly failingFor: number | null;
  };
};

const claimLock = 7_226_101;
const leaseSeconds = 60;
/** Requests at the same time to a server that took the last one; to any other, one to try (R19). */
const inFlightPerHost = 2;

/**
 * As long as a server was not told of a new key, in a letter signed with the old one, everything
 * goes there signed with the old one (protocol.md 8.3, 48).
 */
const generationOf = sql`coalesce(letter.key_generation, (
  select min(r.generation) from retired_key r
  where r.actor = letter.actor and octet_length(r.rsa_private) > 0
    and (exists (select 1 from notice n where n.subject = r.actor)
      or exists (
        select 1 from letter u
        where u.actor = r.actor and u.host = letter.host and u.state = 'waiting'
          and u.key_generation = r.generation))),
  (select k.generation from actor_key k where k.actor = letter.actor))`;

/**
 * Claims letters that are due: of each server that does not rest its first ones, lanes in order, and
 * letters with the same key one after the other. A lease ends by itself, so a worker that dies leaves
 * its letters to the next one, and a worker that was frozen finds its token void.
 */
export async function claimLetters(
  tx: Tx,
  { lease, most }: { readonly lease: string; readonly most: number },
): Promise<readonly ClaimedLetter[]> {
  // One claim at a time: how many requests are under way for a server must be counted without a race.
  await tx.execute(sql`select pg_advisory_xact_lock(${claimLock})`);
  const rows = await tx.execute<ClaimedRow>(sql`
    with recursive hosts as (
      (select host from letter where state = 'waiting' order by host limit 1)
      union all
      select (select l.host from letter l where l.state = 'waiting' and l.host > hosts.host
        order by l.host limit 1)
      from hosts where hosts.host is not null),
    ready as (
      select first.id, coalesce(r.failures, 0) as failures, r.failing_since, r.signs, r.host is null as new
      from hosts
      left join remote_host r on r.host = hosts.host
      cross join lateral (
        select count(*) as flying from letter f
        where f.host = hosts.host and f.state = 'waiting' and f.lease is not null and f.lease_until >= now()) f
      cross join lateral (
        select l.id, l.lane, l.next_at, l.seq from letter l
        where l.host = hosts.host and l.state = 'waiting' and l.next_at <= now()
          and (l.lease_until is null or l.lease_until < now())
          and not exists (
            select 1 from letter e
            where e.order_key = l.order_key and e.state = 'waiting' and e.seq < l.seq)
        order by l.lane, l.next_at, l.seq
        limit greatest(0, case when r.failures = 0 then ${inFlightPerHost} else 1 end - f.flying)) first
      where hosts.host is not null and (r.rests_until is null or r.rests_until <= now())
      order by first.lane, first.next_at, first.seq
      limit ${most})
    update letter set lease = ${lease}, attempts = attempts + 1,
      lease_until = now() + ${leaseSeconds} * interval '1 second'
    from ready where letter.id = ready.id
    returning letter.id, actor, inbox, letter.host, body, attempts, ${generationOf} as key_generation, held_days, lane, seq, signs, failures, new,
      (extract(epoch from now() - made_at) * 1000)::float8 as age,
      (extract(epoch from now() - gone_since) * 1000)::float8 as gone_for,
      (extract(epoch from now() - failing_since) * 1000)::float8 as failing_for`);
  return [...rows]
    .sort((a, b) => a.lane - b.lane || Number(a.seq) - Number(b.seq))
    .map((row) => ({
      id: row.id,
      lease,
      actor: row.actor,
      inbox: row.inbox,
      host: row.host,
      body: row.body,
      attempts: row.attempts,
      keyGeneration: row.key_generation,
      heldDays: row.held_days,
      age: row.age,
      goneFor: row.gone_for,
      server: {
        isNew: row.new,
        signs: row.signs,
        failures: row.failures,
        failingFor: row.failing_for,
      },
    }));
}

type ClaimedRow = {
  id: string;
  actor: string;
  inbox: string;
  host: string;
  body: string;
  attempts: number;
  key_generation: number | null;
  held_days: number;
  lane: number;
  seq: string;
  signs: Signs | null;
  failures: number;
  new: boolean;
  age: number;
  gone_for: number | null;
  failing_for: number | null;
};

export type Settled = { readonly person: PersonId | null; readonly answers: string | null };

/** Writes down that claimed letters were taken; gives those whose lease had not been lost. */
export async function settleDelivered(
  tx: Tx,
  taken: readonly { readonly id: string; readonly lease: string; readonly status: number | null }[],
): Promise<readonly Settled[]> {
  const given = sql.join(
    taken.map(({ id, lease, status }) => sql`(${id}, ${lease}, ${status}::integer)`),
    sql`, `,
  );
  const rows = await tx.execute<{ person_id: string | null; answers: string | null }>(sql`
    update letter set state = 'delivered', lease = null, lease_until = null, next_at = now(),
      gone_since = null, last_status = given.status, last_error = null, settled_at = now(),
      -- What was said is with whom it was said to; only the answer to a Follow may have to be repeated.
      body = case when answers is null then '' else body end
    from (values ${given}) as given (id, lease, status)
    where letter.id = given.id and letter.lease = given.lease
    returning person_id, answers`);
  return [...rows].map((row) => ({
    person: row.person_id as PersonId | null,
    answers: row.answers,
  }));
}

/** Writes down that a claimed letter was not taken; false when its lease was lost meanwhile. */
export async function settleRefused(
  tx: Tx,
  claimed: Pick<ClaimedLetter, "id" | "lease">,
  outcome: {
    readonly state: Exclude<LetterState, "delivered">;
    readonly pauseMs: number;
    readonly gone: boolean;
    readonly status: number | null;
    readonly error: string | null;
  },
): Promise<boolean> {
  const rows = await tx
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
    })
    .where(and(eq(letter.id, claimed.id), eq(letter.lease, claimed.lease)))
    .returning({ id: letter.id });
  return rows.length > 0;
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
