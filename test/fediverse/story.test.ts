/** The main job: a follow from another server ends in a local team. */
import { describe, expect, test } from "vitest";
import { actorIri } from "../../src/addresses.ts";
import { allProjects } from "../../src/store/projects.ts";
import { allTeams } from "../../src/store/teams.ts";
import { fediverse } from "../support/fediverse.ts";
import type { TestInstance } from "../support/instance.ts";

async function onlyTeam({ db }: TestInstance) {
  const [team, ...others] = await allTeams(db);
  if (team === undefined || others.length > 0) throw new Error("there is not exactly one team");
  return team;
}

describe("a follow ends in a team", () => {
  test("five neighbours of one town follow, answer, say yes, and meet", async () => {
    const { girona, people, project } = await fediverse();
    const names = ["marta", "pere", "aina", "joan", "fatima"];
    for (const name of names) {
      const neighbour = people.person(name);
      expect((await neighbour.follow(project)).status).toBe(202);
    }
    await girona.settle();
    for (const name of names) {
      const neighbour = people.person(name);
      expect(neighbour.accepts()).toHaveLength(1);
      expect(neighbour.told().at(-1)).toContain("A quin poble o ciutat vius?");
      await neighbour.say(project, "Visc a Girona");
    }
    await girona.settle();
    for (const name of names) {
      const neighbour = people.person(name);
      expect(neighbour.told().at(-1)).toContain("Girona (Gironès)");
      await neighbour.say(project, "Sí!");
    }
    await girona.settle();
    for (const name of names) {
      const neighbour = people.person(name);
      expect(neighbour.told().at(-1)).toContain("ja sou 5 persones");
    }
    const proposed = await onlyTeam(girona);
    expect(proposed).toMatchObject({ state: "proposed", taken: 0, invited: 5 });
    const team = actorIri(girona.origin, { kind: "team", id: proposed.id });
    const document = { headers: { accept: "application/activity+json" } };
    expect((await girona.request(new URL(team).pathname, document)).status).toBe(404);
    expect((await girona.request(`/t/${proposed.slug}`)).status).toBe(404);

    for (const name of names) await people.person(name).say(project, `sí, ${name}`);
    await girona.settle();
    const formed = await onlyTeam(girona);
    expect(formed).toMatchObject({ state: "formed", taken: 5 });
    for (const name of names) {
      const last = people.person(name).told().at(-1);
      for (const other of names) expect(last).toContain(other);
      expect(last).toContain("https://xat.girona.test/");
    }
    expect((await girona.request(new URL(team).pathname, document)).status).toBe(200);
    expect((await girona.request(`/t/${formed.slug}`)).status).toBe(200);
    const boosts = people.received.filter((one) => one.activity.type === "Announce");
    expect(boosts).toHaveLength(1);
    expect(boosts[0]?.to).toBe("/inbox");
  });

  test("the projects of the box are there from the first start", async () => {
    const { girona } = await fediverse();
    expect((await allProjects(girona.db)).length).toBe(3);
  });
});
