/** Matching on the database: rules M1, M3, M5 to M9, T3 of docs/rules.md. The pure rule is tried in test/domain/matching. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PersonId } from "../../src/domain/ids.ts";
import type { Project } from "../../src/domain/projects.ts";
import { matchNextEvent } from "../../src/operations/match-next-event.ts";
import { transact } from "../../src/operations/transaction.ts";
import { postMatchEvent } from "../../src/store/matching.ts";
import { type Neighbour, teamOfProject, type Village, village } from "./village.ts";

let v: Village;
let project: Project;

beforeAll(async () => {
  v = await village();
});

afterAll(() => v.instance.close());

beforeEach(async () => {
  await v.notices();
  await v.instance.db.execute(sql`update match_event set done_at = now()`);
  project = await v.project();
});

const many = (n: number, name = "v") =>
  Array.from({ length: n }, (_, k) => v.neighbour(`${name}${k}`));

const invitations = async () => (await v.told()).map(({ to, say }) => `${to}: ${say}`);

async function status(of: Neighbour, at: Project = project): Promise<string> {
  const [row] = await v.rows<{ status: string; because: string | null }>(
    sql`select status, because from match_interest where person_id = ${await of.id()} and root = ${at.root}`,
  );
  return row === undefined
    ? "none"
    : row.because === null
      ? row.status
      : `${row.status} ${row.because}`;
}

async function load(of: Neighbour): Promise<number | undefined> {
  const [row] = await v.rows<{ load: number }>(
    sql`select load from match_profile where person_id = ${await of.id()}`,
  );
  return row?.load;
}

async function inTeam(team: string | undefined): Promise<readonly string[]> {
  const rows = await v.rows<{ handle: string }>(
    sql`select handle from seat join person on person.id = seat.person_id
      where team_id = ${team ?? ""} and seat.state in ('invited', 'taken') order by handle`,
  );
  return rows.map(({ handle }) => handle.split("-", 1)[0] ?? "");
}

describe("forming (M5, M6)", () => {
  test("M5: four wait; with the fifth a team is proposed, and everybody is invited, once", async () => {
    const people = many(5);
    await v.wants(project, "Girona", ...people.slice(0, 4));
    await v.match();
    expect(await teamOfProject(v, project)).toEqual([]);
    expect(await v.told()).toEqual([]);
    await v.wants(project, "Girona", ...people.slice(4));
    expect(await v.match()).toBe(1);
    const teams = await teamOfProject(v, project);
    expect(teams).toMatchObject([{ state: "proposed", hub: "urn:ine:17079", language: "ca" }]);
    expect(await inTeam(teams[0]?.id)).toEqual(["v0", "v1", "v2", "v3", "v4"]);
    expect((await invitations()).sort()).toEqual(people.map(({ name }) => `${name}: invitation`));
    for (const one of people) {
      expect(await status(one)).toBe("i");
      expect(await load(one)).toBe(1);
    }
    expect(await v.match()).toBe(0);
  });

  test("M6: at once: the sixth joins the team that is there, as long as there is room", async () => {
    const people = many(9);
    await v.wants(project, "Girona", ...people.slice(0, 5));
    await v.match();
    for (const one of people.slice(5)) {
      await v.wants(project, "Girona", one);
      await v.match();
    }
    const [team, ...others] = await teamOfProject(v, project);
    expect(others).toEqual([]);
    // The maximum of the sheet is eight.
    expect(await inTeam(team?.id)).toHaveLength(8);
    const [last] = people.slice(-1);
    if (last === undefined) throw new Error("nobody");
    expect(await status(last)).toBe("w");
  });

  test("M5: a second team of the place only when the first is full", async () => {
    await v.wants(project, "Girona", ...many(13));
    await v.match();
    const teams = await teamOfProject(v, project);
    expect(teams).toHaveLength(2);
    expect(await inTeam(teams[0]?.id)).toHaveLength(8);
    expect(await inTeam(teams[1]?.id)).toHaveLength(5);
  });

  test("M3: people of several towns within 15 km of one of them are a team; those farther away are not", async () => {
    const near = ["Girona", "Salt", "Sarrià de Ter", "Vilablareix", "Celrà"].map(
      (town) => [town, v.neighbour(town)] as const,
    );
    const far = v.neighbour("Figueres");
    await v.wants(project, "Figueres", far);
    for (const [town, one] of near) await v.wants(project, town, one);
    await v.match();
    const [team] = await teamOfProject(v, project);
    expect(await inTeam(team?.id)).toHaveLength(5);
    expect(await status(far)).toBe("w");
  });

  test("M1: only those who said yes are matched", async () => {
    const people = many(5);
    await v.wants(project, "Girona", ...people.slice(0, 4));
    for (const one of people.slice(4)) {
      await one.follow(project);
      await one.say(project, "Girona");
    }
    await v.notices();
    await v.match();
    expect(await teamOfProject(v, project)).toEqual([]);
  });

  test("each project has its own people", async () => {
    const other = await v.project();
    await v.wants(project, "Girona", ...many(4));
    await v.wants(other, "Girona", ...many(4, "o"));
    await v.match();
    expect(await teamOfProject(v, project)).toEqual([]);
    expect(await teamOfProject(v, other)).toEqual([]);
  });

  test("M7: every decision is written down with its reason", async () => {
    for (const one of many(6)) {
      await v.wants(project, "Girona", one);
      await v.match();
    }
    const decisions = await v.rows<{ kind: string; why: Record<string, unknown> }>(
      sql`select kind, why from match_decision where root = ${project.root} order by seq, ord`,
    );
    expect(decisions.map(({ kind }) => kind)).toEqual([
      "wait",
      "wait",
      "wait",
      "wait",
      "form",
      "join",
    ]);
    expect(decisions[3]?.why).toMatchObject({ people: 4, missing: 1 });
    expect(decisions[4]?.why).toMatchObject({ people: 5, metres: 0, language: "ca" });
  });

  test("an event is taken once, also by several at the same moment (R5)", async () => {
    await v.wants(project, "Girona", ...many(5));
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        while (await matchNextEvent(v.instance)) {
          // As long as there is something.
        }
      }),
    );
    await v.match();
    const teams = await teamOfProject(v, project);
    expect(teams).toHaveLength(1);
    expect(await invitations()).toHaveLength(5);
  });

  test("an event of somebody who left meanwhile, or of a project that is gone, is done without effect", async () => {
    const people = many(5);
    await v.wants(project, "Girona", ...people);
    await people[0]?.undo(project);
    await v.notices();
    await v.match();
    expect(await teamOfProject(v, project)).toEqual([]);
    await transact(v.instance.db, (tx) =>
      postMatchEvent(tx, {
        kind: "interest.added",
        person: "nobody" as PersonId,
        root: "https://girona.test/ap/projects/gone",
      }),
    );
    await transact(v.instance.db, (tx) =>
      postMatchEvent(tx, {
        kind: "seat.freed",
        person: "nobody" as PersonId,
        root: project.root,
        arg: "gone",
      }),
    );
    expect(await v.match()).toBe(2);
    expect(await v.told()).toEqual([]);
  });
});

describe("seats that come free (M9)", () => {
  test("M9: whoever waited longest takes it; the team is not made anew", async () => {
    const small = await v.project({ criticalMass: 5, maximum: 5 });
    const people = many(7);
    await v.wants(small, "Girona", ...people);
    await v.match();
    await v.notices();
    const [first, , , , , sixth, seventh] = people;
    if (first === undefined || sixth === undefined || seventh === undefined)
      throw new Error("nobody");
    expect([await status(sixth, small), await status(seventh, small)]).toEqual(["w", "w"]);
    await first.say(small, "no");
    await v.notices();
    await v.match();
    expect(await invitations()).toEqual(["v5: invitation"]);
    expect(await status(seventh, small)).toBe("w");
    expect(await teamOfProject(v, small)).toHaveLength(1);
    // T5: and not to the one who left it.
    expect(await status(first, small)).toBe("d declined");
  });

  test("M9: only to somebody within reach", async () => {
    const small = await v.project({ criticalMass: 5, maximum: 5 });
    const people = many(5);
    const far = v.neighbour("lluny");
    await v.wants(small, "Puigcerdà", far);
    await v.wants(small, "Girona", ...people);
    await v.match();
    await people[0]?.say(small, "no");
    await v.notices();
    await v.match();
    expect(await invitations()).toEqual([]);
    expect(await status(far, small)).toBe("w");
  });

  test("M6: nobody is moved: who sits, sits", async () => {
    const people = many(5);
    await v.wants(project, "Girona", ...people);
    await v.match();
    const seats = await Promise.all(people.map((one) => one.seat(project)));
    await people[4]?.say(project, "no");
    await v.wants(project, "Salt", ...many(3, "s"));
    await v.match();
    for (const [n, one] of people.slice(0, 4).entries())
      expect(await one.seat(project)).toEqual(seats[n] ?? null);
  });
});

describe("two teams at once (M8, T3)", () => {
  const projects = async (n: number) => {
    const all: Project[] = [];
    for (let k = 0; k < n; k++) all.push(await v.project());
    return all;
  };

  /** Four others in each project, so that with this person there are five. */
  async function four(of: Project, name: string) {
    await v.wants(of, "Girona", ...many(4, name));
    await v.match();
    await v.notices();
  }

  test("M8: with two seats a third interest rests, in whatever order it came; a seat that comes free wakes it", async () => {
    const [a, b, c] = await projects(3);
    if (a === undefined || b === undefined || c === undefined) throw new Error("three");
    const marta = v.neighbour("marta");
    for (const of of [a, b, c]) await v.wants(of, "Girona", marta);
    await v.match();
    await four(a, "a");
    await four(b, "b");
    expect(await load(marta)).toBe(2);
    expect([await status(marta, a), await status(marta, b), await status(marta, c)]).toEqual([
      "i",
      "i",
      "d cap",
    ]);
    await four(c, "c");
    expect(await teamOfProject(v, c)).toEqual([]);

    await marta.say(a, "no");
    await v.notices();
    expect(await status(marta, c)).toBe("w");
    await v.match();
    expect(await status(marta, c)).toBe("i");
    expect((await invitations()).filter((one) => one.startsWith("marta"))).toEqual([
      "marta: invitation",
    ]);
    expect(await load(marta)).toBe(2);
    expect(await status(marta, a)).toBe("d declined");
  });

  test("M8: one that is added at the cap is parked, and wakes as well", async () => {
    const [a, b, c] = await projects(3);
    if (a === undefined || b === undefined || c === undefined) throw new Error("three");
    const marta = v.neighbour("marta");
    for (const of of [a, b]) {
      await v.wants(of, "Girona", marta);
      await v.match();
      await four(of, of.sheet.slug);
    }
    await four(c, "c");
    await v.wants(c, "Girona", marta);
    await v.match();
    expect(await status(marta, c)).toBe("d cap");
    expect(await teamOfProject(v, c)).toEqual([]);
    const [parked] = await v.rows(
      sql`select why from match_decision where kind = 'park' and person_id = ${await marta.id()}`,
    );
    expect(parked).toEqual({ why: { cap: 2, load: 2 } });
    await marta.undo(a);
    await v.match();
    expect(await status(marta, c)).toBe("i");
    expect(await load(marta)).toBe(2);
  });

  test("M8: of two that wake, only as many are taken as there is room for", async () => {
    const [a, b, c, d] = await projects(4);
    if (a === undefined || b === undefined || c === undefined || d === undefined)
      throw new Error("four");
    const marta = v.neighbour("marta");
    for (const of of [a, b, c, d]) await v.wants(of, "Girona", marta);
    await v.match();
    for (const of of [a, b, c, d]) await four(of, of.sheet.slug);
    expect(await load(marta)).toBe(2);
    await marta.say(a, "no");
    await v.notices();
    await v.match();
    expect(await load(marta)).toBe(2);
    expect([await status(marta, c), await status(marta, d)].sort()).toEqual(["d cap", "i"]);
  });

  test("M8: a yes keeps the seat counted; leaving frees it", async () => {
    const marta = v.neighbour("marta");
    await v.wants(project, "Girona", marta);
    await four(project, "p");
    await v.match();
    await marta.say(project, "sí, Marta");
    expect(await load(marta)).toBe(1);
    await marta.undo(project);
    expect(await load(marta)).toBe(0);
  });

  test("T3: one seat for each person and lineage, by the word of the database", async () => {
    const people = many(5);
    await v.wants(project, "Girona", ...people);
    await v.match();
    const [one] = people;
    const seat = await one?.seat(project);
    await expect(
      v.instance.db.execute(sql`insert into seat (id, team_id, root, person_id, project_id, state, invited_at)
        select 'second', team_id, root, person_id, project_id, 'invited', now() from seat where id = ${seat?.id ?? ""}`),
    ).rejects.toThrow();
  });
});

