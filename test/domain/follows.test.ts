import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Follow, followed, type Seen, undone } from "../../src/domain/follows.ts";

/** What another server sent: which Follow it is about, and the second in which it was signed. */
type Sent = { readonly kind: "follow" | "undo"; readonly id: string; readonly at: number };

function see(known: Follow | null, sent: Sent): Seen {
  return (sent.kind === "follow" ? followed : undone)(known, sent.at);
}

/** Whether somebody follows after all this has arrived: one of their Follows stands. */
function follows(arrived: readonly Sent[]): boolean {
  const known = new Map<string, Follow>();
  for (const sent of arrived) known.set(sent.id, see(known.get(sent.id) ?? null, sent).follow);
  return [...known.values()].some(({ state }) => state === "follows");
}

function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) =>
    orders(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
  );
}

/** Everything that can come of these by getting one of them twice, in any order. */
function ordersWithRepetition(sent: readonly Sent[]): Sent[][] {
  return [...orders(sent), ...sent.flatMap((twice) => orders([...sent, twice]))];
}

/**
 * F1 U1 F2 U2, up to the last one given, signed at these seconds. Mastodon gives each Follow an id of
 * its own; Misskey uses one for every Follow of a pair.
 */
function story(seconds: readonly number[], ids: "own" | "one"): Sent[] {
  return seconds.map((at, n) => ({
    kind: n % 2 === 0 ? "follow" : "undo",
    id: ids === "one" ? "f" : `f${Math.floor(n / 2)}`,
    at,
  }));
}

/** The truth: who followed last follows, whatever arrived when. */
const truth = (seconds: readonly number[]): boolean => seconds.length % 2 === 1;

/** All ways in which so many things can be signed one after the other, some in the same second. */
function datings(length: number): number[][] {
  if (length === 1) return [[0]];
  return datings(length - 1).flatMap((before) => {
    const last = before.at(-1) ?? 0;
    return [
      [...before, last],
      [...before, last + 1],
    ];
  });
}

describe("a Follow and its Undo", () => {
  test("F1: the first Follow begins, another one of the same id is only said again", () => {
    const first = followed(null, 5);
    expect(first).toEqual({
      follow: { state: "follows", followSignedAt: 5, undoSignedAt: null },
      effect: "begins",
    });
    expect(followed(first.follow, 9)).toMatchObject({
      follow: { followSignedAt: 9 },
      effect: "again",
    });
    expect(followed(first.follow, 2)).toMatchObject({
      follow: { followSignedAt: 5 },
      effect: "again",
    });
  });

  test("F1: a Follow overtaken by its Undo does nothing, also in the same second", () => {
    const { follow } = undone(null, 5);
    expect(followed(follow, 4).effect).toBe("nothing");
    expect(followed(follow, 5).effect).toBe("nothing");
    expect(followed(follow, 5).follow.state).toBe("undone");
  });

  test("F1: an id used again after its Undo counts as new when it was signed later", () => {
    const { follow } = undone(followed(null, 5).follow, 6);
    expect(followed(follow, 7).effect).toBe("begins");
    expect(followed(follow, 5).effect).toBe("nothing");
  });

  test("F2: an Undo that comes first is remembered, and twice is once", () => {
    const { follow, effect } = undone(null, 5);
    expect(effect).toBe("nothing");
    expect(undone(follow, 5)).toEqual({ follow, effect: "nothing" });
    const ended = undone(followed(null, 5).follow, 6);
    expect(ended.effect).toBe("ends");
    expect(undone(ended.follow, 6)).toEqual({ follow: ended.follow, effect: "nothing" });
  });

  test("F2: an Undo of the Follow before does not end the one that overtook it", () => {
    const { follow } = followed(followed(null, 1).follow, 3);
    expect(undone(follow, 2)).toMatchObject({ follow: { state: "follows" }, effect: "nothing" });
  });
});

