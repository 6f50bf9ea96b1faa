/** Trimming, editing and updating sheets, as an administrator does it: nothing of one's own is ever overwritten. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@optique/core/parser";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parser } from "../../src/cli/commands.ts";
import { type AdminCommand, administer } from "../../src/cli/index.ts";
import type { Outcome } from "../../src/cli/outcome.ts";
import { checkSheet } from "../../src/cli/sheets.ts";
import type { Sheet } from "../../src/domain/sheet.ts";
import { retireProject } from "../../src/operations/retire-project.ts";
import { sheetText } from "../../src/showcase.ts";
import { pictureOf } from "../../src/store/pictures.ts";
import { allProjects, projectBySlug } from "../../src/store/projects.ts";
import { type TestInstance, testInstance } from "../support/instance.ts";
import { temporaryFolder } from "../support/program.ts";

let instance: TestInstance;
let box: readonly Sheet[];
const folder = temporaryFolder();

beforeAll(async () => {
  instance = await testInstance();
  box = (await allProjects(instance.db)).map(({ sheet }) => sheet);
});
afterAll(() => instance.close());

function ask(line: string, shipped: readonly Sheet[] = box): Promise<Outcome> {
  const parsed = parseSync(parser, line.split(" "));
  if (!parsed.success) throw new Error(`not a command: ${line}`);
  return administer(instance, parsed.value as AdminCommand, {
    shipped: () => shipped,
    aliasesOf: async () => null,
  });
}

function nth(n: number): Sheet {
  const sheet = box[n];
  if (sheet === undefined) throw new Error("the box has too few sheets");
  return sheet;
}

function written(name: string, sheet: Sheet): string {
  const file = join(folder.path, name);
  writeFileSync(file, sheetText(sheet));
  return file;
}

const own = async (slug: string) => (await projectBySlug(instance.db, slug))?.sheet;

/** The same box after an upgrade in which one sheet was written anew. */
const upgraded = (sheet: Sheet, over: Partial<Sheet>): readonly Sheet[] =>
  box.map((one) => (one.slug === sheet.slug ? { ...sheet, ...over } : one));

