/** The loops that work: wakes are not lost, failures back off and go on, stopping waits for what runs. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Job, type Running, run } from "../../src/jobs/run.ts";
import { reason } from "../../src/log.ts";

/** A job that does what its list of deeds says, then has nothing to do. */
function job(
  name: Job["name"],
  step: () => boolean | Promise<boolean>,
  more: Partial<Job> = {},
): Job {
  return { name, restMs: 60_000, atOnce: 1, step: async () => step(), ...more };
}

/** A promise and its key; opened at the end of the test at the latest. */
function door(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  doors.push(open);
  return { open, opened };
}

const doors: (() => void)[] = [];
let running: Running | undefined;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  vi.useRealTimers();
  for (const open of doors.splice(0)) open();
  await running?.stop();
  running = undefined;
});

describe("work and rest", () => {
  test("works without a rest while there is work, then rests for its time", async () => {
    let left = 5;
    let steps = 0;
    running = run([
      job("write", () => {
        steps++;
        return left-- > 0;
      }),
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect(steps).toBe(6);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(steps).toBe(6);
    // Polling is the truth: what nobody announced is found.
    left = 2;
    await vi.advanceTimersByTimeAsync(1);
    expect(steps).toBe(9);
  });

  test("as many steps at the same time as the job says, and one loop does not wait for another", async () => {
    const { opened } = door();
    let begun = 0;
    let others = 0;
    running = run([
      job("deliver", () => opened.then(() => false), {
        atOnce: 3,
        step: async () => {
          begun++;
          await opened;
          return false;
        },
      }),
      job("match", () => others++ < 10),
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toBe(3);
    expect(others).toBe(11);
  });
});

describe("several loops of one job, while one of them is long at work (R19)", () => {
  /** Things to do, one of which takes until its door opens. */
  function pile(things: string[], slow: Promise<void>) {
    const done: string[] = [];
    const step = async (found: () => void) => {
      const thing = things.shift();
      if (thing === undefined) return false;
      found();
      if (thing === "slow") await slow;
      done.push(thing);
      return true;
    };
    return { things, done, step };
  }

  test("what was announced with it, by one word, is done by the others", async () => {
    const { things, done, step } = pile([], door().opened);
    running = run([job("deliver", () => false, { atOnce: 4, step, restMs: 500 })]);
    await vi.advanceTimersByTimeAsync(0);
    // One transaction with many letters says its word once.
    things.push("slow", "a", "b", "c");
    running.wake("deliver");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(done).toEqual(["a", "b", "c"]);
  });

  test("what nobody announced is found by the others", async () => {
    const { things, done, step } = pile(["slow"], door().opened);
    running = run([job("deliver", () => false, { atOnce: 4, step, restMs: 500 })]);
    await vi.advanceTimersByTimeAsync(0);
    things.push("a", "b");
    await vi.advanceTimersByTimeAsync(4 * 500);
    expect(done).toEqual(["a", "b"]);
  });
});

describe("wakes", () => {
  test("a wake ends the rest of that job alone, `all` of every job", async () => {
    const steps = { inbox: 0, match: 0 };
    running = run([job("inbox", () => ++steps.inbox < 0), job("match", () => ++steps.match < 0)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(steps).toEqual({ inbox: 1, match: 1 });
    running.wake("match");
    await vi.advanceTimersByTimeAsync(0);
    expect(steps).toEqual({ inbox: 1, match: 2 });
    running.wake("all");
    await vi.advanceTimersByTimeAsync(0);
    expect(steps).toEqual({ inbox: 2, match: 3 });
    running.wake("nobody");
    await vi.advanceTimersByTimeAsync(0);
    expect(steps).toEqual({ inbox: 2, match: 3 });
  });

  test.each(["inbox", "all"])("a wake (%s) while a step runs is not lost", async (word) => {
    const { open, opened } = door();
    let steps = 0;
    running = run([
      job("inbox", async () => {
        steps++;
        // It looked, found nothing, and is about to say so: then something comes.
        if (steps === 1) await opened;
        return false;
      }),
    ]);
    await vi.advanceTimersByTimeAsync(0);
    running.wake(word);
    open();
    await vi.advanceTimersByTimeAsync(0);
    expect(steps).toBe(2);
    // And it is heard once, not for ever.
    await vi.advanceTimersByTimeAsync(10_000);
    expect(steps).toBe(2);
  });

  test("a thousand wakes for what was announced at random are all followed by a look", async () => {
    vi.useRealTimers();
    let waiting = 0;
    let done = 0;
    running = run([
      job(
        "inbox",
        async () => {
          const found = waiting > 0;
          if (found) waiting--;
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
          if (found) done++;
          return found;
        },
        { atOnce: 4, restMs: 3_600_000 },
      ),
    ]);
    for (let n = 0; n < 1000; n++) {
      waiting++;
      running.wake("inbox");
      if (n % 7 === 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    }
    await vi.waitFor(() => expect(done).toBe(1000), { timeout: 20_000 });
  });
});

describe("failures", () => {
  test("a job that fails backs off longer each time, half a minute at most, and goes on", async () => {
    let fails = 9;
    const at: number[] = [];
    running = run([
      job("deliver", () => {
        at.push(Date.now());
        if (fails-- > 0) throw new Error("the database is away");
        return false;
      }),
    ]);
    await vi.advanceTimersByTimeAsync(300_000);
    const pauses = at.slice(1, 10).map((time, n) => time - (at[n] ?? 0));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000]);
    // After a success it rests as usual, and begins anew with short pauses.
    expect((at[10] ?? 0) - (at[9] ?? 0)).toBe(60_000);
  });

  test("one that fails does not hold up another, nor its own other loops", async () => {
    let bad = 0;
    let good = 0;
    let turn = 0;
    running = run([
      job("write", () => {
        bad++;
        throw new Error("always");
      }),
      job("match", () => ++good < 5),
      job(
        "inbox",
        () => {
          // The first loop to come fails; the other finds work for as long as there is.
          if (turn++ === 0) throw new Error("once");
          return turn < 20;
        },
        { atOnce: 2 },
      ),
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect(good).toBe(5);
    expect(bad).toBe(1);
    expect(turn).toBeGreaterThanOrEqual(20);
  });

  test("what is thrown without being an error backs off too", async () => {
    let tries = 0;
    running = run([
      job("write", () => {
        tries++;
        throw undefined;
      }),
    ]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(tries).toBe(2);
  });

  test("the reason in the log is the cause, without the values of a query", () => {
    const cause = new Error("connection refused");
    expect(reason(new Error("insert into person values ('marta')", { cause }))).toBe(
      "Error: connection refused",
    );
    expect(reason(new TypeError("no"))).toBe("TypeError: no");
    expect(reason("marta")).toBe("unknown");
  });
});

describe("stop", () => {
  test("waits for the step that runs, lets nothing begin, and does not wait for rests", async () => {
    const { open, opened } = door();
    let steps = 0;
    const loops = run([
      job("deliver", async () => {
        steps++;
        await opened;
        return true;
      }),
      job("match", () => false),
    ]);
    await vi.advanceTimersByTimeAsync(0);
    let stopped = false;
    const stopping = loops.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stopped).toBe(false);
    loops.wake("all");
    open();
    await stopping;
    await vi.advanceTimersByTimeAsync(100_000);
    expect(steps).toBe(1);
  });

  test("ends the pause of a job that failed", async () => {
    let tries = 0;
    const loops = run([
      job("deliver", () => {
        tries++;
        throw new Error("always");
      }),
    ]);
    await vi.advanceTimersByTimeAsync(4_000);
    const before = tries;
    await loops.stop();
    expect(tries).toBe(before);
  });

  test("a step that fails while stopping ends it all the same, and twice is once", async () => {
    const { open, opened } = door();
    const loops = run([
      job("deliver", async () => {
        await opened;
        throw new Error("at the worst moment");
      }),
    ]);
    await vi.advanceTimersByTimeAsync(0);
    const both = Promise.all([loops.stop(), loops.stop()]);
    open();
    await both;
  });
});
