/** Publishing a project out of its sheet. */
import { actorIri, actorPath } from "../addresses.ts";
import type { ProjectId } from "../domain/ids.ts";
import { pinnedNotes } from "../domain/profile.ts";
import type { Project } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import { insertNote } from "../store/notes.ts";
import { savePicture } from "../store/pictures.ts";
import { insertProject, slugTaken, takeHandle } from "../store/projects.ts";
import { saveSearch } from "../store/search.ts";
import { transact } from "./transaction.ts";

export type PublishRefusal = "slug-taken" | "handle-taken";

export type Published =
  | { readonly outcome: "published"; readonly project: Project }
  | { readonly outcome: "refused"; readonly because: PublishRefusal };

type Brought = {
  /** Its fingerprint, when the sheet came in the box. */
  readonly shipped?: string | null;
  /** As `pictures.ts` drew it anew. */
  readonly picture?: Uint8Array | null;
};

class Refused extends Error {
  readonly because: PublishRefusal;
  constructor(because: PublishRefusal) {
    super(because);
    this.because = because;
  }
}

/**
 * Makes a project with its actor's name and its pinned notes, all or nothing. Refused when the
 * address or the name is in use, also by something that was closed (protocol.md 8.3, 17 and 24).
 */
export async function publishProject(
  instance: Instance,
  sheet: Sheet,
  { shipped = null, picture = null }: Brought = {},
): Promise<Published> {
  try {
    const project = await transact(instance.db, async (tx) => {
      const id = instance.newId() as ProjectId;
      const at = instance.now();
      const own = { kind: "project", id } as const;
      if (await slugTaken(tx, sheet.slug)) throw new Refused("slug-taken");
      if (!(await takeHandle(tx, sheet.handle, actorPath(own)))) throw new Refused("handle-taken");
      const published: Project = {
        id,
        sheet,
        root: actorIri(instance.origin, own),
        open: true,
        movedTo: null,
        alsoKnownAs: [],
        publishedAt: at,
        updatedAt: at,
      };
      await recordDeed(tx, instance.by, { about: sheet.slug });
      await insertProject(tx, published, shipped);
      await savePicture(tx, id, picture);
      await saveSearch(tx, id, sheet);
      for (const [pinned, note] of pinnedNotes(sheet).entries()) {
        await insertNote(tx, {
          id: instance.newId(),
          actor: actorPath(own),
          language: note.language,
          html: note.html,
          tags: [],
          pinned,
          projectId: id,
          teamId: null,
          publishedAt: at,
        });
      }
      return published;
    });
    return { outcome: "published", project };
  } catch (error) {
    if (error instanceof Refused) return { outcome: "refused", because: error.because };
    throw error;
  }
}
