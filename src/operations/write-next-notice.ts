/** A notice becomes letters, notes and public activities, once, in one transaction. */
import type { PersonId } from "../domain/ids.ts";
import type { Notice } from "../domain/notices.ts";
import type { Instance } from "../instance.ts";
import type { Db } from "../store/db.ts";
import { type NewLetter, postLetters } from "../store/letters.ts";
import { type Activity, insertActivity, insertNote, type Note } from "../store/notes.ts";
import { lockNextNotice, postponeNotice, removeNotice } from "../store/notices.ts";
import { insertOwnLink } from "../store/own-links.ts";
import { transact } from "./transaction.ts";

/** What a notice comes to, in the words of a surface. */
export type Written = {
  readonly letters: readonly Omit<NewLetter, "once">[];
  readonly notes: readonly Note[];
  readonly activities: readonly Activity[];
  /** Links to their own pages that the letters carry: from now on they open them. */
  readonly ownLinks: readonly { readonly token: string; readonly person: PersonId }[];
};

/** Says a notice in the words of a surface; reads, and never writes. */
export type Scribe = (db: Db, notice: Notice) => Promise<Written>;

/** Writes one notice out. False when there is none. A notice that cannot be written is put off, and logged by the caller. */
export async function writeNextNotice(
  instance: Instance,
  scribe: Scribe,
  found: () => void = () => {},
): Promise<boolean> {
  let seq: number | null = null;
  try {
    return await transact(instance.db, async (tx) => {
      const row = await lockNextNotice(tx);
      if (row === null) return false;
      seq = row.seq;
      found();
      const written = await scribe(tx, row.notice);
      for (const note of written.notes) await insertNote(tx, note);
      for (const activity of written.activities) await insertActivity(tx, activity);
      const lastsMs = instance.settings.waits.ownLink;
      for (const link of written.ownLinks) await insertOwnLink(tx, { ...link, lastsMs });
      const letters = written.letters.map((letter, n) => ({
        ...letter,
        once: `notice ${row.seq}, letter ${n}`,
      }));
      await Promise.all([postLetters(tx, letters), removeNotice(tx, row.seq)]);
      return true;
    });
  } catch (error) {
    if (seq !== null) await postponeNotice(instance.db, seq);
    throw error;
  }
}
