/** Commands about the sheets of projects: checking, editing, and what a newer version in the box would change. */
import { dirname } from "node:path";
import { createTwoFilesPatch } from "diff";
import { actorIri, actorPath, pages } from "../addresses.ts";
import type { ProjectId } from "../domain/ids.ts";
import type { Project } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import { type Edit, editProject, keepOwnSheet } from "../operations/edit-project.ts";
import { publishProject } from "../operations/publish-project.ts";
import { pictureBeside, pictureInBox, UnfitPicture } from "../pictures.ts";
import { fingerprint, readSheet, sheetText } from "../showcase.ts";
import { allProjects, handleOf, liveProject, projectBySlug, shippedOf } from "../store/projects.ts";
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

/** What the box has anew, for projects that came in it and of projects that are not here: never taken by itself. */
export async function showDifferences(
  instance: Instance,
  shipped: readonly Sheet[],
  named: string | undefined,
): Promise<Outcome> {
  const offers = (await offered(instance, shipped)).filter(
    ({ project, sheet }) =>
      named === undefined || named === sheet.slug || (project !== null && named === project.id),
  );
  if (
    named !== undefined &&
    offers.length === 0 &&
    (await projectNamed(instance, named)) === null
  ) {
    return noSuch(named);
  }
  const data = offers.map((offer) => ({
    slug: offer.sheet.slug,
    edited: offer.edited,
    diff: difference(offer),
  }));
  const lines = offers.flatMap((offer) => [howToTake(offer), difference(offer)]);
  return { exit: 0, data, lines: lines.length > 0 ? lines : ["Nothing new in the box."] };
}

function difference({ project, sheet }: Offer): string {
  if (project === null) return "";
  return createTwoFilesPatch("yours", "in the box", sheetText(project.sheet), sheetText(sheet));
}

function howToTake({ project, sheet: { slug }, edited }: Offer): string {
  if (project === null) return `${slug} is new in the box: project update ${slug} publishes it`;
  return edited
    ? `${slug} has a newer version in the box, and you have changed yours. To have both: project show ${slug} > ${slug}.yaml, write into it what you like of the lines with +, project edit ${slug} ${slug}.yaml, project update ${slug} --keep`
    : `${slug} has a newer version in the box: project update ${slug} takes it`;
}

type Wanted = { readonly project: string; readonly keep: boolean; readonly replace: boolean };

export async function takeUpdate(
  instance: Instance,
  shipped: readonly Sheet[],
  asked: Wanted,
): Promise<Outcome> {
  const project = await projectNamed(instance, asked.project);
  const offer = (await offered(instance, shipped)).find(
    (one) => one.sheet.slug === (project?.sheet.slug ?? asked.project),
  );
  if (offer === undefined) {
    return project === null
      ? noSuch(asked.project)
      : failed(`the box has nothing new for ${project.sheet.slug}`);
  }
  const { sheet } = offer;
  if (offer.project === null) {
    return publish(instance, { sheet, picture: await pictureInBox(sheet) }, fingerprint(sheet));
  }
  if (asked.keep) return keep(instance, offer.project, sheet);
  if (offer.edited && !asked.replace) {
    return failed(
      `you have changed ${sheet.slug}, and what you wrote would be lost: project diff ${sheet.slug} shows it. --keep keeps yours, --replace takes the one in the box all the same`,
    );
  }
  const picture = await pictureInBox(sheet);
  return edit(instance, offer.project, { sheet, shipped: fingerprint(sheet), picture });
}

async function keep(instance: Instance, { id, sheet }: Project, seen: Sheet): Promise<Outcome> {
  await keepOwnSheet(instance, id, fingerprint(seen));
  return {
    exit: 0,
    data: { slug: sheet.slug, kept: true },
    lines: [`Kept as it is: ${sheet.slug}`],
  };
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

type Offer = {
  /** Null when it is not here yet. */
  readonly project: Project | null;
  /** As it is in the box. */
  readonly sheet: Sheet;
  /** Whether the cooperative changed its own since it came out of the box. */
  readonly edited: boolean;
};

async function offered({ db }: Instance, shipped: readonly Sheet[]): Promise<readonly Offer[]> {
  const seen = await shippedOf(db);
  const projects = await allProjects(db);
  return shipped.flatMap((sheet): readonly Offer[] => {
    const project = projects.find((one) => one.sheet.slug === sheet.slug);
    if (project === undefined) return [{ project: null, sheet, edited: false }];
    const [own, version] = [fingerprint(project.sheet), seen.get(sheet.slug)];
    const offers = version !== undefined && ![own, version].includes(fingerprint(sheet));
    return offers ? [{ project, sheet, edited: own !== version }] : [];
  });
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
