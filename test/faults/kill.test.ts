/** kill -9 at random moments: the story ends the same (R1, R2, R3). The long variant: kill.long.ts. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { client } from "../../src/store/client.ts";
import { type Embedded, startEmbedded } from "../../src/store/embedded.ts";
import { databaseUrl } from "../support/cluster.ts";
import { temporaryFolder } from "../support/program.ts";
import { survive } from "./kills.ts";
import type { Ending } from "./story.ts";

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));

let embedded: Embedded;
let folder: ReturnType<typeof temporaryFolder>;
let undisturbed: Ending;

beforeAll(async () => {
  folder = temporaryFolder();
  embedded = await startEmbedded(folder.path);
});

afterAll(async () => {
  await embedded.leave();
  await folder.remove();
});

async function database(name: string): Promise<string> {
  const admin = client(embedded.url, { max: 1 });
  await admin.unsafe(`create database ${name}`);
  await admin.end();
  return databaseUrl(embedded.url, name);
}

describe(`kill -9 (SEED=${seed})`, () => {
  const all = { folder: "", seed };

  test("undisturbed, everybody who said yes sits, and nobody else", {
    timeout: 120_000,
  }, async () => {
    const told = await survive({
      ...all,
      folder: folder.path,
      databaseUrl: await database("undisturbed"),
      processes: [["serve"]],
      kills: 0,
    });
    undisturbed = told.ending;
    expect(undisturbed).toMatchObject({
      teams: [{ state: "formed", taken: 8 }],
      counts: { news: 1, announces: 1, undelivered: 0, people: 10 },
    });
  });

  test("web and worker in one process, killed three times", { timeout: 240_000 }, async () => {
    const told = await survive({
      ...all,
      folder: folder.path,
      databaseUrl: await database("one"),
      processes: [["serve"]],
      kills: 3,
    });
    console.log(`SEED=${seed}: 3 kills, ${told.hits} in the story, ${told.seconds.toFixed(1)} s`);
    expect(told.ending).toEqual(undisturbed);
  });

  test("web and worker apart, killed alone or together four times", {
    timeout: 240_000,
  }, async () => {
    const told = await survive({
      ...all,
      folder: folder.path,
      databaseUrl: await database("apart"),
      processes: [
        ["serve", "--web"],
        ["serve", "--work"],
      ],
      kills: 4,
    });
    console.log(`SEED=${seed}: 4 kills, ${told.hits} in the story, ${told.seconds.toFixed(1)} s`);
    expect(told.ending).toEqual(undisturbed);
  });
});
