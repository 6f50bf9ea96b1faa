/** Teams put straight into the database, for tests about what is seen of them. */
import { actorPath } from "../../src/addresses.ts";
import type { PlaceKey, TeamId } from "../../src/domain/ids.ts";
import type { Project } from "../../src/domain/projects.ts";
import type { Instance } from "../../src/instance.ts";
import { transact } from "../../src/operations/transaction.ts";
import { placeOf } from "../../src/store/places.ts";
import { takeHandle } from "../../src/store/projects.ts";
import { insertTeam, saveTeamState } from "../../src/store/teams.ts";

export const girona = "urn:ine:17079" as PlaceKey;

export type MadeTeam = { readonly id: TeamId; readonly slug: string; readonly handle: string };

let seq = 1_000;

/** A team at its hub; with a name on other servers only when it has formed. */
export async function makeTeam(
  instance: Instance,
  project: Project,
  state: "formed" | "proposed",
  hub: PlaceKey = girona,
): Promise<MadeTeam> {
  const id = instance.newId() as TeamId;
  const place = await placeOf(instance.db, hub);
  if (place === null) throw new Error(`no place ${hub}`);
  const made = { id, slug: `grup-${++seq}`, handle: `equip_${seq}` };
  await transact(instance.db, async (tx) => {
    await insertTeam(tx, {
      id,
      slug: made.slug,
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
      proposedAt: instance.now(),
    });
    if (state === "proposed") return;
    await saveTeamState(tx, id, { state, formedAt: instance.now() });
    await takeHandle(tx, made.handle, actorPath({ kind: "team", id }));
  });
  return made;
}
