/** A whole instance with a team and its news, and a browser's way of asking it. */
import type { Hono } from "hono";
import type { PlaceKey, TeamId } from "../../src/domain/ids.ts";
import type { Project } from "../../src/domain/projects.ts";
import type { Instance } from "../../src/instance.ts";
import { transact } from "../../src/operations/transaction.ts";
import { insertNote } from "../../src/store/notes.ts";
import { placeOf } from "../../src/store/places.ts";
import { allProjects } from "../../src/store/projects.ts";
import { insertTeam, saveTeamState } from "../../src/store/teams.ts";
import { pages } from "../../src/web/app.ts";
import { type TestInstance, testInstance } from "../support/instance.ts";

export type Served = {
  readonly instance: TestInstance;
  readonly app: Hono;
  readonly project: Project;
  /** In Girona; its slug is `grup-girona`. */
  readonly formed: TeamId;
  /** Of people in a small town, known in public by its comarca alone. */
  readonly small: TeamId;
  /** Proposed, and therefore nowhere to be seen; its slug is `grup-proposat`. */
  readonly proposed: TeamId;
  readonly news: string;
  /** What a proposed team would say. */
  readonly early: string;
  /** Asks the pages alone, as a browser does. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
};

const girona = "urn:ine:17079" as PlaceKey;
/** Alàs i Cerc, in Alt Urgell, has some 300 inhabitants. */
const smallPlace = "urn:ine:25005" as PlaceKey;

export async function serve(): Promise<Served> {
  const instance = await testInstance();
  const app = pages(instance);
  const [project] = await allProjects(instance.db);
  if (project === undefined) throw new Error("no project was published");
  const formed = await team(instance, project, { slug: "grup-girona", hub: girona, seq: 1 });
  const small = await team(instance, project, { slug: "grup-petit", hub: smallPlace, seq: 2 });
  const proposed = await team(instance, project, { slug: "grup-proposat", hub: girona, seq: 3 });
  await transact(instance.db, async (tx) => {
    for (const id of [formed, small]) {
      await saveTeamState(tx, id, { state: "formed", formedAt: new Date("2026-11-11T10:00:00Z") });
    }
  });
  const news = await note(instance, project, "/ap/org");
  const early = await note(instance, project, `/ap/teams/${proposed}`);
  const get = async (path: string, headers: Record<string, string> = {}) =>
    app.request(instance.origin + path, { headers });
  return { instance, app, project, formed, small, proposed, news, early, get };
}

async function team(
  instance: Instance,
  project: Project,
  { slug, hub, seq }: { readonly slug: string; readonly hub: PlaceKey; readonly seq: number },
): Promise<TeamId> {
  const id = instance.newId() as TeamId;
  const place = await placeOf(instance.db, hub);
  if (place === null) throw new Error(`no place ${hub}`);
  await transact(instance.db, (tx) =>
    insertTeam(tx, {
      id,
      slug,
      root: project.root,
      project: project.id,
      hub,
      lat: place.lat,
      lon: place.lon,
      language: "ca",
      state: "proposed",
      min: 5,
      max: 25,
      formedAt: null,
      founded: { seq, ord: 0 },
      proposedAt: new Date("2026-11-10T10:00:00Z"),
    }),
  );
  return id;
}

async function note(instance: Instance, project: Project, actor: string): Promise<string> {
  const id = instance.newId();
  await transact(instance.db, (tx) =>
    insertNote(tx, {
      id,
      actor,
      language: "ca",
      html: "<p>Ja hi ha un grup.</p>",
      tags: [],
      pinned: null,
      projectId: project.id,
      teamId: null,
      publishedAt: new Date("2026-11-11T10:00:00Z"),
    }),
  );
  return id;
}
