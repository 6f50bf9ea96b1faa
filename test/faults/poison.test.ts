/** One thing that always fails does not hold up the others, and what is said to one person keeps its order (R21, R30). */
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { PersonId, ProjectId } from "../../src/domain/ids.ts";
import { transact } from "../../src/operations/transaction.ts";
import { client } from "../../src/store/client.ts";
import { makeAppointment, postNotices } from "../../src/store/notices.ts";
import { jobs } from "../../src/worker.ts";
import { type Fediverse, fediverse } from "../support/fediverse.ts";

/** As the owner of the database: the program itself may make neither functions nor triggers. */
async function asOwner({ girona }: Fediverse, ...statements: readonly string[]): Promise<void> {
  const owner = client(girona.databaseUrl, { max: 1 });
  for (const statement of statements) await owner.unsafe(statement);
  await owner.end();
}

const refuse = `create function refuse() returns trigger language plpgsql as $$
  begin raise exception 'poison'; end $$`;

type Job = ReturnType<typeof jobs>[number]["name"];

/** Some people who follow the project; gives their ids, in the order of their names. */
async function followers(names: readonly string[]): Promise<Fediverse & { ids: PersonId[] }> {
  const all = await fediverse();
  for (const name of names) await all.people.person(name).follow(all.project);
  await all.girona.settle();
  const rows = await all.girona.db.execute<{ id: PersonId }>(
    sql`select id from person order by iri`,
  );
  return { ...all, ids: rows.map(({ id }) => id) };
}

/** The step of one job, as the worker takes it: failures are logged, and it goes on. */
async function steps({ girona }: Fediverse, name: Job, count: number): Promise<void> {
  const job = jobs(girona).find((one) => one.name === name);
  for (let n = 0; n < count; n++) await job?.step(() => {}).catch(() => false);
}

describe("R30: what always fails is put aside within 8 tries, and others go on", () => {
  test("a match event", async () => {
    const all = await followers(["aina", "pere"]);
    const { db } = all.girona;
    await db.execute(sql`
      insert into match_event (kind, person_id, root)
      select 'interest.added', id, 'nowhere' from person order by iri`);
    await asOwner(
      all,
      refuse,
      `create trigger poison before update on match_event for each row
      when (old.seq = 1 and new.done_at is not null) execute function refuse()`,
    );
    await steps(all, "match", 12);
    const [other] = await db.execute(sql`
      select done_at is not null as done from match_event where seq = 2`);
    expect(other).toEqual({ done: true });
  });

  test("an appointment", async () => {
    const all = await followers(["aina", "pere"]);
    const { girona, projectId } = all;
    await transact(girona.db, async (tx) => {
      for (const person of all.ids) {
        await makeAppointment(tx, { kind: "reminder", person, project: projectId, inMs: 0 });
      }
    });
    const [first] = await girona.db.execute<{ seq: string }>(sql`
      select min(seq) as seq from appointment where kind = 'reminder'`);
    await asOwner(
      all,
      refuse,
      `create trigger poison before delete on appointment for each row
      when (old.seq = ${first?.seq}) execute function refuse()`,
    );
    await steps(all, "appointments", 12);
    const left = await girona.db.execute<{ seq: string }>(sql`
      select seq from appointment where kind = 'reminder'`);
    expect(left.map(({ seq }) => seq)).toEqual([first?.seq]);
  });

  test("a notice", async () => {
    const all = await followers(["aina", "pere"]);
    const [aina, pere] = all.ids as [PersonId, PersonId];
    await say(all, aina, "poison");
    await say(all, pere, "Pere");
    await asOwner(
      all,
      refuse,
      `create trigger poison before insert on letter for each row
      when (new.body like '%poison%') execute function refuse()`,
    );
    await steps(all, "write", 12);
    await all.girona.settle();
    expect(all.people.person("pere").told().at(-1)).toContain("Gràcies, Pere.");
  });
});

test("R21: what is said to one person is written in the order in which it was said, also by two writers", async () => {
  const all = await followers(["aina"]);
  const [aina] = all.ids as [PersonId];
  await say(all, aina, "Primera");
  await say(all, aina, "Segona");
  const other = client(all.girona.databaseUrl, { max: 1 });
  // One writer has taken the first, and is not done yet; the other looks for work.
  await other.begin(async (tx) => {
    await tx`select seq from notice order by seq limit 1 for update`;
    await steps(all, "write", 1);
  });
  await other.end();
  await steps(all, "write", 2);
  const letters = await all.girona.db.execute<{ name: string }>(sql`
    select substring(body from 'Gràcies, ([^.]*)') as name from letter
    where body like '%Gràcies, %' and state = 'waiting' order by seq`);
  expect(letters.map(({ name }) => name)).toEqual(["Primera", "Segona"]);
});

function say({ girona, projectId }: Fediverse, person: PersonId, name: string): Promise<void> {
  const project: ProjectId = projectId;
  return transact(girona.db, (tx) =>
    postNotices(tx, [{ kind: "tell", person, project, message: { say: "name-kept", name } }]),
  );
}
