/** What maps of the regenerative economy read of a project: its profile for the Murmurations network. */
import type { Hono } from "hono";
import { actorIri, pages } from "../addresses.ts";
import type { Language } from "../domain/languages.ts";
import { type Project, stageOf } from "../domain/projects.ts";
import { tagsOf } from "../domain/themes.ts";
import type { Instance } from "../instance.ts";
import { projectBySlug } from "../store/projects.ts";
import { isSlug } from "./parts/asked.ts";
import { bannerPath, tilePath } from "./parts/links.ts";

/** Answers `/murmurations/SLUG.json`; an unknown name is left to the 404 of the pages. */
export function serveMurmurations(app: Hono, { db, origin, settings }: Instance): void {
  app.get("/murmurations/:file", async (c, next) => {
    const slug = /^(.+)\.json$/.exec(c.req.param("file"))?.[1] ?? "";
    const project = isSlug(slug) ? await projectBySlug(db, slug) : null;
    if (project === null) return next();
    return c.json(murmuration(project, { origin, language: settings.languages[0] }), 200, {
      "Cache-Control": "public, max-age=300",
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "default-src 'none'",
    });
  });
}

/**
 * By the schema of groups, projects and organisations. It has no coordinates: a project of ours
 * stands nowhere, its teams do, and those are not ours to put on maps.
 */
function murmuration(
  project: Project,
  { origin, language }: { readonly origin: string; readonly language: Language },
) {
  const { id, sheet } = project;
  const themed = sheet.themes.flatMap(tagsOf);
  return {
    linked_schemas: ["organizations_schema-v1.0.0"],
    name: sheet.name[language],
    primary_url: origin + pages.project(sheet.slug),
    urls: [{ name: "ActivityPub", url: actorIri(origin, { kind: "project", id }) }],
    tags: [...new Set([...themed, sheet.name.en.toLowerCase(), "commons"])],
    description: sheet.what[language],
    mission: sheet.sentence[language],
    status: stageOf(project),
    geographic_scope: "local",
    image: origin + tilePath(sheet.slug),
    ...(sheet.picture === undefined ? {} : { header_image: origin + bannerPath(sheet) }),
  };
}
