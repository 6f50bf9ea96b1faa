/** What we understand of what other programs say: fixtures/in, and the rules of meaning of boundary.md B. */
import { readdirSync, readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorIri } from "../../src/addresses.ts";
import type { Project } from "../../src/domain/projects.ts";
import { handleNextActivity } from "../../src/federation/inbox/index.ts";
import { allProjects } from "../../src/store/projects.ts";
import { draft } from "./signer.ts";
import { makeTeam } from "./teams.ts";
import { document, rows, type Sender, somebody, work, world } from "./world.ts";

let w: Awaited<ReturnType<typeof world>>;
let project: Project;
let other: Project;
let iri: string;
let serial = 0;

beforeAll(async () => {
  w = await world();
  const [first, second] = await allProjects(w.instance.db);
  if (first === undefined || second === undefined) throw new Error("two projects are needed");
  project = first;
  other = second;
  iri = actorIri(w.instance.origin, { kind: "project", id: project.id });
});

afterAll(() => w.instance.close());

type Json = Record<string, unknown>;

/** Somebody on a server of one of these programs, whose actor has this id. */
type Person = Sender & { readonly name: string; readonly follow: string };

const homes: Readonly<Record<string, string>> = {
  mastodon: "https://mastodon.test/users/",
  gotosocial: "https://gotosocial.test/users/",
  misskey: "https://misskey.test/users/",
  lemmy: "https://lemmy.test/u/",
  akkoma: "https://akkoma.test/users/",
  pleroma: "https://akkoma.test/users/",
  friendica: "https://friendica.test/profile/",
  snac: "https://snac.test/",
  mobilizon: "https://mobilizon.test/@",
  wordpress: "https://wordpress.test/author/",
  peertube: "https://peertube.test/accounts/",
  nodebb: "https://nodebb.test/uid/",
  gancio: "https://gancio.test/federation/u/",
  lotide: "https://lotide.test/users/",
  gnusocial: "https://gnusocial.test/actor/",
  reshaped: "https://dolent.test/users/",
};

function person(program: string, document_: Json = {}): Person {
  const name = `p${++serial}`;
  const id = (homes[program] ?? "https://veins.test/users/") + name;
  // GoToSocial gives its keys an address of their own.
  const keyId = program === "gotosocial" ? `${id}/main-key` : `${id}#main-key`;
  const like = somebody(new URL(id).host, name);
  const publicKey = { ...(like.document.publicKey as Json), id: keyId, owner: id };
  // Gancio's only actor is a program, and it signs with the actor's id in the place of the key's.
  const isGancio = program === "gancio";
  const type = isGancio ? { type: "Application" } : {};
  const whole = { ...like.document, id, inbox: `${id}/inbox`, publicKey, ...type, ...document_ };
  w.route(id, () => document(whole));
  return {
    iri: id,
    keyId: isGancio ? id : keyId,
    key: "rsa",
    document: whole,
    name,
    follow: `${id}/follows/${name}`,
  };
}

/** What we hold about somebody and this project, and what we are about to tell. */
async function held(actor: string): Promise<Json> {
  const [state] = await rows<Json>(
    w.instance,
    sql`select i.state as interest, i.place, i.awaiting, p.language, p.type,
          p.silent_since is not null as silent
        from person p left join interest i on i.person_id = p.id and i.project_id = ${project.id}
        where p.iri = ${actor}`,
  );
  const follows = await rows<{ state: string }>(
    w.instance,
    sql`select state from follow where actor = ${actor} order by iri`,
  );
  const [gone] = await rows(w.instance, sql`select 1 from gone_actor where iri = ${actor}`);
  return {
    ...state,
    known: state !== undefined,
    follows: follows.map((follow) => follow.state),
    gone: gone !== undefined,
  };
}

type Notice = {
  readonly kind: string;
  readonly message?: { readonly say: string };
  readonly follow?: string;
};

/** What shall be told, in short; forgotten afterwards. */
async function notices(): Promise<readonly string[]> {
  const all = await rows<{ notice: Notice }>(
    w.instance,
    sql`select notice from notice order by seq`,
  );
  await w.instance.db.execute(sql`delete from notice`);
  return all.map(({ notice }) => notice.message?.say ?? notice.kind);
}

