/** What a block, a limit, an allowlist, a quota and a report do to requests: rules G1, G4, G6, G8 of docs/rules.md, through the whole server. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { actorIri } from "../../src/addresses.ts";
import type { ActorIri } from "../../src/domain/ids.ts";
import { type DomainRule, subjectNamed } from "../../src/domain/moderation.ts";
import type { Project } from "../../src/domain/projects.ts";
import { remoteActor } from "../../src/federation/remote-actor.ts";
import { forgetRules } from "../../src/federation/rules-cache.ts";
import { sendReport } from "../../src/operations/send-report.ts";
import { liftRule, setRules } from "../../src/operations/set-rule.ts";
import { connect } from "../../src/store/db.ts";
import { allProjects } from "../../src/store/projects.ts";
import { listReports } from "../../src/store/reports.ts";
import { jobs } from "../../src/worker.ts";
import type { Overrides } from "../support/instance.ts";
import { draft } from "./signer.ts";
import { actorsAge, rows, type Sender, stored, type World, world } from "./world.ts";

const by = { who: "moderadora", did: "report send" };

type Post = { readonly to: string; readonly activity: Readonly<Record<string, unknown>> };

type Scene = World & {
  readonly project: Project;
  readonly actor: string;
  /** What was posted to other servers. */
  readonly posts: Post[];
  readonly send: (from: Sender, changes?: object, keyId?: string) => Promise<Response>;
  readonly follow: (from: Sender) => Promise<Response>;
  readonly rule: (rule: DomainRule, about: string) => Promise<void>;
  readonly lift: (about: string) => Promise<void>;
  readonly settle: () => Promise<number>;
  /** A server whose inboxes take everything. */
  readonly serves: (host: string) => void;
};

let serial = 0;

async function scene(overrides: Overrides = {}): Promise<Scene> {
  const w = await world(overrides);
  const { instance } = w;
  const [project] = await allProjects(instance.db);
  if (project === undefined) throw new Error("no project was published");
  const actor = actorIri(instance.origin, { kind: "project", id: project.id });
  const posts: Post[] = [];
  const send: Scene["send"] = (from, changes = {}, keyId = from.keyId) => {
    const body = {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${from.iri}/acts/${++serial}`,
      type: "Follow",
      actor: from.iri,
      object: actor,
      ...changes,
    };
    return instance.answer(
      draft(`${instance.origin}/ap/inbox`, JSON.stringify(body), { ...from, keyId }),
    );
  };
  const subject = (about: string) => {
    const named = subjectNamed(about);
    if (named === null) throw new Error(about);
    return named;
  };
  return {
    ...w,
    project,
    actor,
    posts,
    send,
    follow: (from) => send(from),
    rule: async (rule, about) => {
      await setRules(instance, [{ subject: subject(about), rule, reason: "spam" }]);
      forgetRules(instance);
    },
    lift: async (about) => {
      await liftRule(instance, subject(about), "");
      forgetRules(instance);
    },
    settle: instance.settle,
    serves: (host) => {
      w.route(`https://${host}/*`, async (request) => {
        posts.push({ to: request.url, activity: JSON.parse(await request.text()) as never });
        return new Response(null, { status: 202 });
      });
    },
  };
}

/** The types of what was posted to a host, in order. */
function postsTo(s: Scene, host: string): readonly string[] {
  return s.posts
    .filter(({ to }) => new URL(to).host === host)
    .map(({ activity }) => String(activity.type));
}

