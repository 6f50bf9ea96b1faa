/** Public notes of our actors, as they are served and sent. */
import { actorIri, noteIri } from "../addresses.ts";
import type { Instance } from "../instance.ts";
import type { Note } from "../store/notes.ts";
import { noteContext, publicCollection } from "./context.ts";
import { interactionPolicy } from "./quotes.ts";

type Json = Readonly<Record<string, unknown>>;

/** A public note as it stands at its id, with the context around it left to the caller. */
export function noteObject(instance: Instance, note: Note): Json {
  const { origin } = instance;
  const id = noteIri(origin, note.id);
  const author = origin + note.actor;
  return {
    type: "Note",
    id,
    url: id,
    attributedTo: author,
    published: note.publishedAt.toISOString(),
    to: [publicCollection],
    cc: [`${author}/followers`],
    ...(note.projectId === null
      ? {}
      : { context: actorIri(origin, { kind: "project", id: note.projectId }) }),
    content: note.html,
    contentMap: { [note.language]: note.html },
    tag: note.tags,
    interactionPolicy,
  };
}

export function noteDocument(instance: Instance, note: Note): Json {
  return { "@context": noteContext, ...noteObject(instance, note) };
}

/** The activity by which a public note was made; its id is the note's with a fragment. */
export function createOf(instance: Instance, note: Note): Json {
  const object = noteObject(instance, note);
  return {
    type: "Create",
    id: `${noteIri(instance.origin, note.id)}#create`,
    actor: object.attributedTo,
    published: object.published,
    to: object.to,
    cc: object.cc,
    object,
  };
}
