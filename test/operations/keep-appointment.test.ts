/** What time brings: rules C5 to C7, C9, I5, T5 of docs/rules.md. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Project } from "../../src/domain/projects.ts";
import { keepNextAppointment } from "../../src/operations/keep-appointment.ts";
import { type Neighbour, usualWaits, type Village, village } from "./village.ts";

let v: Village;
let project: Project;
const noPeer = async () => false;

beforeAll(async () => {
  v = await village();
});

afterAll(() => v.instance.close());

beforeEach(async () => {
  await v.notices();
  await v.instance.db.execute(sql`delete from letter`);
  await v.instance.db.execute(sql`delete from appointment`);
  await v.instance.db.execute(sql`delete from asked`);
  await v.instance.db.execute(sql`update match_event set done_at = now()`);
  project = await v.project();
});

/** Follows, and takes the Accept: from now on there is an appointment for the question. */
async function follows(
  name: string,
  of: Project = project,
  host = "veins.test",
): Promise<Neighbour> {
  const here = v.neighbour(name, {}, host);
  await here.follow(of);
  await v.write();
  await v.handOver();
  return here;
}

async function appointments(of: Neighbour) {
  return v.rows<{ kind: string; days: number }>(
    sql`select kind, (extract(epoch from due_at - now()) / 86400)::float8 as days from appointment
      where person_id = ${await of.id()} order by due_at`,
  );
}

const says = async () => (await v.told()).map(({ to, say }) => `${to}: ${say}`);

describe("the question (C5, C6)", () => {
  test("C6: not before its time", async () => {
    const marta = await follows("marta");
    expect(await keepNextAppointment(v.instance, noPeer)).toBe(false);
    expect(await v.told()).toEqual([]);
    expect((await marta.interest(project))?.awaiting).toBe("nothing");
  });

  test("C5: then it is asked, once, and we wait for the name of a town", async () => {
    const marta = await follows("marta");
    expect(await v.keep("question")).toBe(1);
    expect(await says()).toEqual(["marta: where"]);
    expect(await marta.interest(project)).toMatchObject({ state: "follows", awaiting: "place" });
    expect(await v.keep("question")).toBe(0);
    expect(await appointments(marta)).toEqual([]);
  });

  test("C5: once in 12 months for each lineage, also after unfollowing and following again", async () => {
    const marta = await follows("marta");
    await v.keep("question");
    await v.notices();
    const again = async (n: number) => {
      await marta.undo(project, { id: `${marta.iri}#follows/${project.id}` });
      for (let m = 1; m < n; m++) await marta.undo(project, { id: `${marta.iri}#${m}` });
      await marta.follow(project, { id: `${marta.iri}#${n}` });
      await v.write();
      await v.handOver();
      await v.keep("question");
      return says();
    };
    expect(await again(1)).toEqual([]);
    await v.instance.db.execute(sql`update asked set asked_at = asked_at - interval '364 days'`);
    expect(await again(2)).toEqual([]);
    await v.instance.db.execute(sql`update asked set asked_at = asked_at - interval '3 days'`);
    expect(await again(3)).toEqual(["marta: where"]);
  });

  test("C5: of another project they are asked on their own", async () => {
    const other = await v.project();
    const marta = await follows("marta");
    await v.keep("question");
    await marta.follow(other);
    await v.notices();
    await marta.follow(other, { id: `${marta.iri}#other` });
    await v.write();
    await v.handOver();
    await v.keep("question");
    expect(await says()).toEqual(["marta: where"]);
  });

  test("whose town we know from another project, because they shared it, is asked only for consent (known)", async () => {
    const other = await v.project();
    const marta = v.neighbour("marta");
    await v.wants(other, "Girona", marta);
    await marta.follow(project);
    await v.write();
    await v.handOver();
    await v.keep("question", marta);
    const [told] = await v.told();
    expect(told).toMatchObject({
      say: "consent",
      message: { known: true, place: "urn:ine:17079" },
    });
    expect(await marta.interest(project)).toMatchObject({
      state: "placed",
      place: "urn:ine:17079",
      awaiting: "consent",
    });
    await marta.say(project, "sí");
    expect(await marta.interest(project)).toMatchObject({ state: "shared" });
  });

  test("but a town that they did not share is not carried over", async () => {
    const other = await v.project();
    const marta = v.neighbour("marta");
    await marta.follow(other);
    await marta.say(other, "Girona");
    await v.notices();
    await marta.follow(project);
    await v.write();
    await v.handOver();
    await v.keep("question", marta);
    expect((await v.told()).at(-1)).toMatchObject({ say: "where" });
  });

  test.each<[string, (one: Neighbour) => Promise<unknown>]>([
    ["said STOP", (one) => one.say(project, "STOP")],
    ["blocked us", (one) => one.block()],
    ["unfollowed", (one) => one.undo(project)],
    ["told us their town by themselves", (one) => one.say(project, "Girona")],
  ])("C9: whoever %s meanwhile is not asked", async (_what, act) => {
    const marta = await follows("marta");
    await act(marta);
    await v.notices();
    await v.keep("question");
    expect(await v.told()).toEqual([]);
  });

  test("C7: nor whoever put #nobot into the profile meanwhile", async () => {
    const marta = await follows("marta");
    await v.instance.db.execute(sql`update person set no_bots = true where iri = ${marta.iri}`);
    await v.keep("question");
    expect(await v.told()).toEqual([]);
  });
});

