/**
 * What federation costs: CPU time of our processes and of PostgreSQL for each operation, beside floors
 * that are measured in the same run. The load comes from other processes, which are not counted.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { client } from "../src/store/client.ts";
import { startEmbedded } from "../src/store/embedded.ts";
import { people as openPeople, type People } from "../test/faults/people.ts";
import { findProject } from "../test/faults/story.ts";
import { databaseUrl } from "../test/support/cluster.ts";
import {
  databasePid,
  environment,
  freePort,
  type Program,
  pause,
  start,
  temporaryFolder,
  until,
} from "../test/support/program.ts";
import { cpuOf, cpuOfDatabase } from "./cpu.ts";
import { type Cost, cost } from "./ratios.ts";
import { getAll, postAll, receiver, signFollows } from "./wire.ts";

const posts = 3_000;
const handled = 500;
const followers = 1_000;
const hosts = 100;
const rushSeconds = Number(process.env.RUSH_SECONDS ?? 60);

type Stage = {
  readonly folder: string;
  readonly url: string;
  readonly postmaster: number;
  readonly sql: postgres.Sql;
  readonly people: People;
  readonly run: (words: readonly string[]) => Promise<Program>;
  readonly project: () => Promise<string>;
};

export async function federation(): Promise<readonly Cost[]> {
  const folder = temporaryFolder();
  const embedded = await startEmbedded(folder.path);
  const admin = client(embedded.url, { max: 1 });
  await admin`create database bench`;
  const url = databaseUrl(embedded.url, "bench");
  const sql = client(url, { max: 2 });
  const people = await openPeople();
  const port = await freePort();
  const stage: Stage = {
    folder: folder.path,
    url,
    postmaster: databasePid(folder.path) ?? 0,
    sql,
    people,
    run: async (words) => {
      const program = start({ port, words, settings: settings(folder.path, url) });
      await program.listening;
      return program;
    },
    project: () => findProject(`http://127.0.0.1:${port}`),
  };
  try {
    const costs: Cost[] = [];
    for (const part of [acknowledging, rush, handling, delivering, reading]) {
      process.stderr.write(`${part.name} …\n`);
      costs.push(...(await part(stage)));
    }
    return costs;
  } finally {
    await people.close();
    await sql.end({ timeout: 1 });
    await admin.end({ timeout: 1 });
    await embedded.leave();
    await folder.remove();
  }
}

/** What goes to others is what is measured: nobody is asked anything. */
function settings(folder: string, url: string): Readonly<Record<string, string>> {
  return {
    DATA_DIR: join(folder, "data"),
    DATABASE_URL: url,
    // All of the load comes from one site.
    INBOX_PER_SITE_PER_HOUR: "1000000",
    FETCH_PER_SITE_PER_MINUTE: "1000000",
    LOG_LEVEL: "error",
    WAIT_QUESTION: "PT12H",
  };
}

/** CPU milliseconds of the program and of PostgreSQL while `work` runs. */
async function measured(
  { postmaster }: Stage,
  pid: number,
  work: () => Promise<void>,
): Promise<number> {
  const before = cpuOf([pid]) + cpuOfDatabase(postmaster);
  await work();
  return cpuOf([pid]) + cpuOfDatabase(postmaster) - before;
}

async function acknowledging(stage: Stage): Promise<readonly Cost[]> {
  const program = await stage.run(["serve", "--web"]);
  const project = await stage.project();
  const { origin } = stage.people;
  const inbox = `${project}/inbox`;
  const follows = (from: number, count: number) =>
    signFollows(origin, project, { from, count, many: 100 })[Symbol.iterator]();
  await postAll(inbox, follows(0, 500), { connections: 16 });
  const ours = follows(500, posts);
  let statuses: ReadonlyMap<number, number> = new Map();
  const spent = await measured(stage, program.pid, async () => {
    statuses = await postAll(inbox, ours, { connections: 16 });
  });
  if (statuses.get(202) !== posts) throw new Error(`not all taken: ${[...statuses]}`);
  await program.stop();
  await forgetAll(stage);
  const floor = await floorOf(stage, ["acknowledge", stage.url, String(posts)]);
  return [
    cost("signed Follow acknowledged", {
      unit: "ms CPU",
      value: spent / posts,
      floor: floor / posts,
      aim: "at most 4 × the floor",
    }),
  ];
}

