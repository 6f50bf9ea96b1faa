import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tagsOf } from "../../src/domain/themes.ts";
import { closeProject } from "../../src/operations/close-project.ts";
import { allProjects } from "../../src/store/projects.ts";
import { type Served, serve } from "./serve.ts";

let at: Served;
beforeAll(async () => {
  at = await serve();
});
afterAll(() => at.instance.close());

const profile = async (slug: string) => (await at.get(`/murmurations/${slug}.json`)).json();

describe("GET /murmurations/SLUG.json", () => {
  test("200 with what the schema of Murmurations knows, in the usual language", async () => {
    const { sheet, id } = at.project;
    const answer = await at.get(`/murmurations/${sheet.slug}.json`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await answer.json()).toEqual({
      linked_schemas: ["organizations_schema-v1.0.0"],
      name: sheet.name.ca,
      primary_url: `${at.instance.origin}/p/${sheet.slug}`,
      urls: [{ name: "ActivityPub", url: `${at.instance.origin}/ap/projects/${id}` }],
      tags: expect.arrayContaining([...tagsOf(sheet.themes[0] ?? "culture"), "commons"]),
      description: sheet.what.ca,
      mission: sheet.sentence.ca,
      status: "active",
      geographic_scope: "local",
      image: `${at.instance.origin}/look/tile/${sheet.slug}.png`,
    });
  });

  test("of every project has the keywords of all its themes, each once", async () => {
    for (const { sheet } of await allProjects(at.instance.db)) {
      const { tags } = await profile(sheet.slug);
      expect(tags).toEqual(expect.arrayContaining(sheet.themes.flatMap(tagsOf)));
      expect(new Set(tags).size).toBe(tags.length);
    }
  });

  test("says completed of a project that is closed, as its actor does", async () => {
    const [, other] = await allProjects(at.instance.db);
    if (other === undefined) throw new Error("there is one project only");
    await closeProject(at.instance, other.id);
    expect(await profile(other.sheet.slug)).toMatchObject({ status: "completed" });
    const actor = await at.instance.request(`/ap/projects/${other.id}`, {
      headers: { accept: "application/activity+json" },
    });
    expect(await actor.json()).toMatchObject({ stage: "completed" });
  });

  test.each(["cap-projecte.json", "hort-comunitari", ".json", "..%2fap.json"])(
    "404 /murmurations/%s",
    async (file) => {
      expect((await at.get(`/murmurations/${file}`)).status).toBe(404);
    },
  );
});
