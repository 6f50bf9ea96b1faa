/** An account has changed: what its own server says now is taken, not what the activity carries (B10 to B12). */
import { Update } from "@fedify/vocab";
import { updatePerson } from "../../operations/update-person.ts";
import { refreshActor } from "../remote-actor.ts";
import type { Handler } from "./index.ts";

export const onUpdate: Handler = async (instance, { claim, activity }) => {
  // A neighbour on the same server is somebody else (B11); a note that we were sent is not kept.
  if (!(activity instanceof Update) || activity.objectId?.href !== claim.actor) return false;
  const found = await refreshActor(instance, claim.actor);
  if (found.outcome !== "known") return false;
  await updatePerson(instance, { claim, profile: found.actor });
  return true;
};
