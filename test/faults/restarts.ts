/** PostgreSQL is restarted in three ways under a stream of Follows to the real program (R11). */
import { join } from "node:path";
import { expect } from "vitest";
import { client } from "../../src/store/client.ts";
import { type Embedded, startEmbedded } from "../../src/store/embedded.ts";
import { databaseUrl } from "../support/cluster.ts";
import { databasePid, freePort, pause, start, temporaryFolder, until } from "../support/program.ts";
import { acceptIds, people as openPeople, type People, told } from "./people.ts";
import { endLeases, findProject, kindOf, leftToDo } from "./story.ts";

/** To the postmaster: "fast", "immediate", and none that it could hear. */
const ways = ["SIGINT", "SIGQUIT", "SIGKILL"] as const;
const mostSecondsAway = 10;
const betweenFollowsMs = 60;
const betweenRestartsMs = 2_000;

export type Restarted = {
  readonly follows: number;
  readonly refusedMeanwhile: number;
  /** From the moment when PostgreSQL was there again until the next Follow was taken. */
  readonly longestAway: number;
};

/** Restarts it so often, the ways in turn; then everything that was acknowledged must have its effect, once. */
export async function restartDatabase(
  times: number,
  { patient }: { readonly patient: boolean },
): Promise<Restarted> {
  const folder = temporaryFolder();
  let embedded = await startEmbedded(folder.path);
  const admin = client(embedded.url, { max: 1 });
  await admin`create database restarted`.simple();
  await admin.end();
  const port = await freePort();
  const url = databaseUrl(embedded.url, "restarted");
  const settings = { DATABASE_URL: url, DATA_DIR: join(folder.path, "data") };
  const program = start({ port, settings });
  const people = await openPeople();
  try {
    await program.listening;
    const stream = streamOf(people, await findProject(program.origin));
    let longestAway = 0;
    for (let n = 0; n < times; n++) {
      await pause(betweenRestartsMs);
      embedded = await restart(folder.path, ways[n % ways.length] ?? "SIGINT");
      const back = performance.now();
      const before = stream.taken();
      await Promise.race([
        until("the next Follow is taken", () => stream.taken() > before),
        program.ended.then(() => Promise.reject(new Error(`it has ended: ${program.errors()}`))),
      ]);
      longestAway = Math.max(longestAway, (performance.now() - back) / 1_000);
      expect(longestAway, "seconds until it is back").toBeLessThan(mostSecondsAway);
    }
    const names = await stream.end();
    expect(stream.broken).toEqual([]);
    await checkEffects(people, { url, names, patient });
    expect((await program.stop()).code).toBe(0);
    return { follows: names.length, refusedMeanwhile: stream.refused(), longestAway };
  } finally {
    await people.close();
    await program.kill();
    await embedded.leave().catch(() => {});
    await folder.remove();
  }
}

/** Ends the server so, and starts it as soon as nobody of it is left. */
async function restart(dataDir: string, signal: NodeJS.Signals): Promise<Embedded> {
  const pid = databasePid(dataDir);
  if (pid === null) throw new Error("PostgreSQL does not run");
  process.kill(pid, signal);
  await until("the server is gone", () => databasePid(dataDir) === null);
  for (let tries = 0; ; tries++) {
    try {
      return await startEmbedded(dataDir);
    } catch (error) {
      // Children of a postmaster that was killed may hold its memory for a moment.
      if (tries === 20) throw error;
      await pause(250);
    }
  }
}

type Stream = {
  readonly taken: () => number;
  readonly refused: () => number;
  /** Whatever was neither taken nor put off in words: while it lives it says that it cannot, and when to come again. */
  readonly broken: readonly string[];
  /** Nobody new follows; resolves when everybody who did has been heard. Gives their names. */
  readonly end: () => Promise<readonly string[]>;
};

/** Somebody new follows every moment, and says so until it is acknowledged. */
function streamOf(people: People, project: string): Stream {
  const inbox = `${project}/inbox`;
  const names: string[] = [];
  const following: Promise<void>[] = [];
  const broken: string[] = [];
  let [taken, refused, open] = [0, 0, true];
  const follow = async (name: string): Promise<void> => {
    const activity = people.follow(name, project);
    for (;;) {
      const { status, retryAfter, body } = await people.post(inbox, activity);
      if (status === 202) return void taken++;
      if (status !== 503 || retryAfter === null) broken.push(`${status} ${body}`);
      refused++;
      await pause(200);
    }
  };
  const flow = (async () => {
    for (let n = 0; open; n++) {
      names.push(`seguidor${n}`);
      following.push(follow(`seguidor${n}`));
      await pause(betweenFollowsMs);
    }
  })();
  return {
    taken: () => taken,
    refused: () => refused,
    broken,
    end: async () => {
      open = false;
      await flow;
      await Promise.all(following);
      return names;
    },
  };
}

type Checked = {
  readonly url: string;
  readonly names: readonly string[];
  /** Leave the leases of what broke off to end by themselves. */
  readonly patient: boolean;
};

/** Nothing acknowledged is lost, nothing is doubled (S1, S2). */
async function checkEffects(people: People, { url, names, patient }: Checked): Promise<void> {
  const sql = client(url, { max: 1 });
  try {
    if (!patient) await endLeases(sql);
    await until("nothing is left to do", async () => (await leftToDo(sql)) === 0, 180_000);
    await until("everybody was asked", () => names.every((name) => told(people, name).length > 0));
    const [row] = await sql`
      select (select count(*)::int from interest where state = 'follows') as interests,
        (select count(*)::int from person) as people, (select count(*)::int from asked) as asked,
        (select count(*)::int from inbound where handled_at is null) as unhandled`;
    const all = names.length;
    expect(row).toEqual({ interests: all, people: all, asked: all, unhandled: 0 });
    for (const name of names) {
      expect(acceptIds(people, name).size, `Accepts of ${name}`).toBe(1);
      expect(told(people, name).map(kindOf), name).toEqual(["where"]);
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}
