/** What rules do to people, seats and names: rules G2, G4, G5, G9, G12 of docs/rules.md, on a real database. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DomainRule, subjectNamed } from "../../src/domain/moderation.ts";
import type { Project } from "../../src/domain/projects.ts";
import { forgetRules } from "../../src/federation/rules-cache.ts";
import { endNextBlocked } from "../../src/operations/end-blocked.ts";
import { judgeName } from "../../src/operations/judge-name.ts";
import { liftRule, setRules } from "../../src/operations/set-rule.ts";
import { deedsSince } from "../../src/store/audit.ts";
import { heldNames, nameChosen } from "../../src/store/held.ts";
import { knownServers } from "../../src/store/reach.ts";
import { type Neighbour, type Village, village } from "./village.ts";

let v: Village;
let project: Project;

beforeAll(async () => {
  v = await village({ settings: { crowdPerSitePerHour: 20 } });
});

afterAll(() => v.instance.close());

beforeEach(async () => {
  await v.notices();
  for (const table of ["domain_rule", "actor_rule", "held", "letter", "match_event"]) {
    await v.instance.db.execute(sql.raw(`delete from ${table}`));
  }
  forgetRules(v.instance);
  project = await v.project({ criticalMass: 3 });
});

async function rule(rule: DomainRule, about: string): Promise<void> {
  const subject = subjectNamed(about);
  if (subject === null) throw new Error(about);
  const by = { who: "moderadora", did: `moderation ${rule}` };
  await setRules({ ...v.instance, by }, [{ subject, rule, reason: "spam" }]);
  forgetRules(v.instance);
}

async function endBlocked(): Promise<void> {
  while (await endNextBlocked(v.instance)) {
    // One handful after the other.
  }
}

/** Three who live in Girona, the first of them elsewhere in the fediverse; all invited. */
async function invited(host: string): Promise<readonly [Neighbour, Neighbour, Neighbour]> {
  const three = [v.neighbour("marta", {}, host), v.neighbour("pere"), v.neighbour("aina")] as const;
  await v.wants(project, "Girona", ...three);
  await v.match();
  await v.notices();
  return three;
}

/** The names in the letters that tell of the team, by whom they are for. */
async function names(): Promise<Readonly<Record<string, string>>> {
  const letters = await v.write();
  const told: Record<string, string> = {};
  for (const { body } of letters) {
    const { to, object } = body as { to: readonly string[]; object: { content?: string } };
    const list = /Girona[^:]*: ([^<]*)\./.exec(object.content ?? "")?.[1];
    if (list !== undefined)
      told[/users\/([^-]*)/.exec(decodeURIComponent(to[0] ?? ""))?.[1] ?? ""] = list;
  }
  return told;
}

