/** The table of activities that we understand. What is not here was acknowledged and means nothing to us. */
import { Activity } from "@fedify/vocab";
import type { Instance } from "../../instance.ts";
import { log, reason } from "../../log.ts";
import { setAside } from "../../operations/set-aside.ts";
import { type Claimed, claimActivity, postponeActivity } from "../../store/inbox.ts";
import { serverSpeaks } from "../../store/remotes.ts";
import { forOneActivity } from "../budget.ts";
import { noDocuments, offlineContexts } from "../context.ts";
import { isShutOutNow } from "../gate.ts";
import { onBlock } from "./block.ts";
import { onCreate } from "./create.ts";
import { onDelete } from "./delete.ts";
import { onFlag } from "./flag.ts";
import { onFollow } from "./follow.ts";
import { onMove } from "./move.ts";
import { onQuoteRequest } from "./quote-request.ts";
import { onLeave, onUndo } from "./undo.ts";
import { onUpdate } from "./update.ts";

/** One activity in our hands: parsed, and the claim under which its effect is committed. */
export type Inbound<Of extends Activity = Activity> = {
  readonly claim: Claimed;
  readonly activity: Of;
};

/** Gives whether it did something; what it leaves is set aside as handled. */
export type Handler = (instance: Instance, inbound: Inbound) => Promise<boolean>;

/**
 * Not in it, on purpose: Accept and Reject (we follow nobody, so nothing is there to be answered, B9);
 * Announce (what it carries is not its author's word, B22); Add, Remove, Invite and Offer (teams are
 * joined by our own flow, B23); Like and what else expresses a feeling.
 */
const handlers: Readonly<Record<string, Handler>> = {
  Follow: onFollow,
  Join: onFollow,
  Undo: onUndo,
  Leave: onLeave,
  Create: onCreate,
  Block: onBlock,
  Delete: onDelete,
  Update: onUpdate,
  Move: onMove,
  QuoteRequest: onQuoteRequest,
  Flag: onFlag,
};

/** Handles one stored activity. False when there is none. */
export async function handleNextActivity(
  instance: Instance,
  found: () => void = () => {},
): Promise<boolean> {
  const claim = await claimActivity(instance.db, instance.newId());
  if (claim === null) return false;
  found();
  try {
    const handler = (await isShutOutNow(instance, claim)) ? undefined : handlers[claim.type];
    const activity = handler === undefined ? null : await parse(claim);
    const acted =
      handler !== undefined &&
      activity !== null &&
      (await forOneActivity(() => handler(instance, { claim, activity })));
    if (!acted) await setAside(instance, claim);
    await heardFrom(instance, new URL(claim.actor).host);
  } catch (error) {
    log.error("Handling a {type} failed: {error}", {
      type: claim.type,
      error: reason(error),
    });
    await postponeActivity(instance.db, claim, reason(error));
  }
  return true;
}

/** Hosts that were heard from in the last minute: what rests for them was called then. */
const heard = new Map<string, number>();
const heardMs = 60_000;

/** Whoever speaks is there: letters that rest for that server leave (protocol.md 8.3, 52). */
async function heardFrom({ db }: Instance, host: string): Promise<void> {
  const now = Date.now();
  if ((heard.get(host) ?? 0) > now - heardMs) return;
  if (heard.size > 10_000) heard.clear();
  heard.set(host, now);
  await serverSpeaks(db, host);
}

/**
 * Reads an activity with Fedify's vocabulary, contexts from the bundled set alone. Null when it does
 * not parse, or when JSON-LD makes something else of it than its plain JSON says (A23): then it is
 * nobody's word.
 */
async function parse(claim: Claimed): Promise<Activity | null> {
  const json: unknown = JSON.parse(claim.body);
  let activity: Activity;
  try {
    activity = await Activity.fromJsonLd(json, {
      documentLoader: noDocuments,
      contextLoader: offlineContexts,
    });
  } catch (error) {
    log.debug("An activity of type {type} does not parse: {error}", {
      type: claim.type,
      error: reason(error),
    });
    return null;
  }
  const plain = json as { readonly id: string; readonly object?: unknown };
  const same =
    activity.id?.href === new URL(plain.id).href &&
    activity.actorIds.length === 1 &&
    activity.actorId?.href === new URL(claim.actor).href &&
    activity.constructor.name === claim.type &&
    // What a report is about is a list, and read as plain JSON alone.
    (claim.type === "Flag" || objectOf(plain.object) === (activity.objectId?.href ?? null));
  return same ? activity : null;
}

/** The id of the object as the plain JSON says it, in the form in which URLs compare. */
function objectOf(said: unknown): string | null {
  // A list of one is that one.
  const object: unknown = Array.isArray(said) && said.length === 1 ? said[0] : said;
  const id = typeof object === "object" && object !== null && "id" in object ? object.id : object;
  return typeof id === "string" && URL.canParse(id) ? new URL(id).href : null;
}
