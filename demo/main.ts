/**
 * `npm run demo`: two instances of Multaque, a third server with twenty people, and the whole story
 * from a follow to a team. With `--once` it ends by itself: 0 when the story is true, 1 when not.
 */

import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { castOf, inhabitants, type Person } from "./cast.ts";
import {
  areas,
  command,
  endInstance,
  freePorts,
  type Instance,
  listening,
  startInstance,
} from "./instances.ts";
import { judge } from "./judge.ts";
import { lookUp } from "./lookup.ts";
import type { Public } from "./onlooker.ts";
import { pageAt } from "./pages.ts";
import type { Scene, Story } from "./scene.ts";
import { closeServer, openServer, type PeopleServer } from "./server.ts";
import { play } from "./story.ts";
import { type Teller, teller } from "./telling.ts";
import { asObject, listOf, textOf } from "./wire.ts";

const timeLimit = 4 * 60 * 1000;
const sheet = fileURLToPath(new URL("./hort-compartit.yaml", import.meta.url));

/** What must be ended and removed, however the demo ends. */
type Belongings = {
  readonly instances: Instance[];
  server: PeopleServer | null;
  directory: string | null;
  /** Nothing more may be started. */
  leaving: boolean;
};

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  if (words.some((word) => word !== "--once")) {
    process.stderr.write("usage: npm run demo [-- --once]\n");
    return 2;
  }
  const belongings: Belongings = { instances: [], server: null, directory: null, leaving: false };
  const stopped = new Promise<"stopped">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve("stopped"));
    }
  });
  const { tell, say } = teller(Date.now());
  try {
    return await demonstrate(
      belongings,
      { tell, say },
      { stopped, once: words.includes("--once") },
    );
  } catch (error) {
    say(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`, "red");
    return 1;
  } finally {
    say("\nEnding what was started…", "dim");
    await leave(belongings);
  }
}

async function demonstrate(
  belongings: Belongings,
  { tell, say }: Teller,
  { stopped, once }: { stopped: Promise<"stopped">; once: boolean },
): Promise<number> {
  say("Multaque: from a follow to a team, on this machine alone\n", "bold");
  const late = new Promise<"late">((resolve) =>
    setTimeout(() => resolve("late"), timeLimit).unref(),
  );
  const story = await Promise.race([prepare(belongings, { tell, say }), stopped, late]);
  if (story === "stopped") return 130;
  if (story === "late") throw new Error("it was not ready within four minutes");
  const died = Promise.race(belongings.instances.map(({ ended }) => ended));
  const broke = died.then((reason) => Promise.reject(new Error(reason)));
  const end = await Promise.race([play(story), stopped, late, broke]);
  if (end === "stopped") return 130;
  if (end === "late") story.faults.push("the story was not over within four minutes");
  const code = await conclude(story, say);
  if (once) return code;
  say("\nEverything stays up. Ctrl-C ends it.", "bold");
  await Promise.race([stopped, broke]);
  return code;
}

/** Starts everything and publishes the project; the story can begin. */
async function prepare(belongings: Belongings, { tell, say }: Teller): Promise<Story> {
  const directory = await mkdtemp(join(tmpdir(), "multaque-demo-"));
  belongings.directory = directory;
  // An embedded PostgreSQL may run as another user than root: it must be able to get there.
  await chmod(directory, 0o755);
  tell("", "a third server opens, with twenty people and a key for each");
  const server = await openServer("veinat.localhost", inhabitants);
  belongings.server = server;
  const ports = await freePorts(areas.length);
  if (belongings.leaving) throw new Error("it was ended before it began");
  for (const [at, area] of areas.entries()) {
    tell(area.comarca, `an instance starts, with a database of its own (${area.cooperative})`);
    const contact = `${server.origin}/contact/${area.key}`;
    belongings.instances.push(startInstance(area, { port: ports[at] ?? 0, directory, contact }));
  }
  const scenes = await Promise.all(
    belongings.instances.map(async (instance) => {
      await listening(instance);
      tell(instance.area.comarca, `listens at ${instance.origin}`);
      const scene = await publish(instance, server);
      tell(
        instance.area.comarca,
        `shows the project @${scene.project.handle}@${scene.project.host}`,
      );
      return scene;
    }),
  );
  const cast = castOf(server.accounts);
  server.page = (path) => pageAt(path, cast);
  return { server, scenes, cast, teller: { tell, say }, faults: [], stirredAt: Date.now() };
}

/** Adds the project of the demo as an administrator would, and finds it as a stranger would. */
async function publish(instance: Instance, server: PeopleServer): Promise<Scene> {
  await command(instance, ["project", "add", sheet]);
  const projects = listOf(await command(instance, ["project", "list"])).map(asObject);
  const project = projects.find((one) => one?.slug === "hort-compartit") ?? null;
  const handle = textOf(project, "handle");
  const page = textOf(project, "url");
  if (handle === null || page === null)
    throw new Error("project list does not show hort-compartit");
  const address = handle.replace(/^@/, "");
  const host = new URL(instance.origin).host;
  const found = await lookUp(server, address.includes("@") ? address : `${address}@${host}`);
  return { instance, project: found, page, early: [], looked: false, formedAt: null, note: null };
}

async function conclude(story: Story, say: Teller["say"]): Promise<number> {
  const { claims, seen } = await judge(story);
  say("\nIs it true?", "bold");
  for (const { says, wrong } of claims) {
    say(`  ${wrong.length === 0 ? "✓" : "✗"} ${says}`, wrong.length === 0 ? "green" : "red");
    for (const why of wrong.slice(0, 5)) say(`      ${why}`);
    if (wrong.length > 5) say(`      and ${wrong.length - 5} more like it`);
  }
  say(
    `  The slowest Accept came ${(slowestAccept(story.cast) / 1000).toFixed(2)} s after its Follow.`,
    "dim",
  );
  say("\nTo look at", "bold");
  for (const one of seen) showAddresses(one, say);
  say(`  ${story.server.origin}/  the people, and what each of them read and wrote`);
  const untrue = claims.filter(({ wrong }) => wrong.length > 0);
  if (untrue.length === 0) {
    say(
      "\nThe story is true: one team in each comarca, and nobody in it who did not say yes.",
      "green",
    );
    return 0;
  }
  const reasons = untrue.map(({ says, wrong }) => `  ${says}: no (${wrong[0]})`);
  say(`\nThe story is not true.\n${reasons.join("\n")}`, "red");
  for (const { instance } of story.scenes) {
    if (instance.errors.length === 0) continue;
    say(`\nThe last that ${instance.area.comarca} said on standard error:`);
    for (const line of instance.errors) say(`  ${line}`, "dim");
  }
  return 1;
}

function slowestAccept(cast: readonly Person[]): number {
  return Math.max(
    ...cast.map(({ followedAt, acceptedAt }) => (acceptedAt ?? 0) - (followedAt ?? 0)),
  );
}

function showAddresses({ scene, page, team, note }: Public, say: Teller["say"]): void {
  const { area, origin } = scene.instance;
  say(`  ${area.comarca}`);
  for (const address of [`${origin}/`, scene.page, page, team, note]) {
    if (address !== null) say(`    ${address}`);
  }
}

async function leave(belongings: Belongings): Promise<void> {
  belongings.leaving = true;
  const { instances, server, directory } = belongings;
  await Promise.all(instances.map(endInstance));
  if (server !== null) await closeServer(server);
  if (directory !== null) await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

// What is left open (a timer, a socket) must not keep the terminal waiting.
process.exit(await main());
