/** What becomes of people when their accounts change, move or get other keys; Join, Leave and quotes (boundary.md A, B). */
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { actorIri, actorPath } from "../../src/addresses.ts";
import type { PersonId } from "../../src/domain/ids.ts";
import type { Project } from "../../src/domain/projects.ts";
import { retireProject } from "../../src/operations/retire-project.ts";
import { transact } from "../../src/operations/transaction.ts";
import { storedNote } from "../../src/store/notes.ts";
import { allProjects } from "../../src/store/projects.ts";
import { insertSeats } from "../../src/store/teams.ts";
import { draft, type KeyKind, pem } from "./signer.ts";
import { makeTeam } from "./teams.ts";
import { actorsAge, document, rows, type Sender, somebody, type World, world } from "./world.ts";

type Json = Readonly<Record<string, unknown>>;
type Activity = Json & { readonly type: string; readonly object: Json };

let w: World;
let project: Project;
let iri: string;
let received: Activity[];
let serial = 0;

beforeEach(async () => {
  w = await world();
  const [first] = await allProjects(w.instance.db);
  if (first === undefined) throw new Error("no project");
  project = first;
  iri = actorIri(w.instance.origin, { kind: "project", id: project.id });
  received = [];
});

/** Somebody whose server takes letters, and whose document a test may change. */
type Person = Sender & { document: Json };

function person(name: string, host = "mastodon.test", changes: Json = {}): Person {
  const made: Person = { ...somebody(host, name, { document: changes }) };
  w.route(made.iri, () => document(made.document));
  w.route(`https://${host}/*`, async (request) => {
    received.push(JSON.parse(await request.text()) as Activity);
    return new Response(null, { status: 202 });
  });
  return made;
}

async function post(by: Sender, activity: Json, options: { readonly key?: KeyKind } = {}) {
  const whole = {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${by.iri}/acts/${++serial}`,
    actor: by.iri,
    ...activity,
  };
  const signer = { ...by, ...options };
  const inbox = `${w.instance.origin}/ap/inbox`;
  const answer = await w.instance.answer(draft(inbox, JSON.stringify(whole), signer));
  await w.instance.settle();
  return answer.status;
}

const follow = (by: Sender) => post(by, { type: "Follow", object: iri });
const update = (by: Sender, options: { readonly key?: KeyKind } = {}) =>
  post(
    by,
    { type: "Update", object: { id: by.iri, type: "Person", inbox: "https://dolent.test/" } },
    options,
  );
const move = (by: Sender, target: string) => post(by, { type: "Move", object: by.iri, target });

const say = (by: Sender, text: string, options: { readonly key?: KeyKind } = {}) => {
  const id = `${by.iri}/notes/${++serial}`;
  const object = { id, type: "Note", attributedTo: by.iri, to: [iri], content: `<p>${text}</p>` };
  return post(by, { type: "Create", to: [iri], object }, options);
};

async function known(actor: string): Promise<Json | undefined> {
  const [row] = await rows(
    w.instance,
    sql`select p.id, p.handle, p.inbox, p.type, p.no_bots, p.moved_to, i.state, i.place
      from person p left join interest i on i.person_id = p.id and i.project_id = ${project.id}
      where p.iri = ${actor}`,
  );
  return row;
}

const privately = () =>
  received.filter((one) => one.type === "Create").map((one) => String(one.object.content));

describe("B10 to B12: Update of an account", () => {
  test("what its own server says is taken, not what the activity carries", async () => {
    const marta = person("marta");
    await follow(marta);
    marta.document = {
      ...marta.document,
      type: "Service",
      preferredUsername: "martona",
      inbox: `${marta.iri}/bústia`,
      summary: "#nobot",
    };
    expect(await update(marta)).toBe(202);
    expect(await known(marta.iri)).toMatchObject({
      handle: "martona@mastodon.test",
      inbox: new URL(`${marta.iri}/bústia`).href,
      type: "Service",
      no_bots: true,
      state: "follows",
    });
  });

  test("twice within a minute: the last word of its server counts", async () => {
    const marta = person("marta");
    await follow(marta);
    for (const name of ["una", "dues"]) {
      marta.document = { ...marta.document, preferredUsername: name };
      await update(marta);
    }
    expect(await known(marta.iri)).toMatchObject({ handle: "dues@mastodon.test" });
  });

  test("a neighbour's Update changes nobody, and asks nobody (B11)", async () => {
    const [marta, pere] = [person("marta"), person("pere")];
    await follow(marta);
    await follow(pere);
    const before = await known(marta.iri);
    const asked = w.asked.length;
    marta.document = { ...marta.document, preferredUsername: "altra" };
    await post(pere, { type: "Update", object: { id: marta.iri, type: "Person" } });
    expect(await known(marta.iri)).toEqual(before);
    expect(w.asked.length).toBe(asked);
  });

  test("of somebody unknown it makes nobody known, without a look (8.2)", async () => {
    const marta = person("marta");
    expect(await update(marta)).toBe(202);
    expect(await known(marta.iri)).toBeUndefined();
    expect(w.asked).toEqual([]);
  });
});

describe("B15: every spelling of Delete", () => {
  test.each<[string, (id: string) => unknown]>([
    ["its id", (id) => id],
    ["a list of its id", (id) => [id]],
    ["a Tombstone", (id) => ({ id, type: "Tombstone", formerType: "Person" })],
    [
      "the whole actor",
      (id) => ({ id, type: "Person", preferredUsername: "marta", inbox: `${id}/inbox` }),
    ],
    ["an object with nothing but an id", (id) => ({ id })],
  ])("%s", async (_what, object) => {
    const marta = person("marta");
    await follow(marta);
    expect(
      await post(marta, { id: `${marta.iri}#delete`, type: "Delete", object: object(marta.iri) }),
    ).toBe(202);
    expect(await known(marta.iri)).toBeUndefined();
  });

  test.each<[string, (id: string) => unknown]>([
    ["somebody else", () => "https://mastodon.test/users/pere"],
    ["a key of theirs", (id) => `${id}#main-key`],
    ["a note of theirs", (id) => ({ id: `${id}/notes/1`, type: "Tombstone" })],
    ["two at once", (id) => [id, `${id}/notes/1`]],
    ["nothing", () => null],
  ])("of %s it erases nobody (B13)", async (_what, object) => {
    const [marta, pere] = [person("marta"), person("pere")];
    await follow(marta);
    await follow(pere);
    await post(marta, { type: "Delete", object: object(marta.iri) });
    expect(await known(marta.iri)).toMatchObject({ state: "follows" });
    expect(await known(pere.iri)).toMatchObject({ state: "follows" });
  });
});

