/** Closing a project: it takes nobody new and brings nobody together any more; who waited is told so (I6). */
import type { ProjectId } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import { lockProject, saveProjectOpen } from "../store/projects.ts";
import { wake } from "../store/wake.ts";
import { endWaitings } from "./leaving.ts";
import { transact } from "./transaction.ts";

export type Closed = "closed" | "already-closed" | "no-such-project";

export function closeProject({ db, now, by }: Instance, id: ProjectId): Promise<Closed> {
  return transact(db, async (tx) => {
    const project = await lockProject(tx, id);
    if (project === null) return "no-such-project";
    if (!project.open) return "already-closed";
    const at = now();
    await saveProjectOpen(tx, id, { open: false, updatedAt: at });
    await endWaitings(tx, project, at);
    await recordDeed(tx, by, { about: project.sheet.slug });
    await wake(tx, "documents");
    return "closed";
  });
}
