/**
 * What we say to other servers: golden documents and activities, and the rules that all of them keep.
 * `UPDATE_GOLDEN=1 npx vitest run test/federation/out.test.ts` writes the fixtures anew; a change is
 * seen in review.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Activity } from "@fedify/vocab";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorIri, actorPath } from "../../src/addresses.ts";
import type { ActorIri, PersonId, PlaceKey, ProjectId } from "../../src/domain/ids.ts";
import { type Language, languages } from "../../src/domain/languages.ts";
import type { Message } from "../../src/domain/messages.ts";
import type { Notice } from "../../src/domain/notices.ts";
import type { Project } from "../../src/domain/projects.ts";
import type { SeatState } from "../../src/domain/teams.ts";
import { scribe } from "../../src/federation/activities.ts";
import { noDocuments, offlineContexts } from "../../src/federation/context.ts";
import { actorDocument } from "../../src/federation/documents.ts";
import { noteDocument } from "../../src/federation/notes.ts";
import { quoteAuthorization } from "../../src/federation/quotes.ts";
import type { Instance } from "../../src/instance.ts";
import { publishProject } from "../../src/operations/publish-project.ts";
import { transact } from "../../src/operations/transaction.ts";
import type { Written } from "../../src/operations/write-next-notice.ts";
import { saveFollow, saveInterest } from "../../src/store/interests.ts";
import { meetPerson, savePerson } from "../../src/store/people.ts";
import { allProjects } from "../../src/store/projects.ts";
import { insertSeats, saveSeat } from "../../src/store/teams.ts";
import { energia } from "../operations/sheet.ts";
import { type TestInstance, testInstance } from "../support/instance.ts";
import { girona, type MadeTeam, makeTeam } from "./teams.ts";

const origin = "https://girona.test";
const now = new Date("2026-11-21T10:00:00Z");
const day = 24 * 3_600_000;
const waits = {
  question: 60_000,
  invitation: 7 * day,
  reminder: 4 * day,
  interest: 180 * day,
  retryFirst: 30_000,
  ownLink: 30 * day,
};

let instance: TestInstance;
let project: Project;
let proposed: MadeTeam;
let formed: MadeTeam;
const people = new Map<string, PersonId>();

beforeAll(async () => {
  instance = await testInstance({ now: () => now, settings: { waits } });
  const published = await publishProject(instance, energia);
  if (published.outcome === "refused") throw new Error(published.because);
  project = published.project;
  proposed = await makeTeam(instance, project, "proposed");
  formed = await makeTeam(instance, project, "formed");
  for (const name of ["marta", "pere", "aina", "joan", "fatima"]) await meet(name);
  await seat("marta", proposed, "invited", null);
  for (const name of ["pere", "aina", "joan", "fatima"]) await seat(name, proposed, "taken", null);
  await transact(instance.db, (tx) =>
    saveFollow(tx, {
      actor: "https://veins.test/users/marta" as ActorIri,
      iri: "https://veins.test/users/marta#follows/org",
      target: "/ap/org",
      state: "follows",
      followSignedAt: 0,
      undoSignedAt: null,
    }),
  );
  // The same people as a team that met: `one` is the reader of what only members read.
  await meet("one");
  for (const [name, called] of [
    ["one", "Marta"],
    ["two", "Pere"],
    ["three", "l'Aina de ca la Flora"],
    ["four", null],
    ["five", "Joan"],
  ] as const) {
    if (name !== "one") await meet(name);
    await seat(name, formed, "taken", called);
  }
});

afterAll(() => instance.close());

/** Somebody who follows the project and lives in Girona. */
async function meet(name: string, of: Project = project): Promise<PersonId> {
  const iri = `https://veins.test/users/${name}` as ActorIri;
  const profile = {
    iri,
    handle: `${name}@veins.test`,
    inbox: `${iri}/inbox`,
    sharedInbox: "https://veins.test/inbox",
    type: "Person",
    noBots: false,
  };
  return transact(instance.db, async (tx) => {
    const person = await meetPerson(tx, profile, { id: instance.newId() as PersonId, at: now });
    await saveInterest(tx, {
      person: person.id,
      project: of.id,
      state: "placed",
      place: girona,
      awaiting: "consent",
      choices: [],
      followedAt: now,
      sharedAt: null,
    });
    await saveFollow(tx, {
      actor: iri,
      iri: `${iri}#follows/${of.id}`,
      target: actorPath({ kind: "project", id: of.id }),
      state: "follows",
      followSignedAt: now.getTime(),
      undoSignedAt: null,
    });
    people.set(name, person.id);
    return person.id;
  });
}

