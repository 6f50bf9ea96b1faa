/** Follow and Undo of other servers, in whatever order they arrive (R9, B3, A21). */

/** What we remember of one Follow, by its id. Times: when the request was signed, ms since 1970. */
export type Follow = {
  readonly state: "follows" | "undone";
  readonly followSignedAt: number | null;
  readonly undoSignedAt: number | null;
};

export type Seen = {
  readonly follow: Follow;
  /** What it means for the interest: it begins, is said again, ends, or nothing. */
  readonly effect: "begins" | "again" | "ends" | "nothing";
};

/**
 * A Follow arrives.
 *
 * F1: after its own Undo it counts as new only when it was signed later. Misskey uses the same id
 * for every Follow of a pair; a Follow that was overtaken by its Undo was signed before it.
 */
export function followed(
  known: Follow | null,
  signedAt: number,
  /** When an Undo that named no Follow, and found none, was signed (F2). */
  undoneBefore: number | null = null,
): Seen {
  if (known === null) {
    if (undoneBefore !== null && signedAt <= undoneBefore) {
      const follow = { followSignedAt: signedAt, undoSignedAt: undoneBefore };
      return { follow: { state: "undone", ...follow }, effect: "nothing" };
    }
    return {
      follow: { state: "follows", followSignedAt: signedAt, undoSignedAt: null },
      effect: "begins",
    };
  }
  const followSignedAt = Math.max(known.followSignedAt ?? signedAt, signedAt);
  if (known.state === "follows") return { follow: { ...known, followSignedAt }, effect: "again" };

  const undone = known.undoSignedAt ?? Number.NEGATIVE_INFINITY;
  // Signed in the same second: new when the first Follow was seen before its Undo, overtaken when not.
  const isNew = known.followSignedAt === null ? signedAt > undone : signedAt >= undone;
  return isNew
    ? { follow: { ...known, state: "follows", followSignedAt }, effect: "begins" }
    : { follow: { ...known, followSignedAt }, effect: "nothing" };
}

/** An Undo of a Follow arrives. F2: before its Follow it is remembered; twice is once. */
export function undone(known: Follow | null, signedAt: number): Seen {
  if (known === null) {
    return {
      follow: { state: "undone", followSignedAt: null, undoSignedAt: signedAt },
      effect: "nothing",
    };
  }
  const undoSignedAt = Math.max(known.undoSignedAt ?? signedAt, signedAt);
  if (known.state === "undone") return { follow: { ...known, undoSignedAt }, effect: "nothing" };
  if (known.followSignedAt !== null && signedAt < known.followSignedAt) {
    return { follow: { ...known, undoSignedAt }, effect: "nothing" };
  }
  return { follow: { ...known, state: "undone", undoSignedAt }, effect: "ends" };
}