type Heard = {
  readonly status: number;
  readonly before: Json;
  readonly after: Json;
  readonly told: readonly string[];
};

/** Delivers one activity, has it handled, and tells what became of it. */
async function hear(by: Sender, activity: Json, inbox = `${iri}/inbox`): Promise<Heard> {
  const before = await held(by.iri);
  const response = await w.instance.answer(draft(inbox, JSON.stringify(activity), by));
  while (await handleNextActivity(w.instance)) {
    // One after the other.
  }
  const failed = await rows(
    w.instance,
    sql`select type, error from inbound where actor = ${by.iri} and (handled_at is null or error is not null)`,
  );
  expect(failed).toEqual([]);
  return { status: response.status, before, after: await held(by.iri), told: await notices() };
}

const folder = new URL("fixtures/in/", import.meta.url);

function fixture(name: string, by: Person): Json {
  const text = readFileSync(new URL(`${name}.json`, folder), "utf8")
    .replaceAll("FOLLOW", by.follow)
    .replaceAll("PROJECT", project.id)
    .replaceAll("PERSON", by.name)
    .replaceAll("UNIQUE", String(1_000 + ++serial));
  return JSON.parse(text) as Json;
}

/** Has somebody say what a fixture says; a Follow is remembered, to be undone. */
async function says(
  by: Person,
  name: string,
): Promise<{ readonly heard: Heard; readonly by: Person }> {
  const activity = fixture(name, by);
  const heard = await hear(by, activity);
  return { heard, by: activity.type === "Follow" ? { ...by, follow: String(activity.id) } : by };
}

/** What we understood: null when nothing. */
type Understood = {
  readonly after?: readonly string[];
  readonly means: Json | null;
  readonly told?: readonly string[];
};

const accepted = { interest: "follows", follows: ["follows"], awaiting: "nothing" } as const;
const inGirona = { interest: "placed", place: "urn:ine:17079", awaiting: "consent" } as const;
const ended = { interest: "withdrawn", place: null, follows: ["undone"], silent: false } as const;
const silent = { interest: "withdrawn", place: null, follows: ["undone"], silent: true } as const;
const erased = { known: false, follows: [], gone: true } as const;

const follow: Understood = { means: accepted, told: ["follow-accepted"] };
const town = (program: string, more: Json = { language: "ca" }): Understood => ({
  after: [`${program}-follow`],
  means: { ...inGirona, ...more },
  told: ["consent"],
});
const undo = (program: string): Understood => ({ after: [`${program}-follow`], means: ended });
const block = (program: string): Understood => ({ after: [`${program}-follow`], means: silent });
const gone = (program: string): Understood => ({
  after: [`${program}-follow`, `${program}-note-town`],
  means: erased,
});
const nothing: Understood = { after: [], means: null };