describe("G4: a blocked server", () => {
  let s: Scene;
  beforeAll(async () => {
    s = await scene();
    for (const host of ["bad.test", "sub.bad.test", "good.bad.test", "fine.test"]) s.serves(host);
  });
  afterAll(() => s.instance.close());

  test("403 by key and by actor, below it and with another port, before anything is fetched", async () => {
    await s.rule("block", "bad.test");
    await s.rule("allow", "good.bad.test");
    const evil = s.sender("bad.test", "evil");
    const below = s.sender("sub.bad.test", "evil");
    const honest = s.sender("fine.test", "honest");
    const asked = s.asked.length;
    const before = await stored(s.instance);
    for (const type of ["Follow", "Create", "Delete", "Flag", "Frobnicate"]) {
      for (const from of [evil, below]) {
        const answer = await s.send(from, { type });
        expect(answer.status).toBe(403);
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
      }
    }
    // Of a key that it only claims, and of an actor whose key is claimed to be another's.
    expect((await s.send(honest, {}, evil.keyId)).status).toBe(403);
    expect((await s.send(evil, {}, honest.keyId)).status).toBe(403);
    expect(s.asked.slice(asked)).toEqual([]);
    expect(await stored(s.instance)).toBe(before);
    expect((await s.follow(s.sender("good.bad.test", "kind"))).status).toBe(202);
    expect((await s.follow(honest)).status).toBe(202);
    await s.settle();
    expect(postsTo(s, "fine.test")).toContain("Accept");
    expect(postsTo(s, "good.bad.test")).toContain("Accept");
  });

  test("nothing is fetched from it, from wherever the wish comes", async () => {
    await s.rule("block", "bad.test");
    const asked = s.asked.length;
    const found = await remoteActor(s.instance, s.sender("bad.test", "other").iri);
    expect(found.outcome).toBe("unavailable");
    expect(s.asked.slice(asked)).toEqual([]);
  });

  test("88: its people's follows and interests end, with a Reject; what waits for it goes; then silence", async () => {
    const s = await scene();
    for (const host of ["bad.test", "fine.test"]) s.serves(host);
    const [a, b] = [s.sender("bad.test", "a"), s.sender("bad.test", "b")];
    const kept = s.sender("fine.test", "kept");
    for (const one of [a, b, kept]) await s.follow(one);
    await s.settle();
    // The other server is slow: letters wait for it, and something that it said waits for us.
    await s.instance.db.execute(sql`
      update letter set state = 'waiting', next_at = now() - interval '1 second' where host = 'bad.test'`);
    await s.send(a, { type: "Undo", object: `${a.iri}/acts/0` });
    s.posts.length = 0;
    await s.rule("block", "BAD.test.");
    expect(
      await rows(
        s.instance,
        sql`select 1 from letter where host = 'bad.test' and state = 'waiting'`,
      ),
    ).toEqual([]);
    expect(await rows(s.instance, sql`select 1 from inbound where handled_at is null`)).toEqual([]);
    await s.settle();
    expect(postsTo(s, "bad.test")).toEqual(["Reject", "Reject"]);
    for (const { to, activity } of s.posts) {
      expect([a, b].map(({ iri }) => `${iri}/inbox`)).toContain(to);
      expect(activity).toMatchObject({
        actor: s.actor,
        object: { type: "Follow", object: s.actor },
      });
    }
    expect(
      await rows(
        s.instance,
        sql`select p.iri, i.state from interest i join person p on p.id = i.person_id order by p.iri`,
      ),
    ).toEqual([
      { iri: a.iri, state: "withdrawn" },
      { iri: b.iri, state: "withdrawn" },
      { iri: kept.iri, state: "follows" },
    ]);
    // From now on nothing, whatever there is to tell.
    s.posts.length = 0;
    await s.instance.db.execute(sql`
      insert into notice (notice, subject) values (${JSON.stringify({ kind: "project-changed", project: s.project.id, notes: [], gone: [] })}::jsonb, 'x')`);
    await s.settle();
    expect(postsTo(s, "bad.test")).toEqual([]);
    expect(postsTo(s, "fine.test")).toContain("Update");
  });

  test("a letter that was written before the block reached this process is dropped, not sent", async () => {
    const s = await scene();
    s.serves("late.test");
    await s.follow(s.sender("late.test", "one"));
    while ((await rows(s.instance, sql`select 1 from letter`)).length === 0)
      await onlyStep(s, ["inbox", "write"]);
    // As if it had been written at the same moment: the block does not see it.
    await s.instance.db.execute(sql`insert into domain_rule values ('late.test', 'block', 'x')`);
    forgetRules(s.instance);
    await onlyStep(s, ["deliver"]);
    expect(s.posts).toEqual([]);
    expect(await rows(s.instance, sql`select 1 from letter`)).toEqual([]);
  });

  test("what it said before and nobody handled yet has no effect, also without the sweep", async () => {
    const s = await scene();
    s.serves("late.test");
    const one = s.sender("late.test", "one");
    await s.follow(one);
    await s.instance.db.execute(sql`insert into domain_rule values ('late.test', 'block', 'x')`);
    await s.settle();
    expect(await rows(s.instance, sql`select 1 from person`)).toEqual([]);
    expect(await rows(s.instance, sql`select 1 from follow`)).toEqual([]);
    expect(s.posts).toEqual([]);
  });

  test("a goodbye that is not taken is not tried for days", async () => {
    const s = await scene();
    const one = s.sender("bad.test", "one");
    await s.follow(one);
    await s.settle();
    await s.rule("block", "bad.test");
    await s.settle();
    await s.instance.db.execute(sql`
      update letter set made_at = now() - interval '2 hours', next_at = now() - interval '1 second', state = 'waiting', lease_until = null`);
    await s.instance.db.execute(sql`update remote_host set rests_until = null`);
    s.serves("bad.test");
    await s.settle();
    expect(s.posts).toEqual([]);
    expect(await rows(s.instance, sql`select 1 from letter where state = 'waiting'`)).toEqual([]);
  });

  test("lifted, it is as if it had never been: they follow anew, and are answered", async () => {
    const s = await scene();
    s.serves("bad.test");
    const one = s.sender("bad.test", "one");
    await s.follow(one);
    await s.settle();
    await s.rule("block", "bad.test");
    await s.settle();
    expect((await s.follow(one)).status).toBe(403);
    await s.lift("bad.test");
    s.posts.length = 0;
    expect((await s.follow(one)).status).toBe(202);
    await s.settle();
    expect(postsTo(s, "bad.test")).toContain("Accept");
    expect(await rows(s.instance, sql`select state from interest`)).toEqual([{ state: "follows" }]);
  });

  test("88: also when the word of it was lost, it holds within a minute", async () => {
    const s = await scene();
    const one = s.sender("bad.test", "one");
    expect((await s.send(one, { type: "Like" })).status).toBe(202);
    await s.instance.db.execute(sql`insert into domain_rule values ('bad.test', 'block', 'x')`);
    expect((await s.send(one, { type: "Like" })).status).toBe(202);
    const later = Date.now() + 60_000;
    const clock = vi.spyOn(Date, "now").mockReturnValue(later);
    try {
      expect((await s.send(one, { type: "Like" })).status).toBe(403);
    } finally {
      clock.mockRestore();
    }
  });

  test("a running server hears of it from another process, without being asked", async () => {
    const s = await scene();
    s.serves("bad.test");
    const { listen, close } = connect({ url: s.instance.databaseUrl, max: 2 });
    const heard = new Promise<string>((resolve) => {
      void listen((word) => {
        if (word === "moderation") resolve(word);
      }).then(() =>
        setRules(s.instance, [
          { subject: { kind: "domain", name: "bad.test" }, rule: "block", reason: "" },
        ]),
      );
    });
    expect(await heard).toBe("moderation");
    await close();
  });
});

