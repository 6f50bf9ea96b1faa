/**
 * Pictures of projects, of the cooperative and of teams, as other servers show them: PNG, since few
 * read SVG. Each is drawn by us; nothing that anybody wrote or sent reaches sharp.
 */
import { createHash } from "node:crypto";
import type { Context, Hono } from "hono";
import type { Instance } from "../../instance.ts";
import { projectBySlug } from "../../store/projects.ts";
import { isSlug } from "../parts/asked.ts";
import { formedIcon, icon } from "./ring.ts";
import { tilePicture } from "./tile.ts";

type Picture = { readonly png: Uint8Array<ArrayBuffer>; readonly etag: string };

const side = 400;

/** Made when somebody first asks, kept while the program runs: as many as there are drawings of ours. */
const made = new Map<string, Promise<Picture>>();

function pictureOf(drawing: string): Promise<Picture> {
  const kept = made.get(drawing);
  if (kept !== undefined) return kept;
  const making = make(drawing);
  made.set(drawing, making);
  // What failed once is tried again when it is next asked for.
  making.catch(() => made.delete(drawing));
  return making;
}

async function make(drawing: string): Promise<Picture> {
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
  const etag = `"${createHash("sha256").update(png).digest("base64url").slice(0, 22)}"`;
  return { png: new Uint8Array(png), etag };
}

/** Before the pages, which answer everything else: an unknown name is left to their 404. */
export function servePictures(app: Hono, { db }: Instance): void {
  app.get("/look/icon.png", (c) => answer(c, icon));
  app.get("/look/team.png", (c) => answer(c, formedIcon));
  app.get("/look/tile/:file", async (c, next) => {
    const slug = /^(.+)\.png$/.exec(c.req.param("file"))?.[1] ?? "";
    const project = isSlug(slug) ? await projectBySlug(db, slug) : null;
    return project === null ? next() : answer(c, tilePicture(project.sheet));
  });
}

async function answer(c: Context, drawing: string): Promise<Response> {
  const { png, etag } = await pictureOf(drawing);
  const headers = {
    "Content-Type": "image/png",
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
  return new Response(png, { headers });
}