const understood: Readonly<Record<string, Understood>> = {
  "mastodon-follow": follow,
  "mastodon-undo-follow": undo("mastodon"),
  "mastodon-note-town": town("mastodon"),
  "mastodon-note-english": town("mastodon", { language: "en" }),
  // Not public, so an answer; that their own followers may have read it is theirs to decide.
  "mastodon-note-followers-only": town("mastodon"),
  "mastodon-note-yes": {
    after: ["mastodon-follow", "mastodon-note-town"],
    means: { interest: "shared", place: "urn:ine:17079", awaiting: "nothing" },
    told: ["shared"],
  },
  "mastodon-note-stop": { after: ["mastodon-follow", "mastodon-note-town"], means: silent },
  "mastodon-note-public": {
    after: ["mastodon-follow"],
    means: { interest: "follows", place: null, awaiting: "nothing" },
    told: ["in-private"],
  },
  "mastodon-note-unlisted": {
    after: ["mastodon-follow"],
    means: { interest: "follows", place: null, awaiting: "nothing" },
    told: ["in-private"],
  },
  "mastodon-vote": { after: ["mastodon-follow"], means: null },
  "mastodon-block": block("mastodon"),
  "mastodon-undo-block": { after: ["mastodon-follow", "mastodon-block"], means: null },
  "mastodon-delete-account": gone("mastodon"),
  "mastodon-delete-note": { after: ["mastodon-follow", "mastodon-note-town"], means: null },
  "mastodon-update-account": { after: ["mastodon-follow"], means: null },
  "mastodon-like": nothing,
  "mastodon-announce": nothing,
  "mastodon-flag": { after: ["mastodon-follow"], means: null },
  "mastodon-move": { after: ["mastodon-follow", "mastodon-note-town"], means: null },
  "mastodon-quote-request": { after: [], means: null, told: ["quote-answered"] },

  "gotosocial-follow": follow,
  "gotosocial-undo-follow": undo("gotosocial"),
  "gotosocial-note-town": town("gotosocial"),
  "gotosocial-block": block("gotosocial"),
  "gotosocial-delete-account": gone("gotosocial"),

  "misskey-follow": follow,
  "misskey-undo-follow": undo("misskey"),
  "misskey-note-town": town("misskey", { language: null }),
  "misskey-block": block("misskey"),
  "misskey-delete-account": gone("misskey"),

  "lemmy-follow": follow,
  "lemmy-undo-follow": undo("lemmy"),
  "lemmy-note-town": town("lemmy", { language: null }),
  "lemmy-chat-message": { after: ["lemmy-follow"], means: null },
  "lemmy-block-of-a-user": { after: ["lemmy-follow"], means: null },
  "lemmy-delete-account": gone("lemmy"),

  "akkoma-follow": follow,
  "akkoma-undo-follow": undo("akkoma"),
  "pleroma-undo-follow": undo("akkoma"),
  "akkoma-note-town": town("akkoma"),
  "pleroma-chat-message": { after: ["akkoma-follow"], means: null },
  "akkoma-emoji-react": nothing,
  "akkoma-block": block("akkoma"),
  "akkoma-delete-account": gone("akkoma"),

  "friendica-follow": follow,
  "friendica-undo-follow": undo("friendica"),
  "friendica-note-town": town("friendica"),
  "friendica-delete-account": gone("friendica"),

  "mastodon-delete-account-whole": gone("mastodon"),
  "pleroma-delete-note": { after: ["akkoma-follow", "akkoma-note-town"], means: null },
  "friendica-delete-note": { after: ["friendica-follow", "friendica-note-town"], means: null },

  "mobilizon-follow": follow,
  "mobilizon-undo-follow": undo("mobilizon"),
  "mobilizon-join": follow,
  "mobilizon-leave": { after: ["mobilizon-join"], means: ended },
  "mobilizon-invite": { after: ["mobilizon-follow"], means: null },
  "mobilizon-delete-account": { after: ["mobilizon-follow"], means: erased },

  "wordpress-follow": follow,
  "wordpress-undo-follow": undo("wordpress"),
  "wordpress-update-account": { after: ["wordpress-follow"], means: null },
  "wordpress-delete-account": { after: ["wordpress-follow"], means: erased },

  "peertube-follow": follow,
  "peertube-undo-follow": undo("peertube"),
  "peertube-announce": { after: ["peertube-follow"], means: null },
  "peertube-delete-account": { after: ["peertube-follow"], means: erased },

  "nodebb-follow": follow,
  "nodebb-undo-follow": undo("nodebb"),
  "nodebb-note-town": town("nodebb", { language: null }),
  "nodebb-update-account": { after: ["nodebb-follow"], means: null },
  "nodebb-move-of-a-topic": { after: ["nodebb-follow"], means: null },

  "gancio-follow": { means: { ...accepted, type: "Application" }, told: ["follow-accepted"] },
  "gancio-create-event": { after: ["gancio-follow"], means: null },
  "lotide-follow": follow,
  "gnusocial-like": nothing,

  "snac-follow": follow,
  "snac-undo-follow": undo("snac"),
  "snac-note-town": town("snac", { language: null }),
};

