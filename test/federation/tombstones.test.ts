/** What was answers 410 for ever, what never was 404 (protocol.md 8.3, 17 and 86; E13). */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorPath } from "../../src/addresses.ts";
import type { ActorIri, ProjectId } from "../../src/domain/ids.ts";
import { subjectNamed } from "../../src/domain/moderation.ts";
import type { Sheet } from "../../src/domain/sheet.ts";
import { editProject } from "../../src/operations/edit-project.ts";
import { endNextBlocked } from "../../src/operations/end-blocked.ts";
import { publishProject } from "../../src/operations/publish-project.ts";
import { retireProject } from "../../src/operations/retire-project.ts";
import { setRules } from "../../src/operations/set-rule.ts";
import { transact } from "../../src/operations/transaction.ts";
import { pinnedNotes } from "../../src/store/notes.ts";
import { postNotices } from "../../src/store/notices.ts";
import { liveProject } from "../../src/store/projects.ts";
import { forgetRetired } from "../../src/store/tombstones.ts";
import { type Fediverse, fediverse } from "../support/fediverse.ts";
import { rows } from "./world.ts";

const document = { accept: "application/activity+json" };
const nobody = "0".repeat(25);

let all: Fediverse;
let slug: string;
let handle: string;
let teamSlug: string;
let path: string;
let noteId: string;
let notesBefore: readonly string[];
let actId: string;

/** Five are a team; two more were asked: one waits, one only follows. Then the project is retired. */
beforeAll(async () => {
  all = await fediverse();
  const { girona, people, project, projectId } = all;
  const team = ["marta", "pere", "aina", "joan", "fatima"];
  for (const words of [null, "Visc a Girona", "Sí", "sí, jo"]) {
    for (const name of [...team, "olot"]) {
      const neighbour = people.person(name);
      if (words === null) await neighbour.follow(project);
      else if (name !== "olot") await neighbour.say(project, words);
      else if (words !== "sí, jo") await neighbour.say(project, words.replace("Girona", "Tremp"));
    }
    await girona.settle();
  }
  await people.person("sis").follow(project);
  await girona.settle();
  const sheet = (await liveProject(girona.db, projectId))?.sheet;
  slug = sheet?.slug ?? "";
  handle = sheet?.handle ?? "";
  path = actorPath({ kind: "project", id: projectId });
  notesBefore = (await pinnedNotes(girona.db, path)).map(({ id }) => id);
  noteId = notesBefore[0] ?? "";
  const [formed] = await rows<{ slug: string }>(
    girona,
    sql`select slug from team where state = 'formed'`,
  );
  teamSlug = formed?.slug ?? "";
  const [act] = await rows<{ id: string }>(
    girona,
    sql`select id from activity where actor = ${path}`,
  );
  actId = act?.id ?? "";
  people.received.length = 0;
  expect(await retireProject(girona, projectId)).toBe("retired");
  await girona.settle();
});

afterAll(() => all.girona.close());

