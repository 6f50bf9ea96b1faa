/** Retiring a project for good: it closes, says goodbye to its followers, and answers 410 from then on (86). */
import { actorPath } from "../addresses.ts";
import type { ProjectId } from "../domain/ids.ts";
import type { Notice } from "../domain/notices.ts";
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import type { Tx } from "../store/db.ts";
import { followerInboxes } from "../store/interests.ts";
import { latestNotes } from "../store/notes.ts";
import { postNotices } from "../store/notices.ts";
import { liveProject, lockProject, saveProjectOpen } from "../store/projects.ts";
import { removeSearch } from "../store/search.ts";
import { unsettled } from "../store/teams.ts";
import { buryActor, cancelAppointmentsOf, endFollowsOf } from "../store/tombstones.ts";
import { wake } from "../store/wake.ts";
import { endWaiting, endWaitings } from "./leaving.ts";
import { transact } from "./transaction.ts";

export type Retired = "retired" | "already-retired" | "no-such-project";

/**
 * Cannot be undone: the address and the name stay taken. Teams that have formed stay as they are;
 * whoever waited, was invited, or had said yes to a team that cannot form any more is told so.
 */
export function retireProject({ db, now, by }: Instance, id: ProjectId): Promise<Retired> {
  return transact(db, async (tx) => {
    const project = await lockProject(tx, id);
    if (project === null) return "no-such-project";
    if ((await liveProject(tx, id)) === null) return "already-retired";
    const at = now();
    await recordDeed(tx, by, { about: project.sheet.slug });
    const goodbye = await goodbyeOf(tx, id);
    await buryActor(tx, actorPath({ kind: "project", id }), "Group");
    await saveProjectOpen(tx, id, { open: false, updatedAt: at });
    await removeSearch(tx, id);
    await endWaitings(tx, project, at);
    for (const person of await unsettled(tx, id)) await endWaiting(tx, project, { person, at });
    await cancelAppointmentsOf(tx, id);
    await postNotices(tx, [goodbye]);
    await wake(tx, "documents");
    return "retired";
  });
}

/** Some servers keep the posts of a deleted actor: those are deleted one by one, as far as that goes. */
const mostNotes = 50;

/** Ends the follows, and says whom to tell of what: afterwards nobody knows any more. */
async function goodbyeOf(tx: Tx, project: ProjectId): Promise<Notice> {
  const actor = actorPath({ kind: "project", id: project });
  const notes = await latestNotes(tx, actor, mostNotes);
  const inboxes = await followerInboxes(tx, actor);
  await endFollowsOf(tx, actor);
  return { kind: "project-retired", project, notes, inboxes };
}
