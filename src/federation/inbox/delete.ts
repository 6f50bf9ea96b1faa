/**
 * An account deletes itself: everything about it goes (B13 to B15), whether it is named by its id, as a
 * Tombstone or as a whole actor. Other deletions concern nothing that we keep: what was said to us in
 * private is not kept (P4).
 */
import { Delete } from "@fedify/vocab";
import { erase } from "../../operations/withdraw-interest.ts";
import { forgetRemoteActor } from "../remote-actor.ts";
import type { Handler } from "./index.ts";

export const onDelete: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof Delete) || activity.objectId?.href !== claim.actor) return false;
  await erase(instance, { claim, actor: claim.actor });
  await forgetRemoteActor(instance, claim.actor);
  return true;
};
