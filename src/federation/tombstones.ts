/** What is answered where nothing is: a tombstone where something was, else that there is nothing (17, 86). */
import type { Instance } from "../instance.ts";
import { type Tombstone, tombstoneAt } from "../store/tombstones.ts";
import { activityContext } from "./context.ts";
import { problem } from "./problems.ts";

/** For an address of ours at which nothing is found now. */
export async function missing(instance: Instance, path: string): Promise<Response> {
  const grave = await tombstoneAt(instance.db, path);
  if (grave === null) return problem(404, "There is nothing here.");
  return tombstone(instance.origin + path, grave);
}

/** For a collection of an actor that is not there. */
export async function missingCollection(
  instance: Instance,
  actor: string,
  name: string,
): Promise<Response> {
  const grave = await tombstoneAt(instance.db, actor);
  if (grave === null) return problem(404, "There is nothing here.");
  const formerType = "OrderedCollection";
  return tombstone(`${instance.origin}${actor}/${name}`, { ...grave, formerType });
}

function tombstone(id: string, { formerType, at }: Tombstone): Response {
  const body = {
    "@context": activityContext,
    id,
    type: "Tombstone",
    formerType,
    deleted: at.toISOString(),
  };
  return new Response(JSON.stringify(body), {
    status: 410,
    headers: {
      "content-type": "application/activity+json",
      vary: "Accept",
      "cache-control": "public, max-age=60",
      "x-content-type-options": "nosniff",
    },
  });
}
