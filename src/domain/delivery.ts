/** What becomes of a letter after an attempt to hand it over (boundary.md I, R19 to R21). */

export type LetterState = "waiting" | "delivered" | "resting";

/** from → to. A delivered Accept waits again when its Follow is repeated (I3). */
export const letterLife = {
  waiting: ["delivered", "resting", "waiting"],
  delivered: ["waiting"],
  resting: ["waiting"],
} as const satisfies Record<LetterState, readonly LetterState[]>;

const day = 24 * 3600 * 1000;
/** Letters are tried for this long. */
export const heldFor = 7 * day;
const longestPause = 12 * 3600 * 1000;

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

/**
 * D1: 2xx is delivered. D2: everything else is tried again with growing pauses for 7 days; 410 seen
 * twice a day apart ends it; a 401 or 5xx never ends it early (I7).
 */
export function fate(
  letter: {
    /** How often it was tried, this time included. */
    readonly attempts: number;
    /** Milliseconds since it was written. */
    readonly age: number;
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
  if (letter.age >= heldFor) return { state: "resting", because: "tried for 7 days" };
  const asked = Math.min(day, Math.max(0, attempt.retryAfter ?? 0));
  return { state: "waiting", gone, pause: Math.max(asked, pause(letter.attempts, retryFirst)) };
}

/** Pause after the n-th attempt: first, then four times as long each time, at most 12 hours. */
export function pause(attempts: number, retryFirst: number): number {
  return Math.min(longestPause, Math.max(1, retryFirst) * 4 ** Math.max(0, attempts - 1));
}
