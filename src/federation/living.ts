/** What is gone says nothing more but goodbye: others would refuse it, since its key is nowhere to be found. */
import type { Notice } from "../domain/notices.ts";
import type { Scribe } from "../operations/write-next-notice.ts";
import { tombstoneAt } from "../store/tombstones.ts";

/** Writes as `scribe` does, but nothing in the name of an actor that is gone except its goodbye. */
export function onlyOfLiving(scribe: Scribe): Scribe {
  return async (db, notice) => {
    const written = await scribe(db, notice);
    if (!heldAgainst.has(notice.kind)) return written;
    const actors = new Set([...written.letters, ...written.activities].map(({ actor }) => actor));
    const gone = new Set<string>();
    for (const actor of actors) if ((await tombstoneAt(db, actor)) !== null) gone.add(actor);
    return {
      ...written,
      letters: written.letters.filter(({ actor }) => !gone.has(actor)),
      activities: written.activities.filter(({ actor }) => !gone.has(actor)),
    };
  };
}

/**
 * What may have been waiting when the actor went. Of the rest, messages look for themselves whether
 * their project is there, Accepts whether the follow stands, and goodbyes are meant to be said.
 */
const heldAgainst: ReadonlySet<Notice["kind"]> = new Set([
  "follow-rejected",
  "follow-ended",
  "quote-answered",
  "team-formed",
]);
