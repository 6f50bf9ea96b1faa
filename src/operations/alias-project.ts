/** A project of ours says that an actor elsewhere was it, too: that may then send its followers here (87). */
import type { ProjectId } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import { postNotices } from "../store/notices.ts";
import { liveProject, lockProject, saveProjectMove } from "../store/projects.ts";
import { wake } from "../store/wake.ts";
import { transact } from "./transaction.ts";

export type Aliased = "aliased" | "already-aliased" | "too-many" | "no-such-project";

/** Others read no more of them. */
const most = 10;

export function aliasProject(
  { db, by }: Instance,
  { id, of }: { readonly id: ProjectId; readonly of: string },
): Promise<Aliased> {
  return transact(db, async (tx): Promise<Aliased> => {
    const project = await lockProject(tx, id);
    if (project === null || (await liveProject(tx, id)) === null) return "no-such-project";
    if (project.alsoKnownAs.includes(of)) return "already-aliased";
    if (project.alsoKnownAs.length >= most) return "too-many";
    await saveProjectMove(tx, id, { alsoKnownAs: [...project.alsoKnownAs, of] });
    await recordDeed(tx, by, { about: project.sheet.slug, details: { of } });
    await postNotices(tx, [{ kind: "project-changed", project: id, notes: [], gone: [] }]);
    await wake(tx, "documents");
    return "aliased";
  });
}