describe("G4: a block", () => {
  test("ends interests, seats and waiting of its people, and frees the seat for the next", async () => {
    const [marta, pere] = await invited("bad.test");
    const next = v.neighbour("fatima");
    await v.wants(project, "Girona", next);
    await v.match();
    await marta.say(project, "sí, Marta");
    expect((await marta.seat(project))?.state).toBe("taken");
    await rule("block", "bad.test");
    await endBlocked();
    expect(await marta.seat(project)).toBeNull();
    expect((await marta.interest(project))?.state).toBe("withdrawn");
    expect(
      await v.rows(sql`select 1 from match_interest where person_id = ${await marta.id()}`),
    ).toEqual([]);
    await v.match();
    expect((await next.seat(project))?.state).toBe("invited");
    expect((await pere.seat(project))?.state).toBe("invited");
  });

  test("each follow that stood is ended with their server, once", async () => {
    const eve = v.neighbour("eve", {}, "bad.test");
    await eve.follow(project);
    await eve.follow("org");
    await v.notices();
    await rule("block", "bad.test");
    await endBlocked();
    await endBlocked();
    const ended = (await v.notices()).filter(({ kind }) => kind === "follow-ended");
    expect(ended.map((one) => "target" in one && one.target).sort()).toEqual(
      ["/ap/org", `/ap/projects/${project.id}`].sort(),
    );
  });

  test("G9: their name in letters that have not left goes with them", async () => {
    const [marta, pere, aina] = await invited("bad.test");
    await marta.say(project, "sí, Marta");
    await pere.say(project, "sí, Pere");
    await aina.say(project, "sí, Aina");
    expect((await names()).pere).toContain("Marta");
    await rule("block", "bad.test");
    await endBlocked();
    const after = await names();
    expect(after.pere).toContain("Pere");
    expect(JSON.stringify(after)).not.toContain("Marta");
    expect(after.marta).toBeUndefined();
  });

  test("silence asked for before it is silence after it was lifted (P5)", async () => {
    const eve = v.neighbour("eve", {}, "bad.test");
    await eve.follow(project);
    await eve.say(project, "STOP");
    await rule("block", "bad.test");
    await endBlocked();
    await liftRule(v.instance, { kind: "domain", name: "bad.test" }, "");
    await eve.follow(project);
    const [row] = await v.rows(sql`select silent_since from person where iri = ${eve.iri}`);
    expect(row?.silent_since).not.toBeNull();
  });

  test("of one account, by its address; its neighbours stay", async () => {
    const [eve, kind] = [v.neighbour("eve", {}, "fine.test"), v.neighbour("kind", {}, "fine.test")];
    for (const one of [eve, kind]) await one.follow(project);
    await rule("block", eve.iri);
    await endBlocked();
    expect((await eve.interest(project))?.state).toBe("withdrawn");
    expect((await kind.interest(project))?.state).toBe("follows");
    expect(await eve.follow(project, { id: `${eve.iri}#again` })).toBe("blocked");
    expect((await v.notices()).map(({ kind: what }) => what)).toContain("follow-rejected");
  });

  test("an activity that is being handled at this moment has no effect, or had it before", async () => {
    const eve = v.neighbour("eve", {}, "bad.test");
    await Promise.all([eve.follow(project), rule("block", "bad.test")]);
    await endBlocked();
    const [row] = await v.rows(sql`
      select 1 from follow where actor = ${eve.iri} and state = 'follows'`);
    expect(row).toBeUndefined();
  });

  test("whom it would cut off, counted by server", async () => {
    const [marta] = await invited("counted.test");
    await v.neighbour("eve", {}, "counted.test").follow(project);
    expect((await marta.seat(project))?.state).toBe("invited");
    expect(
      (await knownServers(v.instance.db)).find(({ server }) => server === "counted.test"),
    ).toEqual({
      server: "counted.test",
      followers: 2,
      seats: 1,
    });
  });
});

describe("G5: a limit", () => {
  test("accepts everything, and holds the name until it is approved; nobody is told of that", async () => {
    await rule("limit", "limited.test");
    const [marta, pere, aina] = await invited("limited.test");
    await marta.say(project, "sí, Marta");
    expect(
      (await v.told()).filter(({ to }) => to === "marta").map(({ message }) => message),
    ).toMatchObject([{ say: "seat-taken", name: "Marta" }]);
    await pere.say(project, "sí, Pere");
    await aina.say(project, "sí, Aina");
    const told = await names();
    expect(Object.keys(told).sort()).toEqual(["aina", "marta", "pere"]);
    for (const list of Object.values(told)) {
      expect(list).toContain("Pere");
      expect(list).not.toContain("Marta");
      expect(list.split(/, | i /)).toHaveLength(3);
    }
    const [held] = await heldNames(v.instance.db);
    expect(held).toMatchObject({ text: "Marta", iri: marta.iri });
    // They themselves read on their own page what they chose.
    const mine = await marta.seat(project);
    expect(mine?.name).toBeNull();
    expect(await nameChosen(v.instance.db, { id: "", name: null, ...mine })).toBe("Marta");
    expect(await judgeName(v.instance, held?.id ?? "", "show")).toBe(true);
    expect(await judgeName(v.instance, held?.id ?? "", "show")).toBe(false);
    expect((await marta.seat(project))?.name).toBe("Marta");
    expect(await v.notices()).toEqual([]);
    // Who comes later reads it.
    const late = v.neighbour("fatima");
    await v.wants(project, "Girona", late);
    await v.match();
    await v.notices();
    await late.say(project, "sí, Fàtima");
    expect((await names()).fatima).toContain("Marta");
  });

  test("refused, it is never shown; a name said anew is looked at anew", async () => {
    await rule("limit", "refused.test");
    const [marta] = await invited("refused.test");
    await marta.say(project, "sí");
    await marta.say(project, "Marta la Bona");
    const [held] = await heldNames(v.instance.db);
    expect(held?.text).toBe("Marta la Bona");
    await judgeName(v.instance, held?.id ?? "", "refuse");
    expect(await heldNames(v.instance.db)).toEqual([]);
    expect((await marta.seat(project))?.name).toBeNull();
  });

  test("names that are shown already are held from then on, once; lifted, they are shown again", async () => {
    const [marta, pere, aina] = await invited("shown.test");
    await marta.say(project, "sí, Marta");
    await pere.say(project, "sí, Pere");
    await aina.say(project, "sí, Aina");
    expect((await names()).pere).toContain("Marta");
    await rule("limit", "shown.test");
    expect((await names()).pere).not.toContain("Marta");
    const [held] = await heldNames(v.instance.db);
    await judgeName(v.instance, held?.id ?? "", "show");
    // What was approved is not held again by a rule about somebody else, nor by saying the same once more.
    await rule("limit", "else.test");
    await rule("limit", "shown.test");
    expect((await marta.seat(project))?.name).toBe("Marta");
    await liftRule(v.instance, { kind: "domain", name: "shown.test" }, "");
    await rule("limit", "shown.test");
    expect((await marta.seat(project))?.name).toBeNull();
    await liftRule(v.instance, { kind: "domain", name: "shown.test" }, "");
    expect((await marta.seat(project))?.name).toBe("Marta");
    expect(await heldNames(v.instance.db)).toEqual([]);
  });

  test("who leaves takes along what was held", async () => {
    await rule("limit", "limited.test");
    const [marta] = await invited("limited.test");
    await marta.say(project, "sí, Marta");
    const ofMarta = async () =>
      (await heldNames(v.instance.db)).filter(({ iri }) => iri === marta.iri);
    expect(await ofMarta()).toHaveLength(1);
    await marta.undo(project);
    expect(await ofMarta()).toEqual([]);
  });
});