describe("languages (M3)", () => {
  const speaks = async (of: Neighbour, mask: number) =>
    v.instance.db.execute(
      sql`update match_interest set languages = ${mask} where person_id = ${await of.id()}`,
    );

  test("M3: without a language in common there is no team, however near they live", async () => {
    const people = many(5);
    await v.wants(project, "Girona", ...people);
    for (const [n, one] of people.entries()) await speaks(one, n < 3 ? 1 : 4);
    await v.match();
    expect(await teamOfProject(v, project)).toEqual([]);
  });

  test("M3: the team speaks what all of them speak, and who does not speak it stays out", async () => {
    const people = many(5);
    const [english] = many(1, "english");
    if (english === undefined) throw new Error("nobody");
    await v.wants(project, "Girona", english, ...people);
    await speaks(english, 4);
    for (const [n, one] of people.entries()) await speaks(one, n % 2 === 0 ? 2 : 3);
    await v.match();
    const [team] = await teamOfProject(v, project);
    expect(team).toMatchObject({ language: "es" });
    expect(await status(english)).toBe("w");
  });

  test("M3: a free seat goes to nobody who does not speak the language of the team", async () => {
    const people = many(5);
    await v.wants(project, "Girona", ...people);
    for (const one of people) await speaks(one, 1);
    await v.match();
    const [english] = many(1, "english");
    if (english === undefined) throw new Error("nobody");
    await v.wants(project, "Girona", english);
    await speaks(english, 4);
    await v.match();
    expect(await status(english)).toBe("w");
  });
});

