/** Commands about what a newer version in the box would change: offered, and taken only when somebody says so. */
import { createTwoFilesPatch } from "diff";
import type { Project } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import { keepOwnSheet } from "../operations/edit-project.ts";
import { pictureInBox } from "../pictures.ts";
import { fingerprint, sheetText } from "../showcase.ts";
import { allProjects, everyProject, shippedOf } from "../store/projects.ts";
import { failed, type Outcome } from "./outcome.ts";
import { edit, noSuch, projectNamed, publish } from "./sheets.ts";

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
  // Retired ones keep their address for ever: they are not new.
  const known = new Set((await everyProject(db)).map((one) => one.sheet.slug));
  return shipped.flatMap((sheet): readonly Offer[] => {
    const project = projects.find((one) => one.sheet.slug === sheet.slug);
    if (project === undefined) {
      return known.has(sheet.slug) ? [] : [{ project: null, sheet, edited: false }];
    }
    const [own, version] = [fingerprint(project.sheet), seen.get(sheet.slug)];
    const offers = version !== undefined && ![own, version].includes(fingerprint(sheet));
    return offers ? [{ project, sheet, edited: own !== version }] : [];
  });
}
