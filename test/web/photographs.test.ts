import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages } from "../../src/domain/languages.ts";
import { type Sheet, sheetSchema } from "../../src/domain/sheet.ts";
import { editProject } from "../../src/operations/edit-project.ts";
import { pictureBeside, UnfitPicture } from "../../src/pictures.ts";
import { readSheet, sheetText } from "../../src/showcase.ts";
import { projectOf } from "../../src/store/projects.ts";
import { styleSheet } from "../../src/web/look/files.ts";
import { type Served, serve } from "./serve.ts";

const alt = {
  ca: "Gent plantant enciams en un hort entre cases.",
  es: "Gente plantando lechugas en un huerto entre casas.",
  en: "People planting lettuces in a garden among houses.",
};

let at: Served;
let sheet: Sheet;
let folder: string;

/** As from a telephone: noise that compresses badly, turned on its side, with the place where it was taken. */
async function photograph(file: string, width: number, height: number): Promise<void> {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  await sharp({ create: { width, height, channels: 3, background: "#fff", noise } })
    .withExif({ IFD0: { Copyright: "Secret Person" }, IFD3: { GPSLatitude: "41/1 58/1 45/1" } })
    .withMetadata({ orientation: 6 })
    .toFile(join(folder, file));
}

beforeAll(async () => {
  at = await serve();
  folder = mkdtempSync(join(tmpdir(), "photographs-"));
  sheet = { ...at.project.sheet, picture: { file: "hort.jpg", alt } };
  await photograph("hort.jpg", 2400, 3000);
  const picture = await pictureBeside(folder, sheet);
  await editProject(at.instance, at.project.id, { sheet, picture });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await at.instance.close();
});

const shown = (path: string) => `/look/${path}?v=hort.jpg`;

describe("a photograph", () => {
  test("is drawn anew: of bounded size, upright, without what else the file held", async () => {
    const kept = Buffer.from((await pictureBeside(folder, sheet)) ?? []);
    const about = await sharp(kept).metadata();
    // 2400 by 3000 lay on its side.
    expect(about).toMatchObject({ format: "jpeg", width: 1600, height: 1280 });
    expect([about.exif, about.xmp, about.iptc, about.orientation]).toEqual(
      Array(4).fill(undefined),
    );
    expect(kept.includes("Secret Person")).toBe(false);
  });

  test.each([
    ["picture", ".webp", "image/webp", "webp", 960, 320],
    ["banner", ".jpg", "image/jpeg", "jpeg", 1500, 500],
  ] as const)("200 as %s, cut to its place", async (path, ending, type, format, width, height) => {
    const answer = await at.get(shown(`${path}/${sheet.slug}${ending}`));
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ format, width, height });
    const etag = answer.headers.get("etag") ?? "";
    const again = await at.get(shown(`${path}/${sheet.slug}${ending}`), { "if-none-match": etag });
    expect(again.status).toBe(304);
  });

  test("404 where a project has none, or there is no project", async () => {
    for (const slug of ["banc-de-temps", "cap-projecte", "", "..%2fx"]) {
      expect((await at.get(`/look/picture/${slug}.webp`)).status, slug).toBe(404);
      expect((await at.get(`/look/banner/${slug}.jpg`)).status, slug).toBe(404);
    }
  });

  test.each(languages)(
    "stands on the page with its words in %s, and its size",
    async (language) => {
      const html = await (await at.get(`/${language}/p/${sheet.slug}`)).text();
      expect(html).toContain(
        `<img class="photo" src="${shown(`picture/${sheet.slug}.webp`)}" width="960" height="320" alt="${alt[language]}" loading="lazy" decoding="async">`,
      );
      expect(html).not.toContain('class="cover');
      expect(html).toContain(`banner/${sheet.slug}.jpg?v=hort.jpg">`);
      expect(html).toContain('<meta property="og:image:type" content="image/jpeg">');
    },
  );

  test("is what other servers show above the profile", async () => {
    const answer = await at.instance.request(`/ap/projects/${at.project.id}`, {
      headers: { accept: "application/activity+json" },
    });
    expect(await answer.json()).toMatchObject({
      image: {
        type: "Image",
        mediaType: "image/jpeg",
        url: `${at.instance.origin}${shown(`banner/${sheet.slug}.jpg`)}`,
        name: alt.ca,
      },
      icon: { mediaType: "image/png" },
    });
  });

  test("is what maps show of it", async () => {
    const profile = await (await at.get(`/murmurations/${sheet.slug}.json`)).json();
    const banner = `${at.instance.origin}${shown(`banner/${sheet.slug}.jpg`)}`;
    expect(profile).toMatchObject({ header_image: banner });
  });

  test("leaves the first view under 50 kB as it travels, however hard it is to compress", async () => {
    const html = await (await at.get(`/ca/p/${sheet.slug}`)).text();
    const picture = await (await at.get(shown(`picture/${sheet.slug}.webp`))).arrayBuffer();
    const weight = gzipSync(html).length + gzipSync(styleSheet).length + picture.byteLength;
    expect(weight).toBeLessThan(50_000);
  });

  test("stays when the sheet is edited without bringing it again, and goes with the sheet's word", async () => {
    const path = `/look/picture/${sheet.slug}.webp`;
    await editProject(at.instance, at.project.id, { sheet: { ...sheet, criticalMass: 9 } });
    expect((await at.get(path)).status).toBe(200);
    const { picture: _, ...bare } = sheet;
    await editProject(at.instance, at.project.id, { sheet: bare });
    expect((await at.get(path)).status).toBe(404);
    expect((await projectOf(at.instance.db, at.project.id))?.sheet.picture).toBeUndefined();
  });
});