let answers = 0;

async function seat(name: string, team: MadeTeam, state: SeatState, called: string | null) {
  const id = instance.newId();
  await transact(instance.db, async (tx) => {
    await insertSeats(tx, [
      {
        id,
        team: team.id,
        root: project.root,
        person: idOf(name),
        project: project.id,
        state,
        name: called,
        invitedAt: now,
      },
    ]);
    await saveSeat(tx, id, { answeredAt: new Date(now.getTime() + ++answers) });
  });
}

function idOf(name: string): PersonId {
  const id = people.get(name);
  if (id === undefined) throw new Error(`nobody is called ${name}`);
  return id;
}

function write(notice: Notice, of: Instance = instance): Promise<Written> {
  return scribe(of)(of.db, notice);
}

type Json = Record<string, unknown>;

/** What one message becomes, to somebody who speaks this language. */
async function said(
  message: Message,
  language: Language,
  to: { readonly name?: string; readonly of?: Instance; readonly project?: ProjectId } = {},
): Promise<Json> {
  const person = idOf(to.name ?? (message.say === "team-formed" ? "one" : "marta"));
  await transact(instance.db, (tx) => savePerson(tx, person, { language }));
  const { letters, notes, activities } = await write(
    { kind: "tell", person, project: to.project ?? project.id, message },
    to.of,
  );
  expect(notes).toEqual([]);
  expect(activities).toEqual([]);
  expect(letters).toHaveLength(1);
  return JSON.parse(letters[0]?.body ?? "") as Json;
}

const places = ["urn:ine:08187", "urn:ine:08051", "urn:ine:08052"] as PlaceKey[];

/** One message of every kind: a new kind does not compile until it is here. */
const messages = (): Readonly<Record<Message["say"], Message>> => ({
  where: { say: "where" },
  consent: { say: "consent", place: girona, known: false },
  which: { say: "which", choices: places },
  "unknown-place": { say: "unknown-place" },
  "not-covered": { say: "not-covered", place: girona },
  covered: { say: "covered", place: girona },
  shared: { say: "shared", place: girona },
  "not-shared": { say: "not-shared" },
  invitation: { say: "invitation", team: proposed.id },
  reminder: { say: "reminder", team: proposed.id },
  "seat-taken": { say: "seat-taken", team: proposed.id, name: "Marta" },
  "name-kept": { say: "name-kept", name: "Marta" },
  declined: { say: "declined" },
  "team-formed": { say: "team-formed", team: formed.id },
  still: { say: "still" },
  "follow-first": { say: "follow-first" },
  "own-link": { say: "own-link" },
  commands: { say: "commands", on: "counted" },
  language: { say: "language", on: "consent" },
  "in-private": { say: "in-private" },
  "by-link": { say: "by-link" },
  closed: { say: "closed" },
  ended: { say: "ended" },
  help: { say: "help", on: "place" },
});

const variants = (): readonly (readonly [name: string, message: Message])[] => [
  ...Object.entries(messages()),
  ["consent, known from another project", { say: "consent", place: girona, known: true }],
  ["seat-taken without a name", { say: "seat-taken", team: proposed.id, name: null }],
  ["seat-taken in a formed team", { say: "seat-taken", team: formed.id, name: "Marta" }],
  ["name-kept without a name", { say: "name-kept", name: null }],
  ...(["choice", "consent", "invitation", "counted", "seated", "still"] as const).map(
    (on) => [`help on ${on}`, { say: "help", on }] as const,
  ),
];