/** A seat, put straight into the database. */
async function seated(actor: string, state: "taken" | "invited", team: "formed" | "proposed") {
  const { id } = await makeTeam(w.instance, project, team);
  const of = (await known(actor))?.id as PersonId;
  await transact(w.instance.db, async (tx) => {
    await insertSeats(tx, [
      {
        id: w.instance.newId(),
        team: id,
        person: of,
        project: project.id,
        root: project.root,
        state,
        name: "Marta",
        invitedAt: new Date(),
      },
    ]);
    await tx.execute(sql`
      insert into match_profile (person_id, languages, cap, load) values (${of}, 1, 2, 1)
      on conflict (person_id) do update set load = 1`);
  });
  return id;
}

const liveSeats = () =>
  rows<{ iri: string; state: string }>(
    w.instance,
    sql`select p.iri, s.state from seat s join person p on p.id = s.person_id
      where s.state in ('taken', 'invited') order by p.iri`,
  );

/** What was put off is handled now. */
async function again(): Promise<void> {
  await w.instance.db.execute(sql`update inbound set lease_until = null where handled_at is null`);
  await w.instance.settle();
}

describe("B16, 87: Move", () => {
  const moving = async (alsoKnownAs: unknown) => {
    const old = person("marta");
    const fresh = person("marta", "altre.test", { alsoKnownAs });
    await follow(old);
    await say(old, "Girona");
    return { old, fresh };
  };

  test("with the link back, what was wanted ends, and the new account is asked anew", async () => {
    const { old, fresh } = await moving(["https://mastodon.test/users/marta"]);
    expect(await move(old, fresh.iri)).toBe(202);
    expect(await known(old.iri)).toMatchObject({
      moved_to: fresh.iri,
      state: "withdrawn",
      place: null,
    });
    expect(await known(fresh.iri)).toBeUndefined();
    received.length = 0;
    await follow(fresh);
    expect(received.map((one) => one.type)).toEqual(["Accept", "Create"]);
    expect(await known(fresh.iri)).toMatchObject({ state: "follows", place: null });
  });

  test("a link back that is one word instead of a list is a link back", async () => {
    const { old, fresh } = await moving("https://mastodon.test/users/marta");
    await move(old, fresh.iri);
    expect(await known(old.iri)).toMatchObject({ moved_to: fresh.iri });
  });

  test.each<[string, unknown]>([
    ["no link back", undefined],
    ["a link to somebody else", ["https://mastodon.test/users/martina"]],
    ["a link that is not one", [{ id: "https://mastodon.test/users/marta" }]],
  ])("with %s nothing happens", async (_what, alsoKnownAs) => {
    const { old, fresh } = await moving(alsoKnownAs);
    await move(old, fresh.iri);
    expect(await known(old.iri)).toMatchObject({ moved_to: null, state: "placed" });
  });

  test("nobody is moved by somebody else, nor to one of ours", async () => {
    const { old, fresh } = await moving(["https://mastodon.test/users/marta"]);
    await post(fresh, { type: "Move", object: old.iri, target: fresh.iri });
    await post(old, { type: "Move", object: fresh.iri, target: old.iri });
    await move(old, iri);
    expect(await known(old.iri)).toMatchObject({ moved_to: null, state: "placed" });
  });

  test("the link is looked up anew: yesterday's knowledge does not count", async () => {
    const { old, fresh } = await moving(undefined);
    await follow(fresh);
    fresh.document = { ...fresh.document, alsoKnownAs: [old.iri] };
    await move(old, fresh.iri);
    await actorsAge(w.instance, "6 minutes");
    await again();
    expect(await known(old.iri)).toMatchObject({ moved_to: fresh.iri });
  });

  test("of a stranger nobody is asked anything (C18)", async () => {
    const fresh = person("marta", "altre.test");
    await move(person("ningu"), fresh.iri);
    expect(w.timesAsked(fresh.iri)).toBe(0);
  });

  test("a server that is away is asked again", async () => {
    const { old, fresh } = await moving(["https://mastodon.test/users/marta"]);
    w.down.add("altre.test");
    await move(old, fresh.iri);
    expect(await known(old.iri)).toMatchObject({ moved_to: null });
    w.down.delete("altre.test");
    await actorsAge(w.instance, "6 minutes");
    await again();
    expect(await known(old.iri)).toMatchObject({ moved_to: fresh.iri });
  });

  test("T3, 80: a place in a team stays with the old account, and the new one gets no second", async () => {
    const { old, fresh } = await moving(["https://mastodon.test/users/marta"]);
    await seated(old.iri, "taken", "formed");
    await move(old, fresh.iri);
    expect(await liveSeats()).toEqual([{ iri: old.iri, state: "taken" }]);
    await follow(fresh);
    await say(fresh, "Girona");
    received.length = 0;
    await say(fresh, "Sí");
    expect(privately().join()).toContain("Ja tens lloc al grup");
    expect(await rows(w.instance, sql`select 1 from match_interest`)).toEqual([]);
    expect(await liveSeats()).toEqual([{ iri: old.iri, state: "taken" }]);
  });

  test("T3: with a place on either side, that of the new account stays", async () => {
    const { old, fresh } = await moving(["https://mastodon.test/users/marta"]);
    await follow(fresh);
    await seated(old.iri, "taken", "formed");
    await seated(fresh.iri, "taken", "formed");
    await move(old, fresh.iri);
    expect(await liveSeats()).toEqual([{ iri: fresh.iri, state: "taken" }]);
  });

  test("an invitation that was not answered ends", async () => {
    const { old, fresh } = await moving(["https://mastodon.test/users/marta"]);
    await seated(old.iri, "invited", "proposed");
    await move(old, fresh.iri);
    expect(await liveSeats()).toEqual([]);
  });
});