describe("86: a retired project", () => {
  const deletes = () => all.people.received.filter(({ activity }) => activity.type === "Delete");

  test("deletes each of its notes first, for servers that keep the posts of who is gone", () => {
    const notes = deletes().slice(0, -1);
    expect(notes.length).toBe(notesBefore.length);
    const said = notes.map(({ activity }) => (activity.object as { id: string }).id);
    expect(new Set(said)).toEqual(
      new Set(notesBefore.map((id) => `${all.girona.origin}/ap/notes/${id}`)),
    );
    for (const { activity, path: to, keyId } of notes) {
      expect(to).toBe("/inbox");
      expect(activity).toMatchObject({
        actor: all.girona.origin + path,
        object: { type: "Tombstone", formerType: "Note" },
      });
      expect(keyId).toBe(`${all.girona.origin}${path}#main-key`);
    }
  });

  test("says Delete once to each server of its followers, in the simplest spelling", () => {
    const last = deletes().at(-1);
    if (last === undefined) throw new Error("no Delete");
    expect(last.path).toBe("/inbox");
    const { activity, keyId } = last;
    const iri = all.girona.origin + path;
    expect(deletes().filter((one) => (one.activity.object as unknown) === iri)).toHaveLength(1);
    expect(activity).toMatchObject({ id: `${iri}#delete`, actor: iri, object: iri });
    expect(keyId).toBe(`${iri}#main-key`);
  });

  test("its Delete goes last and is held for 30 days (R20)", async () => {
    const found = await rows(
      all.girona,
      sql`select lane, held_days as held from letter where actor = ${path} and order_key not like '%users%'`,
    );
    expect(found).toContainEqual({ lane: 2, held: 30 });
  });

  test.each([
    ["the actor", () => path, "Group"],
    ["a note", () => `/ap/notes/${noteId}`, "Note"],
    ["an activity", () => `/ap/acts/${actId}`, "Announce"],
    ["featured", () => `${path}/featured`, "OrderedCollection"],
    ["the outbox", () => `${path}/outbox`, "OrderedCollection"],
    ["the followers", () => `${path}/followers`, "OrderedCollection"],
  ])("17: %s is a tombstone", async (_what, at, formerType) => {
    const answer = await all.girona.request(at(), { headers: document });
    expect(answer.status).toBe(410);
    expect(answer.headers.get("content-type")).toBe("application/activity+json");
    expect(answer.headers.get("vary")).toContain("Accept");
    const { deleted, ...rest } = (await answer.json()) as { deleted: string };
    expect(rest).toEqual({
      "@context": "https://www.w3.org/ns/activitystreams",
      id: all.girona.origin + at(),
      type: "Tombstone",
      formerType,
    });
    expect(Math.abs(Date.parse(deleted) - Date.now())).toBeLessThan(600_000);
  });

  test.each([
    ["its name", () => `acct:${handle}@girona.test`],
    ["its id", () => all.girona.origin + path],
    ["its page", () => `${all.girona.origin}/p/${slug}`],
  ])("4: WebFinger for %s answers 410", async (_what, resource) => {
    const query = encodeURIComponent(resource());
    const answer = await all.girona.request(`/.well-known/webfinger?resource=${query}`);
    expect(answer.status).toBe(410);
  });

  test.each(["POST", "GET"])("its inbox answers 410 to %s", async (method) => {
    const headers = { "content-type": "application/activity+json" };
    const answer = await all.girona.request(`${path}/inbox`, { method, headers });
    expect(answer.status).toBe(410);
  });

  test.each(["/p/SLUG", "/en/p/SLUG", "ACTOR", "/ap/notes/NOTE"])(
    "%s tells people that it is gone, and where to go on",
    async (at) => {
      const there = at.replace("SLUG", slug).replace("ACTOR", path).replace("NOTE", noteId);
      const answer = await all.girona.request(there, { headers: { accept: "text/html" } });
      expect(answer.status).toBe(410);
      expect(answer.headers.get("x-robots-tag")).toBe("noindex");
      const page = await answer.text();
      expect(page).toContain("<form");
      expect(page).toMatch(/no longer exists|Això ja no existeix/);
    },
  );

  test("a document asked at its page is a tombstone in the end", async () => {
    const answer = await all.girona.request(`/p/${slug}`, { headers: document });
    const to = answer.headers.get("location") ?? "";
    expect(to).toBe(all.girona.origin + path);
  });

  test.each(["/", "/projectes", "/ap/org", `/murmurations/SLUG.json`])(
    "%s does not offer it any more",
    async (at) => {
      const answer = await all.girona.request(at.replace("SLUG", slug), {
        headers: { accept: "text/html" },
      });
      expect(await answer.text()).not.toContain(`/p/${slug}"`);
      if (at.startsWith("/murm")) expect(answer.status).toBe(404);
    },
  );

  test("teams that have formed stay", async () => {
    const answer = await all.girona.request(`/t/${teamSlug}`, { headers: { accept: "text/html" } });
    expect(answer.status).toBe(200);
    const seats = await rows(all.girona, sql`select 1 from seat where state = 'taken'`);
    expect(seats).toHaveLength(5);
  });

  test("whoever waited is told that it ends, once, and waits no more", async () => {
    const told = all.people.person("olot").told();
    const ended = told.filter((text) => text.includes("ha tancat"));
    expect(ended).toHaveLength(1);
    // The page to which it would lead is gone.
    expect(ended[0]).not.toContain(`/p/${slug}`);
    expect(
      all.people
        .person("sis")
        .told()
        .filter((text) => text.includes("ha tancat")),
    ).toEqual([]);
    expect(
      await rows(all.girona, sql`select 1 from match_interest where status in ('w', 'd')`),
    ).toEqual([]);
  });

  test("a Follow or a word through the shared inbox does nothing", async () => {
    const before = all.people.received.length;
    const set = all.people.person("set");
    for (const activity of [
      { type: "Follow", object: all.project },
      { type: "Join", object: all.project },
    ]) {
      const answer = await set.post(`${all.girona.origin}/ap/inbox`, {
        "@context": "https://www.w3.org/ns/activitystreams",
        id: `${set.iri}/${activity.type}`,
        actor: set.iri,
        ...activity,
      });
      expect(answer.status).toBe(202);
    }
    await all.girona.settle();
    expect(all.people.received.length).toBe(before);
  });

  test("17, 24: its address and its name are given to nothing else", async () => {
    const [row] = await rows<{ sheet: Sheet }>(
      all.girona,
      sql`select sheet from project where slug = ${slug}`,
    );
    if (row === undefined) throw new Error("no project");
    const refused = (because: string) => ({ outcome: "refused", because });
    expect(await publishProject(all.girona, row.sheet)).toEqual(refused("slug-taken"));
    const renamed = { ...row.sheet, slug: "un-altre" };
    expect(await publishProject(all.girona, renamed)).toEqual(refused("handle-taken"));
  });

  test("nobody follows it any more, and a block of who did says nothing in its name", async () => {
    expect(
      await rows(
        all.girona,
        sql`select 1 from follow where target = ${path} and state = 'follows'`,
      ),
    ).toEqual([]);
    const before = all.people.received.length;
    const subject = subjectNamed(all.people.person("sis").iri);
    if (subject === null) throw new Error("no subject");
    const by = { who: "moderadora", did: "moderation block" };
    await setRules({ ...all.girona, by }, [{ subject, rule: "block", reason: "spam" }]);
    while (await endNextBlocked(all.girona)) {
      // One handful after the other.
    }
    await all.girona.settle();
    expect(all.people.received.length).toBe(before);
    const waiting = sql`select 1 from letter where actor = ${path} and state <> 'delivered'`;
    expect(await rows(all.girona, waiting)).toEqual([]);
  });

  test("what had been waiting to be said in its name is not said", async () => {
    const sis = all.people.person("sis");
    const said = { iri: sis.iri as ActorIri, inbox: `${sis.iri}/inbox`, target: path, follow: "x" };
    await transact(all.girona.db, (tx) => postNotices(tx, [{ kind: "follow-ended", ...said }]));
    await all.girona.settle();
    expect(await rows(all.girona, sql`select 1 from notice`)).toEqual([]);
    const reject = sql`select 1 from letter where actor = ${path} and body like '%Reject%'`;
    expect(await rows(all.girona, reject)).toEqual([]);
  });

  test("it is retired once, and no other project with it", async () => {
    expect(await retireProject(all.girona, all.projectId)).toBe("already-retired");
    expect(await retireProject(all.girona, nobody as ProjectId)).toBe("no-such-project");
    const [row] = await rows<{ n: number }>(
      all.girona,
      sql`select count(*)::int as n from tombstone where former_type = 'Group'`,
    );
    expect(row?.n).toBe(1);
  });

  test("a month later, who followed and lived where is forgotten, but for its teams' people", async () => {
    await all.girona.db.execute(sql`update tombstone set at = at - interval '31 days'`);
    await forgetRetired(all.girona.db);
    const left = await rows<{ n: number }>(
      all.girona,
      sql`select count(*)::int as n from interest where project_id = ${all.projectId}`,
    );
    expect(left[0]?.n).toBe(5);
    expect(await rows(all.girona, sql`select 1 from follow where target = ${path}`)).toEqual([]);
  });
});