describe("the dialects (A4)", () => {
  test.each(Object.entries(understood))("%s", async (name, { after = [], means, told = [] }) => {
    let by = person(name.split("-", 1)[0] ?? "");
    for (const earlier of after) by = (await says(by, earlier)).by;
    const { heard } = await says(by, name);
    expect(heard.status).toBe(202);
    expect(heard.told).toEqual(told);
    if (means === null) expect(heard.after).toEqual(heard.before);
    else expect(heard.after).toMatchObject(means);
  });

  test("every fixture is in the table", () => {
    const names = readdirSync(folder).flatMap((file) =>
      file.endsWith(".json") ? [file.slice(0, -5)] : [],
    );
    const reshaped = names.filter((name) => name.startsWith("reshaped-"));
    expect(names.filter((name) => !reshaped.includes(name)).sort()).toEqual(
      Object.keys(understood).sort(),
    );
    expect(reshaped.sort()).toEqual([...withoutEffect, ...onlyTheirOwn].sort());
  });

  test("every fixture says where its shape is from, or that it is synthetic", () => {
    const sources = JSON.parse(
      readFileSync(new URL("../sources.json", folder), "utf8"),
    ) as Readonly<Record<string, string>>;
    const names = readdirSync(folder).filter((file) => file.endsWith(".json"));
    const files = Object.keys(sources).map((name) => `${name}.json`);
    expect(files.sort()).toEqual(names.sort());
    for (const source of Object.values(sources)) {
      expect(source).toMatch(/^(?:synthetic|[\w.-]+\/[\w.-]+ \S+ @[0-9a-f]{12})$/);
    }
    const programs = Object.entries(sources).flatMap(([name, source]) =>
      source === "synthetic" ? [] : [name.split("-", 1)[0]],
    );
    expect(new Set(programs).size).toBeGreaterThanOrEqual(10);
  });

  test("misskey: the same id for every Follow of a pair: after an Undo, a later one counts as new (35, A21)", async () => {
    const by = person("misskey");
    const request = fixture("misskey-follow", by);
    const undo_ = fixture("misskey-undo-follow", by);
    const at = (seconds: number) => new Date(Date.now() - 600_000 + seconds * 1_000);
    const deliver = async (activity: Json, seconds: number) => {
      await w.instance.answer(
        draft(`${iri}/inbox`, JSON.stringify(activity), by, { at: at(seconds) }),
      );
      while (await handleNextActivity(w.instance)) {
        // One after the other.
      }
      return { ...(await held(by.iri)), told: await notices() };
    };
    expect(await deliver(request, 0)).toMatchObject({
      interest: "follows",
      told: ["follow-accepted"],
    });
    expect(await deliver(undo_, 10)).toMatchObject({ interest: "withdrawn", told: [] });
    // The first request again is nothing new; another, signed later, is.
    expect(await deliver(request, 0)).toMatchObject({ interest: "withdrawn", told: [] });
    expect(await deliver(request, 20)).toMatchObject({
      interest: "follows",
      told: ["follow-accepted"],
    });
    expect(await deliver(undo_, 30)).toMatchObject({ interest: "withdrawn", told: [] });
  });
});

/** Their plain JSON and their JSON-LD differ in who does what: nobody's word. */
const withoutEffect = [
  "reshaped-actor",
  "reshaped-object",
  "reshaped-object-away",
  "reshaped-type",
  "reshaped-type-of-a-follow",
  "reshaped-id",
  "reshaped-base",
  "reshaped-second-actor",
  "reshaped-included",
  "reshaped-nest",
  "reshaped-context-from-elsewhere",
];
/** They say more than their plain JSON: that much may count, and nothing of the rest. */
const onlyTheirOwn = ["reshaped-reverse", "reshaped-graph"];

describe("an inline context that makes something else of it (A23, D8)", () => {
  const victim = "https://mastodon.test/users/victima";

  const attacked = async (name: string) => {
    const target = { ...person("mastodon"), iri: victim };
    const [known] = await rows(w.instance, sql`select 1 from person where iri = ${victim}`);
    if (known === undefined) {
      w.route(victim, () =>
        document({
          ...target.document,
          id: victim,
          inbox: `${victim}/inbox`,
          publicKey: {
            ...(target.document.publicKey as Json),
            id: `${victim}#main-key`,
            owner: victim,
          },
        }),
      );
      const theirs = { ...target, keyId: `${victim}#main-key` };
      await hear(theirs, {
        "@context": "https://www.w3.org/ns/activitystreams",
        id: `${victim}#follow`,
        type: "Follow",
        actor: victim,
        object: iri,
      });
    }
    const before = await held(victim);
    expect(before).toMatchObject(accepted);
    const asked = w.asked.length;
    const { heard } = await says(person("reshaped"), name);
    expect(await held(victim)).toEqual(before);
    // No context is fetched (C10): only who sent it.
    expect(w.asked.slice(asked).filter((one) => !one.includes("/users/"))).toEqual([]);
    return heard;
  };

  test.each(withoutEffect)("%s has no effect", async (name) => {
    const heard = await attacked(name);
    expect(heard.after).toEqual(heard.before);
    expect(heard.told).toEqual([]);
  });

  test.each(onlyTheirOwn)("%s has none for others", async (name) => {
    expect((await attacked(name)).status).toBeLessThan(500);
  });
});

