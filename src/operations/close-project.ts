/** Closing a project: it takes no new interest; who is interested keeps what they agreed to. */
import type { ProjectId } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { lockProject, saveProjectOpen } from "../store/projects.ts";
import { wake } from "../store/wake.ts";
import { transact } from "./transaction.ts";

export type Closed = "closed" | "already-closed" | "no-such-project";

export function closeProject({ db, now }: Instance, id: ProjectId): Promise<Closed> {
  return transact(db, async (tx) => {
    const project = await lockProject(tx, id);
    if (project === null) return "no-such-project";
    if (!project.open) return "already-closed";
    await saveProjectOpen(tx, id, { open: false, updatedAt: now() });
    await wake(tx, "documents");
    return "closed";
  });
}