describe("A24, A26: other keys", () => {
  const withKey = (one: Person, key: KeyKind): void => {
    const publicKey = { ...(one.document.publicKey as Json), publicKeyPem: pem(key) };
    one.document = { ...one.document, publicKey };
  };
  const stranger = { key: "stranger" } as const;

  test("announced by an Update that the old key signed, they are its keys like the others", async () => {
    const marta = person("marta");
    await follow(marta);
    withKey(marta, "stranger");
    expect(await update(marta)).toBe(202);
    await say(marta, "Girona", stranger);
    expect(await known(marta.iri)).toMatchObject({ state: "placed" });
  });

  test("that come without a word of the old ones speak for nobody: nothing is told, and nothing heard but STOP", async () => {
    const marta = person("marta");
    await follow(marta);
    await seated(marta.iri, "taken", "formed");
    withKey(marta, "stranger");
    await actorsAge(w.instance, "2 days");
    received.length = 0;
    expect(await say(marta, "Girona", stranger)).toBe(202);
    expect(await known(marta.iri)).toMatchObject({ state: "follows", place: null });
    // Its own new key vouches for nothing.
    expect(await update(marta, stranger)).toBe(202);
    await say(marta, "Girona", stranger);
    expect(await known(marta.iri)).toMatchObject({ state: "follows", place: null });
    const of = (await known(marta.iri))?.id;
    const notice = { kind: "tell", person: of, project: project.id, message: { say: "where" } };
    await w.instance.db.execute(
      sql`insert into notice (notice, subject) values (${JSON.stringify(notice)}::jsonb, 'x')`,
    );
    await w.instance.settle();
    expect(privately()).toEqual([]);
    expect(await liveSeats()).toEqual([{ iri: marta.iri, state: "taken" }]);
    await say(marta, "STOP", stranger);
    expect(await liveSeats()).toEqual([]);
  });

  test("letters that had not left are not for whoever has the address now", async () => {
    const marta = person("marta");
    await follow(marta);
    w.down.add("mastodon.test");
    await say(marta, "Girona");
    const waiting = () => rows(w.instance, sql`select 1 from letter where state = 'waiting'`);
    expect(await waiting()).toHaveLength(1);
    w.down.delete("mastodon.test");
    withKey(marta, "stranger");
    await actorsAge(w.instance, "2 days");
    await w.instance.db.execute(sql`update letter set next_at = now() + interval '1 hour'`);
    await post(marta, { type: "Like", object: iri }, stranger);
    expect(await waiting()).toEqual([]);
  });

  test("an Update of the old key that comes after the new one was seen ends the doubt", async () => {
    const marta = person("marta");
    await follow(marta);
    withKey(marta, "stranger");
    await actorsAge(w.instance, "2 days");
    await say(marta, "Girona", stranger);
    expect(await known(marta.iri)).toMatchObject({ state: "follows" });
    expect(await update(marta)).toBe(202);
    await say(marta, "Girona", stranger);
    expect(await known(marta.iri)).toMatchObject({ state: "placed" });
  });

  test("the old key signs nothing any more but that Update", async () => {
    const marta = person("marta");
    await follow(marta);
    withKey(marta, "stranger");
    await actorsAge(w.instance, "2 days");
    await say(marta, "Girona", stranger);
    expect(await say(marta, "Girona")).toBe(401);
    expect(await known(marta.iri)).toMatchObject({ state: "follows" });
  });

  test("also when the account could not be found in between", async () => {
    const marta = person("marta");
    await follow(marta);
    await actorsAge(w.instance, "2 days");
    w.route(marta.iri, () => new Response("no", { status: 404 }));
    expect(await say(marta, "Girona")).toBe(401);
    w.route(marta.iri, () => document(marta.document));
    withKey(marta, "stranger");
    await actorsAge(w.instance, "2 days");
    expect(await say(marta, "Girona", stranger)).toBe(202);
    expect(await known(marta.iri)).toMatchObject({ state: "follows", place: null });
  });

  test("48: while both are shown, both sign, and nobody is doubted", async () => {
    const marta = person("marta");
    await follow(marta);
    const { publicKey } = marta.document as { publicKey: Json };
    const second = { ...publicKey, id: `${marta.iri}#key-2`, publicKeyPem: pem("stranger") };
    marta.document = { ...marta.document, publicKey: [second, publicKey] };
    await actorsAge(w.instance, "2 days");
    expect(await say({ ...marta, keyId: `${marta.iri}#key-2` }, "Girona", stranger)).toBe(202);
    expect(await known(marta.iri)).toMatchObject({ state: "placed" });
    expect(await say(marta, "Tremp")).toBe(202);
    expect(await known(marta.iri)).toMatchObject({ place: "urn:ine:25234" });
  });
});