const as = "https://www.w3.org/ns/activitystreams";

function act(by: Person, type: string, object: unknown, more: Json = {}): Json {
  return { "@context": as, id: `${by.iri}/acts/${++serial}`, type, actor: by.iri, object, ...more };
}

function note(by: Person, text: string, changes: Json = {}): Json {
  const id = `${by.iri}/notes/${++serial}`;
  const object = {
    id,
    type: "Note",
    attributedTo: by.iri,
    to: [iri],
    content: `<p>${text}</p>`,
    tag: [{ type: "Mention", href: iri, name: "@projecte@girona.test" }],
    ...changes,
  };
  return act(by, "Create", object, { to: object.to });
}

async function follower(document_: Json = {}): Promise<Person> {
  const by = person("mastodon", document_);
  const request = act(by, "Follow", iri);
  await hear(by, request);
  return { ...by, follow: String(request.id) };
}

describe("only one's own (B1 to B4)", () => {
  test("an Undo of somebody else's Follow has no effect (B1)", async () => {
    const [victim, by] = [await follower(), await follower()];
    const theirs = { id: victim.follow, type: "Follow", actor: victim.iri, object: iri };
    for (const object of [
      victim.follow,
      theirs,
      { ...theirs, actor: by.iri },
      { ...theirs, actor: undefined },
    ]) {
      await hear(by, act(by, "Undo", object));
      expect(await held(victim.iri)).toMatchObject(accepted);
    }
    expect(await held(by.iri)).toMatchObject({ interest: "follows" });
  });

  test("an Undo that carries a Follow in another's name has no effect (B2)", async () => {
    const [victim, by] = [await follower(), await follower()];
    const forged = { id: by.follow, type: "Follow", actor: victim.iri, object: iri };
    const { after, before } = await hear(by, act(by, "Undo", forged));
    expect(after).toEqual(before);
    expect(await held(victim.iri)).toMatchObject(accepted);
  });

  test("an Undo of something that is no Follow has no effect", async () => {
    const by = await follower();
    for (const type of ["Block", "Like", "Announce", "Create"]) {
      const { after, before } = await hear(
        by,
        act(by, "Undo", { id: by.follow, type, actor: by.iri, object: iri }),
      );
      expect(after).toEqual(before);
    }
  });

  test("an Undo before its Follow is remembered, and the Follow means nothing then (B3, 39)", async () => {
    const by = person("mastodon");
    const request = act(by, "Follow", iri);
    const at = (seconds: number) => new Date(Date.now() - 60_000 + seconds * 1_000);
    const send = (activity: Json, seconds: number) =>
      w.instance.answer(draft(`${iri}/inbox`, JSON.stringify(activity), by, { at: at(seconds) }));
    await send(act(by, "Undo", request), 1);
    await send(request, 0);
    while (await handleNextActivity(w.instance)) {
      // One after the other.
    }
    expect(await held(by.iri)).toMatchObject({ known: false, follows: ["undone"] });
    expect(await notices()).toEqual([]);
  });

  test("an Undo of nothing, and the same Undo twice, change nothing more (B4)", async () => {
    const by = await follower();
    await hear(by, act(by, "Undo", `${by.iri}/acts/never`));
    expect(await held(by.iri)).toMatchObject({ interest: "follows" });
    await hear(by, act(by, "Undo", by.follow));
    const { after, before } = await hear(by, act(by, "Undo", by.follow));
    expect(before).toMatchObject({ interest: "withdrawn" });
    expect(after).toEqual(before);
  });

  test("an id that no index can hold is nothing, and no trouble", async () => {
    const by = await follower();
    const long = `${by.iri}/${Array.from({ length: 2_000 }, (_, n) => String.fromCodePoint(0x4e00 + n * 7)).join("")}`;
    for (const object of [long, { id: long, type: "Follow", actor: by.iri, object: iri }]) {
      const { after } = await hear(by, act(by, "Undo", object));
      expect(after).toMatchObject({ interest: "follows" });
    }
    await hear(by, act(by, "Delete", long));
    await hear(by, act(by, "Block", long));
    expect(await held(by.iri)).toMatchObject({ interest: "follows", silent: false });
  });

  test("an Undo without the id of the Follow ends what is followed there (38)", async () => {
    const by = await follower();
    await hear(by, act(by, "Undo", { type: "Follow", actor: by.iri, object: iri }));
    expect(await held(by.iri)).toMatchObject(ended);
  });

  test.each<[string, (victim: Person) => unknown]>([
    ["the other's id", (victim) => victim.iri],
    ["the other as a Person", (victim) => ({ id: victim.iri, type: "Person" })],
    ["a note of the other", (victim) => `${victim.iri}/notes/1`],
    ["our project", () => iri],
    ["a list with the other in it", (victim) => [victim.iri]],
  ])("a Delete of %s deletes nothing (B13)", async (_what, object) => {
    const [victim, by] = [await follower(), await follower()];
    const { after, before } = await hear(by, act(by, "Delete", object(victim)));
    expect(after).toEqual(before);
    expect(await held(victim.iri)).toMatchObject(accepted);
  });

  test.each<[string, (by: Person) => unknown]>([
    ["the bare id", (by) => by.iri],
    ["a Person", (by) => ({ id: by.iri, type: "Person" })],
    ["a Tombstone", (by) => ({ id: by.iri, type: "Tombstone" })],
    ["an object with only an id", (by) => ({ id: by.iri })],
    [
      "a Tombstone with what it was",
      (by) => ({ id: by.iri, type: "Tombstone", formerType: "Person" }),
    ],
  ])("a Delete of oneself, spelled as %s, erases (B14, B15)", async (_what, object) => {
    const by = await follower();
    const { after } = await hear(by, act(by, "Delete", object(by)));
    expect(after).toMatchObject(erased);
  });

  test("after that, what arrives late has no effect (R10)", async () => {
    const by = await follower();
    await hear(by, act(by, "Delete", by.iri));
    for (const late of [act(by, "Follow", iri), note(by, "Girona")]) {
      const { after, told } = await hear(by, late);
      expect(after).toMatchObject({ known: false, gone: true });
      expect(told).toEqual([]);
    }
  });
});

