/**
 * Pictures of projects, of the cooperative and of teams, as other servers show them: PNG, since few
 * read SVG. Each is drawn by us; nothing that anybody wrote or sent reaches sharp from here.
 */
import { createHash } from "node:crypto";
import type { Context, Hono } from "hono";
import type { Instance } from "../../instance.ts";
import { projectBySlug } from "../../store/projects.ts";
import { isSlug } from "../parts/asked.ts";
import { formedIcon, icon } from "./ring.ts";
import { tilePicture } from "./tile.ts";

export type Picture = {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
};

const side = 400;
export const tileSize = { width: side, height: side } as const;

/** Made when somebody first asks, kept while the program runs: as many as there are drawings and photographs. */
const made = new Map<string, Promise<Picture>>();

export function kept(key: string, make: () => Promise<Picture>): Promise<Picture> {
  const there = made.get(key);
  if (there !== undefined) return there;
  const making = make();
  made.set(key, making);
  // What failed once is tried again when it is next asked for.
  making.catch(() => made.delete(key));
  return making;
}

export function pictureFrom(type: string, bytes: Uint8Array): Picture {
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  return { type, bytes: new Uint8Array(bytes), etag };
}

async function drawn(drawing: string): Promise<Picture> {
  // 20 MB that most processes never need: a worker draws nothing.
  const { default: sharp } = await import("sharp");
  // The density at which 400 pixels are drawn as they are, and not enlarged.
  const unit = Number(/viewBox="0 0 (\d+)/.exec(drawing)?.[1] ?? side);
  const png = await sharp(Buffer.from(drawing), { density: (72 * side) / unit })
    .resize(side, side)
    // No corner of a ring is left to the colour of somebody's page.
    .flatten({ background: "#fff" })
    .png({ palette: true, compressionLevel: 9 })
    .toBuffer();
  return pictureFrom("image/png", png);
}

/** Before the pages, which answer everything else: an unknown name is left to their 404. */
export function servePictures(app: Hono, { db }: Instance): void {
  app.get("/look/icon.png", async (c) => answer(c, await drawingOf(icon)));
  app.get("/look/team.png", async (c) => answer(c, await drawingOf(formedIcon)));
  app.get("/look/tile/:file", async (c, next) => {
    const slug = /^(.+)\.png$/.exec(c.req.param("file"))?.[1] ?? "";
    const project = isSlug(slug) ? await projectBySlug(db, slug) : null;
    return project === null ? next() : answer(c, await drawingOf(tilePicture(project.sheet)));
  });
}

function drawingOf(drawing: string): Promise<Picture> {
  return kept(drawing, () => drawn(drawing));
}

export function answer(c: Context, { type, bytes, etag }: Picture): Response {
  const headers = {
    "Content-Type": type,
    "Cache-Control": "public, max-age=86400",
    ETag: etag,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    // Servers that keep no copy let their readers' browsers ask here.
    "Cross-Origin-Resource-Policy": "cross-origin",
  };
  const known = c.req.header("if-none-match")?.split(/\s*,\s*/) ?? [];
  if (known.some((one) => one === "*" || one.replace(/^W\//, "") === etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(bytes, { headers });
}
