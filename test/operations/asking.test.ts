/** Whom we ask unasked: rules C6, C7 and C9, on a real database. */
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Project } from "../../src/domain/projects.ts";
import { findNewlyCovered } from "../../src/operations/find-newly-covered.ts";
import { transact } from "../../src/operations/transaction.ts";
import { countReception, receptionAt } from "../../src/store/remotes.ts";
import { type Neighbour, type Village, village } from "./village.ts";

const girones = "urn:idescat:comarca:20";
const garrotxa = "urn:idescat:comarca:19";

let v: Village;
let project: Project;

beforeEach(async () => {
  v = await village({ settings: { territory: [girones] }, peers: ["peer.test"] });
  project = await v.project();
});

async function follows(name: string, host = "veins.test"): Promise<Neighbour> {
  const one = v.neighbour(name, {}, host);
  await one.follow(project);
  await v.write();
  await v.handOver();
  return one;
}

const says = async () => (await v.told()).map(({ to, say }) => `${to}: ${say}`);

describe("C6: where people block us, nobody is asked any more", () => {
  const count = (host: string, asked: number, blocks: number) =>
    transact(v.instance.db, async (tx) => {
      for (let n = 0; n < asked; n++) await countReception(tx, host, "asked");
      for (let n = 0; n < blocks; n++) await countReception(tx, host, "blocks");
    });

  test("asked is who was asked, once; a block is of somebody asked, once", async () => {
    const [anna, pau] = [await follows("anna"), await follows("pau")];
    await v.keep("question");
    expect(await receptionAt(v.instance.db, "veins.test")).toEqual({ asked: 2, blocks: 0 });
    await anna.block();
    await anna.block();
    await v.neighbour("stranger").block();
    await pau.say(project, "stop");
    await pau.block();
    expect(await receptionAt(v.instance.db, "veins.test")).toEqual({ asked: 2, blocks: 1 });
  });

  test("with more than 2 of a hundred the next is not asked, there and nowhere else", async () => {
    await count("veins.test", 99, 3);
    await follows("first");
    await v.keep("question");
    expect(await says()).toEqual(["first: where"]);
    await follows("second");
    const elsewhere = await follows("third", "altres.test");
    await v.keep("question");
    expect(await says()).toEqual(["third: where"]);
    expect((await elsewhere.interest(project))?.awaiting).toBe("place");
  });

  test("whoever writes first is answered all the same", async () => {
    await count("veins.test", 100, 50);
    const anna = await follows("anna");
    await v.keep("question");
    await anna.say(project, "Girona");
    expect(await says()).toEqual(["anna: consent"]);
  });
});

describe("C7: who is not asked", () => {
  test("people whose server has an instance of its own: that asks them", async () => {
    await follows("anna", "peer.test");
    await follows("pau");
    await v.keep("question");
    expect(await says()).toEqual(["pau: where"]);
    const left = await v.rows(sql`select kind from appointment where kind = 'question'`);
    expect(left).toEqual([]);
  });

  test.each([
    ["a program", { type: "Service" }],
    ["an application", { type: "Application" }],
    ["whoever says #nobot", { noBots: true }],
  ] as const)("%s", async (_, profile) => {
    await v.neighbour("one", profile).follow(project);
    await v.write();
    await v.handOver();
    await v.keep("question");
    expect(await says()).toEqual([]);
    expect(await receptionAt(v.instance.db, "veins.test")).toEqual({ asked: 0, blocks: 0 });
  });
});

describe("C9: the territory grew", () => {
  let olot: Neighbour;

  /** The same instance after a restart with another territory. */
  async function grown(territory: readonly string[]): Promise<void> {
    Object.assign(v.instance.settings, { territory });
    await findNewlyCovered(v.instance);
    await v.keep("covered");
  }

  beforeEach(async () => {
    olot = await follows("olot");
    await olot.say(project, "Olot");
    expect((await says()).at(-1)).toBe("olot: not-covered");
  });

  test("whoever was told 'not yet' is asked, and a yes is heard", async () => {
    await grown([girones, garrotxa]);
    expect(await says()).toEqual(["olot: covered"]);
    await olot.say(project, "sí");
    expect((await olot.interest(project))?.state).toBe("shared");
  });

  test("once: not at the next start, not when it shrinks and grows again, not after an answer", async () => {
    await grown([girones, garrotxa]);
    expect(await says()).toEqual(["olot: covered"]);
    await grown([girones, garrotxa]);
    await grown([girones]);
    await grown([girones, garrotxa]);
    await olot.say(project, "no");
    await v.notices();
    await grown([girones]);
    await grown([girones, garrotxa]);
    expect(await says()).toEqual([]);
  });

  test("two starts before the question leaves make one question", async () => {
    Object.assign(v.instance.settings, { territory: [girones, garrotxa] });
    await findNewlyCovered(v.instance);
    await findNewlyCovered(v.instance);
    await v.keep("covered");
    expect(await says()).toEqual(["olot: covered"]);
  });

  test("nobody else: not whom it always covered, not who is silent, left, or lives elsewhere still", async () => {
    const girona = await follows("girona");
    await girona.say(project, "Girona");
    await girona.say(project, "no");
    const vic = await follows("vic");
    await vic.say(project, "Vic");
    const silent = await follows("silent");
    await silent.say(project, "Olot");
    await silent.say(project, "stop");
    await olot.undo(project);
    await v.notices();
    await grown([girones, garrotxa]);
    expect(await says()).toEqual([]);
  });

  test("narrowed again before it is asked: nothing is said", async () => {
    Object.assign(v.instance.settings, { territory: [girones, garrotxa] });
    await findNewlyCovered(v.instance);
    Object.assign(v.instance.settings, { territory: [girones] });
    await v.keep("covered");
    expect(await says()).toEqual([]);
  });
});
