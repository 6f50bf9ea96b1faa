/** Putting another sheet in the place of a project's own: profile, notes and search follow. */
import { actorPath } from "../addresses.ts";
import type { ProjectId } from "../domain/ids.ts";
import { pinnedNotes as notesOf } from "../domain/profile.ts";
import type { Project } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import type { Tx } from "../store/db.ts";
import { insertNote, pinnedNotes, saveNoteHtml } from "../store/notes.ts";
import { postNotices } from "../store/notices.ts";
import { savePicture } from "../store/pictures.ts";
import { lockProject, saveSheet, saveShipped } from "../store/projects.ts";
import { saveSearch } from "../store/search.ts";
import { buryNote } from "../store/tombstones.ts";
import { wake } from "../store/wake.ts";
import { transact } from "./transaction.ts";

/** Addresses and names are for life (protocol.md 8.3, 16 and 24). */
export type EditRefusal = "no-such-project" | "other-slug" | "other-handle";

export type Edited = { readonly outcome: "edited" | EditRefusal };

export type Edit = {
  readonly sheet: Sheet;
  /** Fingerprint of the sheet in the box that this is. */
  readonly shipped?: string;
  /** A new picture; without one what is there stays, as long as the sheet speaks of it. */
  readonly picture?: Uint8Array | null;
};

export function editProject(instance: Instance, id: ProjectId, to: Edit): Promise<Edited> {
  return transact(instance.db, async (tx): Promise<Edited> => {
    const project = await lockProject(tx, id);
    if (project === null) return { outcome: "no-such-project" };
    if (project.sheet.slug !== to.sheet.slug) return { outcome: "other-slug" };
    if (project.sheet.handle !== to.sheet.handle) return { outcome: "other-handle" };
    await recordDeed(tx, instance.by, { about: project.sheet.slug });
    await saveSheet(tx, id, { sheet: to.sheet, updatedAt: instance.now() });
    if (to.shipped !== undefined) await saveShipped(tx, id, to.shipped);
    if (to.sheet.picture === undefined) await savePicture(tx, id, null);
    else if (to.picture != null) await savePicture(tx, id, to.picture);
    await saveSearch(tx, id, to.sheet);
    const notes = await rewriteNotes(tx, instance, { ...project, sheet: to.sheet });
    await postNotices(tx, [{ kind: "project-changed", project: id, ...notes }]);
    await wake(tx, "documents");
    return { outcome: "edited" };
  });
}

type Rewritten = { readonly notes: readonly string[]; readonly gone: readonly string[] };

/**
 * Pinned notes keep their ids, so that what others show of them changes with them. Gives those that
 * changed, and those that are no more.
 */
async function rewriteNotes(tx: Tx, instance: Instance, project: Project): Promise<Rewritten> {
  const actor = actorPath({ kind: "project", id: project.id });
  const before = await pinnedNotes(tx, actor);
  const after = notesOf(project.sheet);
  const kept = new Set<string>();
  const changed: string[] = [];
  for (const [pinned, { language, html }] of after.entries()) {
    const there = before.find((note) => note.pinned === pinned && note.language === language);
    if (there !== undefined) {
      kept.add(there.id);
      if (there.html === html) continue;
      await saveNoteHtml(tx, there.id, html);
      changed.push(there.id);
      continue;
    }
    const [id, publishedAt] = [instance.newId(), instance.now()];
    const about = { projectId: project.id, teamId: null, tags: [] };
    await insertNote(tx, { id, actor, language, html, pinned, publishedAt, ...about });
  }
  const gone = before.filter((note) => !kept.has(note.id)).map((note) => note.id);
  for (const id of gone) await buryNote(tx, id);
  return { notes: changed, gone };
}

/** The shipped version was looked at and one's own kept: it is not offered again. */
export function keepOwnSheet(
  { db, by }: Instance,
  id: ProjectId,
  shipped: string,
): Promise<"kept" | "no-such-project"> {
  return transact(db, async (tx) => {
    const project = await lockProject(tx, id);
    if (project === null) return "no-such-project";
    await saveShipped(tx, id, shipped);
    await recordDeed(tx, by, { about: project.sheet.slug, details: { kept: true } });
    return "kept";
  });
}