describe("G4: a blocked account of a server that is welcome", () => {
  let s: Scene;
  let evil: Sender;
  beforeAll(async () => {
    s = await scene();
    s.serves("fine.test");
    evil = s.sender("fine.test", "evil");
    await s.rule("block", evil.iri);
  });
  afterAll(() => s.instance.close());

  test("64: its Follow is answered with a Reject, each time, and makes no follower", async () => {
    for (const _ of [1, 2]) {
      s.posts.length = 0;
      expect((await s.follow(evil)).status).toBe(202);
      await s.settle();
      expect(postsTo(s, "fine.test")).toEqual(["Reject"]);
    }
    expect(await rows(s.instance, sql`select 1 from follow where state = 'follows'`)).toEqual([]);
    expect(await rows(s.instance, sql`select 1 from interest`)).toEqual([]);
  });

  test("everything else of it is 403 before anything is fetched; its neighbour is welcome", async () => {
    await actorsAge(s.instance, "2 days");
    const asked = s.asked.length;
    for (const type of ["Create", "Undo", "Block", "Flag", "Update"]) {
      expect((await s.send(evil, { type })).status).toBe(403);
    }
    expect(s.asked.slice(asked)).toEqual([]);
    expect((await s.follow(s.sender("fine.test", "kind"))).status).toBe(202);
  });

  test("P6: its account deleted, it is erased all the same", async () => {
    expect((await s.send(evil, { type: "Delete", object: evil.iri })).status).toBe(202);
    await s.settle();
    expect(await rows(s.instance, sql`select 1 from person where iri = ${evil.iri}`)).toEqual([]);
  });
});