const follow = "https://veins.test/users/marta#follows/1";
const answerOf = async (kind: "follow-accepted" | "follow-rejected") => {
  const { letters } = await write({
    kind,
    person: idOf("marta"),
    of: { project: project.id },
    follow,
  });
  return JSON.parse(letters[0]?.body ?? "") as Json;
};

/** Everything that is said to the world when a team forms. */
async function announced(): Promise<{
  readonly create: Json;
  readonly announce: Json;
  readonly note: Json;
  readonly written: Written;
}> {
  const written = await write({ kind: "team-formed", team: formed.id });
  const [note] = written.notes;
  const [activity] = written.activities;
  if (note === undefined || activity === undefined) throw new Error("nothing was announced");
  const create = written.letters
    .map(({ body }) => JSON.parse(body) as Json)
    .find(({ type }) => type === "Create");
  if (create === undefined) throw new Error("nobody was told");
  return {
    create,
    announce: JSON.parse(activity.body) as Json,
    note: noteDocument(instance, note) as Json,
    written,
  };
}

describe("golden", () => {
  const folder = new URL("fixtures/out/", import.meta.url);

  /** Compares with the fixture of this name; writes it when asked to. */
  function golden(name: string, document: unknown): void {
    const file = new URL(`${name}.json`, folder);
    const text = `${JSON.stringify(steady(document), null, 2)}\n`;
    if (process.env.UPDATE_GOLDEN === "1") {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, text);
    }
    expect(existsSync(file), `${name}.json is missing: run with UPDATE_GOLDEN=1`).toBe(true);
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, "utf8")));
  }

  /** Stand-ins for what is different in every run: ids and keys. */
  function steady(document: unknown): unknown {
    const made = new Map([
      [project.id as string, "PROJECT"],
      [formed.id as string, "TEAM"],
      [proposed.id as string, "PROPOSED"],
    ]);
    const text = JSON.stringify(document)
      .replace(
        /-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----\\n/g,
        "-----BEGIN PUBLIC KEY-----\\nMIIBIjANBgkqh…\\n-----END PUBLIC KEY-----\\n",
      )
      .replace(/z6Mk[1-9A-Za-z]{44}/g, "z6Mk…")
      .replaceAll(formed.slug, `${project.sheet.slug}-girona`)
      .replaceAll(formed.handle, "energia_girona")
      .replace(/(?<=\/)[0-9a-z]{25}(?=["#/<\\])/g, (id) => made.get(id) ?? "RANDOM");
    return JSON.parse(text);
  }

  test("Accept, with the Follow inside (P12)", async () =>
    golden("accept", await answerOf("follow-accepted")));
  test("Reject of a closed project", async () =>
    golden("reject", await answerOf("follow-rejected")));

  test.each(languages)("the question, %s", async (language) =>
    golden(`question-${language}`, await said({ say: "where" }, language)),
  );

  test.each([
    ["consent", "consent"],
    ["choice", "which"],
    ["invitation", "invitation"],
    ["reminder", "reminder"],
    ["team-formed-private", "team-formed"],
  ] as const)("%s", async (name, say) => golden(name, await said(messages()[say], "ca")));

  test("team formed, in public: the cooperative writes", async () =>
    golden("team-formed-create", (await announced()).create));
  test("team formed, in public: the project boosts", async () =>
    golden("team-formed-announce", (await announced()).announce));
  test("the note of a formed team", async () =>
    golden("team-formed-note", (await announced()).note));

  test("the goodbye of a retired project (86)", async () => {
    const { letters } = await write({
      kind: "project-retired",
      project: project.id,
      notes: ["n".repeat(25)],
      inboxes: ["https://veins.test/inbox"],
    });
    expect(letters).toHaveLength(2);
    golden("delete-project", JSON.parse(letters.at(-1)?.body ?? ""));
  });

  const quoted = {
    actor: actorPath({ kind: "org" }),
    by: "https://veins.test/users/marta/statuses/9",
    noteId: "n".repeat(25),
    id: "q".repeat(25),
  };
  test("the answer to who asks to quote a note (FEP-044f)", async () => {
    const { letters } = await write({
      kind: "quote-answered",
      actor: quoted.actor,
      iri: "https://veins.test/users/marta" as ActorIri,
      inbox: "https://veins.test/users/marta/inbox",
      request: "https://veins.test/users/marta/quote_requests/1",
      note: `${origin}/ap/notes/${quoted.noteId}`,
      by: quoted.by,
      quote: quoted.id,
    });
    golden("accept-quote", JSON.parse(letters[0]?.body ?? ""));
  });
  test("the permission to quote, as anybody can look it up (FEP-044f)", () =>
    golden("quote-authorization", quoteAuthorization(instance, quoted)));

  test.each(["instance", "org", "project", "team"] as const)(
    "the actor of kind %s",
    async (kind) => {
      const id =
        kind === "project"
          ? { kind, id: project.id }
          : kind === "team"
            ? { kind, id: formed.id }
            : { kind };
      golden(`actor-${kind}`, await actorDocument(instance, id));
    },
  );
});

function list(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The text that one sees. */
function visible(html: unknown): string {
  return String(html)
    .replace(/<br>/g, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");
}

async function everyActivity(): Promise<readonly (readonly [string, Json])[]> {
  const { announce, create, note } = await announced();
  const private_ = [];
  for (const language of languages) {
    for (const [name, message] of variants()) {
      private_.push([`${name} (${language})`, await said(message, language)] as const);
    }
  }
  return [
    ["Accept", await answerOf("follow-accepted")],
    ["Reject", await answerOf("follow-rejected")],
    ["Announce", announce],
    ["Create in public", create],
    ["Note in public", note],
    ...private_,
  ];
}

describe("everything that we send", () => {
  test("20: survives Fedify unchanged in meaning", async () => {
    const loaders = { documentLoader: noDocuments, contextLoader: offlineContexts };
    for (const [name, json] of await everyActivity()) {
      if (json.type === "Note") continue;
      const first = await Activity.fromJsonLd(json, loaders);
      const compact = (await first.toJsonLd({ format: "compact", ...loaders })) as Json;
      const second = await Activity.fromJsonLd(compact, loaders);
      expect(await second.toJsonLd({ format: "expand", ...loaders }), name).toEqual(
        await first.toJsonLd({ format: "expand", ...loaders }),
      );
      // And nothing of what we wrote was lost on the first way in.
      for (const field of ["id", "type", "actor", "published"]) {
        const [was, is] = [json[field], compact[field]];
        expect(
          field === "published" && was !== undefined ? Date.parse(String(is)) : is,
          name,
        ).toEqual(field === "published" && was !== undefined ? Date.parse(String(was)) : was);
      }
      expect(list(compact.to).map(full), name).toEqual(list(json.to));
      expect(list(compact.cc), name).toEqual(list(json.cc));
      const [was, is] = [json.object, compact.object] as [Json | string, Json | string];
      if (typeof was === "string" || typeof is === "string") {
        expect(is, name).toBe(was);
        continue;
      }
      for (const field of [
        "id",
        "type",
        "attributedTo",
        "actor",
        "object",
        "content",
        "url",
        "context",
      ]) {
        expect(is[field], `${name}: ${field}`).toEqual(was[field]);
      }
      expect(list(is.tag), name).toEqual(list(was.tag));
      expect(is.contentMap, name).toEqual(was.contentMap);
    }
  });

  function full(iri: unknown): unknown {
    return iri === "as:Public" ? "https://www.w3.org/ns/activitystreams#Public" : iri;
  }

  test("18, 19: the context holds ActivityStreams; types are single strings, addressees and tags lists", async () => {
    for (const [name, json] of await everyActivity()) {
      expect(list(json["@context"]), name).toContain("https://www.w3.org/ns/activitystreams");
      expect(JSON.stringify(json["@context"]), name).not.toContain("girona.test");
      for (const one of [json, json.object, ...list((json.object as Json | undefined)?.tag)]) {
        if (typeof one !== "object" || one === null) continue;
        const part = one as Json;
        expect(part.type, name).toBeTypeOf("string");
        for (const field of ["actor", "attributedTo", "content", "published", "url"]) {
          if (field in part) expect(part[field], `${name}: ${field}`).toBeTypeOf("string");
        }
        for (const field of ["to", "cc", "tag"]) {
          if (field in part) expect(Array.isArray(part[field]), `${name}: ${field}`).toBe(true);
        }
        for (const field of ["bto", "bcc", "summary", "directMessage", "audience"]) {
          expect(part, `${name}: ${field}`).not.toHaveProperty(field);
        }
      }
    }
  });

  test("16, 36: ids are ours, random, and of the actor's host", async () => {
    for (const [name, json] of await everyActivity()) {
      expect(json.id, name).toMatch(
        /^https:\/\/girona\.test\/ap\/(?:acts\/[0-9a-z]{25}|notes\/[0-9a-z]{25}(?:#create)?)$/,
      );
    }
  });

  test("3 (house.md): an id is made once: the same thing said again has another", async () => {
    const ids = [
      await answerOf("follow-accepted"),
      await answerOf("follow-accepted"),
      await said({ say: "declined" }, "ca"),
      await said({ say: "declined" }, "ca"),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });

  test("59: HTML of the tags that Mastodon keeps, properly nested, links with rel", async () => {
    for (const [name, json] of await everyActivity()) {
      const html = (json.content ?? (json.object as Json | undefined)?.content) as
        | string
        | undefined;
      if (html === undefined) continue;
      const open: string[] = [];
      for (const [whole, close, tag = "", attributes = ""] of html.matchAll(
        /<(\/?)([a-z0-9]+)([^>]*)>/g,
      )) {
        expect(["p", "br", "span", "a"], `${name}: ${whole}`).toContain(tag);
        if (tag === "br") continue;
        if (close === "/") expect(open.pop(), `${name}: ${whole}`).toBe(tag);
        else open.push(tag);
        if (close === "" && tag === "a" && !attributes.includes("mention")) {
          expect(attributes, name).toMatch(
            /^ href="https:\/\/[^"]+" rel="nofollow noopener" target="_blank"$/,
          );
        }
      }
      expect(open, name).toEqual([]);
      // Every other angle bracket is text.
      expect(html.replace(/<\/?(?:p|br|span|a)(?: [^<>]*)?>/g, ""), name).not.toMatch(/[<>]/);
    }
  });

  test("61: content and its one language are the same bytes", async () => {
    for (const [name, json] of await everyActivity()) {
      const note = (json.type === "Note" ? json : json.object) as Json | undefined;
      if (note?.content === undefined) continue;
      expect(Object.values(note.contentMap as object), name).toEqual([note.content]);
    }
  });
});

describe("private mentions", () => {
  test("57: one recipient, nobody else, one Mention tag, in every message and language (P2)", async () => {
    for (const language of languages) {
      for (const [name, message] of variants()) {
        const json = await said(message, language);
        const note = json.object as Json;
        const reader = message.say === "team-formed" ? "one" : "marta";
        const person = `https://veins.test/users/${reader}`;
        expect(json.type, name).toBe("Create");
        for (const part of [json, note]) {
          expect(part.to, name).toEqual([person]);
          expect(list(part.cc), name).toEqual([]);
        }
        expect(note.type, name).toBe("Note");
        expect(note.attributedTo, name).toBe(json.actor);
        expect(note.tag, name).toEqual([
          { type: "Mention", href: person, name: `@${reader}@veins.test` },
        ]);
        expect(note.content, name).toContain(
          `<a href="${person}" class="u-url mention">@<span>${reader}</span></a>`,
        );
        expect(Object.keys(note.contentMap as object), name).toEqual([language]);
        expect(JSON.stringify(json), name).not.toContain("ActivityStreams#Public");
        expect(JSON.stringify(json), name).not.toMatch(/followers/);
      }
    }
  });

  test("4.2, 2: every message comes from the project that the person follows", async () => {
    for (const [name, message] of variants()) {
      expect((await said(message, "ca")).actor, name).toBe(
        actorIri(origin, { kind: "project", id: project.id }),
      );
    }
  });

  test("50: to the personal inbox, in one order for each person (53)", async () => {
    const { letters } = await write({
      kind: "tell",
      person: idOf("marta"),
      project: project.id,
      message: { say: "where" },
    });
    const accept = await write({
      kind: "follow-accepted",
      person: idOf("marta"),
      of: { project: project.id },
      follow,
    });
    expect(letters[0]).toMatchObject({ inbox: "https://veins.test/users/marta/inbox", lane: 0 });
    expect(accept.letters[0]?.orderKey).toBe(letters[0]?.orderKey);
  });

  test("one language at a time, that of the person; another than ours falls back to our first", async () => {
    const spanish = {
      ...instance,
      settings: { ...instance.settings, languages: ["es", "ca"] as [Language, Language] },
    };
    for (const [spoken, expected] of [
      ["ca", "ca"],
      ["es", "es"],
      ["en", "es"],
    ] as const) {
      const json = await said({ say: "where" }, spoken, { of: spanish });
      expect(Object.keys((json.object as Json).contentMap as object)).toEqual([expected]);
    }
  });

  test("people are shown what they wrote as text, never as HTML (E1)", async () => {
    const team = await makeTeam(instance, project, "formed");
    await meet("odd");
    await seat("odd", team, "taken", "J<b>oan</b> & co");
    const json = await said({ say: "team-formed", team: team.id }, "ca", { name: "odd" });
    const { content } = json.object as { content: string };
    expect(content).toContain("J&lt;b&gt;oan&lt;/b&gt; &amp; co");
    const name = await said({ say: "name-kept", name: '<img src=x onerror="alert(1)">' }, "ca");
    expect((name.object as Json).content).not.toContain("<img");
  });

  test("somebody who said STOP is told nothing; nor one who follows no more, unless they wrote (P5)", async () => {
    const silent = await meet("silent");
    await transact(instance.db, (tx) => savePerson(tx, silent, { silentSince: now }));
    const stranger = await meet("stranger");
    await transact(instance.db, async (tx) => {
      await saveInterest(tx, {
        person: stranger,
        project: project.id,
        state: "withdrawn",
        place: null,
        awaiting: "nothing",
        choices: [],
        followedAt: null,
        sharedAt: null,
      });
    });
    const answers = new Set(["follow-first", "in-private", "by-link", "own-link", "closed"]);
    for (const [name, message] of variants()) {
      const tell = { kind: "tell", project: project.id, message } as const;
      expect((await write({ ...tell, person: silent })).letters, name).toEqual([]);
      if (!answers.has(message.say))
        expect((await write({ ...tell, person: stranger })).letters, name).toEqual([]);
    }
  });

  test("an invitation that is over by now is not sent", async () => {
    const late = await meet("late");
    for (const say of ["invitation", "reminder"] as const) {
      const { letters } = await write({
        kind: "tell",
        person: late,
        project: project.id,
        message: { say, team: proposed.id },
      });
      expect(letters).toEqual([]);
    }
  });
});

describe("the question (protocol.md 4.2, 3)", () => {
  const ownPage = {
    ca: /^https:\/\/girona\.test\/ca\/jo\/[0-9a-z]{25}$/,
    es: /^https:\/\/girona\.test\/es\/yo\/[0-9a-z]{25}$/,
    en: /^https:\/\/girona\.test\/en\/me\/[0-9a-z]{25}$/,
  } as const;
  const encrypted = { ca: "xifrats", es: "cifrados", en: "encrypted" } as const;

  test.each(languages)(
    "says who asks, how to end it, that it is not encrypted, and has one link: %s",
    async (language) => {
      const json = await said({ say: "where" }, language);
      const { content } = json.object as { content: string };
      const text = visible(content);
      expect(text).toContain("Cooperativa de Girona");
      expect(text).toContain(project.sheet.name[language]);
      expect(text).toContain("STOP");
      expect(text).toContain(encrypted[language]);
      const links = [...content.matchAll(/<a href="([^"]+)"(?! class="u-url mention")/g)].map(
        ([, href]) => href,
      );
      expect(links).toEqual([expect.stringMatching(ownPage[language])]);
      expect([...text].length).toBeLessThanOrEqual(450);
    },
  );

  const longest = { ca: "M".repeat(50), es: "M".repeat(50), en: "M".repeat(50) };
  const withLongest = async () => {
    const there = (await allProjects(instance.db)).find(
      ({ sheet }) => sheet.slug === "m".repeat(40),
    );
    if (there !== undefined) return there;
    const published = await publishProject(instance, {
      ...project.sheet,
      slug: "m".repeat(40),
      handle: "m".repeat(20),
      name: longest,
    });
    if (published.outcome === "refused") throw new Error(published.because);
    return published.project;
  };

  test.each(languages)(
    "at most 450 visible characters, also with the longest name and address that a sheet allows: %s",
    async (language) => {
      const of = await withLongest();
      await meet("marta_de_can_llonga", of);
      const json = await said({ say: "where" }, language, {
        name: "marta_de_can_llonga",
        project: of.id,
      });
      const text = visible((json.object as Json).content);
      expect([...text].length, text).toBeLessThanOrEqual(450);
    },
  );

  test.each(languages)(
    "and with the longest name of a cooperative that the settings allow: %s",
    async (language) => {
      const of = await withLongest();
      await meet("marta_de_can_llonga", of);
      const named = { ...instance, settings: { ...instance.settings, name: "N".repeat(60) } };
      const json = await said({ say: "where" }, language, {
        name: "marta_de_can_llonga",
        project: of.id,
        of: named,
      });
      const text = visible((json.object as Json).content);
      expect([...text].length, text).toBeLessThanOrEqual(450);
    },
  );
});

describe("consent (protocol.md 4.2, 5)", () => {
  test.each([
    ["ca", ["Girona (Gironès)", "Cooperativa de Girona", "No sabrà qui ets", "SÍ", "NO", "STOP"]],
    [
      "es",
      ["Girona (Gironès)", "Cooperativa de Girona", "No sabrá quién eres", "SÍ", "NO", "STOP"],
    ],
    [
      "en",
      [
        "Girona (Gironès)",
        "Cooperativa de Girona",
        "will not know who you are",
        "YES",
        "NO",
        "STOP",
      ],
    ],
  ] as const)(
    "names the place, the cooperative, and every way to answer: %s",
    async (language, parts) => {
      const text = visible(
        ((await said({ say: "consent", place: girona, known: false }, language)).object as Json)
          .content,
      );
      for (const part of parts) expect(text).toContain(part);
    },
  );

  test("the numbered choice gives each place its number and its comarca", async () => {
    const text = visible(
      ((await said({ say: "which", choices: places }, "ca")).object as Json).content,
    );
    const lines = text.split("\n").map((line) => line.replace(/^.*(?=1\. )/, ""));
    expect(lines).toHaveLength(3);
    for (const [n, line] of lines.entries())
      expect(line).toMatch(new RegExp(`^${n + 1}\\. .+ \\(.+\\)$`));
  });
});

describe("answers to a Follow", () => {
  test.each([
    ["follow-accepted", "Accept"],
    ["follow-rejected", "Reject"],
  ] as const)("%s: the Follow inside is the one that came (63)", async (kind, type) => {
    expect(await answerOf(kind)).toMatchObject({
      type,
      actor: actorIri(origin, { kind: "project", id: project.id }),
      to: ["https://veins.test/users/marta"],
      object: {
        type: "Follow",
        id: follow,
        actor: "https://veins.test/users/marta",
        object: actorIri(origin, { kind: "project", id: project.id }),
      },
    });
  });

  test.each(["org", "instance"] as const)("of the %s comes from it", async (of) => {
    const { letters } = await write({ kind: "follow-accepted", person: idOf("marta"), of, follow });
    const json = JSON.parse(letters[0]?.body ?? "") as Json;
    expect(json).toMatchObject({
      type: "Accept",
      actor: `${origin}/ap/${of}`,
      object: { object: `${origin}/ap/${of}` },
    });
  });

  test("only an Accept is remembered as the answer that opens the conversation (P1)", async () => {
    const about = { person: idOf("marta"), of: { project: project.id }, follow };
    expect((await write({ kind: "follow-accepted", ...about })).letters[0]?.answers).toBe(follow);
    expect(
      (await write({ kind: "follow-rejected", ...about })).letters[0]?.answers,
    ).toBeUndefined();
  });
});

describe("a team has formed", () => {
  test("56, 58: the note is public, the boost not older than it, and nobody is named", async () => {
    const { announce, note } = await announced();
    expect(note).toMatchObject({
      type: "Note",
      attributedTo: `${origin}/ap/org`,
      to: ["https://www.w3.org/ns/activitystreams#Public"],
      cc: [`${origin}/ap/org/followers`],
      context: actorIri(origin, { kind: "project", id: project.id }),
    });
    expect(announce).toMatchObject({
      type: "Announce",
      object: note.id,
      to: ["https://www.w3.org/ns/activitystreams#Public"],
    });
    expect(list(announce.cc)).toContain(
      `${actorIri(origin, { kind: "project", id: project.id })}/followers`,
    );
    expect(Date.parse(String(announce.published))).toBeGreaterThanOrEqual(
      Date.parse(String(note.published)),
    );
    for (const name of ["Marta", "Pere", "Aina", "oan", "veins.test", "one"]) {
      expect(visible(note.content)).not.toContain(name);
      expect(JSON.stringify(announce)).not.toContain(`${name}@`);
    }
  });

  test("50: to each shared inbox once, however many follow there", async () => {
    const { written } = await announced();
    const boosts = written.letters.filter(
      ({ body }) => (JSON.parse(body) as Json).type === "Announce",
    );
    expect(boosts.map(({ inbox }) => inbox)).toEqual(["https://veins.test/inbox"]);
    expect(boosts[0]).toMatchObject({ lane: 1 });
  });

  test("T4: members are told the names, the first step and where to meet", async () => {
    for (const language of languages) {
      const text = visible(
        ((await said({ say: "team-formed", team: formed.id }, language)).object as Json).content,
      );
      for (const name of ["Marta", "Pere", "l'Aina de ca la Flora"]) expect(text).toContain(name);
      expect(text).toContain(project.sheet.steps[language][0]);
      expect(text).toContain("https://xat.girona.test/");
    }
    const alone = { ...instance, settings: { ...instance.settings, contactUrl: null } };
    const text = visible(
      ((await said({ say: "team-formed", team: formed.id }, "ca", { of: alone })).object as Json)
        .content,
    );
    expect(text).toContain(`${origin}/ca/t/${formed.slug}`);
  });

  test("T4: whoever is not a member is told nothing of it", async () => {
    const { letters } = await write({
      kind: "tell",
      person: idOf("marta"),
      project: project.id,
      message: { say: "team-formed", team: formed.id },
    });
    expect(letters).toEqual([]);
  });
});
