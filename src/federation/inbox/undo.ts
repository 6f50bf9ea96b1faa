/** Undo of a Follow: with the Follow inside, or its bare id (protocol.md 8.3, 38); and Leave, which names whom. */
import { Leave, Undo } from "@fedify/vocab";
import { actorOfIri, actorPath } from "../../addresses.ts";
import type { Instance } from "../../instance.ts";
import { withdrawFollow } from "../../operations/withdraw-interest.ts";
import { sameOrigin } from "../remote-actor.ts";
import type { Handler } from "./index.ts";

export const onUndo: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof Undo)) return false;
  const inner = innerFollow(instance, claim.body);
  // Whose Follow ends is said by who signed, never by what the activity carries (B1, B2).
  const follow = activity.objectId?.href ?? null;
  if (follow === null && inner === null) return false;
  // Longer than any id that we take: no Follow of ours to look for.
  if (follow !== null && (follow.length > 1_000 || !sameOrigin(follow, claim.actor))) return false;
  if (inner !== null && inner.actor !== null && inner.actor !== claim.actor) return false;
  if (inner !== null && inner.type !== "Follow" && inner.type !== "Join") return false;
  await withdrawFollow(instance, {
    claim,
    actor: claim.actor,
    follow,
    target: inner?.target ?? null,
    signedAt: claim.signedAt,
  });
  return true;
};

/** Whatever they follow there ends. */
export const onLeave: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof Leave) || activity.objectId === null) return false;
  const left = actorOfIri(instance.origin, activity.objectId.href);
  if (left === null || left.kind === "team") return false;
  await withdrawFollow(instance, {
    claim,
    actor: claim.actor,
    follow: null,
    target: actorPath(left),
    signedAt: claim.signedAt,
  });
  return true;
};

type Inner = {
  readonly type: string;
  readonly actor: string | null;
  readonly target: string | null;
};

/** What stands inside, as plain JSON; null when there is only an id. */
function innerFollow({ origin }: Instance, body: string): Inner | null {
  const { object } = JSON.parse(body) as { readonly object?: unknown };
  if (typeof object !== "object" || object === null || Array.isArray(object)) return null;
  const { type, actor, object: followed } = object as Record<string, unknown>;
  const target = typeof followed === "string" ? actorOfIri(origin, followed) : null;
  return {
    type: typeof type === "string" ? type : "",
    actor: typeof actor === "string" ? actor : null,
    target: target === null ? null : actorPath(target),
  };
}