describe("C6: the pace for each server", () => {
  const slow = async (perHostPerSecond: number, perHostPerDay: number) =>
    ({
      ...v.instance,
      settings: { ...v.instance.settings, asking: { perHostPerSecond, perHostPerDay } },
    }) as const;

  async function keepAll(instance: Awaited<ReturnType<typeof slow>>): Promise<readonly string[]> {
    await v.instance.db.execute(
      sql`update appointment set due_at = now() - interval '1 second' where kind = 'question'`,
    );
    for (let n = 0; n < 50 && (await keepNextAppointment(instance, noPeer)); n++) {
      // Those that are put off are not due any more.
    }
    return says();
  }

  test("C6: one at a time to one server, with a pause; those of others are not held up", async () => {
    // One in a hundred seconds, so that a slow machine changes nothing.
    const instance = await slow(0.01, 300);
    for (let n = 0; n < 3; n++) await follows(`v${n}`);
    for (let n = 0; n < 2; n++) await follows(`a${n}`, project, "altres.test");
    expect([...(await keepAll(instance))].sort()).toEqual(["a0: where", "v0: where"]);
    expect(await keepAll(instance)).toEqual([]);
    await v.instance.db.execute(sql`update asked set asked_at = asked_at - interval '100 seconds'`);
    expect([...(await keepAll(instance))].sort()).toEqual(["a1: where", "v1: where"]);
  });

  test("C6: so many a day, and the rest later; nobody is forgotten", async () => {
    const instance = await slow(1000, 2);
    const people = [];
    for (let n = 0; n < 4; n++) people.push(await follows(`v${n}`));
    const shift = async () =>
      v.instance.db.execute(sql`update asked set asked_at = asked_at - interval '10 milliseconds'`);
    const asked: string[] = [];
    for (let n = 0; n < 4; n++) {
      asked.push(...(await keepAll(instance)));
      await shift();
    }
    expect(asked).toHaveLength(2);
    const left = await v.rows<{ minutes: number }>(
      sql`select (extract(epoch from due_at - now()) / 60)::float8 as minutes from appointment where kind = 'question'`,
    );
    expect(left).toHaveLength(2);
    for (const { minutes } of left) expect(minutes).toBeGreaterThan(30);
    await v.instance.db.execute(sql`update asked set asked_at = asked_at - interval '1 day'`);
    for (let n = 0; n < 4; n++) {
      asked.push(...(await keepAll(instance)));
      await shift();
    }
    expect(asked.sort()).toEqual(["v0: where", "v1: where", "v2: where", "v3: where"]);
  });

  test("C6: the pace holds also when several ask at the same moment", async () => {
    // One in a hundred seconds, so that a slow machine changes nothing.
    const instance = await slow(0.01, 300);
    for (let n = 0; n < 4; n++) await follows(`v${n}`);
    await v.instance.db.execute(
      sql`update appointment set due_at = now() - interval '1 second' where kind = 'question'`,
    );
    await Promise.all(Array.from({ length: 4 }, () => keepNextAppointment(instance, noPeer)));
    expect((await says()).length).toBeLessThanOrEqual(1);
  });
});

