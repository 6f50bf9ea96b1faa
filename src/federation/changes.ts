/** What followers are told when something of ours changes or goes: Update and Delete. */
import { activityIri, actorOfPath, actorPath, noteIri } from "../addresses.ts";
import type { Notice } from "../domain/notices.ts";
import type { Instance } from "../instance.ts";
import type { Db } from "../store/db.ts";
import { followerInboxes } from "../store/interests.ts";
import { pinnedNotes } from "../store/notes.ts";
import { activityContext, noteContext, publicCollection } from "./context.ts";
import { actorDocument } from "./documents.ts";
import { type Letter, toFollowers, toInboxes } from "./envelopes.ts";
import { noteObject } from "./notes.ts";

type Of<Kind extends Notice["kind"]> = Extract<Notice, { kind: Kind }>;
type Json = Readonly<Record<string, unknown>>;

/** Another sheet: the actor, the notes that changed, and those that are no more. */
export async function announceChange(
  instance: Instance,
  db: Db,
  notice: Of<"project-changed">,
): Promise<readonly Letter[]> {
  const actor = actorPath({ kind: "project", id: notice.project });
  const letters = await updateOfActor(instance, db, actor);
  for (const note of await pinnedNotes(db, actor)) {
    if (!notice.notes.includes(note.id)) continue;
    const object = { ...noteObject(instance, note), updated: instance.now().toISOString() };
    letters.push(...(await update(instance, db, { actor, object, context: noteContext })));
  }
  if (notice.gone.length === 0) return letters;
  const inboxes = await followerInboxes(db, actor);
  return [...letters, ...notice.gone.flatMap((id) => goneNote(instance, inboxes, { actor, id }))];
}

/** New keys: the letter that says so is signed with the old one, which followers' servers know (48). */
export async function announceKeys(
  instance: Instance,
  db: Db,
  notice: Of<"keys-turned">,
): Promise<readonly Letter[]> {
  const letters = await updateOfActor(instance, db, notice.actor);
  return letters.map((letter) => ({ ...letter, keyGeneration: notice.generation }));
}

/** The Update comes first: who looks the actor up because of the Move must find that it says so too (87). */
export async function announceMove(
  instance: Instance,
  db: Db,
  { project, to }: Of<"project-moved">,
): Promise<readonly Letter[]> {
  const actor = actorPath({ kind: "project", id: project });
  const iri = instance.origin + actor;
  const body = {
    "@context": activityContext,
    type: "Move",
    id: activityIri(instance.origin, instance.newId()),
    actor: iri,
    ...toEverybody(instance, actor),
    object: iri,
    target: to,
  };
  const update = await updateOfActor(instance, db, actor);
  return [...update, ...(await toFollowers(instance, db, { actor, body }))];
}

/**
 * A project is no more; in the simplest spelling, which every server understands. Its notes go before
 * it: snac2 would keep them.
 */
export function announceRetirement(
  instance: Instance,
  { project, notes, inboxes }: Of<"project-retired">,
): readonly Letter[] {
  const actor = actorPath({ kind: "project", id: project });
  const iri = instance.origin + actor;
  return [
    ...notes.flatMap((id) => goneNote(instance, inboxes, { actor, id })),
    ...deletion(instance, inboxes, { actor, id: iri, object: iri }),
  ];
}

function goneNote(
  instance: Instance,
  inboxes: readonly string[],
  { actor, id }: { readonly actor: string; readonly id: string },
): Letter[] {
  const object = { id: noteIri(instance.origin, id), type: "Tombstone", formerType: "Note" };
  return deletion(instance, inboxes, { actor, id: object.id, object });
}

/** The whole actor: a part of it would wipe the rest of the profile (protocol.md P4). */
async function updateOfActor(instance: Instance, db: Db, actor: string): Promise<Letter[]> {
  const own = actorOfPath(actor);
  const document = own === null ? null : await actorDocument(instance, own);
  if (document === null) return [];
  const { "@context": context, ...object } = document;
  return update(instance, db, { actor, object, context });
}

function update(
  instance: Instance,
  db: Db,
  of: { readonly actor: string; readonly object: Json; readonly context: unknown },
): Promise<Letter[]> {
  const body = {
    "@context": of.context,
    type: "Update",
    id: activityIri(instance.origin, instance.newId()),
    actor: instance.origin + of.actor,
    ...toEverybody(instance, of.actor),
    object: of.object,
  };
  return toFollowers(instance, db, { actor: of.actor, body });
}

/** Held for 30 days, and after everything else: a server that is away for a week still hears of it (R20). */
function deletion(
  instance: Instance,
  inboxes: readonly string[],
  of: { readonly actor: string; readonly id: string; readonly object: unknown },
): Letter[] {
  const body = {
    "@context": activityContext,
    type: "Delete",
    // Whoever looks it up finds the tombstone.
    id: `${of.id}#delete`,
    actor: instance.origin + of.actor,
    ...toEverybody(instance, of.actor),
    object: of.object,
  };
  const letters = toInboxes(instance, inboxes, { actor: of.actor, body });
  return letters.map((letter) => ({ ...letter, lane: 2, heldDays: 30 }));
}

function toEverybody({ origin }: Instance, actor: string): Json {
  return { to: [publicCollection], cc: [`${origin}${actor}/followers`] };
}
