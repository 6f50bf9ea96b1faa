/** Several processes on one database, where time has to pass: two workers, a stop in the middle of work, a frozen one, poison (R5, R6, R24, R30). MULTAQUE_LONG=1. */
import { connect } from "node:net";
import { expect, test } from "vitest";
import { pause, until } from "../support/program.ts";
import { acceptIds, told } from "./people.ts";
import { freezeAtRest, holdOnce, minutes, port, project, run, settled, stage } from "./stage.ts";
import { beginStory, checkStory, dice, kindOf, storyEnds } from "./story.ts";

test("R24: SIGTERM in the middle of work ends within 30 s, and nothing is lost", minutes(3), () =>
  stage(async ({ url, sql, people, inbox }) => {
    const first = run(["serve"], url);
    await first.listening;
    const names = Array.from({ length: 20 }, (_, n) => `seguidor${n}`);
    // Some servers are slow, and one never answers.
    people.hinder = ({ method, path }) =>
      method !== "POST" ? null : path.includes("seguidor7/") ? new Promise(() => {}) : pause(300);
    const asked = names.map((name) => people.deliver(inbox, people.follow(name, project)));
    // Whoever keeps a connection open, or says half a sentence, does not keep the program.
    const idle = connect(port, "127.0.0.1");
    idle.on("error", () => {});
    idle.write("POST /ap/inbox HTTP/1.1\r\nHost: 127");
    await until("some are acknowledged", () => people.acknowledged.length >= 8);
    await until("some are answered", () => people.received.length >= 3);
    const at = performance.now();
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    const seconds = (performance.now() - at) / 1000;
    console.log(`SIGTERM in the middle of work: ended after ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(30);
    idle.destroy();
    expect(first.errors()).not.toMatch(/\bat .*\.ts:\d+/);
    const held = await sql`
      select 'activity' as kind from inbound where lease_until > now() and handled_at is null and error is null
      union all select 'letter' from letter where lease_until > now()`;
    expect([...held], "leases are released").toEqual([]);

    people.hinder = () => null;
    const second = run(["serve"], url);
    expect(await Promise.all(asked)).toEqual(names.map(() => true));
    await until("all are answered", () => names.every((name) => acceptIds(people, name).size > 0));
    await settled(sql);
    for (const name of names) expect(acceptIds(people, name).size, name).toBe(1);
    expect((await second.stop()).code).toBe(0);
  }),
);

test("R6: a worker frozen while it hands over a letter does nothing more with it", minutes(3), () =>
  stage(async ({ url, sql, people, inbox }) => {
    const web = run(["serve", "--web"], url);
    const frozen = run(["serve", "--work"], url);
    await Promise.all([web.listening, frozen.listening]);
    const hold = holdOnce(
      people,
      ({ method, body }) => method === "POST" && body.includes("Accept"),
    );
    await people.deliver(inbox, people.follow("marta", project));
    await hold.reached;
    await freezeAtRest(frozen, sql);
    await sql`update letter set lease_until = now() where lease is not null`;
    const other = run(["serve", "--work"], url);
    await other.listening;
    await until("another worker has handed it over", () => acceptIds(people, "marta").size > 0);
    await until("she was asked", () => told(people, "marta").length > 0);
    hold.release();
    frozen.thaw();
    await pause(2_000);
    await settled(sql);

    expect(frozen.errors()).toBe("");
    expect(acceptIds(people, "marta").size).toBe(1);
    expect(
      new Set(people.received.filter(({ type }) => type === "Accept").map(({ raw }) => raw)).size,
    ).toBe(1);
    expect(told(people, "marta").map(kindOf)).toEqual(["where"]);
    const [row] = await sql`
      select state, attempts, (select count(*)::int from asked) as asked from letter where answers is not null`;
    expect(row).toEqual({ state: "delivered", attempts: 2, asked: 1 });
    expect((await other.stop()).code).toBe(0);
    expect((await frozen.stop()).code).toBe(0);
  }),
);

test("R5: two workers at once tell the story as one does", minutes(3), () =>
  stage(async ({ url, sql, people }) => {
    const programs = [run(["serve"], url), run(["serve", "--work"], url)];
    await Promise.all(programs.map(({ listening }) => listening));
    beginStory(people, project, dice(5));
    await storyEnds(people, sql, 60_000);
    await pause(1_000);
    await storyEnds(people, sql, 10_000);
    await checkStory(people, sql);
  }),
);

test(
  "R24: SIGTERM while it waits for its turn to prepare the database ends it too",
  minutes(2),
  () =>
    stage(async ({ url, sql }) => {
      const lock = await sql.reserve();
      try {
        await lock`select pg_advisory_lock(7226099)`;
        const program = run(["serve"], url);
        await until("it waits", async () => {
          const [row] =
            await sql`select 1 from pg_locks where locktype = 'advisory' and not granted`;
          return row !== undefined;
        });
        const ended = program.stop();
        const soon = await Promise.race([ended, pause(6_000).then(() => "still there")]);
        expect(soon).toEqual({ code: 0, signal: null });
      } finally {
        await lock`select pg_advisory_unlock_all()`;
        lock.release();
      }
    }),
);

test(
  "R6: a worker frozen while it handles an activity leaves it to the one that took over",
  minutes(3),
  () =>
    stage(async ({ url, sql, people, inbox }) => {
      const web = run(["serve", "--web"], url);
      await web.listening;
      await people.deliver(inbox, people.follow("marta", project));
      // Who she is must be asked again: that is where the worker is frozen.
      await sql`delete from remote_actor`;
      const hold = holdOnce(
        people,
        ({ method, path }) => method === "GET" && path === "/users/marta",
      );
      const frozen = run(["serve", "--work"], url);
      await hold.reached;
      await freezeAtRest(frozen, sql);
      await sql`update inbound set lease_until = now() where lease is not null`;
      const other = run(["serve", "--work"], url);
      await other.listening;
      await until("another worker has accepted her", () => acceptIds(people, "marta").size > 0);
      hold.release();
      frozen.thaw();
      await until("she was asked", () => told(people, "marta").length > 0);
      await pause(2_000);
      await settled(sql);

      expect(acceptIds(people, "marta").size).toBe(1);
      expect(told(people, "marta").map(kindOf)).toEqual(["where"]);
      const [row] = await sql`
      select attempts, handled_at is not null as handled, (select count(*)::int from interest) as interests
      from inbound`;
      expect(row).toEqual({ attempts: 2, handled: true, interests: 1 });
      expect((await frozen.stop()).code).toBe(0);
      expect((await other.stop()).code).toBe(0);
    }),
);

test(
  "R30: an activity that always fails is put aside after 8 tries, and others go on",
  minutes(3),
  () =>
    stage(async ({ url, sql, people, inbox }) => {
      const web = run(["serve", "--web"], url);
      await web.listening;
      await people.deliver(inbox, people.follow("malson", project));
      // Her server knows her no more, for the time being.
      await sql`delete from remote_actor`;
      people.hinder = ({ method, path }) =>
        method === "GET" && path === "/users/malson" ? 500 : null;
      const worker = run(["serve", "--work"], url);
      const tries = async (): Promise<number> => {
        const [row] = await sql<{ attempts: number }[]>`
        select attempts from inbound where actor = ${people.iri("malson")} order by seq limit 1`;
        return row?.attempts ?? 0;
      };
      /** Time passes: what was put off is due. */
      const later = async (): Promise<void> => {
        await sql`update inbound set lease_until = null where lease is null and handled_at is null`;
        await sql`select pg_notify('multaque', 'inbox')`;
      };
      await until("it was tried", async () => (await tries()) > 0);
      await people.deliver(inbox, people.follow("marta", project));
      await until("others are answered meanwhile", () => acceptIds(people, "marta").size > 0);
      await until("it was tried 8 times", async () => {
        await later();
        return (await tries()) >= 8;
      });
      await later();
      await people.deliver(inbox, people.follow("pere", project));
      await until("others go on", () => acceptIds(people, "pere").size > 0);
      await later();
      await pause(500);
      const [parked] = await sql`
      select attempts, handled_at, error, body <> '' as kept from inbound where actor = ${people.iri("malson")}`;
      expect(parked).toEqual({
        attempts: 8,
        handled_at: null,
        error: "Error: the actor cannot be had now",
        kept: true,
      });
      expect(worker.errors().match(/Handling a .*Follow.* failed/g)?.length, "the alarm").toBe(8);

      // What she says later is heard.
      people.hinder = () => null;
      await sql`delete from remote_actor`;
      await people.post(inbox, people.follow("malson", project), {
        at: new Date(Date.now() - 5000),
      });
      await until("she is heard again", () => acceptIds(people, "malson").size > 0);
      expect((await worker.stop()).code).toBe(0);
    }),
);
