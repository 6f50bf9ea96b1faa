/** Closing a project: rule I6 of docs/rules.md. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeProject } from "../../src/operations/close-project.ts";
import { type Village, village } from "./village.ts";

let v: Village;

beforeAll(async () => {
  v = await village();
});

afterAll(() => v.instance.close());

const says = async () => (await v.told()).map(({ to, say }) => `${to}: ${say}`).sort();

test("I6: whoever waits is told once that there will be no team, and is no longer in the matching", async () => {
  const project = await v.project();
  const other = await v.project();
  const [anna, biel] = [v.neighbour("anna"), v.neighbour("biel")];
  await v.wants(project, "Girona", anna, biel);
  await v.wants(other, "Girona", anna);
  await v.match();
  await v.notices();
  await closeProject(v.instance, project.id);
  expect(await says()).toEqual(["anna: ended", "biel: ended"]);
  expect(await anna.interest(project)).toMatchObject({ state: "placed", sharedAt: null });
  expect(await anna.interest(other)).toMatchObject({ state: "shared" });
  const [row] = await v.rows(sql`
    select (select count(*)::int from match_interest where project_id = ${project.id}) as waiting,
      (select count(*)::int from appointment where project_id = ${project.id}) as appointments`);
  expect(row).toEqual({ waiting: 0, appointments: 0 });
});

test("I6: a yes that comes after it shares nothing; a no is heard", async () => {
  const project = await v.project();
  const marta = v.neighbour("marta");
  await marta.follow(project);
  await marta.say(project, "Girona");
  await closeProject(v.instance, project.id);
  await v.notices();
  await marta.say(project, "sí");
  expect(await says()).toEqual(["marta: closed"]);
  expect(await marta.interest(project)).toMatchObject({ state: "placed" });
  await marta.say(project, "no");
  expect(await says()).toEqual(["marta: not-shared"]);
});

test("I6: who was invited before may still say yes, and the team forms", async () => {
  const project = await v.project();
  const five = ["anna", "biel", "carla", "dídac", "eva"].map((name) => v.neighbour(name));
  await v.wants(project, "Girona", ...five);
  await v.match();
  await v.notices();
  await closeProject(v.instance, project.id);
  expect(await says()).toEqual([]);
  for (const one of five) await one.say(project, `sí, ${one.name}`);
  const [team] = await v.rows(sql`select state from team where root = ${project.root}`);
  expect(team).toEqual({ state: "formed" });
});

test("I6: a seat that comes free in a closed project is filled by nobody", async () => {
  const project = await v.project();
  const six = ["anna", "biel", "carla", "dídac", "eva", "fina"].map((name) => v.neighbour(name));
  await v.wants(project, "Girona", ...six.slice(0, 5));
  await v.match();
  await closeProject(v.instance, project.id);
  await v.notices();
  const [anna] = six;
  await anna?.say(project, "no");
  await v.match();
  expect(await says()).toEqual(["anna: declined"]);
});
