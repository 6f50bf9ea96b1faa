import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fate,
  heldDays,
  type LetterState,
  letterLife,
  pause,
  serverAfter,
} from "../../src/domain/delivery.ts";

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

type Letter = Parameters<typeof fate>[0];
const week = { heldDays: heldDays.usual };
const fresh: Letter = { ...week, attempts: 1, age: second, goneFor: null };
const answered = (status: number | null, retryAfter: number | null = null) => ({
  status,
  retryAfter,
});

const statuses = fc.oneof(fc.constant(null), fc.integer({ min: 100, max: 599 }));
const failures = statuses.filter((status) => status === null || status < 200 || status > 299);
const firsts = fc.integer({ min: 0, max: 7 * day });
const letters: fc.Arbitrary<Letter> = fc.record({
  attempts: fc.integer({ min: 1, max: 2000 }),
  age: fc.integer({ min: 0, max: 30 * day }),
  goneFor: fc.option(fc.integer({ min: 0, max: 30 * day })),
  heldDays: fc.constant<number>(heldDays.usual),
});
const waits = fc.option(
  fc.oneof(
    fc.double({ noNaN: true }),
    fc.integer({ min: -day, max: 30 * day }),
    fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  ),
);

describe("a letter", () => {
  test("D1: is delivered when the other server says 2xx, and only then", () => {
    fc.assert(
      fc.property(letters, statuses, waits, firsts, (letter, status, retryAfter, first) => {
        const delivered = fate(letter, { status, retryAfter }, first).state === "delivered";
        expect(delivered).toBe(status !== null && status >= 200 && status <= 299);
      }),
    );
  });

  test("D2: is tried for 7 days, whatever the answer: never given up early for 401, 404 or 5xx", () => {
    fc.assert(
      fc.property(letters, failures, waits, firsts, (letter, status, retryAfter, first) => {
        fc.pre(status !== 410);
        const rests = fate(letter, { status, retryAfter }, first).state === "resting";
        expect(rests).toBe(letter.age >= 7 * day);
      }),
    );
    for (const status of [null, 301, 400, 401, 403, 404, 429, 500, 503, 599]) {
      const last = { ...week, attempts: 99, age: 7 * day - 1, goneFor: 6 * day };
      expect(fate(last, answered(status), 30 * second).state).toBe("waiting");
    }
  });

  test("D2: 410 ends it when seen twice a day apart, not before", () => {
    const seen = (goneFor: number | null) =>
      fate({ ...week, attempts: 3, age: 2 * day, goneFor }, answered(410), 30 * second);
    expect(seen(null)).toMatchObject({ state: "waiting", gone: true });
    expect(seen(0)).toMatchObject({ state: "waiting", gone: true });
    expect(seen(day - 1)).toMatchObject({ state: "waiting", gone: true });
    expect(seen(day)).toEqual({ state: "resting", because: expect.stringContaining("410") });
  });

  test("D2: only a 410 counts as gone, so that any other answer begins anew", () => {
    fc.assert(
      fc.property(letters, failures, firsts, (letter, status, first) => {
        const next = fate({ ...letter, age: 0 }, answered(status), first);
        if (next.state === "waiting") expect(next.gone).toBe(status === 410);
      }),
    );
  });

  test("D2: waits as long as it was asked to, from nothing to one day, and never shorter than its pause", () => {
    fc.assert(
      fc.property(letters, failures, waits, firsts, (letter, status, retryAfter, first) => {
        const next = fate({ ...letter, age: 0, goneFor: null }, { status, retryAfter }, first);
        if (next.state !== "waiting") return expect.fail(`it is ${next.state}`);
        const asked = Math.min(Math.max(retryAfter ?? 0, 0), day);
        const longest = status === null || status >= 500 ? hour : 12 * hour;
        expect(next.pause).toBe(Math.max(asked, Math.min(longest, pause(letter.attempts, first))));
        expect(next.pause).toBeGreaterThan(0);
        expect(next.pause).toBeLessThanOrEqual(day);
      }),
    );
  });
});

describe("the pauses between attempts", () => {
  test("D2: begin with the setting, and grow four times each time", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((n) => pause(n, 30 * second) / second)).toEqual([
      30, 120, 480, 1920, 7680, 30720, 43200, 43200,
    ]);
  });

  test("D2: never shrink, and are at most 12 hours", () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), firsts, (attempts, first) => {
        const now = pause(attempts, first);
        const next = pause(attempts + 1, first);
        expect(now).toBeGreaterThan(0);
        expect(next).toBeGreaterThanOrEqual(now);
        expect(next).toBeLessThanOrEqual(12 * hour);
        if (attempts > 0 && next < 12 * hour) expect(next).toBe(4 * now);
      }),
    );
  });
});

