/** Who uses the embedded PostgreSQL: each program keeps a connection by which the others see it. */
import { setTimeout as pause } from "node:timers/promises";
import type postgres from "postgres";
import { client as clientFor, endWith } from "./client.ts";
import { DatabaseAway, inWords } from "./unusable.ts";

export type Seat = {
  /** Whether nobody else uses the server, neither a program nor an administrator's own tool. */
  readonly isLast: () => Promise<boolean>;
  readonly end: () => Promise<void>;
};

const seatName = "multaque seat";
const patienceMs = 10_000;
const lookAgainMs = 100;

/**
 * Kept from the moment when the server runs until the program leaves: whoever leaves meanwhile sees that
 * somebody is there, also before this program has connected for its work.
 */
export async function takeSeat(url: string, signal?: AbortSignal): Promise<Seat> {
  for (const end = performance.now() + patienceMs; ; ) {
    const seat = clientFor(url, {
      max: 1,
      max_lifetime: null,
      connection: { application_name: seatName },
    });
    const noMore = endWith(seat, signal);
    try {
      await seat`select 1`;
      noMore();
      return { isLast: () => isLast(seat), end: () => seat.end({ timeout: 5 }) };
    } catch (error) {
      await seat.end({ timeout: 0 });
      // Ready a moment ago, it may begin anew after one of its processes was killed.
      const isAway = inWords(error) instanceof DatabaseAway;
      if (!isAway || performance.now() > end) throw error;
      await pause(lookAgainMs, undefined, signal ? { signal } : {});
    }
  }
}

/** Connections without a seat may be about to end: a program that leaves, or that was killed. */
async function isLast(seat: postgres.Sql): Promise<boolean> {
  try {
    for (const end = performance.now() + 2_000; ; await pause(lookAgainMs)) {
      const [row] = await seat<{ others: number; seats: number }[]>`
        select count(*)::int as others,
          (count(*) filter (where application_name = ${seatName}))::int as seats
        from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
      if (row === undefined || row.others === 0) return true;
      if (row.seats > 0 || performance.now() > end) return false;
    }
  } catch {
    // There is no server any more that could be stopped.
    return false;
  }
}
