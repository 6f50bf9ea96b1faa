/** Documents that nobody honest sends, at five levels: bytes, JSON, JSON-LD, ActivityStreams, meaning. */
import fc from "fast-check";
import { meant } from "./fuzz-meaning.ts";

/** Whose ids the documents are full of. */
export type Cast = {
  readonly origin: string;
  /** Actors of ours: the project that senders know, and all others. */
  readonly project: string;
  readonly ours: readonly string[];
  /** Notes, activities, collections and permissions of ours, and ids that look as if they were. */
  readonly things: readonly string[];
  /** People who must not notice anything. */
  readonly bystanders: readonly string[];
  /** Who sends: each signs with a key of their own, and does with their own what they like. */
  readonly senders: readonly string[];
};

export type Json = Readonly<Record<string, unknown>>;

export type Document = {
  readonly level: keyof typeof levels;
  readonly sender: string;
  readonly body: string | Uint8Array;
};

export const activityStreams = "https://www.w3.org/ns/activitystreams";

const types = [
  ...["Follow", "Join", "Undo", "Leave", "Create", "Block", "Delete", "Update", "Move", "Flag"],
  ...["QuoteRequest", "Accept", "Reject", "Announce", "Add", "Remove", "Invite", "Offer", "Like"],
  ...["Listen", "Question", "Note", "Person", "Tombstone", "Collection", "EmojiReact", "as:Follow"],
  ...["follow", "Follow ", "__proto__", "constructor", "toString", "Activity", "Object", "Link"],
];

const fields = [
  ...["object", "target", "to", "cc", "bto", "bcc", "audience", "origin", "result", "instrument"],
  ...["content", "contentMap", "summary", "name", "nameMap", "published", "updated", "startTime"],
  ...["tag", "attachment", "attributedTo", "inReplyTo", "context", "icon", "image", "replies"],
  ...["url", "mediaType", "duration", "proof", "signature", "interactionPolicy", "endpoints"],
  ...[
    "publicKey",
    "alsoKnownAs",
    "movedTo",
    "items",
    "orderedItems",
    "oneOf",
    "closed",
    "location",
  ],
];

/** An activity that passes the door; only its meaning is open. */
function enveloped(sender: string, rest: Json, n: number): Json {
  return { "@context": activityStreams, id: `${sender}/acts/${n}`, type: "Follow", ...rest };
}

const serial = fc.nat(1_000_000_000);

/** Any id that means something to somebody. */
function anyId(cast: Cast): fc.Arbitrary<string> {
  const { ours, things, bystanders, senders } = cast;
  const odd = [
    "as:Public",
    "acct:marta@veins.test",
    "urn:x",
    "/ap/org",
    "",
    " ",
    "https://",
    "_:b0",
  ];
  return fc.constantFrom(...ours, ...things, ...bystanders, ...senders, ...odd);
}

function bytes(cast: Cast): fc.Arbitrary<Omit<Document, "level">> {
  const broken = fc
    .tuple(json(cast), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat())
    .map(([{ sender, body }, changes, length]) => {
      const whole = Buffer.from(body);
      for (const [at, byte] of changes) whole[at % Math.max(1, whole.length)] = byte;
      const cut = changes.length % 2 === 0 ? whole : whole.subarray(0, length % (whole.length + 1));
      return { sender, body: new Uint8Array(cut) };
    });
  const noise = fc.record({
    sender: fc.constantFrom(...cast.senders),
    body: fc.uint8Array({ maxLength: 400 }),
  });
  return fc.oneof({ weight: 3, arbitrary: broken }, noise);
}

/** Values in which parsers have drowned. */
const hostileJson: readonly string[] = [
  "[".repeat(20_000),
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  `${'{"a":'.repeat(30)}1${"}".repeat(30)}`,
  `[${"0,".repeat(600)}0]`,
  `{${Array.from({ length: 5_100 }, (_, n) => `"k${n}":0`).join(",")}}`,
  `"${"a".repeat(100_100)}"`,
  `"${"<a href=".repeat(10_000)}"`,
  '"\\ud800"',
  '"\\u0000"',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  "1e400",
  "-0",
  '"\\u202e\\u200b"',
];

function json(cast: Cast): fc.Arbitrary<{ readonly sender: string; readonly body: string }> {
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.json({ maxDepth: 5 }) },
    { weight: 2, arbitrary: anyId(cast).map((id) => JSON.stringify(id)) },
    fc.constantFrom(...hostileJson),
  );
  const name = fc.oneof(
    fc.constantFrom(...fields, "id", "actor", "type", "@context"),
    fc.string({ maxLength: 8 }),
  );
  // Written by hand: JSON.stringify never says a name twice.
  return fc
    .tuple(
      fc.constantFrom(...cast.senders),
      fc.constantFrom(...types),
      serial,
      fc.array(fc.tuple(name, value), { maxLength: 5 }),
    )
    .map(([sender, type, n, more]) => {
      const envelope = { ...enveloped(sender, { type, object: cast.project }, n), actor: sender };
      const extra = more.map(([key, text]) => `,${JSON.stringify(key)}:${text}`).join("");
      return { sender, body: `${JSON.stringify(envelope).slice(0, -1)}${extra}}` };
    });
}