describe("G6: an allowlist", () => {
  test("admits whom it names; others get 403, nothing is fetched from them, nothing sent, nothing ended", async () => {
    const s = await scene({ settings: { federation: "allowlist" } });
    for (const host of ["partner.test", "below.partner.test", "other.test"]) s.serves(host);
    const other = s.sender("other.test", "x");
    expect((await s.follow(other)).status).toBe(403);
    expect(s.asked).toEqual([]);
    await s.rule("allow", "partner.test");
    await s.rule("limit", "other.test");
    expect((await s.follow(s.sender("partner.test", "x"))).status).toBe(202);
    expect((await s.follow(s.sender("below.partner.test", "x"))).status).toBe(202);
    expect((await s.follow(other)).status).toBe(403);
    await s.settle();
    expect(postsTo(s, "partner.test")).toContain("Accept");
    expect(postsTo(s, "below.partner.test")).toContain("Accept");
    expect(postsTo(s, "other.test")).toEqual([]);
    // Taken off the list again: silence, but their follows are not ended by it.
    await s.lift("partner.test");
    s.posts.length = 0;
    await s.instance.db.execute(sql`
      insert into notice (notice, subject) values (${JSON.stringify({ kind: "project-changed", project: s.project.id, notes: [], gone: [] })}::jsonb, 'x')`);
    await s.settle();
    expect(s.posts).toEqual([]);
    expect(
      await rows(s.instance, sql`select count(*)::int as n from follow where state = 'follows'`),
    ).toEqual([{ n: 2 }]);
  });
});

describe("G1: quotas", () => {
  test("429 with Retry-After for the whole site, before the signature is looked at; others go on; time heals", async () => {
    let now = Date.now();
    const s = await scene({ now: () => new Date(now), settings: { inboxPerSitePerHour: 3 } });
    const loud = (name: string) => s.sender("a.loud.example.org", name);
    const post = (from: Sender) =>
      s.instance.answer(
        draft(
          `${s.instance.origin}/ap/inbox`,
          JSON.stringify({
            id: `${from.iri}/acts/${++serial}`,
            type: "Like",
            actor: from.iri,
            object: s.actor,
          }),
          from,
          { at: new Date(now) },
        ),
      );
    for (const name of ["x", "y", "z"]) expect((await post(loud(name))).status).toBe(202);
    const asked = s.asked.length;
    const refused = await post(s.sender("b.loud.example.org", "w"));
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(3600);
    expect(s.asked.slice(asked)).toEqual([]);
    expect((await post(s.sender("quiet.example.net", "v"))).status).toBe(202);
    now += wait * 1000;
    expect((await post(loud("x"))).status).toBe(202);
  });

  test("whoever only claims to be somebody uses up nothing of theirs", async () => {
    const s = await scene({ settings: { inboxPerSitePerHour: 2 } });
    const honest = s.sender("honest.test", "x");
    for (let n = 0; n < 5; n++) {
      expect((await s.send({ ...honest, key: "stranger" }, { type: "Like" })).status).toBe(401);
    }
    expect((await s.send(honest, { type: "Like" })).status).toBe(202);
  });

  test("a blocked server is told that it is blocked, whatever it has used up", async () => {
    const s = await scene({ settings: { inboxPerSitePerHour: 1 } });
    const one = s.sender("loud.test", "x");
    expect((await s.send(one, { type: "Like" })).status).toBe(202);
    expect((await s.send(one, { type: "Like" })).status).toBe(429);
    await s.rule("block", "loud.test");
    expect((await s.send(one, { type: "Like" })).status).toBe(403);
  });
});