describe("a team that is complete or not", () => {
  test("M6: a newcomer goes to a team that is not complete before a formed one", async () => {
    const first = many(5, "a");
    await v.wants(project, "Girona", ...first);
    await v.match();
    for (const one of first) await one.say(project, `sí, ${one.name}`);
    const filler = many(3, "b");
    await v.wants(project, "Girona", ...filler);
    await v.match();
    const second = many(5, "c");
    await v.wants(project, "Girona", ...second);
    await v.match();
    const teams = await teamOfProject(v, project);
    expect(teams.map(({ state }) => state)).toEqual(["formed", "proposed"]);
    // A seat of the formed one comes free; both have room now.
    await filler[0]?.say(project, "no");
    await v.match();
    const [late] = many(1, "late");
    if (late === undefined) throw new Error("nobody");
    await v.wants(project, "Girona", late);
    await v.match();
    expect((await late.seat(project))?.team).toBe(teams[1]?.id);
  });

  test("T1: a proposed team whose people all said no takes newcomers, and forms with five yeses", async () => {
    const first = many(5, "a");
    await v.wants(project, "Girona", ...first);
    await v.match();
    for (const one of first) await one.say(project, "no");
    const second = many(5, "b");
    await v.wants(project, "Girona", ...second);
    await v.match();
    for (const one of second) await one.say(project, `sí, ${one.name}`);
    const teams = await teamOfProject(v, project);
    expect(teams.map(({ state }) => state)).toEqual(["formed"]);
    expect(await inTeam(teams[0]?.id)).toEqual(second.map(({ name }) => name));
  });
});
