/** Several processes of the real program on one database, with people around them: a stage for tests of faults. */
import { join } from "node:path";
import type postgres from "postgres";
import { afterAll, beforeAll } from "vitest";
import { client } from "../../src/store/client.ts";
import { type Embedded, startEmbedded } from "../../src/store/embedded.ts";
import { databaseUrl } from "../support/cluster.ts";
import {
  freePort,
  type Program,
  pause,
  start,
  temporaryFolder,
  until,
} from "../support/program.ts";
import { people as openPeople, type People } from "./people.ts";
import { findProject, leftToDo } from "./story.ts";

let folder: ReturnType<typeof temporaryFolder>;
let embedded: Embedded;
/** Where the programs of a test listen by themselves; known once the stage is prepared. */
export let port: number;
/** The id of the project that everybody follows. */
export let project: string;
let serial = 0;

/** One first start for all: each test clones its database, and serves under the same origin. */
beforeAll(async () => {
  folder = temporaryFolder();
  embedded = await startEmbedded(folder.path);
  port = await freePort();
  await (await admin())`create database prepared`.simple();
  const program = run(["serve"], databaseUrl(embedded.url, "prepared"));
  await program.listening;
  project = await findProject(program.origin);
  // Its keys are made when they are first needed.
  await fetch(project, { headers: { accept: "application/activity+json" } });
  await program.stop();
}, 120_000);

afterAll(async () => {
  await adminSql?.end();
  await embedded.leave();
  await folder.remove();
}, 60_000);

let adminSql: postgres.Sql | undefined;
async function admin(): Promise<postgres.Sql> {
  adminSql ??= client(embedded.url, { max: 1 });
  return adminSql;
}

export function run(words: readonly string[], url: string, listenOn = port): Program {
  return start({
    port: listenOn,
    words,
    settings: {
      DATABASE_URL: url,
      DATA_DIR: join(folder.path, "data"),
      ORIGIN: `http://127.0.0.1:${port}`,
    },
  });
}

export type Stage = {
  readonly url: string;
  readonly sql: postgres.Sql;
  readonly people: People;
  readonly inbox: string;
};

/** A database of its own and people of its own, both gone afterwards. */
export async function stage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const name = `t${++serial}`;
  await (await admin()).unsafe(`create database ${name} template prepared`);
  const url = databaseUrl(embedded.url, name);
  const sql = client(url, { max: 2 });
  const people = await openPeople();
  try {
    await play({ url, sql, people, inbox: `${project}/inbox` });
  } finally {
    await people.close();
    await sql.end({ timeout: 1 });
  }
}

export async function settled(sql: postgres.Sql): Promise<void> {
  await until("nothing is left to do", async () => (await leftToDo(sql)) === 0, 30_000);
}

export const minutes = (n: number) => ({ timeout: n * 60_000 });

/** Lets the first request of this kind wait until it is released; the later ones pass. */
export function holdOnce(
  people: People,
  isIt: (asked: Parameters<People["hinder"]>[0]) => boolean,
): { readonly reached: Promise<void>; readonly release: () => void } {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    let first = true;
    people.hinder = (asked) => {
      if (!first || !isIt(asked)) return null;
      first = false;
      resolve();
      return released;
    };
  });
  return { reached, release };
}

/**
 * Freezes a program that is in no transaction: what it does outside of one is what others can take
 * over at once. Its locks would hold others until PostgreSQL ends its session, half a minute later.
 */
export async function freezeAtRest(program: Program, sql: postgres.Sql): Promise<void> {
  for (;;) {
    program.freeze();
    const open = await sql`select 1 from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`;
    if (open.length === 0) return;
    program.thaw();
    await pause(5);
  }
}