/** Tries a letter until it is settled, with what the other server answers at each moment. */
function life(
  answer: (age: number) => number | null,
  held: number = heldDays.usual,
): {
  age: number;
  attempts: number;
  state: LetterState;
} {
  let age = second;
  let goneSince: number | null = null;
  for (let attempts = 1; attempts < 1000; attempts++) {
    const goneFor = goneSince === null ? null : age - goneSince;
    const letter = { attempts, age, goneFor, heldDays: held };
    const next = fate(letter, answered(answer(age)), 30 * second);
    if (next.state !== "waiting") return { age, attempts, state: next.state };
    goneSince = next.gone ? (goneSince ?? age) : null;
    age += next.pause;
  }
  return expect.fail("a letter is tried for ever");
}

describe("the life of a letter", () => {
  test("D2: a server that never answers is tried about once an hour for 7 days, then it rests", () => {
    const { age, attempts, state } = life(() => null);
    expect(state).toBe("resting");
    expect(age).toBeGreaterThanOrEqual(7 * day);
    expect(age).toBeLessThan(7.5 * day);
    expect(attempts).toBeGreaterThan(160);
    expect(attempts).toBeLessThan(180);
  });

  test("D2: an inbox that is never opened to us is tried some twenty times in 7 days", () => {
    const { attempts, state } = life(() => 403);
    expect(state).toBe("resting");
    expect(attempts).toBeGreaterThan(15);
    expect(attempts).toBeLessThan(25);
  });

  test("D2: a withdrawal is tried for 30 days, but for 7 when there is no such inbox (R20, boundary.md I7)", () => {
    expect(life(() => null, heldDays.withdrawal).age).toBeGreaterThanOrEqual(30 * day);
    expect(life((age) => (age < 29 * day ? 500 : 202), heldDays.withdrawal).state).toBe(
      "delivered",
    );
    const unknown = life(() => 404, heldDays.withdrawal);
    expect(unknown.state).toBe("resting");
    expect(unknown.age).toBeGreaterThanOrEqual(7 * day);
    expect(unknown.age).toBeLessThan(8 * day);
  });

  test("D2: a server that is down for six days still gets it", () => {
    expect(life((age) => (age < 6 * day ? 503 : 202)).state).toBe("delivered");
  });

  test("D2: an inbox that is gone is left alone after a day, not after a slip", () => {
    const gone = life(() => 410);
    expect(gone.state).toBe("resting");
    expect(gone.age).toBeGreaterThanOrEqual(day);
    expect(gone.age).toBeLessThan(2 * day);
    expect(life((age) => (age < 3 * hour ? 410 : 202)).state).toBe("delivered");
    let n = 0;
    expect(life(() => (n++ % 2 === 0 ? 410 : 500)).age).toBeGreaterThanOrEqual(7 * day);
  });

  test("I3: a delivered or resting letter can wait again, when its Follow is repeated", () => {
    expect(letterLife.delivered).toEqual(["waiting"]);
    expect(letterLife.resting).toEqual(["waiting"]);
  });

  test("D2: every fate is a step of the table", () => {
    fc.assert(
      fc.property(letters, statuses, waits, firsts, (letter, status, retryAfter, first) => {
        expect(letterLife.waiting).toContain(fate(letter, { status, retryAfter }, first).state);
      }),
    );
    expect(fate(fresh, answered(202), 30 * second)).toEqual({ state: "delivered" });
  });
});

describe("D6: a server", () => {
  const well = { failures: 0, failingFor: null };
  const first = 30 * second;

  test("D6: that answers anything of its own is there", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 499 }), fc.nat({ max: 1000 }), (status, failures) => {
        fc.pre(status !== 429);
        const server = { failures, failingFor: 20 * day };
        expect(serverAfter(server, answered(status), first)).toEqual({ failures: 0, rest: 0 });
      }),
    );
  });

  test("D6: that fails three times in a row rests, longer each time, at most an hour", () => {
    const rests: number[] = [];
    for (let failures = 0; failures < 9; failures++) {
      const next = serverAfter({ failures, failingFor: hour }, answered(null), first);
      expect(next.failures).toBe(failures + 1);
      rests.push(next.rest / second);
    }
    expect(rests).toEqual([0, 0, 30, 120, 480, 1920, 3600, 3600, 3600]);
  });

  test("D6: that has failed for 7 days is tried once a day", () => {
    const server = { failures: 200, failingFor: 7 * day };
    expect(serverAfter(server, answered(503), first).rest).toBe(day);
  });

  test("D6: that asks us to wait is given the time, up to a day, and has not failed for that", () => {
    expect(serverAfter(well, answered(429, 90 * second), first)).toEqual({
      failures: 0,
      rest: 90 * second,
    });
    expect(serverAfter(well, answered(503, 90 * second), first).rest).toBe(90 * second);
    expect(serverAfter(well, answered(429, 90 * day), first).rest).toBe(day);
    expect(serverAfter(well, answered(429, -5), first).rest).toBe(0);
  });
});
