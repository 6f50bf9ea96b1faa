/** Commands about the sheets of projects: checking, editing, and what a newer version in the box would change. */
import { dirname } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { ProjectId } from "../domain/ids.ts";
import type { Project } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import { type Edit, editProject, keepOwnSheet } from "../operations/edit-project.ts";
import { pictureBeside, pictureInBox, UnfitPicture } from "../pictures.ts";
import { fingerprint, readSheet, sheetText } from "../showcase.ts";
import { allProjects, projectBySlug, projectOf, shippedOf } from "../store/projects.ts";
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

/** What the box has anew for projects that came in it: never taken by itself. */
export async function showDifferences(
  instance: Instance,
  shipped: readonly Sheet[],
  named: string | undefined,
): Promise<Outcome> {
  const only = named === undefined ? null : await projectNamed(instance, named);
  if (named !== undefined && only === null) return noSuch(named);
  const offers = (await offered(instance, shipped)).filter(
    ({ project }) => only === null || project.id === only.id,
  );
  const data = offers.map(({ project, sheet }) => ({
    slug: project.sheet.slug,
    diff: createTwoFilesPatch("yours", "in the box", sheetText(project.sheet), sheetText(sheet)),
  }));
  const lines = data.flatMap(({ slug, diff }) => [
    `${slug}: project update ${slug} takes it`,
    diff,
  ]);
  return { exit: 0, data, lines: lines.length > 0 ? lines : ["Nothing new in the box."] };
}

export async function takeUpdate(
  instance: Instance,
  shipped: readonly Sheet[],
  asked: { readonly project: string; readonly keep: boolean },
): Promise<Outcome> {
  const project = await projectNamed(instance, asked.project);
  if (project === null) return noSuch(asked.project);
  const offer = (await offered(instance, shipped)).find((one) => one.project.id === project.id);
  if (offer === undefined) return failed(`the box has nothing new for ${project.sheet.slug}`);
  const version = fingerprint(offer.sheet);
  if (!asked.keep) {
    const picture = await pictureInBox(offer.sheet);
    return edit(instance, project, { sheet: offer.sheet, shipped: version, picture });
  }
  await keepOwnSheet(instance, project.id, version);
  const { slug } = project.sheet;
  return { exit: 0, data: { slug, kept: true }, lines: [`Kept as it is: ${slug}`] };
}

async function edit(instance: Instance, project: Project, to: Edit): Promise<Outcome> {
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

type Offer = { readonly project: Project; readonly sheet: Sheet };

async function offered({ db }: Instance, shipped: readonly Sheet[]): Promise<readonly Offer[]> {
  const seen = await shippedOf(db);
  const projects = await allProjects(db);
  return shipped.flatMap((sheet) => {
    const project = projects.find((one) => one.sheet.slug === sheet.slug);
    const version = seen.get(sheet.slug);
    const isNew = version !== undefined && version !== fingerprint(sheet);
    return project !== undefined && isNew ? [{ project, sheet }] : [];
  });
}

export async function projectNamed({ db }: Instance, named: string): Promise<Project | null> {
  return (await projectOf(db, named as ProjectId)) ?? (await projectBySlug(db, named));
}

export function noSuch(named: string): Outcome {
  return failed(`there is no project ${named}: see project list`);
}

function line(problem: { readonly file: string; readonly line: number; readonly message: string }) {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}
