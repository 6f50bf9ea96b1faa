/** Quotes of our notes by others: the answer to who asks, and the permission that anybody can look up (FEP-044f). */
import { activityIri, noteIri, quoteIri } from "../addresses.ts";
import type { Notice } from "../domain/notices.ts";
import type { Instance } from "../instance.ts";
import type { Quote } from "../store/quotes.ts";
import { publicCollection, quoteContext } from "./context.ts";
import { type Letter, toInbox } from "./envelopes.ts";

type Json = Readonly<Record<string, unknown>>;

/** On every public note of ours: whoever asks to quote it may. */
export const interactionPolicy: Json = {
  canQuote: { automaticApproval: [publicCollection], manualApproval: [] },
};

export function quoteAuthorization({ origin }: Instance, quote: Quote): Json {
  return {
    "@context": quoteContext,
    id: quoteIri(origin, quote.id),
    type: "QuoteAuthorization",
    attributedTo: origin + quote.actor,
    interactingObject: quote.by,
    interactionTarget: noteIri(origin, quote.noteId),
  };
}

/** Accept with the permission as its result, or Reject; the request inside, as it was asked. */
export function answerQuote(
  instance: Instance,
  notice: Extract<Notice, { kind: "quote-answered" }>,
): readonly Letter[] {
  const { origin } = instance;
  const { actor, quote } = notice;
  const body = {
    "@context": quoteContext,
    type: quote === null ? "Reject" : "Accept",
    id: activityIri(origin, instance.newId()),
    actor: origin + actor,
    to: [notice.iri],
    object: {
      type: "QuoteRequest",
      id: notice.request,
      actor: notice.iri,
      object: notice.note,
      instrument: notice.by,
    },
    ...(quote === null ? {} : { result: quoteIri(origin, quote) }),
  };
  return [toInbox(instance, notice.inbox, { actor, body })];
}
