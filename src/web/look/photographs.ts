/**
 * Photographs that a cooperative brought for its projects, as `src/pictures.ts` drew them anew: cut to
 * where they stand, on the page and above the profile on other servers.
 */
import type { Hono } from "hono";
import type { Sharp } from "sharp";
import type { Instance } from "../../instance.ts";
import { pictureOf } from "../../store/pictures.ts";
import { projectBySlug } from "../../store/projects.ts";
import { isSlug } from "../parts/asked.ts";
import { answer, kept, type Picture, pictureFrom } from "./pictures.ts";

/** As Mastodon shows it above a profile. */
export const bannerSize = { width: 1500, height: 500 } as const;
/** Above the page of a project, on the widest screen. */
export const pageSize = { width: 960, height: 320 } as const;
/** With page and style sheet, which travel compressed, less than 50 kB. */
const heaviestOnPage = 24_000;

const kinds = [
  { folder: "picture", ending: ".webp", make: forPage },
  { folder: "banner", ending: ".jpg", make: forBanner },
] as const;

/** Before the pages, which answer everything else: a project without a photograph is left to their 404. */
export function servePhotographs(app: Hono, { db }: Instance): void {
  for (const { folder, ending, make } of kinds) {
    app.get(`/look/${folder}/:file`, async (c, next) => {
      const file = c.req.param("file");
      const slug = file.endsWith(ending) ? file.slice(0, -ending.length) : "";
      const project = isSlug(slug) ? await projectBySlug(db, slug) : null;
      const jpeg = project === null ? null : await pictureOf(db, project.id);
      if (jpeg === null) return next();
      const { etag } = pictureFrom("image/jpeg", jpeg);
      return answer(c, await kept(`${folder} ${etag}`, () => make(jpeg)));
    });
  }
}

async function forBanner(jpeg: Uint8Array): Promise<Picture> {
  const cut = await cutTo(jpeg, bannerSize);
  return pictureFrom("image/jpeg", await cut.jpeg({ quality: 80, mozjpeg: true }).toBuffer());
}

/** As good as it can be at that weight. */
async function forPage(jpeg: Uint8Array): Promise<Picture> {
  const cut = await cutTo(jpeg, pageSize);
  for (const quality of [75, 60, 45, 30, 15]) {
    const webp = await cut.clone().webp({ quality, effort: 5 }).toBuffer();
    if (webp.length <= heaviestOnPage) return pictureFrom("image/webp", webp);
  }
  return pictureFrom("image/webp", await cut.blur(4).webp({ quality: 5 }).toBuffer());
}

async function cutTo(jpeg: Uint8Array, size: { width: number; height: number }): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  return sharp(jpeg).resize({ ...size, fit: "cover", position: "attention" });
}
