/** Taking back: rules I4, F2, F3, P5, P6 of docs/rules.md. */
import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Project } from "../../src/domain/projects.ts";
import { type Neighbour, type Village, village } from "./village.ts";

let v: Village;
let project: Project;

beforeAll(async () => {
  v = await village();
});

afterAll(() => v.instance.close());

beforeEach(async () => {
  await v.notices();
  await v.instance.db.execute(sql`delete from letter`);
  await v.instance.db.execute(sql`delete from appointment`);
  await v.instance.db.execute(sql`update match_event set done_at = now()`);
  project = await v.project();
});

const names = ["anna", "biel", "carla", "dídac", "eva"] as const;

/** Five who live in Girona and are invited to a team. */
async function invited(of: Project = project): Promise<readonly Neighbour[]> {
  const people = names.map((name) => v.neighbour(name));
  await v.wants(of, "Girona", ...people);
  await v.match();
  await v.notices();
  return people;
}

/** The same, as a team that has formed; each is called by their name in capitals. */
async function formed(of: Project = project): Promise<readonly Neighbour[]> {
  const people = await invited(of);
  for (const one of people) await one.say(of, `sí, ${one.name.toUpperCase()}`);
  await v.notices();
  return people;
}

async function seats(of: Project = project): Promise<Record<string, number>> {
  const rows = await v.rows<{ state: string; n: number }>(
    sql`select state, count(*)::int as n from seat where root = ${of.root} group by state`,
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** What is left of somebody in the tables that matter. */
async function left(of: Neighbour): Promise<Record<string, unknown>> {
  const id = await of.id();
  const [row] = await v.rows(sql`select
    (select count(*)::int from match_interest where person_id = ${id}) as waiting,
    (select count(*)::int from appointment where person_id = ${id}) as appointments,
    (select count(*)::int from seat where person_id = ${id} and state in ('invited', 'taken')) as seats,
    (select count(*)::int from letter where person_id = ${id} and state = 'waiting') as letters,
    (select count(*)::int from follow where actor = ${of.iri} and state = 'follows') as follows,
    (select load from match_profile where person_id = ${id}) as load`);
  return row ?? {};
}

const nothingLeft = { waiting: 0, appointments: 0, seats: 0, letters: 0, follows: 0 };

const ways: readonly [string, (one: Neighbour) => Promise<unknown>][] = [
  ["Undo", (one) => one.undo(project)],
  ["Undo with a bare id", (one) => one.undo(null, { id: `${one.iri}#follows/${project.id}` })],
  ["Undo without an id", (one) => one.undo(project, { id: null })],
  ["STOP", (one) => one.say(project, "STOP")],
  ["Block", (one) => one.block()],
];

describe.each(ways)("I4: %s takes everything back at once", (way, leave) => {
  test("from whoever only follows", async () => {
    const marta = v.neighbour("marta");
    await marta.follow(project);
    await v.notices();
    await leave(marta);
    expect(await marta.interest(project)).toMatchObject({ state: "withdrawn", followedAt: null });
    expect(await left(marta)).toMatchObject(nothingLeft);
  });

  test("from whoever was asked: what was asked, and the answer", async () => {
    const marta = v.neighbour("marta");
    await marta.follow(project);
    await v.write();
    await v.handOver();
    await v.keep("question", marta);
    await marta.say(project, "Girona");
    await leave(marta);
    expect(await marta.interest(project)).toMatchObject({
      state: "withdrawn",
      place: null,
      awaiting: "nothing",
      choices: [],
    });
    expect(await left(marta)).toMatchObject(nothingLeft);
  });

  test("from whoever waits for a team", async () => {
    const marta = v.neighbour("marta");
    await v.wants(project, "Girona", marta);
    await leave(marta);
    expect(await marta.interest(project)).toMatchObject({
      state: "withdrawn",
      place: null,
      sharedAt: null,
    });
    expect(await left(marta)).toMatchObject(nothingLeft);
    expect(await v.told()).toEqual([]);
  });

  test("from whoever is invited: the seat comes free for the next", async () => {
    const [first] = await invited();
    const next = v.neighbour("següent");
    if (first === undefined) throw new Error("nobody");
    expect(await seats()).toEqual({ invited: 5 });
    await leave(first);
    expect(await left(first)).toMatchObject({ ...nothingLeft, load: 0 });
    expect(await seats()).toEqual({ invited: 4, left: 1 });
    await v.match();
    await v.wants(project, "Girona", next);
    await v.match();
    expect((await next.seat(project))?.state).toBe("invited");
  });

  test("from a member: the others are not told (boundary.md F13), the team stays formed (T1)", async () => {
    const [first, ...others] = await formed();
    if (first === undefined) throw new Error("nobody");
    await leave(first);
    expect(await seats()).toEqual({ taken: 4, left: 1 });
    const [team] = await v.rows(sql`select state from team where root = ${project.root}`);
    expect(team).toEqual({ state: "formed" });
    await v.match();
    expect((await v.notices()).filter((notice) => "person" in notice)).toEqual([]);
    for (const other of others) expect((await other.seat(project))?.state).toBe("taken");
  });

  test("letters that have not left are not sent", async () => {
    const marta = v.neighbour("marta");
    await marta.follow(project);
    await marta.say(project, "Girona");
    const letters = await v.write();
    expect(letters.length).toBeGreaterThan(1);
    await leave(marta);
    expect(await v.write()).toEqual([]);
    expect(await v.handOver()).toBe(0);
  });

  test("nor what was still to be written: the question, an invitation, an answer", async () => {
    const marta = v.neighbour("marta");
    await marta.follow(project);
    await v.notices();
    await marta.say(project, "Girona");
    await leave(marta);
    expect(await v.write()).toEqual([]);
  });

  // After STOP they may well follow on at their server, where the Follow waits for its answer.
  if (way !== "STOP") {
    test("nor the Accept of a Follow that is over (66)", async () => {
      const marta = v.neighbour("marta");
      await marta.follow(project);
      await leave(marta);
      expect(await v.write()).toEqual([]);
    });
  }

  test("twice is once (B4)", async () => {
    const [first] = await invited();
    if (first === undefined) throw new Error("nobody");
    await leave(first);
    await leave(first);
    expect(await left(first)).toMatchObject({ ...nothingLeft, load: 0 });
    expect(await seats()).toEqual({ invited: 4, left: 1 });
  });
});

describe("I4: an Undo ends that project alone", () => {
  test("I4: interest, letters and appointments of another project stay", async () => {
    const other = await v.project();
    const marta = v.neighbour("marta");
    await v.wants(other, "Girona", marta);
    await marta.follow(project);
    await marta.say(other, "on sóc?");
    await v.write();
    await marta.undo(project);
    expect(await marta.interest(other)).toMatchObject({ state: "shared" });
    const actors = (await v.write()).map(({ actor }) => actor);
    expect(new Set(actors)).toEqual(new Set([`/ap/projects/${other.id}`]));
    expect(await left(marta)).toMatchObject({ waiting: 1, appointments: 1, follows: 1 });
  });

  test("B1: nobody else's: an Undo of an id that another used has no effect on them", async () => {
    const [marta, mallory] = [v.neighbour("marta"), v.neighbour("mallory")];
    await marta.follow(project);
    await mallory.follow(project);
    expect(await mallory.undo(null, { id: `${marta.iri}#follows/${project.id}` })).toBe(
      "remembered",
    );
    expect(await marta.interest(project)).toMatchObject({ state: "follows" });
    expect(await mallory.interest(project)).toMatchObject({ state: "follows" });
  });

  test("an Undo of what is not known, by somebody unknown, is remembered and does nothing", async () => {
    const marta = v.neighbour("marta");
    expect(await marta.undo(null, { id: `${marta.iri}#never` })).toBe("remembered");
    expect(await marta.undo(project, { id: null })).toBe("remembered");
    const [row] = await v.rows(sql`select 1 from person where iri = ${marta.iri}`);
    expect(row).toBeUndefined();
  });
});

describe("F2: an Undo that comes first", () => {
  test("F2: the Follow that it undoes, signed before it, means nothing", async () => {
    const marta = v.neighbour("marta");
    expect(await marta.undo(project, { signedAt: 2_000 })).toBe("remembered");
    expect(await marta.follow(project, { signedAt: 1_000 })).toBe("ignored");
    const [row] = await v.rows(sql`select 1 from person where iri = ${marta.iri}`);
    expect(row).toBeUndefined();
    expect(await v.notices()).toEqual([]);
  });

  test("F2: a Follow under the same id, signed later, is a new one (B3)", async () => {
    const marta = v.neighbour("marta");
    await marta.undo(project, { signedAt: 2_000 });
    expect(await marta.follow(project, { signedAt: 3_000 })).toBe("accepted");
    expect(await marta.interest(project)).toMatchObject({ state: "follows" });
  });

  test("F2: without an id, for every Follow of that project signed before it", async () => {
    const marta = v.neighbour("marta");
    const other = await v.project();
    expect(await marta.undo(project, { id: null, signedAt: 2_000 })).toBe("remembered");
    expect(await marta.follow(project, { signedAt: 1_000 })).toBe("ignored");
    expect(await marta.follow(project, { id: `${marta.iri}#two`, signedAt: 1_500 })).toBe(
      "ignored",
    );
    expect(await marta.follow(other, { signedAt: 1_000 })).toBe("accepted");
    expect(await marta.interest(project)).toBeNull();
    expect(await marta.follow(project, { id: `${marta.iri}#three`, signedAt: 3_000 })).toBe(
      "accepted",
    );
  });

  test("F2: with the bare id too", async () => {
    const marta = v.neighbour("marta");
    await marta.undo(null, { id: `${marta.iri}#follows/${project.id}`, signedAt: 2_000 });
    expect(await marta.follow(project, { signedAt: 1_000 })).toBe("ignored");
  });
});

describe("P5: silence, for good", () => {
  test.each<[string, (one: Neighbour, to: Project) => Promise<unknown>]>([
    ["STOP", (one, to) => one.say(to, "STOP")],
    ["STOP in public", (one, to) => one.say(to, "stop!", { inPublic: true })],
    ["prou", (one, to) => one.say(to, "Prou, si us plau")],
    ["Block", (one) => one.block()],
  ])(
    "P5: after %s nothing is said to them again, in any project, whatever they do",
    async (_way, leave) => {
      const other = await v.project();
      const marta = v.neighbour("marta");
      await v.wants(other, "Girona", marta);
      await v.wants(project, "Girona", marta);
      await leave(marta, project);
      expect(await v.told()).toEqual([]);
      for (const of of [project, other]) {
        expect(await marta.interest(of)).toMatchObject({ state: "withdrawn", place: null });
      }
      expect(await left(marta)).toMatchObject(nothingLeft);

      // They write, they follow again, time passes, others come.
      await marta.say(project, "Girona");
      await marta.say(other, "sí");
      await marta.follow(project, { id: `${marta.iri}#later` });
      await v.write();
      await v.handOver();
      await v.keep("question", marta);
      await v.wants(project, "Girona", ...names.map((name) => v.neighbour(name)));
      await v.match();
      expect((await v.told()).filter(({ to }) => to === "marta")).toEqual([]);
      const [row] = await v.rows<{ silent: boolean }>(
        sql`select silent_since is not null as silent from person where iri = ${marta.iri}`,
      );
      expect(row?.silent).toBe(true);
    },
  );

  test("P5: STOP is not answered, also by somebody we never heard of", async () => {
    const marta = v.neighbour("marta");
    expect(await marta.say(project, "STOP")).toBe(true);
    expect(await v.notices()).toEqual([]);
    expect(await marta.say(project, "Girona")).toBe(false);
    expect(await v.notices()).toEqual([]);
  });

  test("P5: a Block by somebody unknown is silence from then on, too", async () => {
    const marta = v.neighbour("marta");
    await marta.block();
    await marta.follow(project);
    await v.write();
    await v.handOver();
    await v.keep("question", marta).catch(() => 0);
    expect(await v.told()).toEqual([]);
    const [asked] = await v.rows(
      sql`select 1 from asked join person on person.id = asked.person_id where person.iri = ${marta.iri}`,
    );
    expect(asked).toBeUndefined();
  });

  test("P5: what the project says in public does not go to them any more", async () => {
    const people = await invited();
    const [first, ...others] = people;
    if (first === undefined) throw new Error("nobody");
    const alone = v.neighbour("sola", { sharedInbox: "https://sola.test/inbox" });
    await alone.follow(project);
    await alone.say(project, "STOP");
    await first.say(project, "sí");
    for (const other of others) await other.say(project, "sí");
    const letters = await v.write();
    expect(letters.some(({ body }) => body.type === "Announce")).toBe(true);
    expect(letters.filter(({ inbox }) => inbox.includes("sola.test"))).toEqual([]);
  });
});

describe("P6: deleted is deleted", () => {
  /** Every place in the database where one of these words stands: `table.column`. */
  async function traces(words: readonly string[]): Promise<readonly string[]> {
    const columns = await v.rows<{ table: string; column: string }>(
      sql`select c.table_name as table, c.column_name as column
        from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1, 2`,
    );
    const found: string[] = [];
    const isIn = async (table: string, what: SQL) =>
      (
        await v.rows(
          sql`select 1 from ${sql.identifier(table)} as t where ${what} like any (${sql.param(words.map((word) => `%${word}%`))}) limit 1`,
        )
      ).length > 0;
    for (const table of new Set(columns.map((one) => one.table))) {
      if (!(await isIn(table, sql`t::text`))) continue;
      for (const { column } of columns.filter((one) => one.table === table)) {
        if (await isIn(table, sql`${sql.identifier(column)}::text`))
          found.push(`${table}.${column}`);
      }
    }
    return found;
  }

  /** Somebody with something in every table: followed, asked, answered, consented, invited, seated, named, written to. */
  async function deepIn(): Promise<{ readonly marta: Neighbour; readonly id: string }> {
    const other = await v.project();
    const others = names.slice(1).map((name) => v.neighbour(name));
    const marta = v.neighbour("marta", { handle: "martapuig@veins.test" });
    await marta.follow(project);
    await v.write();
    await v.handOver();
    await v.keep("question", marta);
    await marta.say(project, "Girona", { language: "ca" });
    await marta.say(project, "sí");
    await marta.follow(other);
    await v.wants(project, "Girona", ...others);
    await v.match();
    await v.write();
    await v.handOver();
    await marta.say(project, "sí, Marta de can Xifra");
    for (const one of others) await one.say(project, "sí");
    await v.write();
    return { marta, id: await marta.id() };
  }

  test("P6: nothing that says who they are is left, but that the account is gone", async () => {
    const { marta, id } = await deepIn();
    const before = await traces([marta.iri, "martapuig", id]);
    // The test sees what there is to see.
    expect(before).toEqual(
      expect.arrayContaining([
        "person.iri",
        "person.handle",
        "follow.actor",
        "interest.person_id",
        "consent.evidence",
        "asked.person_id",
        "answered.person_id",
        "seat.person_id",
        "letter.person_id",
        "match_profile.person_id",
        "match_interest.person_id",
        "appointment.person_id",
      ]),
    );
    await marta.remove();
    const after = await traces([marta.iri, "martapuig"]);
    // The tombstone (R10), and the ids of what was handled, against repetition (30 days).
    expect(
      after.filter((where) => !["gone_actor.iri", "inbound.actor", "inbound.once"].includes(where)),
    ).toEqual([]);
    const persons = await traces([id]);
    expect(persons.filter((where) => !where.startsWith("match_"))).toEqual([]);
  });

  test("P6: nor their number in the journals of the matcher", async () => {
    const { marta, id } = await deepIn();
    await marta.remove();
    expect(await traces([id])).toEqual([]);
  });

  test("P6: nor the name that they chose, also not in letters to others that were sent or are waiting", async () => {
    const { marta } = await deepIn();
    expect(await traces(["can Xifra"])).toEqual(
      expect.arrayContaining(["seat.name", "letter.body"]),
    );
    await marta.remove();
    expect(await traces(["can Xifra"])).toEqual([]);
  });

  test("P6: their seat comes free for the next, and the team stays", async () => {
    const [first] = await formed();
    if (first === undefined) throw new Error("nobody");
    await first.remove();
    expect(await seats()).toEqual({ taken: 4 });
    const next = v.neighbour("següent");
    await v.match();
    await v.wants(project, "Girona", next);
    await v.match();
    expect((await next.seat(project))?.state).toBe("invited");
  });

  test("P6: what arrives late has no effect for 30 days; after that they may come again (R10)", async () => {
    const marta = v.neighbour("marta");
    await v.wants(project, "Girona", marta);
    await marta.remove();
    expect(await marta.follow(project, { id: `${marta.iri}#late` })).toBe("ignored");
    expect(await marta.say(project, "Girona")).toBe(false);
    expect(await v.notices()).toEqual([]);
    const [row] = await v.rows(sql`select 1 from person where iri = ${marta.iri}`);
    expect(row).toBeUndefined();
    await v.instance.db.execute(
      sql`update gone_actor set gone_at = gone_at - interval '31 days' where iri = ${marta.iri}`,
    );
    expect(await marta.follow(project, { id: `${marta.iri}#new` })).toBe("accepted");
  });

  test("P6: somebody unknown may delete themselves, and is remembered as gone", async () => {
    const marta = v.neighbour("marta");
    expect(await marta.remove()).toBe("ignored");
    expect(await marta.follow(project)).toBe("ignored");
  });

  test("P6: nobody else is touched", async () => {
    const [first, ...others] = await formed();
    if (first === undefined) throw new Error("nobody");
    const before = await Promise.all(others.map((other) => other.interest(project)));
    await first.remove();
    expect(await Promise.all(others.map((other) => other.interest(project)))).toEqual(before);
    for (const other of others)
      expect((await other.seat(project))?.name).toBe(other.name.toUpperCase());
  });
});
