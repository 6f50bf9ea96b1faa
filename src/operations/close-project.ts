/** Closing a project: it takes nobody new and brings nobody together any more; who waited is told so (I6). */
import type { PersonId, ProjectId } from "../domain/ids.ts";
import type { Project } from "../domain/projects.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { interestOf, saveInterest } from "../store/interests.ts";
import { waitingFor } from "../store/matching.ts";
import { postNotices } from "../store/notices.ts";
import { lockProject, saveProjectOpen } from "../store/projects.ts";
import { wake } from "../store/wake.ts";
import { unshare } from "./leaving.ts";
import { transact } from "./transaction.ts";

export type Closed = "closed" | "already-closed" | "no-such-project";

export function closeProject({ db, now }: Instance, id: ProjectId): Promise<Closed> {
  return transact(db, async (tx) => {
    const project = await lockProject(tx, id);
    if (project === null) return "no-such-project";
    if (!project.open) return "already-closed";
    const at = now();
    await saveProjectOpen(tx, id, { open: false, updatedAt: at });
    for (const person of await waitingFor(tx, id)) await endWaiting(tx, project, { person, at });
    await wake(tx, "documents");
    return "closed";
  });
}

/** Who waits for a team will not get one here: better told than left waiting. Invitations and seats stay. */
async function endWaiting(
  tx: Tx,
  project: Project,
  { person, at }: { readonly person: PersonId; readonly at: Date },
): Promise<void> {
  const interest = await interestOf(tx, person, project.id);
  if (interest === null) return;
  await unshare(tx, interest, { root: project.root, at });
  await saveInterest(tx, { ...interest, state: "placed", sharedAt: null, awaiting: "nothing" });
  await postNotices(tx, [{ kind: "tell", person, project: project.id, message: { say: "ended" } }]);
}
