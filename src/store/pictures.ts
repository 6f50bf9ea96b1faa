/** Pictures of projects, as they were drawn anew. Beside the sheets, which are read far more often. */
import { eq } from "drizzle-orm";
import type { ProjectId } from "../domain/ids.ts";
import type { Db, Tx } from "./db.ts";
import { projectPicture } from "./schema.ts";

export async function pictureOf(db: Db, id: ProjectId): Promise<Uint8Array | null> {
  const [row] = await db
    .select({ jpeg: projectPicture.jpeg })
    .from(projectPicture)
    .where(eq(projectPicture.projectId, id));
  return row?.jpeg ?? null;
}

/** Puts a picture in the place of what was there; null leaves none. */
export async function savePicture(tx: Tx, id: ProjectId, jpeg: Uint8Array | null): Promise<void> {
  await tx.delete(projectPicture).where(eq(projectPicture.projectId, id));
  if (jpeg !== null) await tx.insert(projectPicture).values({ projectId: id, jpeg });
}
