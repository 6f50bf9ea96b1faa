/** A note to one of our projects: in private it is an answer, in public it is not (protocol.md 4.2). */
import { Create, Note } from "@fedify/vocab";
import { actorOfIri } from "../../addresses.ts";
import { understand } from "../../domain/concierge.ts";
import type { ProjectId } from "../../domain/ids.ts";
import { type Language, languageOfTag } from "../../domain/languages.ts";
import type { Instance } from "../../instance.ts";
import { hearMessage } from "../../operations/hear-message.ts";
import { standingOf } from "../../store/projects.ts";
import { publicCollection } from "../context.ts";
import { plainText } from "../plain-text.ts";
import { remoteActor, sameOrigin } from "../remote-actor.ts";
import { isDoubted } from "../trust.ts";
import type { Handler } from "./index.ts";

export const onCreate: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof Create) || activity.id === null) return false;
  const note = ownNote(claim.body, claim.actor);
  if (note === null) return false;
  const project = addressedProject(instance, note);
  if (project === null || (await standingOf(instance.db, project)) !== "there") return false;
  const sender = await remoteActor(instance, claim.actor);
  if (sender.outcome !== "known") {
    if (sender.outcome === "unavailable" && sender.temporary)
      throw new Error("the actor cannot be had now");
    return false;
  }
  // A vote in somebody's poll, or a picture without words, says nothing here.
  const text = plainText(note.content, handlesOf(note));
  if (text === "") return false;
  // Whoever may be somebody else by now can still end it, and nothing more (A26).
  if (isDoubted(sender.actor) && understand(text).kind !== "stop") return false;
  await hearMessage(instance, {
    claim,
    project,
    profile: sender.actor,
    activity: activity.id.href,
    signedAt: claim.signedAt,
    said: { note: note.id, context: note.context },
    text,
    language: note.language,
    inPublic: isPublic(note),
  });
  return true;
};

type PlainNote = {
  readonly id: string;
  /** The thread, when it is an address of its own server. */
  readonly context: string | null;
  readonly content: string;
  readonly language: Language | null;
  readonly addressed: readonly string[];
  readonly mentioned: readonly { readonly href: string; readonly name: string }[];
};

/**
 * The note inside, when it is its sender's own: same server, attributed to exactly the actor who
 * signed (B20, B21). As plain JSON, which is what its server meant.
 */
function ownNote(body: string, actor: string): PlainNote | null {
  const { object, to, cc } = JSON.parse(body) as Record<string, unknown>;
  if (typeof object !== "object" || object === null || Array.isArray(object)) return null;
  const note = object as Record<string, unknown>;
  if (note.type !== Note.name || note.attributedTo !== actor) return null;
  if (typeof note.id !== "string" || !sameOrigin(note.id, actor)) return null;
  const content = contentOf(note);
  if (content === null) return null;
  const addressed = [to, cc, note.to, note.cc].flatMap(strings);
  const { id, context } = note;
  return {
    id,
    context: typeof context === "string" && sameOrigin(context, actor) ? context : null,
    content,
    language: languageOf(note),
    addressed,
    mentioned: mentions(note.tag),
  };
}

/** The content; where there is none, that of the one language that its map has. */
function contentOf({ content, contentMap }: Record<string, unknown>): string | null {
  if (typeof content === "string") return content;
  if (typeof contentMap !== "object" || contentMap === null) return null;
  const [only, ...others] = Object.values(contentMap);
  return typeof only === "string" && others.length === 0 ? only : null;
}

/** contentMap, as Mastodon writes it: one language, the note's own. */
function languageOf(note: Record<string, unknown>): Language | null {
  const map = note.contentMap;
  if (typeof map !== "object" || map === null) return null;
  const tags = Object.keys(map);
  return tags.length === 1 ? languageOfTag(tags[0] ?? "") : null;
}

function mentions(tag: unknown): PlainNote["mentioned"] {
  return (Array.isArray(tag) ? tag : [tag]).flatMap((one) => {
    if (typeof one !== "object" || one === null) return [];
    const { type, href, name } = one as Record<string, unknown>;
    return type === "Mention" && typeof href === "string"
      ? [{ href, name: typeof name === "string" ? name : "" }]
      : [];
  });
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
}

/** The project that is spoken to: mentioned, or the only one of ours addressed. */
function addressedProject({ origin }: Instance, note: PlainNote): ProjectId | null {
  const projects = (iris: readonly string[]) => [
    ...new Set(
      iris.flatMap((iri) => {
        const actor = actorOfIri(origin, iri);
        return actor?.kind === "project" ? [actor.id] : [];
      }),
    ),
  ];
  const [mentioned] = projects(note.mentioned.map(({ href }) => href));
  if (mentioned !== undefined) return mentioned;
  const addressed = projects(note.addressed);
  return addressed.length === 1 ? (addressed[0] ?? null) : null;
}

/** Mastodon adds the followers of a Group to what is said to it in private: that alone is not public (P3). */
function isPublic(note: PlainNote): boolean {
  return note.addressed.some(
    (iri) => iri === publicCollection || iri === "as:Public" || iri === "Public",
  );
}

function handlesOf(note: PlainNote): readonly string[] {
  return note.mentioned.map(({ name }) => name).filter((name) => name !== "");
}