describe("G8: reports", () => {
  let s: Scene;
  beforeAll(async () => {
    s = await scene();
    s.serves("fine.test");
  });
  afterAll(() => s.instance.close());

  test("89: kept with the server that reports, as plain text, limited; nothing else happens, nobody is told", async () => {
    const server = s.sender("fine.test", "actor", { document: { type: "Application" } });
    const note = `${s.instance.origin}/ap/notes/${"a".repeat(25)}`;
    await s.send(server, {
      type: "Flag",
      object: [
        s.actor,
        note,
        "https://elsewhere.test/x",
        s.actor,
        { type: "Note", id: `${note}2` },
        7,
      ],
      content: `<p>Spam &amp; <script>alert(1)</script>li\u001b[31me\u202es</p>${"x".repeat(9_000)}`,
    });
    // Of one thing alone, by a person: who it was is not kept.
    const person = s.sender("fine.test", "indiscreta");
    await s.send(person, { type: "Flag", object: s.actor, content: "No és cert" });
    await s.settle();
    const reports = await listReports(s.instance.db, false);
    expect(reports).toHaveLength(2);
    const [second, first] = reports;
    expect(first).toMatchObject({
      host: "fine.test",
      state: "open",
      about: [s.actor, note, `${note}2`],
    });
    expect(first?.content).toMatch(/^Spam & li\[31mes\nx{100}/);
    expect([...(first?.content ?? "")]).toHaveLength(5_000);
    expect(second).toMatchObject({ host: "fine.test", about: [s.actor], content: "No és cert" });
    expect(JSON.stringify(await rows(s.instance, sql`select * from report`))).not.toContain(
      "indiscreta",
    );
    expect(s.posts).toEqual([]);
    expect(await rows(s.instance, sql`select 1 from interest`)).toEqual([]);
  });

  test("about others, or of a type that only looks alike: nothing", async () => {
    const before = (await listReports(s.instance.db, true)).length;
    const one = s.sender("fine.test", "actor2");
    await s.send(one, { type: "Flag", object: "https://elsewhere.test/users/x" });
    await s.send(one, { type: "Flag", object: { type: "Note", content: "x" } });
    await s.send(one, { type: "Flag", object: `${s.instance.origin}.evil.test/ap/org` });
    await s.settle();
    expect(await listReports(s.instance.db, true)).toHaveLength(before);
  });

  test("one server cannot fill the queue: fifty a day", async () => {
    s.serves("loud.test");
    const one = s.sender("loud.test", "actor");
    for (let n = 0; n < 55; n++)
      await s.send(one, { type: "Flag", object: s.actor, content: `${n}` });
    await s.settle();
    const kept = (await listReports(s.instance.db, true)).filter(
      ({ host }) => host === "loud.test",
    );
    expect(kept).toHaveLength(50);
  });

  test("out: in the name of the instance, to the account's server, with the moderator's words alone", async () => {
    const one = s.sender("fine.test", "rude");
    await s.follow(one);
    await s.settle();
    s.posts.length = 0;
    const asked = {
      account: one.iri as ActorIri,
      posts: [`${one.iri}/notes/1`],
      reason: "Insulta",
    };
    expect(
      await sendReport({ ...s.instance, by }, { ...asked, posts: ["https://elsewhere.test/1"] }),
    ).toBe("posts-of-others");
    expect(
      await sendReport({ ...s.instance, by }, { ...asked, account: `${one.iri}x` as ActorIri }),
    ).toBe("unknown-account");
    expect(await sendReport({ ...s.instance, by }, asked)).toBe("sent");
    await s.settle();
    expect(s.posts).toHaveLength(1);
    const [{ to, activity } = { to: "", activity: {} }] = s.posts;
    expect(to).toBe("https://fine.test/inbox");
    expect(activity).toEqual({
      "@context": activity["@context"],
      type: "Flag",
      id: expect.stringMatching(/^https:\/\/girona\.test\/ap\/acts\/[0-9a-z]{25}$/),
      actor: "https://girona.test/ap/instance",
      to: [one.iri],
      content: "Insulta",
      object: [one.iri, `${one.iri}/notes/1`],
    });
    expect(JSON.stringify(activity)).not.toContain(by.who);
    await s.rule("block", "fine.test");
    expect(await sendReport({ ...s.instance, by }, asked)).toBe("blocked-server");
  });
});

/** Runs these jobs alone, while there is something to do. */
async function onlyStep({ instance }: Scene, names: readonly string[]): Promise<void> {
  for (const job of jobs(instance)) {
    while (names.includes(job.name) && (await job.step(() => {}))) {
      // One after the other.
    }
  }
}
