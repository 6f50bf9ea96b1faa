/** Step after step while there is work; then rest until somebody wakes us or time has passed. */
import { log, reason } from "../log.ts";
import type { Work } from "../store/wake.ts";

export type Job = {
  readonly name: Work | "departed" | "forget";
  /** How long to rest when there is nothing to do: what was announced is also found. */
  readonly restMs: number;
  /** How many steps at the same time. */
  readonly atOnce: number;
  /**
   * Does one thing. False when there is nothing to do. It calls `found` as soon as it has something in
   * hand, so that another loop of the job looks for more meanwhile.
   */
  readonly step: (found: () => void) => Promise<boolean>;
  /** Resolves when what its steps began, and did not wait for, is done. */
  readonly done?: () => Promise<void>;
};

export type Running = {
  /** There may be work of this kind ("all": of every kind). */
  readonly wake: (word: string) => void;
  /** Begins nothing new, and resolves when what runs is done. */
  readonly stop: () => Promise<void>;
};

const longestBackOff = 30_000;

export function run(jobs: readonly Job[]): Running {
  const sleepers = new Set<{ readonly name: string; readonly wake: () => void }>();
  let stopping = false;
  // How often each name was called: a call that comes while nobody sleeps is not lost.
  const calls = new Map<string, number>();
  const callsOf = (name: string): number => (calls.get(name) ?? 0) + (calls.get("all") ?? 0);

  const rest = (name: string, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        sleepers.delete(sleeper);
        resolve();
      };
      const timer = setTimeout(done, ms);
      const sleeper = { name, wake: done };
      sleepers.add(sleeper);
      if (stopping) done();
    });

  /** Wakes one loop of a job: it calls the next when it has found something. */
  const wakeOne = (name: string): void => {
    [...sleepers].find((sleeper) => sleeper.name === name)?.wake();
  };

  // The loops of a job look for work in turn; when there is much, one calls the other.
  const loop = async ({ name, restMs, atOnce, step }: Job): Promise<void> => {
    for (let failures = 0; !stopping; ) {
      const before = callsOf(name);
      try {
        const worked = await step(() => wakeOne(name));
        failures = 0;
        if (!worked && callsOf(name) === before) await rest(name, restMs * atOnce);
      } catch (error) {
        failures++;
        log.error("The job {name} failed: {error}", { name, error: reason(error) });
        await rest(name, Math.min(longestBackOff, 500 * 2 ** failures));
      }
    }
  };

  const loops = jobs.flatMap((job) => Array.from({ length: job.atOnce }, () => loop(job)));
  return {
    wake: (word) => {
      calls.set(word, (calls.get(word) ?? 0) + 1);
      for (const { name } of jobs) if (word === "all" || word === name) wakeOne(name);
    },
    stop: async () => {
      stopping = true;
      for (const sleeper of [...sleepers]) sleeper.wake();
      await Promise.all(loops);
      await Promise.all(jobs.map(({ done }) => done?.()));
    },
  };
}
