/** An account has moved: taken only when the new account says so too, and its server is asked (B16, 87). */
import { Move } from "@fedify/vocab";
import { movePerson } from "../../operations/move-person.ts";
import { personByIri } from "../../store/people.ts";
import { remoteActor, sameOrigin } from "../remote-actor.ts";
import type { Handler } from "./index.ts";

const longestId = 1_000;

export const onMove: Handler = async (instance, { claim, activity }) => {
  if (!(activity instanceof Move) || activity.objectId?.href !== claim.actor) return false;
  const { target } = JSON.parse(claim.body) as { readonly target?: unknown };
  if (typeof target !== "string" || target.length > longestId || target === claim.actor) {
    return false;
  }
  if (!URL.canParse(target) || sameOrigin(target, instance.origin)) return false;
  // Of strangers nothing moves, and no server is asked for them.
  const person = await personByIri(instance.db, claim.actor);
  if (person === null) return false;
  const found = await remoteActor(instance, target, 0);
  if (found.outcome === "unavailable" && found.temporary) {
    throw new Error("the new account cannot be had now");
  }
  if (found.outcome !== "known") return false;
  if (!found.actor.alsoKnownAs.includes(claim.actor)) {
    if (found.fresh) return false;
    throw new Error("the new account was looked up before it said so: once more, later");
  }
  await movePerson(instance, { claim, from: claim.actor, to: found.actor.iri });
  return true;
};
