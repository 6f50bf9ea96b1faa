/** Several processes on one database, where time has to pass: a stop in the middle of work, a frozen delivery (R6, R24). MULTAQUE_LONG=1. */
import { connect } from "node:net";
import { expect, test } from "vitest";
import { pause, until } from "../support/program.ts";
import { acceptIds, told } from "./people.ts";
import { freezeAtRest, holdOnce, minutes, port, project, run, settled, stage } from "./stage.ts";
import { kindOf } from "./story.ts";

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
