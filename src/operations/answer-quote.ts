/** Whoever wants to quote a public note of ours may: the permission is kept, so that anybody can look it up. */
import type { ActorIri } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { type Claim, finishActivity } from "../store/inbox.ts";
import { storedNote } from "../store/notes.ts";
import { postNotices } from "../store/notices.ts";
import { allowQuote } from "../store/quotes.ts";
import { transact } from "./transaction.ts";

export type AskedToQuote = {
  readonly claim: Claim;
  /** The id of the request. */
  readonly request: string;
  readonly asker: { readonly iri: ActorIri; readonly inbox: string };
  /** The note, with our id of it when it has the form of one. */
  readonly note: { readonly iri: string; readonly id: string | null };
  /** The post that quotes it. */
  readonly by: string;
  /** Who of ours answers when there is no such note. */
  readonly addressed: string;
};

export function answerQuote(instance: Instance, asked: AskedToQuote): Promise<void> {
  return transact(instance.db, async (tx) => {
    if (!(await finishActivity(tx, asked.claim))) return;
    // Only public notes are kept: what was said in private is unknown here, like what never was (E13).
    const note = asked.note.id === null ? null : await storedNote(tx, asked.note.id);
    const quote =
      note === null
        ? null
        : await allowQuote(tx, { id: instance.newId(), noteId: note.id, by: asked.by });
    await postNotices(tx, [
      {
        kind: "quote-answered",
        actor: note?.actor ?? asked.addressed,
        ...asked.asker,
        request: asked.request,
        note: asked.note.iri,
        by: asked.by,
        quote,
      },
    ]);
  });
}