/** What one measurement leaves to do is not measured by the next. */
async function forgetAll({ sql }: Stage): Promise<void> {
  await sql`truncate inbound, letter, notice, follow, person, remote_actor, remote_host cascade`;
  await sql`vacuum analyze`;
}

/** As many as come, with the whole program running, handling and answering them too. */
async function rush(stage: Stage): Promise<readonly Cost[]> {
  const program = await stage.run(["serve"]);
  const project = await stage.project();
  const [before] = await stage.sql<{ n: number }[]>`select count(*)::int as n from inbound`;
  const words = [
    stage.people.origin,
    project,
    String(rushSeconds * 900),
    String(rushSeconds),
    "32",
  ];
  const load = child("load.ts", words);
  const [line = "{}"] = (await saidAtEnd(load)).split("\n").filter((one) => one.startsWith("{"));
  const { took, statuses } = JSON.parse(line) as { took: number; statuses: [number, number][] };
  const taken = new Map(statuses).get(202) ?? 0;
  const [after] = await stage.sql<{ n: number }[]>`select count(*)::int as n from inbound`;
  const lost = Math.max(0, taken - ((after?.n ?? 0) - (before?.n ?? 0)));
  await program.kill();
  await forgetAll(stage);
  return [
    cost(`acknowledged a second, for ${rushSeconds} s`, {
      unit: "/s",
      value: taken / took,
      floor: null,
      aim: "at least 500",
    }),
    cost("refused or unanswered in the rush", {
      unit: "of all",
      value: statuses.reduce((sum, [status, n]) => sum + (status === 202 ? 0 : n), 0),
      floor: null,
      aim: "0",
    }),
    cost("acknowledged and lost", { unit: "of all", value: lost, floor: null, aim: "0" }),
  ];
}

async function handling(stage: Stage): Promise<readonly Cost[]> {
  const program = await stage.run(["serve"]);
  const project = await stage.project();
  const { people } = stage;
  const inbox = `${project}/inbox`;
  const accepts = (): number => people.received.filter(({ type }) => type === "Accept").length;
  const round = async (from: number): Promise<number> => {
    const follows = signFollows(people.origin, project, { from, count: handled, many: handled });
    const before = accepts();
    return measured(stage, program.pid, async () => {
      await postAll(inbox, follows[Symbol.iterator](), { connections: 8 });
      await until("all have their Accept", () => accepts() - before >= handled, 120_000);
    });
  };
  const strangers = await round(100_000);
  const known = await round(200_000);
  await program.stop();
  await forgetAll(stage);
  return [
    cost("Follow of somebody known, handled, its Accept handed over", {
      unit: "ms CPU",
      value: known / handled,
      floor: null,
      aim: "at most 4",
    }),
    cost("the same, of somebody never seen before", {
      unit: "ms CPU",
      value: strangers / handled,
      floor: null,
      aim: "",
    }),
  ];
}