describe("invitations (T5)", () => {
  const names = ["anna", "biel", "carla", "dídac", "eva"] as const;
  let people: readonly Neighbour[];
  let anna: Neighbour;

  beforeEach(async () => {
    people = names.map((name) => v.neighbour(name));
    const [first] = people;
    if (first === undefined) throw new Error("nobody");
    anna = first;
    await v.wants(project, "Girona", ...people);
    await v.match();
    await v.notices();
  });

  test("T5: it lasts seven days, with one reminder after four", async () => {
    const made = (await appointments(anna)).filter(({ kind }) => kind !== "interest-ends");
    expect(made.map(({ kind }) => kind)).toEqual(["reminder", "invitation-ends"]);
    const [reminder, end] = made.map(({ days }) => days);
    expect(reminder).toBeCloseTo(4, 2);
    expect(end).toBeCloseTo(7, 2);
  });

  test("T5: the reminder comes once", async () => {
    expect(await v.keep("reminder", anna)).toBe(1);
    expect(await says()).toEqual(["anna: reminder"]);
    expect(await v.keep("reminder", anna)).toBe(0);
    expect((await anna.seat(project))?.state).toBe("invited");
  });

  test.each<[string, (one: Neighbour) => Promise<unknown>]>([
    ["said yes", (one) => one.say(project, "sí, Anna")],
    ["said no", (one) => one.say(project, "no")],
    ["left", (one) => one.undo(project)],
  ])("T5: whoever %s is neither reminded nor let go", async (_what, act) => {
    await act(anna);
    await v.notices();
    expect(await v.keep("reminder", anna)).toBe(0);
    expect(await v.keep("invitation-ends", anna)).toBe(0);
    expect(await says()).toEqual([]);
  });

  test("T5: silence frees the seat without a word; the interest rests until they say yes", async () => {
    expect(await v.keep("invitation-ends", anna)).toBe(1);
    expect(await says()).toEqual([]);
    expect(await anna.seat(project)).toBeNull();
    const [seat] = await v.rows(sql`select state from seat where person_id = ${await anna.id()}`);
    expect(seat).toEqual({ state: "expired" });
    const resting = async () =>
      (
        await v.rows(
          sql`select status, because from match_interest where person_id = ${await anna.id()}`,
        )
      )[0];
    expect(await resting()).toEqual({ status: "d", because: "silent" });
    await v.match();
    expect(await says()).toEqual([]);
    expect(await resting()).toEqual({ status: "d", because: "silent" });
    await anna.say(project, "sí");
    await v.match();
    expect(await says()).toEqual(["anna: shared", "anna: invitation"]);
  });

  test("T5: the seat goes to whoever waits (M9)", async () => {
    const full = await v.project({ criticalMass: 5, maximum: 5 });
    const six = ["u", "dos", "tres", "quatre", "cinc", "sis"].map((name) => v.neighbour(name));
    await v.wants(full, "Girona", ...six);
    await v.match();
    await v.notices();
    const [first, , , , , last] = six;
    if (first === undefined || last === undefined) throw new Error("nobody");
    expect(await last.seat(full)).toBeNull();
    await v.keep("invitation-ends", first);
    await v.match();
    expect(await says()).toEqual(["sis: invitation"]);
    expect((await last.seat(full))?.state).toBe("invited");
  });

  test("T5: with a reminder that would come after the end there is none", async () => {
    const short = {
      ...v.instance,
      settings: {
        ...v.instance.settings,
        waits: { ...usualWaits, invitation: 1_000, reminder: 2_000 },
      },
    };
    const other = await v.project();
    const five = names.map((name) => v.neighbour(name));
    await v.wants(other, "Girona", ...five);
    const { matchNextEvent } = await import("../../src/operations/match-next-event.ts");
    while (await matchNextEvent(short)) {
      // One event after the other.
    }
    const [one] = five;
    if (one === undefined) throw new Error("nobody");
    expect((await appointments(one)).map(({ kind }) => kind)).not.toContain("reminder");
  });
});