describe("a picture that cannot be shown is refused, and told what to do", () => {
  const written = (over: object) => {
    const file = join(folder, "prova.yaml");
    writeFileSync(file, sheetText({ ...sheet, ...over }));
    return readSheet(file).problems.map(({ line, message }) => `${line > 1} ${message}`);
  };

  test("without words for those who do not see it, in every language", () => {
    for (const language of languages) {
      const { [language]: _, ...others } = alt;
      const { error } = sheetSchema.safeParse({
        ...sheet,
        picture: { file: "hort.jpg", alt: others },
      });
      expect(error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`)).toEqual([
        expect.stringMatching(`^picture.alt.${language} is missing: write text`),
      ]);
    }
    expect(written({ picture: { file: "hort.jpg" } })).toEqual([
      expect.stringMatching(/^true picture, alt is missing/),
    ]);
  });

  test.each(["hort.svg", "../hort.jpg", "/etc/hort.png", "hort.jpg\0.png", "https://a.cat/a.jpg"])(
    "named %j",
    (file) => {
      expect(sheetSchema.safeParse({ ...sheet, picture: { file, alt } }).success).toBe(false);
    },
  );

  test("that is not there", () => {
    expect(written({ picture: { file: "enlloc.jpg", alt } })).toEqual([
      "true picture, file enlloc.jpg is not there: put it beside this file",
    ]);
  });

  test("that is too heavy to be opened", () => {
    writeFileSync(join(folder, "pesada.jpg"), Buffer.alloc(10_000_001));
    expect(written({ picture: { file: "pesada.jpg", alt } })).toEqual([
      "true picture, file pesada.jpg has 11 MB: make it smaller, 10 MB at most",
    ]);
  });

  test("that is something else under that name, too small, or broken", async () => {
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>';
    writeFileSync(join(folder, "dibuix.png"), drawing);
    writeFileSync(join(folder, "text.jpg"), "no sóc cap foto");
    writeFileSync(
      join(folder, "mitja.jpg"),
      readFileSync(join(folder, "hort.jpg")).subarray(0, 900),
    );
    await photograph("petita.jpg", 599, 599);
    for (const [file, message] of [
      ["dibuix.png", /^is svg: save it as JPEG, PNG or WebP/],
      ["text.jpg", /^is not a picture that can be read/],
      ["mitja.jpg", /^is (broken|not a picture)/],
      ["petita.jpg", /^has \d+ by \d+ pixels: bring one of 600 by 300/],
    ] as const) {
      const refused = pictureBeside(folder, { ...sheet, picture: { file, alt } });
      await expect(refused, file).rejects.toThrow(UnfitPicture);
      await expect(refused, file).rejects.toThrow(message);
    }
  });
});
