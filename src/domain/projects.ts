/** A project: something that works somewhere and that neighbours may repeat. */
import type { ProjectId } from "./ids.ts";
import type { Sheet } from "./sheet.ts";

export type Project = {
  readonly id: ProjectId;
  readonly sheet: Sheet;
  /** The key under which interest is pooled: the first project of the lineage (protocol.md 5). */
  readonly root: string;
  readonly open: boolean;
  /** The actor elsewhere that goes on with it; then it is closed here. */
  readonly movedTo: string | null;
  /** Actors elsewhere that it goes on with. */
  readonly alsoKnownAs: readonly string[];
  readonly publishedAt: Date;
  readonly updatedAt: Date;
};

/** How many people make a team of it, at least and at most. */
export type Size = { readonly min: number; readonly max: number };

export function sizeOf(project: Project): Size {
  return { min: project.sheet.criticalMass, max: project.sheet.maximum };
}

/** The word of Murmurations for where a project stands: what was closed is over, not resting. */
export function stageOf({ open }: Pick<Project, "open">): "active" | "completed" {
  return open ? "active" : "completed";
}