describe("Join and Leave, as Mobilizon says it", () => {
  test("a Join of a project is a follow of it, and is accepted as a Join", async () => {
    const marta = person("marta", "mobilizon.test");
    await post(marta, { id: "https://mobilizon.test/join/1", type: "Join", object: iri });
    expect(await known(marta.iri)).toMatchObject({ state: "follows" });
    expect(received[0]).toMatchObject({
      type: "Accept",
      actor: iri,
      object: { type: "Join", id: "https://mobilizon.test/join/1", actor: marta.iri, object: iri },
    });
    expect(await post(marta, { type: "Leave", object: iri })).toBe(202);
    expect(await known(marta.iri)).toMatchObject({ state: "withdrawn" });
  });

  test("B23: a Join of a team is nothing, also by somebody invited", async () => {
    const marta = person("marta");
    await follow(marta);
    const team = await seated(marta.iri, "invited", "formed");
    received.length = 0;
    const object = actorIri(w.instance.origin, { kind: "team", id: team });
    expect(await post(marta, { type: "Join", object })).toBe(202);
    expect(await post(marta, { type: "Leave", object })).toBe(202);
    expect(await liveSeats()).toEqual([{ iri: marta.iri, state: "invited" }]);
    expect(received).toEqual([]);
  });
});

describe("FEP-044f: quotes", () => {
  const noteOf = async () => {
    const [row] = await rows<{ id: string }>(
      w.instance,
      sql`select id from note where actor = ${actorPath({ kind: "project", id: project.id })} limit 1`,
    );
    return `${w.instance.origin}/ap/notes/${row?.id}`;
  };
  const ask = (by: Sender, object: string, more: Json = {}) =>
    post(by, {
      "@context": [
        "https://www.w3.org/ns/activitystreams",
        { QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest" },
      ],
      id: `${by.iri}/quote_requests/${++serial}`,
      type: "QuoteRequest",
      object,
      instrument: `${by.iri}/statuses/9`,
      ...more,
    });
  const fetched = async (url: unknown) =>
    w.instance.request(String(url).slice(w.instance.origin.length), {
      headers: { accept: "application/activity+json" },
    });

  test("a public note says that anybody may quote it", async () => {
    const answer = await fetched(await noteOf());
    expect(await answer.json()).toMatchObject({
      interactionPolicy: {
        canQuote: { automaticApproval: ["https://www.w3.org/ns/activitystreams#Public"] },
      },
    });
  });

  test("whoever asks is given a permission that anybody can look up, the same when asked again", async () => {
    const [marta, note] = [person("marta"), await noteOf()];
    for (const _ of [1, 2]) expect(await ask(marta, note)).toBe(202);
    expect(received.map((one) => one.type)).toEqual(["Accept", "Accept"]);
    const [first, second] = received;
    expect(first).toMatchObject({
      actor: iri,
      to: [marta.iri],
      object: {
        type: "QuoteRequest",
        actor: marta.iri,
        object: note,
        instrument: `${marta.iri}/statuses/9`,
      },
    });
    expect(second?.result).toBe(first?.result);
    const answer = await fetched(first?.result);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id: first?.result,
      type: "QuoteAuthorization",
      attributedTo: iri,
      interactingObject: `${marta.iri}/statuses/9`,
      interactionTarget: note,
    });
    expect(await known(marta.iri)).toBeUndefined();
  });

  test("what is unknown or private is refused, in the name of whom it was addressed to", async () => {
    const marta = person("marta");
    const unknown = `${w.instance.origin}/ap/notes/${"0".repeat(25)}`;
    await ask(marta, unknown, { to: [iri] });
    await ask(marta, unknown, { to: [`${w.instance.origin}/ap/projects/${"0".repeat(25)}`] });
    await ask(marta, iri);
    const org = `${w.instance.origin}/ap/org`;
    expect(received.map((one) => [one.type, one.actor, one.result])).toEqual([
      ["Reject", iri, undefined],
      ["Reject", org, undefined],
      ["Reject", org, undefined],
    ]);
    const [keys] = await rows<{ n: number }>(
      w.instance,
      sql`select count(*)::int as n from actor_key where actor like '%0000000000000000000000000'`,
    );
    expect(keys?.n).toBe(0);
  });

  test.each<[string, Json]>([
    ["a post of another server", { instrument: "https://altres.test/1" }],
    ["no post", { instrument: null }],
    ["two posts", { instrument: ["https://mastodon.test/1", "https://mastodon.test/2"] }],
  ])("for %s there is no answer", async (_what, more) => {
    const marta = person("marta");
    await ask(marta, await noteOf(), more);
    expect(received).toEqual([]);
    expect(await rows(w.instance, sql`select 1 from quote`)).toEqual([]);
  });

  test("17: with the note its permissions are gone", async () => {
    const [marta, note] = [person("marta"), await noteOf()];
    await ask(marta, note);
    await retireProject(w.instance, project.id);
    await w.instance.settle();
    expect(await storedNote(w.instance.db, note.split("/").at(-1) ?? "")).toBeNull();
    expect((await fetched(received[0]?.result)).status).toBe(410);
  });
});
