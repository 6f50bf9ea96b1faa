/** A story whose programs are killed at random moments, and started again. */
import { join } from "node:path";
import { client } from "../../src/store/client.ts";
import { freePort, type Program, pause, start } from "../support/program.ts";
import { people as openPeople, type People } from "./people.ts";
import {
  beginStory,
  checkStory,
  dice,
  type Ending,
  endingOf,
  endLeases,
  findProject,
  storyEnds,
} from "./story.ts";

export type Survival = {
  readonly ending: Ending;
  /** Kills that hit before everybody had heard the last word. */
  readonly hits: number;
  readonly seconds: number;
};

export type Survive = {
  /** What runs, each in a process of its own: `serve`, or `serve --web` and `serve --work`. */
  readonly processes: readonly (readonly string[])[];
  readonly databaseUrl: string;
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  /** Leave the leases of the dead to end by themselves. */
  readonly patient?: boolean;
};

/** Tells one story through so many kills; checks how it ends. */
export async function survive(asked: Survive): Promise<Survival> {
  const began = performance.now();
  const random = dice(asked.seed);
  const port = await freePort();
  const settings = {
    DATABASE_URL: asked.databaseUrl,
    DATA_DIR: join(asked.folder, `data-${port}`),
  };
  const run = (words: readonly string[]) => start({ port, settings, words });
  const sql = client(asked.databaseUrl, { max: 1 });
  const people = await openPeople();
  const running: Program[] = asked.processes.map(run);
  let hits = 0;
  let hasBegun = false;
  try {
    for (let kill = 0; kill <= asked.kills; kill++) {
      const isLast = kill === asked.kills;
      // One in five dies while it starts.
      if (isLast || random() < 0.8) {
        await Promise.all(running.map(({ listening }) => listening));
        if (!hasBegun) beginStory(people, await findProject(`http://127.0.0.1:${port}`), random);
        hasBegun = true;
        if (isLast) break;
        await pause(random() * 1000);
      } else {
        await pause(random() * 2500);
      }
      if (!isOver(people)) hits++;
      const which = victims(running.length, random);
      await Promise.all(which.map((n) => running[n]?.kill()));
      if (asked.patient !== true && hasBegun) await endLeases(sql);
      for (const n of which) running[n] = run(asked.processes[n] ?? []);
    }
    await storyEnds(people, sql, asked.patient === true ? 180_000 : 60_000);
    // Whatever is done twice comes late.
    await pause(1_000);
    await storyEnds(people, sql, 10_000);
    await checkStory(people, sql);
    const ending = await endingOf(people, sql);
    return { ending, hits, seconds: (performance.now() - began) / 1000 };
  } finally {
    await Promise.all(running.map((program) => program.kill()));
    await people.close();
    await sql.end({ timeout: 1 });
  }
}

function isOver(people: People): boolean {
  return people.received.filter(({ type }) => type === "Announce").length > 0;
}

/** Any one of them, or all. */
function victims(count: number, random: () => number): readonly number[] {
  const all = Array.from({ length: count }, (_, n) => n);
  const chosen = Math.floor(random() * (count + 1));
  return chosen === count ? all : [chosen];
}
