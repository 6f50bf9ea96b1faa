/** Every table. Times are PostgreSQL's own; leases and appointments go by the database's clock (R18). */
import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Sheet } from "../domain/sheet.ts";

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });
const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
const seq = () => bigserial("seq", { mode: "number" });

// ── Who and what we are ──────────────────────────────────────────────────────────────────────────

/** Names of our actors, of all kinds; a name once used is never given to another (protocol.md 8.3, 24). */
export const handle = pgTable("handle", {
  name: text("name").primaryKey(),
  /** The actor's path: `/ap/org`, `/ap/projects/<id>`. */
  actor: text("actor").notNull().unique(),
});

/** Keys of our actors; the private halves are encrypted with the secret outside the database (J8). */
export const actorKey = pgTable("actor_key", {
  actor: text("actor").primaryKey(),
  rsaPublic: text("rsa_public").notNull(),
  rsaPrivate: bytes("rsa_private").notNull(),
  edPublic: text("ed_public").notNull(),
  edPrivate: bytes("ed_private").notNull(),
  /** How many pairs came before this one. */
  generation: smallint("generation").notNull().default(0),
  madeAt: at("made_at").notNull().defaultNow(),
});

/** Keys that were replaced: they sign the Update that says so, and are shown as valid for 30 days (protocol.md 8.3, 48). */
export const retiredKey = pgTable(
  "retired_key",
  {
    actor: text("actor").notNull(),
    generation: smallint("generation").notNull(),
    rsaPublic: text("rsa_public").notNull(),
    rsaPrivate: bytes("rsa_private").notNull(),
    edPublic: text("ed_public").notNull(),
    retiredAt: at("retired_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.actor, t.generation] })],
);

/** What was, by its path: answers 410 for ever, and its id is given to nothing else (protocol.md 8.3, 17). */
export const tombstone = pgTable("tombstone", {
  path: text("path").primaryKey(),
  formerType: text("former_type").notNull(),
  at: at("at").notNull().defaultNow(),
});

export const project = pgTable(
  "project",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    root: text("root").notNull(),
    sheet: jsonb("sheet").$type<Sheet>().notNull(),
    /** Fingerprint of the shipped sheet that was last taken or looked at; null for projects of one's own. */
    shipped: text("shipped"),
    open: boolean("open").notNull().default(true),
    /** The actor elsewhere to which its followers were sent on (protocol.md 8.3, 87). */
    movedTo: text("moved_to"),
    /** Actors elsewhere that may send their followers here. */
    alsoKnownAs: jsonb("also_known_as").$type<readonly string[]>().notNull().default([]),
    publishedAt: at("published_at").notNull(),
    updatedAt: at("updated_at").notNull(),
  },
  (t) => [index("project_root").on(t.root)],
);

/** A photograph that the cooperative brought for a project, drawn anew by us. */
export const projectPicture = pgTable("project_picture", {
  projectId: text("project_id")
    .primaryKey()
    .references(() => project.id, { onDelete: "cascade" }),
  jpeg: bytes("jpeg").notNull(),
});

/** What each project says in each language, as PostgreSQL searches it: stems, no accents. */
export const projectSearch = pgTable(
  "project_search",
  {
    projectId: text("project_id")
      .notNull()
      .references(() => project.id, { onDelete: "cascade" }),
    language: text("language").notNull(),
    document: tsvector("document").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.language] }),
    index("project_search_document").using("gin", t.document),
  ],
);

/** Public notes of our actors: pinned ones and news. Private ones live only in their letter. */
export const note = pgTable(
  "note",
  {
    id: text("id").primaryKey(),
    actor: text("actor").notNull(),
    language: text("language").notNull(),
    html: text("html").notNull(),
    /** Tags of the note as they go out, without what html already says. */
    tags: jsonb("tags").$type<readonly Readonly<Record<string, string>>[]>().notNull(),
    /** Place in `featured`, the first at the top; null for what is not pinned. */
    pinned: smallint("pinned"),
    /** The project that the note is about. */
    projectId: text("project_id").references(() => project.id),
    teamId: text("team_id"),
    publishedAt: at("published_at").notNull(),
  },
  (t) => [
    index("note_actor").on(t.actor, t.publishedAt.desc()),
    uniqueIndex("note_of_team").on(t.teamId).where(sql`${t.teamId} is not null`),
  ],
);

