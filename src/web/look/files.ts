/** The files that pages need: a style sheet, an icon and one small script, kept for ever under an address that changes with them. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Hono } from "hono";
import { icon } from "./ring.ts";

/** As it travels: without comments and without the spaces that are there for those who write it. */
export const styleSheet = readFileSync(new URL("./app.css", import.meta.url), "utf8")
  .replace(/\/\*[\s\S]*?\*\//g, "")
  .replace(/\s+/g, " ")
  .replace(/ ?([{};,]) ?/g, "$1")
  .trim();

type File = { readonly path: string; readonly type: string; readonly body: string };

const files: readonly File[] = [
  {
    path: "/look/app.css",
    type: "text/css; charset=utf-8",
    body: styleSheet,
  },
  {
    path: "/look/server.js",
    type: "text/javascript; charset=utf-8",
    body: readFileSync(new URL("./server.js", import.meta.url), "utf8"),
  },
  { path: "/look/icon.svg", type: "image/svg+xml; charset=utf-8", body: icon },
];

function versionOf(body: string): string {
  return createHash("sha256").update(body).digest("base64url").slice(0, 12);
}

const versions = new Map(files.map(({ path, body }) => [path, versionOf(body)]));

/** The address of a file with its version: `/look/app.css?v=…`. */
export function fileAddress(path: string): string {
  return `${path}?v=${versions.get(path) ?? ""}`;
}

const immutable = "public, max-age=31536000, immutable";
/** An address with another version, or none, must not keep today's file for ever. */
const shortly = "public, max-age=60";

export function serveFiles(app: Hono): void {
  for (const { path, type, body } of files) {
    app.get(path, (c) =>
      c.body(body, 200, {
        "Content-Type": type,
        "Cache-Control": c.req.query("v") === versions.get(path) ? immutable : shortly,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'",
      }),
    );
  }
  app.get("/favicon.ico", (c) => c.redirect("/look/icon.svg", 301));
}
