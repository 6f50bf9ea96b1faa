/** An account has moved: taken only when the new account says so too, and its server is asked (B16, 87). */
import { Move } from "@fedify/vocab";
import { movePerson } from "../../operations/move-person.ts";
import { refreshActor, sameOrigin } from "../remote-actor.ts";
import type { Handler } from "./index.ts";

const longestId = 1_000;

export const onMove: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof Move) || activity.objectId?.href !== claim.actor) return false;
  const { target } = JSON.parse(claim.body) as { readonly target?: unknown };
  if (typeof target !== "string" || target.length > longestId || target === claim.actor) {
    return false;
  }
  if (!URL.canParse(target) || sameOrigin(target, instance.origin)) return false;
  const found = await refreshActor(instance, target);
  if (found.outcome === "unavailable" && found.temporary) {
    throw new Error("the new account cannot be had now");
  }
  if (found.outcome !== "known" || !found.actor.alsoKnownAs.includes(claim.actor)) return false;
  await movePerson(instance, { claim, from: claim.actor, to: found.actor.iri });
  return true;
};