async function delivering(stage: Stage): Promise<readonly Cost[]> {
  const taking = await receiver();
  const program = await stage.run(["serve"]);
  await pause(5_000);
  const idle = memoryOf(program.pid);
  const project = await stage.project();
  await followedBy(stage.sql, project, taking.port);
  const round = async (): Promise<number> => {
    const before = taking.taken();
    return measured(stage, program.pid, async () => {
      await stage.sql`
        insert into notice (notice, subject)
        values (${stage.sql.json({ kind: "project-changed", project: project.split("/").at(-1) ?? "", notes: [], gone: [] })}, 'bench')`;
      await stage.sql`select pg_notify('multaque', 'write')`;
      await until("all are delivered", () => taking.taken() - before >= followers, 120_000);
    });
  };
  await round();
  const spent = await round();
  for (let more = 0; more < 8; more++) await round();
  const busy = memoryOf(program.pid);
  await program.stop();
  const floor = await floorOf(stage, [
    "deliver",
    String(taking.port),
    String(hosts),
    String(followers),
  ]);
  taking.close();
  return [
    cost(`a letter to ${followers} inboxes on ${hosts} hosts, for each`, {
      unit: "ms CPU",
      value: spent / followers,
      floor: floor / followers,
      aim: "at most 3 × the floor",
    }),
    cost("memory of the program, idle", {
      unit: "MB",
      value: idle,
      floor: null,
      aim: "at most 200",
    }),
    cost("memory after 10,000 deliveries", {
      unit: "MB",
      value: busy,
      floor: null,
      aim: "at most 400",
    }),
  ];
}

/** People of many servers who follow, as their Follows would have left them. */
async function followedBy(sql: postgres.Sql, project: string, port: number): Promise<void> {
  await sql`
    insert into person (id, iri, handle, inbox, type, no_bots, first_seen_at)
    select 'bench' || n, iri, 'p' || n || '@h', iri || '/inbox', 'Person', false, now()
    from generate_series(1, ${followers}::int) n,
      lateral (select 'http://h' || n % ${hosts}::int || ${`.test:${port}/users/p`}::text || n as iri) i`;
  await sql`
    insert into follow (actor, iri, target, state)
    select iri, iri || '#follow', ${new URL(project).pathname}, 'follows' from person where id like 'bench%'`;
}

async function reading(stage: Stage): Promise<readonly Cost[]> {
  const program = await stage.run(["serve", "--web"]);
  const project = await stage.project();
  const answer = await fetch(project, { headers: { accept: "application/activity+json" } });
  const file = join(stage.folder, "document.json");
  writeFileSync(file, await answer.text());
  const bare = child("floors.ts", ["serve", file]);
  const port = await ready(bare);
  const load = { times: 20_000, connections: 16 };
  const rates = { ours: 0, bare: 0 };
  // In turn, so that neither has the quieter machine.
  for (let round = 0; round < 2; round++) {
    rates.ours = await getAll(project, load);
    rates.bare = await getAll(`http://127.0.0.1:${port}/`, load);
  }
  bare.kill();
  await program.stop();
  return [
    cost("actor document", {
      unit: "/s",
      value: rates.ours,
      floor: rates.bare,
      aim: "at least 0.5 × a bare Hono route",
    }),
  ];
}

async function floorOf(stage: Stage, words: readonly string[]): Promise<number> {
  const floor = child("floors.ts", words);
  await ready(floor);
  const pid = floor.pid ?? 0;
  const spent = await measured(stage, pid, async () => {
    const done = said(floor, /done/);
    floor.kill("SIGUSR2");
    await done;
  });
  floor.kill();
  return spent;
}

function child(file: string, words: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn(process.execPath, [path, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
    env: environment({}),
  });
}

async function ready(process_: ChildProcess): Promise<number> {
  const [, port = ""] = (await said(process_, /ready (\d+)/)) ?? [];
  return Number(port);
}

function said(process_: ChildProcess, what: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let all = "";
    process_.stdout?.setEncoding("utf8").on("data", (part: string) => {
      all += part;
      const found = what.exec(all);
      if (found !== null) resolve(found);
    });
    process_.once("exit", () => reject(new Error(`ended before it said ${what}: ${all}`)));
  });
}

function saidAtEnd(process_: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let all = "";
    process_.stdout?.setEncoding("utf8").on("data", (part: string) => {
      all += part;
    });
    process_.once("exit", () => resolve(all));
  });
}

function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