describe("what is followed (B5 to B8, B23)", () => {
  test.each<[string, () => unknown]>([
    ["a project that does not exist", () => `${w.instance.origin}/ap/projects/${"a".repeat(25)}`],
    ["a page of ours", () => `${w.instance.origin}/p/${project.sheet.slug}`],
    ["a note of ours", () => `${w.instance.origin}/ap/notes/${"a".repeat(25)}`],
    ["an actor of another server", () => "https://altres.test/users/x"],
    [
      "a server whose name begins like ours",
      () => iri.replace("girona.test", "girona.test.evil.test"),
    ],
    ["an address below the project", () => `${iri}/followers`],
    ["the project with something after it", () => `${iri}?x=1`],
    ["nothing", () => undefined],
    ["two projects", () => [iri, actorIri(w.instance.origin, { kind: "project", id: other.id })]],
    [
      "the project inside something else",
      () => ({ type: "Note", id: "https://altres.test/1", object: iri }),
    ],
  ])("%s: nobody follows anything (B6)", async (_what, object) => {
    const by = person("mastodon");
    const { after, told } = await hear(by, act(by, "Follow", object()));
    expect(after).toMatchObject({ known: false, follows: [] });
    expect(told).toEqual([]);
  });

  test("the object decides, not the inbox (B7)", async () => {
    const { origin } = w.instance;
    const elsewhere = actorIri(origin, { kind: "project", id: other.id });
    for (const inbox of [`${origin}/ap/inbox`, `${origin}/ap/org/inbox`, `${elsewhere}/inbox`]) {
      const by = person("mastodon");
      const { after, told } = await hear(by, act(by, "Follow", iri), inbox);
      expect(after).toMatchObject(accepted);
      expect(told).toEqual(["follow-accepted"]);
    }
  });

  test("an object written whole is read by its id", async () => {
    const by = person("mastodon");
    const { after } = await hear(
      by,
      act(by, "Follow", {
        id: iri,
        type: "Group",
        name: "Fals",
        inbox: "https://dolent.test/inbox",
      }),
    );
    expect(after).toMatchObject(accepted);
  });

  test.each(["Service", "Application", "Group", "Organization"])(
    "a %s may follow, and is nobody to talk with (B8)",
    async (type) => {
      const by = await follower({ type });
      expect(await held(by.iri)).toMatchObject({ interest: "follows", type });
      const { after, before, told } = await hear(by, note(by, "Girona"));
      expect(after).toEqual(before);
      expect(told).toEqual([]);
    },
  );

  test.each(["formed", "proposed"] as const)(
    "a Follow of a %s team stays pending (78, B23)",
    async (state) => {
      const team = await makeTeam(w.instance, project, state);
      const by = person("mastodon");
      const { told } = await hear(
        by,
        act(by, "Follow", actorIri(w.instance.origin, { kind: "team", id: team.id })),
        `${w.instance.origin}/ap/inbox`,
      );
      expect(told).toEqual([]);
      const [seat] = await rows(w.instance, sql`select 1 from seat where team_id = ${team.id}`);
      expect(seat).toBeUndefined();
    },
  );

  test.each(["Join", "Invite", "Add", "Offer", "Accept", "Reject", "Remove", "Leave"])(
    "%s is not of our flow, and does nothing (B9, B23)",
    async (type) => {
      const by = await follower();
      const team = await makeTeam(w.instance, project, "formed");
      const target = actorIri(w.instance.origin, { kind: "team", id: team.id });
      for (const object of [
        target,
        by.follow,
        {
          id: `${w.instance.origin}/ap/acts/${"a".repeat(25)}`,
          type: "Follow",
          actor: iri,
          object: by.iri,
        },
      ]) {
        const { after, before, told } = await hear(by, act(by, type, object, { target }));
        expect(after).toEqual(before);
        expect(told).toEqual([]);
      }
    },
  );
});

