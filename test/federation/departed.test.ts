/** P6: accounts that were deleted without a word to us, since their server tells only whom they followed. */
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { actorIri } from "../../src/addresses.ts";
import { allProjects } from "../../src/store/projects.ts";
import { draft } from "./signer.ts";
import { actorsAge, document, rows, type Sender, somebody, type World, world } from "./world.ts";

let w: World;
let project: string;
let marta: Sender;
/** What her server answers when it is asked for her, and when something is posted to her. */
let server: { document: number; inbox: number };
let serial = 0;

beforeEach(async () => {
  w = await world();
  const [first] = await allProjects(w.instance.db);
  if (first === undefined) throw new Error("no project");
  project = actorIri(w.instance.origin, { kind: "project", id: first.id });
  marta = somebody("gts.test", "marta");
  server = { document: 200, inbox: 202 };
  w.route(marta.iri, () =>
    server.document === 200
      ? document(marta.document)
      : new Response(null, { status: server.document }),
  );
  w.route("https://gts.test/*", () => new Response(null, { status: server.inbox }));
  expect(await follow()).toBe(202);
  await w.instance.settle();
});

async function follow(): Promise<number> {
  const body = JSON.stringify({
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${marta.iri}/follows/${++serial}`,
    type: "Follow",
    actor: marta.iri,
    object: project,
  });
  return (await w.instance.answer(draft(`${project}/inbox`, body, marta))).status;
}

/** Everything by which we would know her. */
async function held(): Promise<number> {
  const [row] = await rows<{ n: number }>(
    w.instance,
    sql`select ((select count(*) from person) + (select count(*) from interest) + (select count(*) from follow)
      + (select count(*) from letter where person_id is not null)
      + (select count(*) from inbound where actor = ${marta.iri}))::int as n`,
  );
  return row?.n ?? 0;
}

/** Lets time pass for letters, so that they are tried again. */
async function letterAges(interval: string): Promise<void> {
  await w.instance.db.execute(sql`update letter set next_at = now() - interval '1 second',
    gone_since = gone_since - ${interval}::interval where state = 'waiting'`);
  await w.instance.settle();
}

describe("P6: who takes part and was not heard of for 30 days", () => {
  test("is looked up, and erased when their server says that they are gone for good (410)", async () => {
    server.document = 410;
    await actorsAge(w.instance, "31 days");
    await w.instance.settle();
    expect(await held()).toBe(0);
    const gone = await rows(w.instance, sql`select iri from gone_actor`);
    expect(gone).toEqual([{ iri: marta.iri }]);
  });

  test.each([404, 403, 500])(
    "stays when it answers %i, which proves nothing (40)",
    async (status) => {
      server.document = status;
      const before = await held();
      await actorsAge(w.instance, "31 days");
      await w.instance.settle();
      expect(await held()).toBe(before);
      expect(before).toBeGreaterThan(0);
    },
  );

  test("is asked for once, and again only after another 30 days; nobody is before", async () => {
    const times = () => w.timesAsked(marta.iri);
    await actorsAge(w.instance, "29 days");
    await w.instance.settle();
    expect(times()).toBe(1);
    await actorsAge(w.instance, "2 days");
    await w.instance.settle();
    await w.instance.settle();
    expect(times()).toBe(2);
    await actorsAge(w.instance, "29 days");
    await w.instance.settle();
    expect(times()).toBe(2);
  });

  test("who wants nothing here any more is not looked up", async () => {
    await w.instance.db.execute(sql`update interest set state = 'withdrawn'`);
    await actorsAge(w.instance, "31 days");
    await w.instance.settle();
    expect(w.timesAsked(marta.iri)).toBe(1);
  });
});

describe("P6: whose inbox has been gone (410) twice, a day apart", () => {
  beforeEach(async () => {
    server.inbox = 410;
    await w.instance.db.execute(sql`update letter set state = 'waiting', next_at = now()`);
    await w.instance.settle();
  });

  test("is erased, if they are not to be found elsewhere either", async () => {
    server.document = 404;
    await actorsAge(w.instance, "2 days");
    await letterAges("1 hour");
    expect(await held()).toBeGreaterThan(0);
    await letterAges("1 day");
    await w.instance.settle();
    expect(await held()).toBe(0);
  });

  test("stays as long as their server still has them", async () => {
    await actorsAge(w.instance, "2 days");
    await letterAges("1 day");
    await w.instance.settle();
    expect(await held()).toBeGreaterThan(0);
  });
});
