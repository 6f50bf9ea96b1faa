/** The inbox: what may come in, checked in order, cheapest first; stored before it is acknowledged (boundary.md). */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { Hono } from "hono";
import { actorOfPath } from "../addresses.ts";
import type { ActorIri } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { log } from "../log.ts";
import { receiveActivity } from "../operations/receive-activity.ts";
import { personByIri } from "../store/people.ts";
import { forOneActivity } from "./budget.ts";
import { actorState } from "./existence.ts";
import { checkUrl } from "./fetcher.ts";
import { countAtGate, refusedAtGate } from "./gate.ts";
import { isWithinLimits, mostBodyBytes } from "./limits.ts";
import { problem } from "./problems.ts";
import { isActivityJson, sameOrigin } from "./remote-actor.ts";
import { readSignature } from "./signature.ts";
import { verifySender } from "./verify.ts";

/** Routes of all inboxes: one for each actor, and one for all. */
export function inboxes(instance: Instance): Hono {
  const app = new Hono();
  app.all("/ap/inbox", (c) => take(instance, c));
  app.all("/ap/:kind{instance|org}/inbox", (c) => take(instance, c));
  app.all("/ap/:kind{projects|teams}/:id/inbox", (c) => take(instance, c));
  return app;
}

/** The shared inbox stands as long as the instance. */
const instanceActor = { kind: "instance" } as const;

async function take(instance: Instance, c: Context): Promise<Response> {
  const path = new URL(c.req.url).pathname;
  const actor = path === "/ap/inbox" ? instanceActor : actorOfPath(path.slice(0, -"/inbox".length));
  const state = actor === null ? "unknown" : await actorState(instance.db, actor);
  if (state === "gone") return problem(410, "This inbox is gone, with whom it belonged to.");
  if (c.req.method !== "POST") {
    return problem(405, "An inbox takes POST only.", { allow: "POST" });
  }
  if (state === "unknown") return problem(404, "There is no such inbox.");
  if (!isActivityJson(c.req.header("content-type") ?? null)) {
    return problem(415, "Send application/activity+json.");
  }
  const body = await bodyOf(c.req.raw);
  if (body === null) return problem(413, `An activity has at most ${mostBodyBytes} bytes.`);

  const read = readActivity(body, instance);
  if ("refused" in read) return problem(400, read.refused);
  const url = publicUrl(instance, c.req.url);
  const signature = readSignature({ url, headers: c.req.raw.headers, body }, instance.now());
  if ("refused" in signature) return problem(401, `Not accepted: ${signature.refused}.`);

  const { activity, text } = read;
  const claims = { ...activity, keyId: signature.claimed.keyId };
  const turnedAway = await refusedAtGate(instance, claims);
  if (turnedAway !== null) return turnedAway;
  // Accounts that we never saw are deleted by the thousand: no key is fetched for that (P34).
  if (await isNewsOfStranger(instance, activity)) return accepted();

  const sender = await forOneActivity(() => verifySender(instance, activity, signature.claimed));
  switch (sender.outcome) {
    case "refused":
      log.debug("Refused an activity of {host}: {why}", {
        host: new URL(activity.actor).host,
        why: sender.why,
      });
      return problem(401, "Not accepted: the signature could not be verified.");
    case "unavailable":
      return problem(503, "Your key cannot be had at the moment.", { "retry-after": "60" });
    case "gone":
      // Gone for good at its own server: whatever it says, it can only mean goodbye (A25).
      if (activity.type !== "Delete") return problem(401, "Not accepted: the actor is gone.");
      break;
    case "verified":
      break;
    default:
      return sender satisfies never;
  }
  countAtGate(instance, activity);
  await receiveActivity(instance, {
    once: onceKey(activity, signature.claimed.value),
    actor: activity.actor as ActorIri,
    type: activity.type,
    body: text,
    signedAt: signature.claimed.signedAt,
  });
  return accepted();
}

function accepted(): Response {
  return new Response(null, { status: 202, headers: { "cache-control": "no-store" } });
}

/** The body, or null when it is too large; read no further than that. */
async function bodyOf(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get("content-length") ?? 0) > mostBodyBytes) return null;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > mostBodyBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

type Plain = {
  readonly id: string;
  readonly actor: string;
  readonly type: string;
  readonly object: unknown;
};

type ReadActivity =
  | { readonly activity: Plain; readonly text: string }
  | { readonly refused: string };

/** What an activity must be before anything of it is believed: one actor, an id of the same server (A18 to A20, D). */
function readActivity(body: Uint8Array, instance: Instance): ReadActivity {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    json = JSON.parse(text);
  } catch {
    return { refused: "The body is not JSON in UTF-8." };
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return { refused: "An activity is a JSON object." };
  }
  if (!isWithinLimits(json)) return { refused: "The activity is too deep or too large." };
  const { id, actor, type, object } = json as Record<string, unknown>;
  if (typeof id !== "string" || typeof actor !== "string" || typeof type !== "string") {
    return { refused: "An activity has one id, one actor and one type, each a string." };
  }
  // PostgreSQL keeps no such character, and no honest server sends one.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text))
    return { refused: "The activity has a null character in it." };
  if (hasControls(id) || hasControls(actor) || hasControls(type) || type.length > 100) {
    return { refused: "The id, the actor or the type has characters that do not belong there." };
  }
  if (!isTaken(id, instance) || !isTaken(actor, instance)) {
    return { refused: "The id and the actor of an activity are https addresses." };
  }
  if (!sameOrigin(id, actor)) return { refused: "The id and the actor are of different servers." };
  if (new URL(actor).origin === instance.origin) {
    return { refused: "Nothing of ours comes from outside." };
  }
  return { activity: { id, actor, type, object }, text };
}

function isTaken(url: string, instance: Instance): boolean {
  if (Buffer.byteLength(url) > longestUrl) return false;
  try {
    checkUrl(url, instance.settings.allowPrivateAddress);
    return true;
  } catch {
    return false;
  }
}

/** Two of them, with a hash, fit into one entry of an index. */
const longestUrl = 1_000;

function hasControls(text: string): boolean {
  return /[\p{Cc}\p{Cs}]/u.test(text);
}

async function isNewsOfStranger(instance: Instance, activity: Plain): Promise<boolean> {
  if (activity.type !== "Delete" && activity.type !== "Update") return false;
  return (await personByIri(instance.db, activity.actor as ActorIri)) === null;
}

/** The address as it was signed: ours in public, whatever stands between (fedify.md 1.4). */
function publicUrl({ origin }: Instance, asked: string): URL {
  const { pathname, search } = new URL(asked);
  return new URL(origin + pathname + search);
}

/** An id is its actor's alone (B11). Follow and Undo, also as Join and Leave, may come again under the same id; the same request may not (A21). */
function onceKey(activity: Plain, signature: string): string {
  const said = `${activity.actor} ${activity.id}`;
  if (!["Follow", "Join", "Undo", "Leave"].includes(activity.type)) return said;
  const hash = createHash("sha256").update(signature).digest("base64url").slice(0, 22);
  return `${said} ${hash}`;
}
