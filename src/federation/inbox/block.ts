/** Somebody blocks an actor of ours: everything of theirs is withdrawn, and we never write again. */
import { Block } from "@fedify/vocab";
import { actorOfIri } from "../../addresses.ts";
import { withdrawByBlock } from "../../operations/withdraw-interest.ts";
import { remoteActor } from "../remote-actor.ts";
import type { Handler } from "./index.ts";

export const onBlock: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof Block) || activity.objectId === null) return false;
  if (actorOfIri(instance.origin, activity.objectId.href) === null) return false;
  const sender = await remoteActor(instance, claim.actor);
  const profile = sender.outcome === "known" ? sender.actor : null;
  await withdrawByBlock(instance, { claim, actor: claim.actor, profile });
  return true;
};
