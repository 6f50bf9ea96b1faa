/** A thousand kills (KILLS) over many stories; some leave the leases of the dead to end by themselves. MULTAQUE_LONG=1. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { client } from "../../src/store/client.ts";
import { type Embedded, startEmbedded } from "../../src/store/embedded.ts";
import { databaseUrl } from "../support/cluster.ts";
import { temporaryFolder } from "../support/program.ts";
import { survive } from "./kills.ts";
import type { Ending } from "./story.ts";

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));
const kills = Number(process.env.KILLS ?? 1_000);
const perStory = 8;

let embedded: Embedded;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  folder = temporaryFolder();
  embedded = await startEmbedded(folder.path);
});

afterAll(async () => {
  await embedded.leave();
  await folder.remove();
});

test(`${kills} kills -9 (SEED=${seed}): every story ends the same`, async () => {
  const admin = client(embedded.url, { max: 1 });
  const tell = async (n: number, kills: number): Promise<Ending> => {
    await admin.unsafe(`create database story${n}`);
    const isOne = n % 2 === 0;
    const told = await survive({
      folder: folder.path,
      databaseUrl: databaseUrl(embedded.url, `story${n}`),
      processes: isOne
        ? [["serve"]]
        : [
            ["serve", "--web"],
            ["serve", "--work"],
          ],
      kills,
      seed: seed + n,
      // One story in ten waits for the leases, as an administrator would have to.
      patient: n % 10 === 9,
    });
    await admin.unsafe(`drop database story${n} with (force)`);
    hits += told.hits;
    console.log(
      `story ${n} (SEED=${seed}): ${kills} kills, ${told.hits} in the story, ${told.seconds.toFixed(0)} s`,
    );
    return told.ending;
  };
  let hits = 0;
  const undisturbed = await tell(0, 0);
  for (let n = 1, left = kills; left > 0; n++) {
    const now = Math.min(perStory, left);
    expect(await tell(n, now), `story ${n}`).toEqual(undisturbed);
    left -= now;
  }
  console.log(`${kills} kills, ${hits} of them in the middle of a story (SEED=${seed})`);
  await admin.end();
});