/** Public activities, as sent: the outbox, and what their ids answer. */
export const activity = pgTable(
  "activity",
  {
    id: text("id").primaryKey(),
    actor: text("actor").notNull(),
    body: text("body").notNull(),
    publishedAt: at("published_at").notNull(),
  },
  (t) => [index("activity_actor").on(t.actor, t.publishedAt.desc())],
);

/** Quotes of our notes by others: each has a permission that anybody can look up (FEP-044f). */
export const quote = pgTable(
  "quote",
  {
    id: text("id").primaryKey(),
    noteId: text("note_id")
      .notNull()
      .references(() => note.id, { onDelete: "cascade" }),
    /** The post that quotes. */
    by: text("by").notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [uniqueIndex("quote_once").on(t.noteId, t.by)],
);

// ── Places ───────────────────────────────────────────────────────────────────────────────────────

export const place = pgTable(
  "place",
  {
    key: text("key").primaryKey(),
    name: text("name").notNull(),
    folded: text("folded").notNull(),
    comarcaKey: text("comarca_key").notNull(),
    comarca: text("comarca").notNull(),
    population: integer("population").notNull(),
    lat: doublePrecision("lat").notNull(),
    lon: doublePrecision("lon").notNull(),
  },
  (t) => [
    index("place_prefix").using("btree", t.folded.op("text_pattern_ops")),
    index("place_spelling").using("gin", t.folded.op("gin_trgm_ops")),
  ],
);

/** Which places can reach which meeting points (matching.md 0). */
export const placeHub = pgTable(
  "place_hub",
  {
    place: text("place")
      .notNull()
      .references(() => place.key),
    hub: text("hub")
      .notNull()
      .references(() => place.key),
    metres: integer("metres").notNull(),
  },
  (t) => [primaryKey({ columns: [t.place, t.hub] }), index("place_hub_hub").on(t.hub, t.metres)],
);

// ── People, interests, consent ───────────────────────────────────────────────────────────────────

export const person = pgTable("person", {
  id: text("id").primaryKey(),
  iri: text("iri").notNull().unique(),
  handle: text("handle").notNull(),
  inbox: text("inbox").notNull(),
  /** One request for everybody there, for what is public. */
  sharedInbox: text("shared_inbox"),
  type: text("type").notNull(),
  noBots: boolean("no_bots").notNull(),
  language: text("language"),
  /** They said so themselves: what their server declares of a message changes it no more. */
  languageChosen: boolean("language_chosen").notNull().default(false),
  silentSince: at("silent_since"),
  /** Where the account says it has moved to, when the new one says so too (B16). */
  movedTo: text("moved_to"),
  firstSeenAt: at("first_seen_at").notNull(),
});

/** Links to a person's own page, by the hash of what makes them secret (protocol.md 8.3, 69). */
export const ownLink = pgTable(
  "own_link",
  {
    hash: bytes("hash").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    madeAt: at("made_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
  },
  (t) => [index("own_link_person").on(t.personId)],
);

/** Actors that were deleted by themselves: late activities of theirs have no effect for 30 days (R10). */
export const goneActor = pgTable("gone_actor", {
  iri: text("iri").primaryKey(),
  goneAt: at("gone_at").notNull().defaultNow(),
});

/** Every Follow by its id, so that Follow and Undo in any order end right (R9, B3, B5). */
export const follow = pgTable(
  "follow",
  {
    actor: text("actor").notNull(),
    iri: text("iri").notNull(),
    /** The path of our actor that is followed; null while only the Undo was seen. */
    target: text("target"),
    state: text("state").$type<"follows" | "undone">().notNull(),
    /** When the request that last changed it was signed; milliseconds since 1970. */
    followSignedAt: bigint("follow_signed_at", { mode: "number" }),
    undoSignedAt: bigint("undo_signed_at", { mode: "number" }),
  },
  (t) => [primaryKey({ columns: [t.actor, t.iri] }), index("follow_target").on(t.target, t.state)],
);

/** What is between a person and a project: the ladder of consent (product.md). */
export const interest = pgTable(
  "interest",
  {
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    projectId: text("project_id")
      .notNull()
      .references(() => project.id),
    state: text("state").notNull(),
    place: text("place").references(() => place.key),
    /** What we asked last in this conversation and wait to hear. */
    awaiting: text("awaiting").notNull(),
    choices: jsonb("choices").$type<readonly string[]>().notNull(),
    followedAt: at("followed_at"),
    sharedAt: at("shared_at"),
  },
  (t) => [
    primaryKey({ columns: [t.personId, t.projectId] }),
    index("interest_project").on(t.projectId, t.state),
  ],
);

/** When a person was last asked about a lineage, unasked: once in 12 months (product.md, "Times"). */
export const asked = pgTable(
  "asked",
  {
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    root: text("root").notNull(),
    host: text("host").notNull(),
    askedAt: at("asked_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.root] }), index("asked_host").on(t.host, t.askedAt)],
);

/** What a person agreed to, in which words, when, and what proves it (F22, protocol.md 4.2 rule 6). */
export const consent = pgTable(
  "consent",
  {
    seq: seq().primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    projectId: text("project_id").notNull(),
    level: smallint("level").notNull(),
    given: boolean("given").notNull(),
    textVersion: text("text_version").notNull(),
    language: text("language").notNull(),
    /** The signed activity that answered. */
    evidence: text("evidence").notNull(),
    /** For L2 the cooperative that was named, for L3 the team. */
    about: text("about").notNull(),
    at: at("at").notNull(),
  },
  (t) => [index("consent_person").on(t.personId)],
);

/** Answers that we gave somebody: at most one for each message, at most ten a day. */
export const answered = pgTable(
  "answered",
  {
    seq: seq().primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [index("answered_person").on(t.personId, t.at)],
);

// ── Matching (matching.md 5.2) ───────────────────────────────────────────────────────────────────

export const matchProfile = pgTable(
  "match_profile",
  {
    personId: text("person_id")
      .primaryKey()
      .references(() => person.id, { onDelete: "cascade" }),
    /** Bit mask: ca 1, es 2, en 4. */
    languages: integer("languages").notNull(),
    cap: smallint("cap").notNull(),
    /** Seats held or taken now. */
    load: smallint("load").notNull(),
  },
  (t) => [check("load_within_cap", sql`${t.load} between 0 and ${t.cap}`)],
);

/** An interest as the matcher sees it: w waiting, i invited, m member, d dormant. */
export const matchInterest = pgTable(
  "match_interest",
  {
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    root: text("root").notNull(),
    projectId: text("project_id")
      .notNull()
      .references(() => project.id),
    status: text("status").$type<"w" | "i" | "m" | "d">().notNull(),
    place: text("place")
      .notNull()
      .references(() => place.key),
    lat: doublePrecision("lat").notNull(),
    lon: doublePrecision("lon").notNull(),
    languages: integer("languages").notNull(),
    /** The event since which they wait: who waited longest goes first. */
    since: bigint("since", { mode: "number" }).notNull(),
    teamId: text("team_id"),
    /** Why it rests, when it does. */
    because: text("because"),
  },
  (t) => [
    primaryKey({ columns: [t.personId, t.root] }),
    index("match_waiting").on(t.root, t.lat).where(sql`${t.status} = 'w'`),
    index("match_dormant").on(t.personId).where(sql`${t.status} = 'd'`),
  ],
);

export const matchEvent = pgTable(
  "match_event",
  {
    seq: seq().primaryKey(),
    kind: text("kind").notNull(),
    personId: text("person_id").notNull(),
    root: text("root").notNull(),
    arg: text("arg"),
    at: at("at").notNull().defaultNow(),
    dueAt: at("due_at").notNull().defaultNow(),
    attempts: smallint("attempts").notNull().default(0),
    doneAt: at("done_at"),
  },
  (t) => [
    index("match_event_due").on(t.seq).where(sql`${t.doneAt} is null`),
    index("match_event_person").on(t.personId),
  ],
);

/** Why the matcher did what it did: explanations, audit. */
export const matchDecision = pgTable(
  "match_decision",
  {
    seq: bigint("seq", { mode: "number" }).notNull(),
    ord: smallint("ord").notNull(),
    kind: text("kind").notNull(),
    root: text("root").notNull(),
    teamId: text("team_id"),
    personId: text("person_id"),
    why: jsonb("why").notNull(),
  },
  (t) => [primaryKey({ columns: [t.seq, t.ord] }), index("match_decision_person").on(t.personId)],
);

export const team = pgTable(
  "team",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    root: text("root").notNull(),
    projectId: text("project_id")
      .notNull()
      .references(() => project.id),
    hub: text("hub")
      .notNull()
      .references(() => place.key),
    lat: doublePrecision("lat").notNull(),
    lon: doublePrecision("lon").notNull(),
    language: text("language").notNull(),
    state: text("state").notNull(),
    min: integer("min").notNull(),
    max: integer("max").notNull(),
    foundedBySeq: bigint("founded_by_seq", { mode: "number" }).notNull(),
    foundedByOrd: smallint("founded_by_ord").notNull(),
    proposedAt: at("proposed_at").notNull(),
    formedAt: at("formed_at"),
  },
  (t) => [
    uniqueIndex("team_founded").on(t.foundedBySeq, t.foundedByOrd),
    index("team_open").on(t.root, t.lat).where(sql`${t.state} in ('proposed', 'formed')`),
  ],
);

/** Seats of a team: invited, then taken or free again. */
export const seat = pgTable(
  "seat",
  {
    id: text("id").primaryKey(),
    teamId: text("team_id")
      .notNull()
      .references(() => team.id),
    root: text("root").notNull(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    /** The project they follow, from which every message to them comes. */
    projectId: text("project_id")
      .notNull()
      .references(() => project.id),
    state: text("state").notNull(),
    /** The name they want to be called, as the team sees it. */
    name: text("name"),
    invitedAt: at("invited_at").notNull(),
    answeredAt: at("answered_at"),
  },
  (t) => [
    // T3: at most one seat held or taken for each person and root.
    uniqueIndex("seat_one").on(t.personId, t.root).where(sql`${t.state} in ('invited', 'taken')`),
    index("seat_team").on(t.teamId, t.state),
  ],
);

/** Something to do later about somebody: ask, remind, let an invitation expire. */
export const appointment = pgTable(
  "appointment",
  {
    seq: seq().primaryKey(),
    kind: text("kind").notNull(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    projectId: text("project_id").notNull(),
    seatId: text("seat_id").references(() => seat.id, { onDelete: "cascade" }),
    dueAt: at("due_at").notNull(),
    attempts: smallint("attempts").notNull().default(0),
  },
  (t) => [index("appointment_due").on(t.dueAt), index("appointment_person").on(t.personId)],
);

// ── In and out ───────────────────────────────────────────────────────────────────────────────────

/** What other servers said, verified, as it came: acknowledged means it is here (R1). */
export const inbound = pgTable(
  "inbound",
  {
    seq: seq().primaryKey(),
    /** The activity's id; for Follow and Undo with its signature, as their ids may be used again (A21). */
    once: text("once").notNull().unique(),
    actor: text("actor").notNull(),
    type: text("type").notNull(),
    body: text("body").notNull(),
    signedAt: bigint("signed_at", { mode: "number" }).notNull(),
    receivedAt: at("received_at").notNull().defaultNow(),
    handledAt: at("handled_at"),
    attempts: smallint("attempts").notNull().default(0),
    leaseUntil: at("lease_until"),
    lease: text("lease"),
    error: text("error"),
  },
  (t) => [
    index("inbound_due").on(t.seq).where(sql`${t.handledAt} is null`),
    index("inbound_actor").on(t.actor, t.seq).where(sql`${t.handledAt} is null`),
  ],
);

/** What must be told, in our words, until it is written out as letters. */
export const notice = pgTable(
  "notice",
  {
    seq: seq().primaryKey(),
    notice: jsonb("notice").notNull(),
    /** Whom or what it is about: notices with the same subject are written one after the other (R21). */
    subject: text("subject").notNull(),
    attempts: smallint("attempts").notNull().default(0),
    dueAt: at("due_at").notNull().defaultNow(),
    madeAt: at("made_at").notNull().defaultNow(),
  },
  (t) => [index("notice_subject").on(t.subject, t.seq)],
);

/** One activity to one inbox: fixed bytes, tried until it is handed over or given up (house.md, decision 2). */
export const letter = pgTable(
  "letter",
  {
    id: text("id").primaryKey(),
    seq: seq(),
    /** The path of the actor that signs. */
    actor: text("actor").notNull(),
    inbox: text("inbox").notNull(),
    host: text("host").notNull(),
    body: text("body").notNull(),
    /** What makes the same letter from being written twice: notice, and for whom. */
    once: text("once").notNull().unique(),
    /** 0 to one person, 1 news, 2 deletions. */
    lane: smallint("lane").notNull(),
    /** Letters with the same key leave one after the other. */
    orderKey: text("order_key").notNull(),
    state: text("state").notNull(),
    /** Which of the actor's keys signs, when it is not the present one (protocol.md 8.3, 48). */
    keyGeneration: smallint("key_generation"),
    /** How long it is tried: news a week, withdrawals and erasures 30 days (R20). */
    heldDays: smallint("held_days").notNull().default(7),
    attempts: smallint("attempts").notNull().default(0),
    nextAt: at("next_at").notNull().defaultNow(),
    leaseUntil: at("lease_until"),
    lease: text("lease"),
    goneSince: at("gone_since"),
    lastStatus: integer("last_status"),
    lastError: text("last_error"),
    personId: text("person_id"),
    /** The team whose members it names, if it does. */
    teamId: text("team_id"),
    /** For an Accept: the Follow that it answers, so that a repeated Follow sends it again. */
    answers: text("answers"),
    madeAt: at("made_at").notNull().defaultNow(),
    settledAt: at("settled_at"),
  },
  (t) => [
    index("letter_host").on(t.host, t.lane, t.nextAt, t.seq).where(sql`${t.state} = 'waiting'`),
    index("letter_flying").on(t.host).where(sql`${t.state} = 'waiting' and ${t.lease} is not null`),
    index("letter_order").on(t.orderKey, t.seq).where(sql`${t.state} = 'waiting'`),
    index("letter_answers").on(t.answers),
    index("letter_person").on(t.personId),
  ],
);

// ── Other servers ────────────────────────────────────────────────────────────────────────────────

/** What we know of actors of other servers: where to write to them, and their keys. */
export const remoteActor = pgTable("remote_actor", {
  iri: text("iri").primaryKey(),
  document: jsonb("document").$type<unknown>(),
  /** When the last look failed, and how; not asked again for five minutes (C15). */
  failure: text("failure"),
  fetchedAt: at("fetched_at").notNull(),
  /** When we looked last, with success or without. */
  triedAt: at("tried_at").notNull(),
});

/** What we know of a server as such. */
export const remoteHost = pgTable("remote_host", {
  host: text("host").primaryKey(),
  /** Which way of signing it understands (protocol.md 8.3, 43). */
  signs: text("signs"),
  /** Since when nothing could be handed over there, and how often in a row it failed. */
  failingSince: at("failing_since"),
  failures: integer("failures").notNull().default(0),
  /** Until then nothing but one letter to try is sent there (R19, R20). */
  restsUntil: at("rests_until"),
  /** How many of its people we asked, and how many of them blocked us (protocol.md 4.2, rule 2). */
  asked: integer("asked").notNull().default(0),
  blocks: integer("blocks").notNull().default(0),
});

// ── Moderation (boundary.md G) ───────────────────────────────────────────────────────────────────

/** What moderators decided about servers; of several that fit, the longest domain counts. */
export const domainRule = pgTable("domain_rule", {
  /** In ASCII, small letters, with its port if it has an unusual one; holds for what is below it too. */
  domain: text("domain").primaryKey(),
  rule: text("rule").$type<"block" | "limit" | "allow">().notNull(),
  reason: text("reason").notNull(),
  madeAt: at("made_at").notNull().defaultNow(),
});

export const actorRule = pgTable("actor_rule", {
  iri: text("iri").primaryKey(),
  rule: text("rule").$type<"block" | "limit">().notNull(),
  reason: text("reason").notNull(),
  madeAt: at("made_at").notNull().defaultNow(),
});

/** Reports by people of other servers, for moderators alone (G8, protocol.md 8.3, 89). */
export const report = pgTable(
  "report",
  {
    id: text("id").primaryKey(),
    /** The server that reports; who of its people did is its secret. */
    host: text("host").notNull(),
    actor: text("actor").notNull(),
    about: jsonb("about").$type<readonly string[]>().notNull(),
    content: text("content").notNull(),
    state: text("state").$type<"open" | "settled">().notNull(),
    madeAt: at("made_at").notNull().defaultNow(),
    settledAt: at("settled_at"),
  },
  (t) => [index("report_state").on(t.state, t.madeAt)],
);

/** What others would see of somebody limited, until a moderator has looked at it (G2, G5). */
export const held = pgTable(
  "held",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    kind: text("kind").notNull(),
    /** What it belongs to: for a chosen name, the seat. */
    subject: text("subject").notNull(),
    text: text("text").notNull(),
    madeAt: at("made_at").notNull().defaultNow(),
  },
  (t) => [uniqueIndex("held_once").on(t.kind, t.subject), index("held_person").on(t.personId)],
);

/** What administrators and moderators did: written, never changed (G12). */
export const audit = pgTable(
  "audit",
  {
    seq: seq().primaryKey(),
    at: at("at").notNull().defaultNow(),
    who: text("who").notNull(),
    did: text("did").notNull(),
    about: text("about").notNull(),
    details: jsonb("details").$type<Readonly<Record<string, unknown>>>().notNull(),
  },
  (t) => [index("audit_at").on(t.at)],
);
