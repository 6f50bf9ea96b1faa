/** Handing a project over: it closes here, and its followers are sent on to the actor that goes on with it (87). */
import { actorIri } from "../addresses.ts";
import type { ProjectId } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import { postNotices } from "../store/notices.ts";
import { liveProject, lockProject, saveProjectMove, saveProjectOpen } from "../store/projects.ts";
import { wake } from "../store/wake.ts";
import { endWaitings } from "./leaving.ts";
import { transact } from "./transaction.ts";

export type ProjectMoved = "moved" | "moved-before" | "not-known-there" | "no-such-project";

/** The other names that an actor elsewhere gives itself, as it says at this moment; null when it cannot be had. */
export type AliasesOf = (iri: string) => Promise<readonly string[] | null>;

/**
 * Only where the other says that it was this one: else their servers would not follow. A move that was
 * made stands; the same one again only tells the followers once more.
 */
export async function moveProject(
  instance: Instance,
  { id, to }: { readonly id: ProjectId; readonly to: string },
  aliasesOf: AliasesOf,
): Promise<ProjectMoved> {
  const aliases = await aliasesOf(to);
  const iri = actorIri(instance.origin, { kind: "project", id });
  return transact(instance.db, async (tx): Promise<ProjectMoved> => {
    const project = await lockProject(tx, id);
    if (project === null || (await liveProject(tx, id)) === null) return "no-such-project";
    if (project.movedTo !== null && project.movedTo !== to) return "moved-before";
    if (aliases?.includes(iri) !== true) return "not-known-there";
    const at = instance.now();
    await saveProjectMove(tx, id, { movedTo: to });
    await saveProjectOpen(tx, id, { open: false, updatedAt: at });
    await endWaitings(tx, project, at);
    await recordDeed(tx, instance.by, { about: project.sheet.slug, details: { to } });
    await postNotices(tx, [{ kind: "project-moved", project: id, to }]);
    await wake(tx, "documents");
    return "moved";
  });
}
