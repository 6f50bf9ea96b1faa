/** What becomes of a letter after an attempt to hand it over (boundary.md I, R19 to R21). */

export type LetterState = "waiting" | "delivered" | "resting";

/** from → to. A delivered Accept waits again when its Follow is repeated (I3). */
export const letterLife = {
  waiting: ["delivered", "resting", "waiting"],
  delivered: ["waiting"],
  resting: ["waiting"],
} as const satisfies Record<LetterState, readonly LetterState[]>;

const hour = 3600 * 1000;
const day = 24 * hour;
/** How many days letters are tried: withdrawals and erasures until they must have been heard (R20). */
export const heldDays = { usual: 7, withdrawal: 30 } as const;
const longestPause = 12 * hour;

export type Attempt = {
  /** HTTP status, or null when nobody answered. */
  readonly status: number | null;
  /** What the other side asked us to wait, ms. */
  readonly retryAfter: number | null;
};

export type Fate =
  | { readonly state: "delivered" }
  | { readonly state: "waiting"; readonly pause: number; readonly gone: boolean }
  | { readonly state: "resting"; readonly because: string };

/** Nobody answered, or the server is in trouble: that says nothing of the inbox. */
function isServerDown({ status }: Attempt): boolean {
  return status === null || status >= 500;
}

/**
 * D1: 2xx is delivered. D2: everything else is tried again with growing pauses, as many days as it is
 * held; 410 seen twice a day apart ends it, and so does a 404 after 7 days; a 401 or 5xx never ends it
 * early (boundary.md I7).
 */
export function fate(
  letter: {
    /** How often it was tried, this time included. */
    readonly attempts: number;
    /** Milliseconds since it was written. */
    readonly age: number;
    readonly heldDays: number;
    /** Milliseconds since the inbox first answered 410 in a row, or null. */
    readonly goneFor: number | null;
  },
  attempt: Attempt,
  retryFirst: number,
): Fate {
  const { status } = attempt;
  if (status !== null && status >= 200 && status < 300) return { state: "delivered" };
  const gone = status === 410;
  if (gone && letter.goneFor !== null && letter.goneFor >= day) {
    return { state: "resting", because: "the inbox is gone (410)" };
  }
  if (status === 404 && letter.age >= heldDays.usual * day) {
    return { state: "resting", because: "there has been no such inbox for 7 days (404)" };
  }
  if (letter.age >= letter.heldDays * day) {
    return { state: "resting", because: `tried for ${letter.heldDays} days` };
  }
  const longest = isServerDown(attempt) ? longestServerRest : longestPause;
  const own = Math.min(longest, pause(letter.attempts, retryFirst));
  return { state: "waiting", gone, pause: Math.max(asked(attempt), own) };
}

function asked({ retryAfter }: Attempt): number {
  return Math.min(day, Math.max(0, retryAfter ?? 0));
}

/** Pause after the n-th attempt: first, then four times as long each time, at most 12 hours. */
export function pause(attempts: number, retryFirst: number): number {
  return Math.min(longestPause, Math.max(1, retryFirst) * 4 ** Math.max(0, attempts - 1));
}

/** How a server does, as the last attempts showed it. */
export type Server = {
  /** How often in a row nobody answered there, or it was in trouble. */
  readonly failures: number;
  /** Milliseconds since the first of these failures, or null. */
  readonly failingFor: number | null;
};

/** After so many failures in a row nothing is sent to a server for a while, but one letter to try. */
const patience = 3;
const longestServerRest = hour;

/**
 * D6: what an attempt says of the server: how many failures in a row that makes, and for how long
 * nothing is sent there (ms). A server that asks us to wait is given the time, up to a day; one that
 * has failed for 7 days is tried once a day, until it speaks to us (protocol.md 8.3, 52).
 */
export function serverAfter(
  server: Server,
  attempt: Attempt,
  retryFirst: number,
): { readonly failures: number; readonly rest: number } {
  const wait = attempt.status === 429 || attempt.status === 503 ? asked(attempt) : 0;
  if (!isServerDown(attempt)) return { failures: 0, rest: wait };
  const failures = server.failures + 1;
  if (failures < patience) return { failures, rest: wait };
  if ((server.failingFor ?? 0) >= 7 * day) return { failures, rest: day };
  const rest = Math.min(longestServerRest, pause(failures - patience + 1, retryFirst));
  return { failures, rest: Math.max(wait, rest) };
}