describe("a private answer is its sender's own note (B19 to B22)", () => {
  test.each<[string, (by: Person) => Json]>([
    [
      "attributed to somebody else",
      () => ({ attributedTo: "https://mastodon.test/users/victima" }),
    ],
    ["attributed to a list", (by) => ({ attributedTo: [by.iri] })],
    ["attributed to an object", (by) => ({ attributedTo: { id: by.iri, type: "Person" } })],
    ["attributed to nobody", () => ({ attributedTo: undefined })],
    ["of another server", () => ({ id: "https://altres.test/notes/1" })],
    ["with an id of ours", () => ({ id: "https://girona.test/ap/notes/1" })],
    ["without an id", () => ({ id: undefined })],
    ["of another type", () => ({ type: "Article" })],
    ["of two types", () => ({ type: ["Note", "Article"] })],
    ["a question", () => ({ type: "Question", oneOf: [] })],
    ["without words", () => ({ content: undefined })],
    ["with words that are a list", () => ({ content: ["Girona"] })],
    ["with words that are a number", () => ({ content: 17079 })],
    ["to nobody of ours", () => ({ to: ["https://altres.test/users/x"], tag: [] })],
  ])("%s: not heard (B20, B21)", async (_what, changes) => {
    const by = await follower();
    const { after, before, told } = await hear(by, note(by, "Girona", changes(by)));
    expect(after).toEqual(before);
    expect(told).toEqual([]);
  });

  test("a bare id is not fetched (C18, 37)", async () => {
    const by = await follower();
    const id = `${by.iri}/notes/${++serial}`;
    w.route(id, () =>
      document({ id, type: "Note", attributedTo: by.iri, to: [iri], content: "Girona" }),
    );
    const { after, before } = await hear(by, act(by, "Create", id, { to: [iri] }));
    expect(after).toEqual(before);
    expect(w.timesAsked(id)).toBe(0);
  });

  test("an Announce or an Update of it is not an answer (B10, B22)", async () => {
    const by = await follower();
    const { object } = note(by, "Girona");
    for (const type of ["Announce", "Update", "Add"]) {
      const { after, before } = await hear(by, act(by, type, object, { to: [iri] }));
      expect(after).toEqual(before);
    }
  });

  test.each([
    ["Public", "https://www.w3.org/ns/activitystreams#Public"],
    ["as:Public", "as:Public"],
    ["Public in short", "Public"],
  ])(
    "addressed to %s anywhere: not stored, answered in private (67, B19)",
    async (_what, everybody) => {
      for (const where of [
        (json: Json) => ({ ...json, to: [everybody] }),
        (json: Json) => ({ ...json, cc: everybody }),
        (json: Json) => ({
          ...json,
          object: { ...(json.object as Json), to: everybody, cc: [iri] },
        }),
        (json: Json) => ({ ...json, object: { ...(json.object as Json), cc: [everybody] } }),
      ]) {
        const by = await follower();
        const { after, told } = await hear(by, where(note(by, "Girona")));
        expect(after).toMatchObject({ interest: "follows", place: null });
        expect(told).toEqual(["in-private"]);
      }
    },
  );

  test("mention and addressee: whom it mentions is spoken to; of several addressed, nobody", async () => {
    const second = actorIri(w.instance.origin, { kind: "project", id: other.id });
    const by = await follower();
    const both = { to: [iri, second], tag: [{ type: "Mention", href: iri, name: "@projecte" }] };
    expect((await hear(by, note(by, "Girona", both))).told).toEqual(["consent"]);
    const lost = await follower();
    expect((await hear(lost, note(lost, "Girona", { to: [iri, second], tag: [] }))).told).toEqual(
      [],
    );
    const bare = await follower();
    expect((await hear(bare, note(bare, "Girona", { to: iri, tag: undefined }))).told).toEqual([
      "consent",
    ]);
  });

  test("words that hide a control character are words all the same", async () => {
    const by = await follower();
    const { after } = await hear(by, note(by, "Gir\u0000ona\u0007"));
    expect(after).toMatchObject({ interest: expect.stringMatching(/follows|placed/) });
  });

  test("a long letter, ten thousand tags and ten thousand mentions are read in no time (D15)", async () => {
    const by = await follower();
    const began = work();
    await hear(by, note(by, `${"<b>".repeat(10_000)}Girona${"</b>".repeat(10_000)}`));
    await hear(by, note(by, `${"@a@b.test ".repeat(5_000)}Girona`));
    await hear(by, note(by, "<a class='mention'>".repeat(4_000)));
    expect(work() - began).toBeLessThan(3_000);
  });
});