describe("E13: what never was answers 404, also as if it were gone", () => {
  test.each([
    `/ap/projects/${nobody}`,
    `/ap/teams/${nobody}`,
    `/ap/notes/${nobody}`,
    `/ap/acts/${nobody}`,
    `/ap/quotes/${nobody}`,
    `/ap/projects/${nobody}/outbox`,
    "/p/no-hi-es",
  ])("%s", async (at) => {
    expect((await all.girona.request(at, { headers: document })).status).toBe(404);
  });
});

test("17: a pinned note that an edit leaves out is deleted for its followers and answers 410", async () => {
  const { girona, people } = all;
  const [other] = await rows<{ id: ProjectId }>(
    girona,
    sql`select id from project where id <> ${all.projectId} limit 1`,
  );
  const id = other?.id as ProjectId;
  const actor = actorPath({ kind: "project", id });
  await people.person("vuit").follow(girona.origin + actor);
  await girona.settle();
  const sheet = (await liveProject(girona.db, id))?.sheet;
  if (sheet === undefined) throw new Error("no sheet");
  const before = await pinnedNotes(girona.db, actor);
  // One more than the sheet asks for: it stands for a note of an earlier version.
  const extra = girona.newId();
  await girona.db.execute(sql`
    insert into note (id, actor, language, html, tags, pinned, project_id, published_at)
    values (${extra}, ${actor}, 'ca', '<p>vella</p>', '[]', 99, ${id}, now())`);
  people.received.length = 0;
  expect(await editProject(girona, id, { sheet })).toEqual({ outcome: "edited" });
  await girona.settle();
  const iri = `${girona.origin}/ap/notes/${extra}`;
  const deletes = people.received.filter(({ activity }) => activity.type === "Delete");
  expect(deletes.map(({ activity }) => activity)).toMatchObject([
    { id: `${iri}#delete`, object: { id: iri, type: "Tombstone", formerType: "Note" } },
  ]);
  expect((await girona.request(`/ap/notes/${extra}`, { headers: document })).status).toBe(410);
  const after = await pinnedNotes(girona.db, actor);
  expect(after.map((note) => note.id)).toEqual(before.map((note) => note.id));
});