describe("I5: an interest gets old", () => {
  test("I5: after six months it is asked once; without a yes within a week it is over", async () => {
    const marta = v.neighbour("marta");
    await v.wants(project, "Girona", marta);
    expect((await appointments(marta)).map(({ kind, days }) => [kind, Math.round(days)])).toEqual([
      ["interest-ends", 180],
    ]);
    await v.keep("interest-ends", marta);
    expect(await says()).toEqual(["marta: still"]);
    expect(await marta.interest(project)).toMatchObject({ state: "shared", awaiting: "still" });
    expect((await appointments(marta)).map(({ kind, days }) => [kind, Math.round(days)])).toEqual([
      ["interest-ends", 7],
    ]);
    await v.keep("interest-ends", marta);
    expect(await says()).toEqual([]);
    expect(await marta.interest(project)).toMatchObject({
      state: "placed",
      sharedAt: null,
      awaiting: "nothing",
    });
    expect(
      await v.rows(sql`select 1 from match_interest where person_id = ${await marta.id()}`),
    ).toEqual([]);
    expect(await appointments(marta)).toEqual([]);
  });

  test("I5: a yes keeps it for six months more, and their turn with it", async () => {
    const marta = v.neighbour("marta");
    await v.wants(project, "Girona", marta);
    const since = async () =>
      (
        await v.rows<{ since: string }>(
          sql`select since from match_interest where person_id = ${await marta.id()}`,
        )
      )[0]?.since;
    const before = await since();
    await v.keep("interest-ends", marta);
    await v.notices();
    await marta.say(project, "sí");
    expect(await says()).toEqual(["marta: shared"]);
    expect(await marta.interest(project)).toMatchObject({ state: "shared", awaiting: "nothing" });
    expect(await since()).toBe(before);
    expect((await appointments(marta)).map(({ kind, days }) => [kind, Math.round(days)])).toEqual([
      ["interest-ends", 180],
    ]);
  });

  test("I5: a no ends it", async () => {
    const marta = v.neighbour("marta");
    await v.wants(project, "Girona", marta);
    await v.keep("interest-ends", marta);
    await v.notices();
    await marta.say(project, "no");
    expect(await says()).toEqual(["marta: not-shared"]);
    expect(await marta.interest(project)).toMatchObject({ state: "placed", sharedAt: null });
    expect(await appointments(marta)).toEqual([]);
  });

  test("I5: a member's yes is heard, and keeps the seat", async () => {
    const names = ["anna", "biel", "carla", "dídac", "eva"].map((name) => v.neighbour(name));
    await v.wants(project, "Girona", ...names);
    await v.match();
    for (const one of names) await one.say(project, `sí, ${one.name}`);
    await v.notices();
    const [anna, biel] = names;
    if (anna === undefined || biel === undefined) throw new Error("nobody");
    await v.keep("interest-ends", anna);
    await v.keep("interest-ends", biel);
    expect(await says()).toEqual(["anna: still", "biel: still"]);
    await anna.say(project, "sí");
    // As a member, not as somebody who waits to be brought together.
    expect((await v.told()).map(({ message }) => message)).toEqual([{ say: "help", on: "seated" }]);
    await v.keep("interest-ends", biel);
    expect(await anna.seat(project)).toMatchObject({ state: "taken" });
    expect(await biel.seat(project)).toBeNull();
    expect(await anna.interest(project)).toMatchObject({ state: "shared", awaiting: "nothing" });
  });

  test("I5: whoever withdrew meanwhile is not asked", async () => {
    const marta = v.neighbour("marta");
    await v.wants(project, "Girona", marta);
    await v.instance.db.execute(sql`update appointment set due_at = now() - interval '1 second'`);
    await marta.undo(project);
    expect(await keepNextAppointment(v.instance, noPeer)).toBe(false);
    expect(await says()).toEqual([]);
  });
});

test("an appointment is kept once, however many workers look (R7)", async () => {
  const marta = await follows("marta");
  await v.instance.db.execute(sql`update appointment set due_at = now() - interval '1 second'`);
  await Promise.all(Array.from({ length: 5 }, () => keepNextAppointment(v.instance, noPeer)));
  expect(await says()).toEqual(["marta: where"]);
  expect(await appointments(marta)).toEqual([]);
});

test("an appointment with somebody who is gone is struck out", async () => {
  const marta = await follows("marta");
  await v.instance.db.execute(
    sql`update appointment set due_at = now() - interval '1 second', project_id = ${"a".repeat(25)}`,
  );
  expect(await keepNextAppointment(v.instance, noPeer)).toBe(true);
  expect(await keepNextAppointment(v.instance, noPeer)).toBe(false);
  expect(await appointments(marta)).toEqual([]);
});