describe("whoever does not want to be written to", () => {
  test.each<[string, Json]>([
    ["#nobot in the bio", { summary: "<p>Hola <a href='#'>#<span>nobot</span></a></p>" }],
    [
      "#NoBots in a field",
      { attachment: [{ type: "PropertyValue", name: "bots", value: "#NoBots" }] },
    ],
    ["nobot in the name", { name: "Marta (nobot)" }],
  ])("%s is remembered (protocol.md 4.2, 2)", async (_what, profile) => {
    const by = await follower(profile);
    const [row] = await rows<{ no_bots: boolean }>(
      w.instance,
      sql`select no_bots from person where iri = ${by.iri}`,
    );
    expect(row?.no_bots).toBe(true);
  });

  test("and who says nothing of the kind is not", async () => {
    const by = await follower({ summary: "<p>I am nobody's robot</p>" });
    const [row] = await rows<{ no_bots: boolean }>(
      w.instance,
      sql`select no_bots from person where iri = ${by.iri}`,
    );
    expect(row?.no_bots).toBe(false);
  });

  test("names are shown without what would turn the line around (A28)", async () => {
    const by = await follower({ preferredUsername: "mar\u202eta\u200b<b>" });
    const [row] = await rows<{ handle: string }>(
      w.instance,
      sql`select handle from person where iri = ${by.iri}`,
    );
    expect(row?.handle).toBe("martab@mastodon.test");
  });
});
