/** What administrators' commands answer: the shapes of the Contract, on a database with a team in it. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@optique/core/parser";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parser } from "../../src/cli/commands.ts";
import { type AdminCommand, administer } from "../../src/cli/index.ts";
import { type Fediverse, fediverse } from "../support/fediverse.ts";
import { root, temporaryFolder } from "../support/program.ts";

let all: Fediverse;

/** Five people form a team; a sixth lives where nobody takes letters. */
beforeAll(async () => {
  all = await fediverse();
  const { girona, people, project } = all;
  const names = ["marta", "pere", "aina", "joan", "fatima"];
  for (const words of [null, "Visc a Girona", "Sí", "sí, jo"]) {
    for (const name of names) {
      const neighbour = people.person(name);
      await (words === null ? neighbour.follow(project) : neighbour.say(project, words));
    }
    await girona.settle();
  }
  people.refuseNext(500);
  await people.person("sis").follow(project);
  // Once: it is tried again later.
  await girona.db.execute(sql`select 1`);
}, 60_000);

afterAll(() => all.girona.close());

async function ask(line: string) {
  const parsed = parseSync(parser, line.split(" "));
  if (!parsed.success || parsed.value.does === "serve") throw new Error(`not a command: ${line}`);
  const { exit, data, lines } = await administer(all.girona, parsed.value as AdminCommand, {
    shipped: () => [],
    aliasesOf: async () => null,
  });
  // As it is printed.
  return { exit, lines, data: JSON.parse(JSON.stringify(data)) as never };
}

type Row = Readonly<Record<string, unknown>>;

/** The keys of the Contract, in its order, with what they hold; and which others may stand beside them. */
function expectRow(row: Row | undefined, contract: Row, besides: readonly string[]): void {
  expect(row).toMatchObject(contract);
  const others = Object.keys(row ?? {}).filter((key) => !(key in contract));
  expect(others.sort()).toEqual([...besides].sort());
}

describe("project", () => {
  test("list: [{id, slug, handle, actor, url, criticalMass, open}]", async () => {
    const { exit, data, lines } = await ask("project list --json");
    const rows = data as readonly Row[];
    expect(exit).toBe(0);
    expect(lines).toHaveLength(rows.length);
    const small = rows.find(({ slug }) => slug === "xarxa-oberta");
    const id = String(small?.id);
    expect(id).toMatch(/^[0-9a-z]{25}$/);
    expectRow(
      small,
      {
        id,
        slug: "xarxa-oberta",
        handle: "@xarxa_oberta@girona.test",
        actor: `https://girona.test/ap/projects/${id}`,
        url: "https://girona.test/p/xarxa-oberta",
        criticalMass: 5,
        open: true,
      },
      [],
    );
  });

  test("add: the project as in the list; again, or a sheet that is wrong: 1", async () => {
    const sheet = join(root, "demo", "hort-compartit.yaml");
    const { exit, data } = await ask(`project add ${sheet} --json`);
    expect(exit).toBe(0);
    expect(data).toMatchObject({ slug: "hort-compartit", criticalMass: 5, open: true });
    const rows = (await ask("project list --json")).data as readonly Row[];
    expect(rows).toContainEqual(data);

    const again = await ask(`project add ${sheet} --json`);
    expect(again.exit).toBe(1);
    expect(again.data).toMatchObject({ error: expect.stringContaining("hort-compartit") });

    const file = join(temporaryFolder().path, "wrong.yaml");
    writeFileSync(file, "slug: Not A Slug\n");
    const wrong = await ask(`project add ${file} --json`);
    expect(wrong.exit).toBe(1);
    expect(wrong.data).toMatchObject({ error: expect.any(String), problems: expect.any(Array) });
    expect(wrong.lines.join("\n")).toContain(`${file}:1: slug`);

    const missing = await ask("project add /nowhere/sheet.yaml --json");
    expect(missing.exit).toBe(1);
    expect(missing.lines.join("\n")).toContain("/nowhere/sheet.yaml");
  });

  test("close: by its slug or its id, once; an unknown one: 1", async () => {
    const slug = "cotxe-electric-compartit";
    const rowOf = async () =>
      ((await ask("project list")).data as readonly Row[]).find((row) => row.slug === slug);
    const id = (await rowOf())?.id;
    expect(await ask(`project close ${slug} --json`)).toMatchObject({
      exit: 0,
      data: { id, outcome: "closed" },
    });
    expect(await rowOf()).toMatchObject({ open: false });
    expect((await ask(`project close ${id} --json`)).exit).toBe(0);
    const unknown = await ask("project close nothing --json");
    expect(unknown).toMatchObject({ exit: 1, data: { error: expect.stringContaining("nothing") } });
  });
});

describe("team", () => {
  test("list: [{id, actor, project, place, state, seats}]", async () => {
    const { exit, data } = await ask("team list --json");
    const rows = data as readonly Row[];
    expect(exit).toBe(0);
    expect(rows).toHaveLength(1);
    const id = String(rows[0]?.id);
    expectRow(
      rows[0],
      {
        id,
        actor: `https://girona.test/ap/teams/${id}`,
        project: all.projectId,
        place: "urn:ine:17079",
        state: "formed",
        seats: 5,
      },
      ["slug", "invited", "criticalMass", "formedAt"],
    );
  });

  test("show: one, by its slug or its id; an unknown one: 1", async () => {
    const [row] = (await ask("team list --json")).data as readonly Row[];
    expect((await ask(`team show ${row?.slug} --json`)).data).toEqual(row);
    expect((await ask(`team show ${row?.id} --json`)).data).toEqual(row);
    const unknown = await ask("team show nothing --json");
    expect(unknown).toMatchObject({ exit: 1, data: { error: expect.stringContaining("nothing") } });
  });

  test("names of members are in none of it", async () => {
    const said = JSON.stringify([await ask("team list"), await ask("letters")]);
    expect(said).not.toContain("sí, jo");
  });
});

describe("letters", () => {
  test("[{id, inbox, state, attempts, nextAt}], the latest first", async () => {
    await all.girona.settle();
    const { exit, data } = await ask("letters --json");
    const rows = data as readonly Row[];
    expect(exit).toBe(0);
    const delivered = rows.find(({ state }) => state === "delivered");
    expectRow(
      delivered,
      {
        id: expect.stringMatching(/^[0-9a-z]{25}$/),
        inbox: expect.stringMatching(/^https:\/\/veins\.test\//),
        state: "delivered",
        attempts: 1,
        nextAt: null,
      },
      ["lastStatus", "lastError"],
    );
    expect((await ask("letters --most 3 --json")).data).toEqual(rows.slice(0, 3));
  });

  test("--state finds what rests, however many came after it", async () => {
    const { db } = all.girona;
    await db.execute(sql`
      update letter set state = 'resting', last_error = 'tried for 7 days'
      where seq = (select min(seq) from letter)`);
    const resting = (await ask("letters --state resting --most 5 --json")).data as readonly Row[];
    expect(resting).toMatchObject([
      { state: "resting", nextAt: null, lastError: "tried for 7 days" },
    ]);
    await db.execute(sql`
      update letter set state = 'waiting', next_at = now() + interval '1 hour'
      where seq = (select min(seq) from letter)`);
    const waiting = (await ask("letters --state waiting --most 5 --json")).data as readonly Row[];
    expect(waiting).toHaveLength(1);
    expect(Date.parse(String(waiting[0]?.nextAt))).toBeGreaterThan(Date.now());
  });
});
