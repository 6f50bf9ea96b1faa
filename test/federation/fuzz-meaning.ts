/** What fuzzed documents mean: honest words of senders, and every way of speaking for somebody else. */
import fc from "fast-check";
import type { Cast, Json } from "./fuzz-documents.ts";

export type Meant = { readonly sender: string; readonly activity: Json };

type Parts = {
  readonly sender: string;
  readonly other: string;
  readonly bystander: string;
  readonly project: string;
  readonly one: string;
  readonly thing: string;
  readonly text: string;
  readonly n: number;
};

/** Nothing that bystanders could be matched with: they live elsewhere. */
const texts = [
  ...["Visc a Salt", "Salt", "Sí", "sí, Fuzz", "no", "STOP", "1", "2", "help", "link", "English"],
  ...[
    "hola?",
    "<p>Sí</p>",
    "<script>alert(1)</script>",
    "&#0;",
    "\u202eis\u0301",
    "👍",
    "x".repeat(9_000),
  ],
  ...["<a href='https://girona.test'>@projecte</a> Salt", "<".repeat(3_000), "Sí\u0000", "17155"],
];

/** What senders may say: the state that the others attack grows out of it. */
const honest: Readonly<Record<string, (parts: Parts) => Json>> = {
  follow: ({ sender, project }) => ({
    type: "Follow",
    id: followOf(sender, project),
    object: project,
  }),
  followAnother: ({ one }) => ({ type: "Follow", object: one }),
  join: ({ project }) => ({ type: "Join", object: project }),
  leave: ({ project }) => ({ type: "Leave", object: project }),
  undo: ({ sender, project }) => ({ type: "Undo", object: followOf(sender, project) }),
  undoWhole: ({ sender, project }) => ({ type: "Undo", object: aFollow(sender, project) }),
  say: (parts) => ({ type: "Create", object: aNote(parts, parts.sender) }),
  sayToBothInPublic: (parts) => ({
    type: "Create",
    to: ["as:Public", parts.one],
    object: { ...aNote(parts, parts.sender), to: ["as:Public"], cc: [parts.project, parts.one] },
  }),
  block: ({ one }) => ({ type: "Block", object: one }),
  update: ({ sender }) => ({ type: "Update", object: aPerson(sender, sender) }),
  goodbye: ({ sender }) => ({ type: "Delete", object: sender }),
  move: ({ sender, other }) => ({ type: "Move", object: sender, target: other }),
  report: ({ one, bystander, text }) => ({ type: "Flag", object: [one, bystander], content: text }),
  quote: ({ sender, thing, n }) => ({
    type: "QuoteRequest",
    "@context": [
      "https://www.w3.org/ns/activitystreams",
      { QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest" },
    ],
    object: thing,
    instrument: `${sender}/notes/${n}`,
  }),
};

/** Whoever signs speaks for somebody else, for us, or about what is not theirs (boundary.md A18 to A23, B). */
const forged: Readonly<Record<string, (parts: Parts) => Json>> = {
  asBystander: ({ bystander, project }) => ({
    ...aFollow(bystander, project),
    type: "Undo",
    object: followOf(bystander, project),
  }),
  asOurs: ({ one, project }) => ({
    id: `${one}/acts/1`,
    actor: one,
    type: "Delete",
    object: project,
  }),
  asTwo: ({ sender, bystander }) => ({
    actor: [sender, bystander],
    type: "Delete",
    object: bystander,
  }),
  asObject: ({ bystander }) => ({
    actor: aPerson(bystander, bystander),
    type: "Delete",
    object: bystander,
  }),
  undoTheirFollow: ({ bystander, project }) => ({
    type: "Undo",
    object: followOf(bystander, project),
  }),
  undoTheirsWhole: ({ bystander, project }) => ({
    type: "Undo",
    object: aFollow(bystander, project),
  }),
  undoTheirsInMyName: ({ sender, bystander, project }) => ({
    type: "Undo",
    object: { ...aFollow(sender, project), id: followOf(bystander, project) },
  }),
  theirFollowAsMine: ({ bystander, project }) => ({
    type: "Follow",
    id: followOf(bystander, project),
    object: project,
  }),
  leaveWithTheirId: ({ bystander, project }) => ({
    type: "Leave",
    id: followOf(bystander, project),
    object: project,
    origin: bystander,
  }),
  theirNote: (parts) => ({ type: "Create", object: aNote(parts, parts.bystander) }),
  noteOfTwo: (parts) => ({
    type: "Create",
    object: { ...aNote(parts, parts.sender), attributedTo: [parts.sender, parts.bystander] },
  }),
  noteWithTheirId: (parts) => ({
    type: "Create",
    object: { ...aNote(parts, parts.sender), id: `${parts.bystander}/notes/1` },
  }),
  noteWithOurId: (parts) => ({
    type: "Create",
    object: { ...aNote(parts, parts.sender), id: parts.thing },
  }),
  replyToTeam: (parts) => ({
    type: "Create",
    to: [parts.one, parts.bystander],
    object: { ...aNote(parts, parts.sender), inReplyTo: parts.thing, audience: [parts.one] },
  }),
  deleteThem: ({ bystander }) => ({ type: "Delete", object: bystander }),
  deleteTombstone: ({ bystander }) => ({
    type: "Delete",
    object: { id: bystander, type: "Tombstone" },
  }),
  deleteOurs: ({ thing }) => ({ type: "Delete", object: { id: thing, type: "Tombstone" } }),
  updateThem: ({ bystander, sender }) => ({
    type: "Update",
    object: { ...aPerson(bystander, sender), inbox: `${sender}/inbox` },
  }),
  moveThem: ({ bystander, sender }) => ({ type: "Move", object: bystander, target: sender }),
  moveToThem: ({ sender, bystander }) => ({ type: "Move", object: sender, target: bystander }),
  moveToUs: ({ sender, one }) => ({ type: "Move", object: sender, target: one }),
  blockForThem: ({ bystander, one }) => ({
    type: "Block",
    object: one,
    attributedTo: bystander,
    target: bystander,
  }),
  acceptNothing: ({ bystander, one }) => ({ type: "Accept", object: aFollow(one, bystander) }),
  rejectTheirs: ({ bystander, project }) => ({
    type: "Reject",
    object: aFollow(bystander, project),
  }),
  announceForged: (parts) => ({
    type: "Announce",
    object: { type: "Create", actor: parts.bystander, object: aNote(parts, parts.bystander) },
  }),
  announceUndo: ({ bystander, project }) => ({
    type: "Announce",
    object: { type: "Undo", actor: bystander, object: aFollow(bystander, project) },
  }),
  addToTeam: ({ sender, one }) => ({ type: "Add", object: sender, target: `${one}/followers` }),
  removeFromTeam: ({ bystander, one }) => ({
    type: "Remove",
    object: bystander,
    target: one,
    origin: `${one}/followers`,
  }),
  invite: ({ bystander, one }) => ({ type: "Invite", object: one, target: bystander }),
  offerMembership: ({ bystander, one }) => ({
    type: "Offer",
    object: {
      type: "Relationship",
      subject: bystander,
      object: one,
      relationship: "https://schema.org/memberOf",
    },
  }),
  quoteForThem: ({ bystander, thing }) => ({
    type: "QuoteRequest",
    object: thing,
    instrument: `${bystander}/notes/1`,
  }),
  reportAsUs: ({ one, bystander }) => ({
    type: "Flag",
    actor: one,
    object: bystander,
    content: "?",
  }),
};

/** An activity that means something, by one of the senders. */
export function meant(cast: Cast): fc.Arbitrary<Meant> {
  const parts = fc.record({
    sender: fc.constantFrom(...cast.senders),
    other: fc.constantFrom(...cast.senders),
    bystander: fc.constantFrom(...cast.bystanders),
    project: fc.constant(cast.project),
    one: fc.constantFrom(...cast.ours),
    thing: fc.constantFrom(...cast.things),
    text: fc.constantFrom(...texts),
    n: fc.nat(1_000_000_000),
  });
  const build = fc.oneof(
    fc.constantFrom(...Object.values(honest)),
    fc.constantFrom(...Object.values(forged)),
  );
  return fc.tuple(build, parts).map(([of, one]) => ({ sender: one.sender, activity: of(one) }));
}

function followOf(person: string, project: string): string {
  return `${person}#follows/${project.slice(project.lastIndexOf("/") + 1)}`;
}

function aFollow(person: string, project: string): Json {
  return { id: followOf(person, project), type: "Follow", actor: person, object: project };
}

function aNote({ project, text, n }: Parts, by: string): Json {
  return {
    id: `${by}/notes/${n}`,
    type: "Note",
    attributedTo: by,
    to: [project],
    content: text,
    tag: [{ type: "Mention", href: project, name: "@projecte@girona.test" }],
  };
}

function aPerson(iri: string, keysOf: string): Json {
  return {
    id: iri,
    type: "Person",
    preferredUsername: "algu",
    inbox: `${iri}/inbox`,
    publicKey: { id: `${keysOf}#main-key`, owner: iri, publicKeyPem: "-----BEGIN PUBLIC KEY-----" },
  };
}