/** Contexts that mean something else by the same words, and keywords that carry a second activity. */
function twists(cast: Cast): fc.Arbitrary<Json> {
  const as = (name: string) => `${activityStreams}#${name}`;
  const [bystander = ""] = cast.bystanders;
  const forged = {
    id: `${bystander}/acts/1`,
    type: "Delete",
    actor: bystander,
    object: bystander,
  };
  const contexts: readonly unknown[] = [
    "https://kontext.test/v1",
    "data:application/ld+json,{}",
    `${cast.origin}/ap/context`,
    null,
    7,
    {},
    { "@vocab": as("") },
    { "@base": `${cast.origin}/` },
    { "@import": "https://kontext.test/v1" },
    { "@version": 1.1, "@propagate": false, "@protected": true },
    { actor: { "@id": as("object"), "@type": "@id" } },
    { object: { "@id": as("actor"), "@type": "@id" } },
    { id: "@type", type: "@id" },
    { actor: null, object: null },
    { note: { "@id": as("object"), "@type": "@id" }, who: { "@reverse": as("actor") } },
    { object: { "@id": as("object"), "@container": "@graph" } },
    { Follow: as("Delete"), Create: as("Block") },
    { a: "b", b: "a" },
    { as: "https://kontext.test/#" },
  ];
  const keywords = ["@graph", "@reverse", "@included", "@nest", "@set", "@list", "@value", "@json"];
  const carried: readonly unknown[] = [forged, [forged], { actor: forged }, bystander, 1, null];
  const alone = fc.constantFrom<Json>(
    { "@id": `${bystander}/acts/2` },
    { "@type": "Delete" },
    { "@type": as("Delete"), [as("object")]: { "@id": bystander } },
    { [as("actor")]: [{ "@id": bystander }] },
    { "as:actor": bystander, "as:object": bystander },
    { who: forged, note: bystander },
    { "@index": "1", "@language": "ca", "@direction": "rtl" },
  );
  return fc.oneof(
    fc.constantFrom(...contexts).map((one) => ({ "@context": one })),
    fc
      .subarray([...contexts], { maxLength: 4 })
      .map((some) => ({ "@context": [activityStreams, ...some] })),
    fc
      .tuple(fc.constantFrom(...keywords), fc.constantFrom(...carried))
      .map(([name, what]) => ({ [name]: what })),
    alone,
  );
}

function jsonLd(cast: Cast): fc.Arbitrary<Omit<Document, "level">> {
  return fc
    .tuple(meant(cast), fc.array(twists(cast), { minLength: 1, maxLength: 3 }), serial)
    .map(([{ sender, activity }, some, n]) => {
      const whole = { ...enveloped(sender, { actor: sender, ...activity }, n) };
      return { sender, body: JSON.stringify(Object.assign(whole, ...some)) };
    });
}

/** Every field with a value of any kind: lists where one belongs, numbers for names, an activity for a date. */
function oddValue(cast: Cast): fc.Arbitrary<unknown> {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      anyId(cast),
      fc.constantFrom(null, true, -1, 1e308, 0.5, "2026-13-45T99:99:99Z", "P1Y", "ca", "<b>", []),
      fc.string(),
      fc.array(tie("value"), { maxLength: 4 }),
      tie("object"),
    ),
    object: fc
      .tuple(
        fc.constantFrom(...types),
        anyId(cast),
        fc.dictionary(fc.constantFrom(...fields, "actor", "ca", "href"), tie("value"), {
          maxKeys: 4,
        }),
      )
      .map(([type, id, rest]) => ({ type, id, ...rest })),
  }));
  return value;
}

function grammar(cast: Cast): fc.Arbitrary<Omit<Document, "level">> {
  const value = oddValue(cast);
  const envelope = fc.dictionary(fc.constantFrom("id", "type", "actor", "@context"), value, {
    maxKeys: 1,
  });
  return fc
    .record({
      sender: fc.constantFrom(...cast.senders),
      type: fc.constantFrom(...types),
      object: fc.option(value, { nil: cast.project }),
      rest: fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 6 }),
      spoilt: fc.option(envelope, { freq: 8 }),
      n: serial,
    })
    .map(({ sender, type, object, rest, spoilt, n }) => ({
      sender,
      body: JSON.stringify({
        ...enveloped(sender, { actor: sender, type, object, ...rest }, n),
        ...spoilt,
      }),
    }));
}

function meaning(cast: Cast): fc.Arbitrary<Omit<Document, "level">> {
  return fc.tuple(meant(cast), serial).map(([{ sender, activity }, n]) => ({
    sender,
    body: JSON.stringify(enveloped(sender, { actor: sender, ...activity }, n)),
  }));
}

const levels = { bytes, json, jsonLd, grammar, meaning };

/** A document of any level; what passes the door and means something comes more often. */
export function documents(cast: Cast): fc.Arbitrary<Document> {
  const weights = { bytes: 1, json: 2, jsonLd: 3, grammar: 3, meaning: 4 } as const;
  return fc.oneof(
    ...(Object.keys(levels) as (keyof typeof levels)[]).map((level) => ({
      weight: weights[level],
      arbitrary: levels[level](cast).map((one): Document => ({ level, ...one })),
    })),
  );
}
