/** Commands about the sheets of projects: checking, showing, publishing and editing them. */
import { dirname } from "node:path";
import { actorIri, actorPath, pages } from "../addresses.ts";
import type { ProjectId } from "../domain/ids.ts";
import type { Project } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import { type Edit, editProject } from "../operations/edit-project.ts";
import { publishProject } from "../operations/publish-project.ts";
import { pictureBeside, UnfitPicture } from "../pictures.ts";
import { readSheet, sheetText } from "../showcase.ts";
import { allProjects, handleOf, liveProject, projectBySlug } from "../store/projects.ts";
import { failed, type Outcome } from "./outcome.ts";

export type Brought = { readonly sheet: Sheet; readonly picture: Uint8Array | null };

/** A sheet with the picture beside it, or what is wrong with either. `held`: a picture that need not be there. */
export async function bringSheet(file: string, held?: string): Promise<Brought | Outcome> {
  const { sheet, problems } = readSheet(file, held);
  if (sheet === null) return failed("the sheet is not right", problems.map(line));
  try {
    return { sheet, picture: await pictureBeside(dirname(file), sheet) };
  } catch (error) {
    if (!(error instanceof UnfitPicture)) throw error;
    return failed(`${sheet.picture?.file} ${error.message}`);
  }
}

/** Needs no database: a sheet is right or wrong by itself. */
export async function checkSheet(file: string): Promise<Outcome> {
  const brought = await bringSheet(file);
  if ("exit" in brought) return brought;
  return {
    exit: 0,
    data: { slug: brought.sheet.slug, problems: [] },
    lines: [`${file}: nothing is wrong`],
  };
}

export async function showSheet(instance: Instance, named: string): Promise<Outcome> {
  const project = await projectNamed(instance, named);
  if (project === null) return noSuch(named);
  return { exit: 0, data: project.sheet, lines: [sheetText(project.sheet).trimEnd()] };
}

export async function editSheet(instance: Instance, named: string, file: string): Promise<Outcome> {
  const project = await projectNamed(instance, named);
  if (project === null) return noSuch(named);
  const brought = await bringSheet(file, project.sheet.picture?.file);
  return "exit" in brought ? brought : edit(instance, project, brought);
}

/** `shipped`: the fingerprint of a sheet that came in the box. */
export async function publish(
  instance: Instance,
  { sheet, picture }: Brought,
  shipped: string | null = null,
): Promise<Outcome> {
  const published = await publishProject(instance, sheet, { picture, shipped });
  if (published.outcome === "refused") {
    const why = {
      "slug-taken": `there is a project with the slug ${sheet.slug}: choose another`,
      "handle-taken": `the handle ${sheet.handle} is or was in use here: choose another`,
    } as const satisfies Record<typeof published.because, string>;
    return failed(why[published.because]);
  }
  const row = (await projectRows(instance)).find((one) => one.id === published.project.id);
  return { exit: 0, data: row, lines: [`Published: ${row?.handle}  ${row?.url}`] };
}

/** As the Contract has them, one for each project. */
export async function projectRows({ db, origin }: Instance) {
  const { host } = new URL(origin);
  const rows = [];
  for (const { id, sheet, open } of await allProjects(db)) {
    const actor = { kind: "project", id } as const;
    rows.push({
      id,
      slug: sheet.slug,
      handle: `@${(await handleOf(db, actorPath(actor))) ?? ""}@${host}`,
      actor: actorIri(origin, actor),
      url: origin + pages.project(sheet.slug),
      criticalMass: sheet.criticalMass,
      open,
    });
  }
  return rows;
}

/** Puts a sheet in the place of a project's own. */
export async function edit(instance: Instance, project: Project, to: Edit): Promise<Outcome> {
  const { outcome } = await editProject(instance, project.id, to);
  const { slug, handle } = project.sheet;
  const why = {
    "no-such-project": "the project is not there any more",
    "other-slug": `its slug is ${slug} for life: write that`,
    "other-handle": `its handle is ${handle} for life: write that`,
  } as const;
  if (outcome !== "edited") return failed(why[outcome]);
  return { exit: 0, data: { id: project.id, slug, outcome }, lines: [`Changed: ${slug}`] };
}

export async function projectNamed({ db }: Instance, named: string): Promise<Project | null> {
  return (await liveProject(db, named as ProjectId)) ?? (await projectBySlug(db, named));
}

export function noSuch(named: string): Outcome {
  return failed(`there is no project ${named}: see project list`);
}

function line(problem: { readonly file: string; readonly line: number; readonly message: string }) {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}