describe("G2: first contact", () => {
  /** So many new accounts of one server, at this time. */
  async function crowd(host: string, n: number, at: Date): Promise<void> {
    await v.instance.db.execute(sql`
      insert into person (id, iri, handle, inbox, type, no_bots, first_seen_at)
      select md5(${host} || g), 'https://' || ${host} || '/users/c' || g, 'c' || g, 'https://' || ${host} || '/inbox', 'Person', false, ${at.toISOString()}::timestamptz
      from generate_series(1, ${n}::int) g`);
  }

  test("names out of a crowd from an unknown server, or from names below one site, are held", async () => {
    await crowd("a.crowd.example.org", 15, new Date());
    await crowd("b.crowd.example.org", 10, new Date());
    const [marta] = await invited("c.crowd.example.org");
    await marta.say(project, "sí, Marta");
    expect((await marta.seat(project))?.name).toBeNull();
    expect(await heldNames(v.instance.db)).toMatchObject([{ text: "Marta" }]);
  });

  test("not out of a group as large as a meeting, nor of a server from which somebody was here before, nor long after", async () => {
    await crowd("few.cat", 19, new Date());
    await crowd("old.cat", 100, new Date(Date.now() - 3 * 3_600_000));
    for (const host of ["few.cat", "old.cat"]) {
      project = await v.project({ criticalMass: 3 });
      const [marta] = await invited(host);
      await marta.say(project, "sí, Marta");
      expect((await marta.seat(project))?.name).toBe("Marta");
    }
    await v.instance.db.execute(sql`
      update seat set answered_at = now() - interval '2 days' where state = 'taken'`);
    await crowd("x.few.cat", 100, new Date());
    project = await v.project({ criticalMass: 3 });
    const [pia] = await invited("few.cat");
    await pia.say(project, "sí, Pia");
    expect((await pia.seat(project))?.name).toBe("Pia");
  });
});

test("G12: what a moderator does is written down with who, what, about whom and why; by nobody, nothing", async () => {
  const since = new Date(Date.now() - 1_000);
  const before = (await deedsSince(v.instance.db, since)).length;
  await rule("limit", "Noted.test");
  await rule("block", "noted.test");
  await liftRule(
    { ...v.instance, by: { who: "pere", did: "moderation lift" } },
    { kind: "domain", name: "noted.test" },
    "sorry",
  );
  await liftRule(
    { ...v.instance, by: { who: "pere", did: "moderation lift" } },
    { kind: "domain", name: "noted.test" },
    "again",
  );
  await setRules(v.instance, [
    { subject: { kind: "domain", name: "x.test" }, rule: "block", reason: "" },
  ]);
  expect((await deedsSince(v.instance.db, since)).slice(before)).toMatchObject([
    {
      who: "moderadora",
      did: "moderation limit",
      about: "noted.test",
      details: { rule: "limit", reason: "spam" },
    },
    { who: "moderadora", did: "moderation block", about: "noted.test" },
    {
      who: "pere",
      did: "moderation lift",
      about: "noted.test",
      details: { was: "block", reason: "sorry" },
    },
  ]);
});
