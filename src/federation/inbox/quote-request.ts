/** Somebody asks to quote a note of ours: what is public may be quoted by anybody, and nothing else (FEP-044f). */
import { QuoteRequest } from "@fedify/vocab";
import { actorOfIri, actorPath } from "../../addresses.ts";
import { isId } from "../../domain/ids.ts";
import type { Instance } from "../../instance.ts";
import { answerQuote } from "../../operations/answer-quote.ts";
import { actorState } from "../existence.ts";
import { remoteActor, sameOrigin } from "../remote-actor.ts";
import type { Handler } from "./index.ts";

const longestId = 1_000;

export const onQuoteRequest: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof QuoteRequest) || activity.id === null) return false;
  const { object, instrument, to } = JSON.parse(claim.body) as Record<string, unknown>;
  const [note, by] = [idOf(object), idOf(instrument)];
  // The post that quotes is the asker's own, as far as its address can say.
  if (note === null || by === null || !sameOrigin(by, claim.actor)) return false;
  if (!sameOrigin(note, instance.origin)) return false;
  const sender = await remoteActor(instance, claim.actor);
  if (sender.outcome !== "known") return false;
  const id = note.slice(`${instance.origin}/ap/notes/`.length);
  await answerQuote(instance, {
    claim,
    request: activity.id.href,
    asker: { iri: sender.actor.iri, inbox: sender.actor.inbox },
    note: { iri: note, id: isId(id) && note.endsWith(`/ap/notes/${id}`) ? id : null },
    by,
    addressed: await addressed(instance, to),
  });
  return true;
};

function idOf(said: unknown): string | null {
  const id = typeof said === "object" && said !== null && "id" in said ? said.id : said;
  return typeof id === "string" && id.length <= longestId ? id : null;
}

/** The actor of ours that is asked; the cooperative when nobody is named. */
async function addressed({ origin, db }: Instance, to: unknown): Promise<string> {
  const [first] = (Array.isArray(to) ? to : [to])
    .filter((one) => typeof one === "string")
    .flatMap((one) => actorOfIri(origin, one) ?? []);
  const isThere = first !== undefined && (await actorState(db, first)) === "there";
  return actorPath(isThere ? first : { kind: "org" });
}