describe("an upgrade of the box", () => {
  test("changes nothing by itself, and is offered as a difference", async () => {
    const sheet = nth(0);
    const anew = upgraded(sheet, { maximum: sheet.maximum + 1 });
    const { data, lines } = await ask("project diff", anew);
    expect(data).toEqual([
      {
        slug: sheet.slug,
        edited: false,
        diff: expect.stringContaining(`+maximum: ${sheet.maximum + 1}`),
      },
    ]);
    expect(lines[0]).toContain(`project update ${sheet.slug} takes it`);
    expect(await own(sheet.slug)).toEqual(sheet);
    expect((await ask(`project update ${sheet.slug}`, anew)).exit).toBe(0);
    expect((await own(sheet.slug))?.maximum).toBe(sheet.maximum + 1);
    expect((await ask("project diff", anew)).lines).toEqual(["Nothing new in the box."]);
  });

  test("never overwrites what was edited here, unless told to in so many words", async () => {
    const sheet = nth(1);
    const mine = { ...sheet, criticalMass: sheet.criticalMass + 1 };
    expect((await ask(`project edit ${sheet.slug} ${written("meva.yaml", mine)}`)).exit).toBe(0);
    const anew = upgraded(sheet, { maximum: sheet.maximum + 5 });
    expect((await ask(`project diff ${sheet.slug}`, anew)).lines[0]).toContain(
      "you have changed yours",
    );
    const refused = await ask(`project update ${sheet.slug}`, anew);
    expect(refused).toMatchObject({ exit: 1, lines: [expect.stringMatching(/--keep.*--replace/)] });
    expect(await own(sheet.slug)).toEqual(mine);
    expect((await ask(`project update ${sheet.slug} --replace`, anew)).exit).toBe(0);
    expect((await own(sheet.slug))?.maximum).toBe(sheet.maximum + 5);
  });

  test("is not offered again when ours was kept, but the next one is", async () => {
    const sheet = nth(2);
    const anew = upgraded(sheet, { maximum: sheet.maximum + 1 });
    expect((await ask(`project update ${sheet.slug} --keep`, anew)).exit).toBe(0);
    expect(await own(sheet.slug)).toEqual(sheet);
    const named = `project diff ${sheet.slug}`;
    expect((await ask(named, anew)).lines).toEqual(["Nothing new in the box."]);
    const next = upgraded(sheet, { maximum: sheet.maximum + 2 });
    expect((await ask(named, next)).lines[0]).toContain(sheet.slug);
  });

  test("is not offered where ours says the same already", async () => {
    const sheet = nth(0);
    const same = { ...sheet, months: { from: 1, to: 2 } };
    await ask(`project edit ${sheet.slug} ${written("igual.yaml", same)}`);
    const offer = await ask(`project diff ${sheet.slug}`, upgraded(same, {}));
    expect(offer.lines).toEqual(["Nothing new in the box."]);
  });

  test("with a project that is new offers it, and publishes it when told to", async () => {
    const fresh = { ...nth(0), slug: "acabat-d-arribar", handle: "acabat_d_arribar" };
    const anew = [...box, fresh];
    expect((await ask(`project diff ${fresh.slug}`, anew)).lines[0]).toContain("is new in the box");
    expect(await own(fresh.slug)).toBeUndefined();
    expect((await ask(`project update ${fresh.slug}`, anew)).exit).toBe(0);
    expect(await own(fresh.slug)).toEqual(fresh);
    const later = [...box, { ...fresh, maximum: fresh.maximum + 1 }];
    expect((await ask(`project diff ${fresh.slug}`, later)).lines[0]).toContain("newer version");
  });

  test("does not offer again what was retired", async () => {
    const fresh = { ...nth(0), slug: "per-acabar", handle: "per_acabar" };
    await ask(`project update ${fresh.slug}`, [...box, fresh]);
    const project = await projectBySlug(instance.db, fresh.slug);
    if (project === null) throw new Error("it was not published");
    expect(await retireProject(instance, project.id)).toBe("retired");
    const { lines } = await ask("project diff", [...box, { ...fresh, maximum: 99 }]);
    expect(lines.join("\n")).not.toContain(fresh.slug);
  });

  test("of a project that is nowhere: 1", async () => {
    for (const line of ["project diff res", "project update res", "project show res"]) {
      expect(await ask(line)).toMatchObject({ exit: 1, lines: [expect.stringContaining("res")] });
    }
  });
});

describe("a sheet with a picture", () => {
  const alt = { ca: "Un hort.", es: "Un huerto.", en: "A garden." };
  const pictured = (slug: string): Sheet => ({
    ...nth(0),
    slug,
    handle: slug.replaceAll("-", "_"),
    picture: { file: "hort.jpg", alt },
  });

  beforeAll(async () => {
    const create = { width: 900, height: 600, channels: 3, background: "#8a4" } as const;
    await sharp({ create }).toFile(join(folder.path, "hort.jpg"));
    writeFileSync(join(folder.path, "trencada.jpg"), "no");
  });

  test("is checked with it, added with it, and edited from elsewhere without it", async () => {
    const sheet = pictured("hort-amb-foto");
    const file = written("foto.yaml", sheet);
    expect((await checkSheet(file)).exit).toBe(0);
    expect((await ask(`project add ${file}`)).exit).toBe(0);
    const project = await projectBySlug(instance.db, sheet.slug);
    if (project === null) throw new Error("it was not published");
    const kept = await pictureOf(instance.db, project.id);
    expect(kept?.length).toBeGreaterThan(100);

    const elsewhere = temporaryFolder();
    const edited = join(elsewhere.path, "editada.yaml");
    writeFileSync(edited, sheetText({ ...sheet, maximum: sheet.maximum + 3 }));
    expect((await ask(`project edit ${sheet.slug} ${edited}`)).exit).toBe(0);
    expect(await pictureOf(instance.db, project.id)).toEqual(kept);
  });

  test("that is none is refused, by name, with what to do", async () => {
    const sheet = pictured("hort-sense-foto");
    const file = written("trencada.yaml", { ...sheet, picture: { file: "trencada.jpg", alt } });
    const refusal = { exit: 1, lines: [expect.stringMatching(/^trencada\.jpg is not a picture/)] };
    expect(await checkSheet(file)).toMatchObject(refusal);
    expect(await ask(`project add ${file}`)).toMatchObject(refusal);
    expect(await own(sheet.slug)).toBeUndefined();
  });
});
