/** A Follow of one of our actors; Mobilizon calls it Join where the other is a group. */
import { Follow, Join } from "@fedify/vocab";
import { actorOfIri, type OwnActor } from "../../addresses.ts";
import type { Followed } from "../../domain/notices.ts";
import { expressInterest } from "../../operations/express-interest.ts";
import { actorState } from "../existence.ts";
import { remoteActor } from "../remote-actor.ts";
import type { Handler } from "./index.ts";

export const onFollow: Handler = async (instance, { claim, activity }) => {
  if (
    !(activity instanceof Follow || activity instanceof Join) ||
    activity.id === null ||
    activity.objectId === null
  ) {
    return false;
  }
  const actor = actorOfIri(instance.origin, activity.objectId.href);
  if (actor === null || (await actorState(instance.db, actor)) !== "there") return false;
  const of = followed(actor);
  if (of === null) return false;
  const sender = await remoteActor(instance, claim.actor);
  if (sender.outcome !== "known") {
    if (sender.outcome === "unavailable" && sender.temporary)
      throw new Error("the actor cannot be had now");
    return false;
  }
  await expressInterest(instance, {
    claim,
    of,
    follow: activity.id.href,
    ...(activity instanceof Join ? { as: "Join" as const } : {}),
    signedAt: claim.signedAt,
    profile: sender.actor,
  });
  return true;
};

/** Teams are not followed to join them: such a Follow stays pending (protocol.md 8.3, 78). */
function followed(actor: OwnActor): Followed | null {
  if (actor.kind === "team") return null;
  return actor.kind === "project" ? { project: actor.id } : actor.kind;
}