describe("F1 U1 F2 U2 in whatever order they arrive (R9)", () => {
  const all = [1, 2, 3, 4].flatMap(datings);
  const strict = all.filter((seconds) => new Set(seconds).size === seconds.length);

  function expectRight(arrived: readonly Sent[], seconds: readonly number[]): void {
    expect(follows(arrived), JSON.stringify(arrived)).toBe(truth(seconds));
  }

  test("F1: each Follow with an id of its own: right in every order, also in the same second", () => {
    for (const seconds of all) {
      for (const arrived of orders(story(seconds, "own"))) expectRight(arrived, seconds);
    }
  });

  test.each(["own", "one"] as const)(
    "F1: in different seconds, %s id: right in every order, each of them coming twice",
    (ids) => {
      for (const seconds of strict) {
        for (const arrived of ordersWithRepetition(story(seconds, ids))) {
          expectRight(arrived, seconds);
        }
      }
    },
  );

  test("F1: one id: right in every order as long as the last two are of different seconds", () => {
    // Of the same second, the order in which they come is all that there is (next test).
    const told = all.filter((seconds) => seconds.length !== 2 && seconds.at(-1) !== seconds.at(-2));
    for (const seconds of [...told, [0, 0], [0, 1]]) {
      for (const arrived of orders(story(seconds, "one"))) expectRight(arrived, seconds);
    }
  });

  test("F1: one id, coming as they were sent, each once or twice: right whatever the seconds", () => {
    for (const seconds of all) {
      for (let twice = 0; twice < 2 ** seconds.length; twice++) {
        const arrived = story(seconds, "one").flatMap((sent, n) =>
          (twice >> n) % 2 === 1 ? [sent, sent] : [sent],
        );
        expectRight(arrived, seconds);
      }
    }
  });
});

/** Somebody follows and unfollows, again and again; some ids are used again. All in different seconds. */
const histories = fc
  .array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 6 })
  .chain((ids) =>
    fc.record({ ids: fc.constant(ids), length: fc.integer({ min: 1, max: 2 * ids.length }) }),
  )
  .map(({ ids, length }): Sent[] =>
    Array.from({ length }, (_, n) => ({
      kind: n % 2 === 0 ? "follow" : "undo",
      id: `f${ids[Math.floor(n / 2)]}`,
      at: n,
    })),
  );

describe("any history", () => {
  test("F1: in any order, with repetitions, ends as it was meant", () => {
    const arrivals = histories.chain((sent) =>
      fc
        .array(fc.constantFrom(...sent), { maxLength: 5 })
        .chain((again) =>
          fc.tuple(
            fc.constant(sent),
            fc.shuffledSubarray([...sent, ...again], { minLength: sent.length + again.length }),
          ),
        ),
    );
    fc.assert(
      fc.property(arrivals, ([sent, arrived]) => {
        expect(follows(arrived)).toBe(sent.at(-1)?.kind === "follow");
      }),
      { numRuns: 1000 },
    );
  });

  test("F1: what is said to have happened is what changed, and dates never go back", () => {
    const any = fc.array(
      fc.record({
        kind: fc.constantFrom("follow" as const, "undo" as const),
        at: fc.nat({ max: 5 }),
      }),
    );
    fc.assert(
      fc.property(any, (arrived) => {
        let known: Follow | null = null;
        for (const { kind, at } of arrived) {
          const before = Object.freeze(known) as Follow | null;
          const { follow, effect } = see(before, { kind, at, id: "f" });
          const was = before?.state === "follows";
          const is = follow.state === "follows";
          const said = { begins: !was && is, ends: was && !is };
          expect(effect === "begins").toBe(said.begins);
          expect(effect === "ends").toBe(said.ends);
          expect(effect === "again").toBe(kind === "follow" && was && is);
          for (const date of ["followSignedAt", "undoSignedAt"] as const) {
            expect(follow[date] ?? -1).toBeGreaterThanOrEqual(before?.[date] ?? -1);
          }
          known = follow;
        }
      }),
    );
  });
});
