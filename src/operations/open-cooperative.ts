/** First start: the cooperative and the instance get their names, places are loaded, the shipped projects published. */
import { actorPath } from "../addresses.ts";
import type { Language } from "../domain/languages.ts";
import type { Place } from "../domain/places.ts";
import type { Instance } from "../instance.ts";
import { insertNote, pinnedNotes } from "../store/notes.ts";
import { countPlaces, savePlaces } from "../store/places.ts";
import { handleOf, takeHandle } from "../store/projects.ts";
import { transact } from "./transaction.ts";

const org = actorPath({ kind: "org" });
const application = actorPath({ kind: "instance" });

/** The name by which the cooperative is found on other servers. */
const orgName = "cooperativa";

export type Welcome = { readonly language: Language; readonly html: string };

/** Loads the places when there are fewer than come in the box. */
export async function loadPlaces({ db }: Instance, places: readonly Place[]): Promise<void> {
  if ((await countPlaces(db)) >= places.length) return;
  await transact(db, (tx) => savePlaces(tx, places));
}

/** Whether the cooperative has said its welcome: the last thing of a first start. */
export async function isOpen({ db }: Instance): Promise<boolean> {
  return (await pinnedNotes(db, org)).length > 0;
}

/** Gives the two actors of the instance their names. */
export function nameActors({ db, origin }: Instance): Promise<void> {
  return transact(db, async (tx) => {
    if ((await handleOf(tx, org)) !== null) return;
    await takeHandle(tx, orgName, org);
    await takeHandle(tx, new URL(origin).hostname, application);
  });
}

/** Pins what the cooperative says of itself, once. */
export function welcome(instance: Instance, notes: readonly Welcome[]): Promise<void> {
  return transact(instance.db, async (tx) => {
    if ((await pinnedNotes(tx, org)).length > 0) return;
    for (const [pinned, { language, html }] of notes.entries()) {
      await insertNote(tx, {
        id: instance.newId(),
        actor: org,
        language,
        html,
        tags: [],
        pinned,
        projectId: null,
        teamId: null,
        publishedAt: instance.now(),
      });
    }
  });
}
