/** Commands that cannot be taken back: retiring a project, and turning keys. */
import { actorOfIri, actorOfPath, actorPath } from "../addresses.ts";
import type { Instance } from "../instance.ts";
import { retireProject } from "../operations/retire-project.ts";
import { type Turned, turnKeys } from "../operations/turn-keys.ts";
import { actorsWithKeys } from "../store/keys.ts";
import { actorNamed } from "../store/projects.ts";
import { formedTeamBySlug } from "../store/teams.ts";
import { failed, type Outcome } from "./outcome.ts";
import { noSuch, projectNamed } from "./sheets.ts";

export async function retire(
  instance: Instance,
  asked: { readonly project: string; readonly yes: boolean },
): Promise<Outcome> {
  const project = await projectNamed(instance, asked.project);
  if (project === null) return noSuch(asked.project);
  const { slug, handle } = project.sheet;
  if (!asked.yes) {
    return failed("nothing was done: this cannot be undone, so it asks for --yes", [
      `${slug} would say goodbye to all its followers and answer "gone" for ever.`,
      `Its address and the name ${handle} are never given to anything else. Teams that have formed stay.`,
      "Close it some days before (project close): who waits can then still read that it ends.",
    ]);
  }
  const outcome = await retireProject(instance, project.id);
  return { exit: 0, data: { id: project.id, slug, outcome }, lines: [`Retired: ${slug}`] };
}

const says = {
  turned: "New keys",
  "no-keys": "It had no keys yet",
  gone: "It was retired and keeps its keys",
} as const satisfies Record<Turned, string>;

export async function turn(
  instance: Instance,
  asked: { readonly actor: string } | { readonly all: true },
): Promise<Outcome> {
  const paths =
    "all" in asked ? await actorsWithKeys(instance.db) : await pathsNamed(instance, asked.actor);
  if (paths.length === 0) {
    return failed(
      "there is no such actor: give instance, org, a handle, or a project's or team's name",
    );
  }
  const data = [];
  for (const path of paths) {
    data.push({ actor: instance.origin + path, outcome: await turnKeys(instance, path) });
  }
  return { exit: 0, data, lines: data.map(({ actor, outcome }) => `${says[outcome]}: ${actor}`) };
}

/** None or one: by its kind, handle, slug or id. */
async function pathsNamed(instance: Instance, named: string): Promise<readonly string[]> {
  const { db, origin } = instance;
  const own = actorOfPath(`/ap/${named}`) ?? actorOfIri(origin, named);
  const handle = named.replace(/^@/, "").split("@")[0] ?? "";
  const path = (own === null ? null : actorPath(own)) ?? (await actorNamed(db, handle));
  if (path !== null) return [path];
  const project = await projectNamed(instance, named);
  if (project !== null) return [actorPath({ kind: "project", id: project.id })];
  const team = await formedTeamBySlug(db, named);
  return team === null ? [] : [actorPath({ kind: "team", id: team.id })];
}
