/** Signing our requests, the way that the other server understands. */
import { signRequest } from "@fedify/fedify/sig";
import { actorIri, type OwnActor } from "../addresses.ts";
import type { Answer, Instance, Outgoing } from "../instance.ts";
import type { Signs } from "../store/remotes.ts";
import { mustBeOpen } from "./gate.ts";
import { actorKeys } from "./keys.ts";

/** Sends one request in the name of an actor of ours. Throws FetchRefused when there is no answer. */
export async function sendSigned(
  instance: Instance,
  actor: OwnActor,
  request: Outgoing & { readonly signs: Signs },
): Promise<Answer> {
  // What is posted was held against the rules letter by letter (`mayLeave`).
  if (request.method === "GET") await mustBeOpen(instance, request.url);
  const { rsaPrivate } = await actorKeys(instance, actor);
  const keyId = new URL(`${actorIri(instance.origin, actor)}#main-key`);
  const { "content-type": contentType, ...unsigned } = request.headers;
  // Fedify signs every header that is there: only what other servers expect to be signed is shown to it.
  const signed = await signRequest(
    new Request(request.url, {
      method: request.method,
      headers: contentType === undefined ? {} : { "content-type": contentType },
      ...(request.body === undefined ? {} : { body: request.body }),
    }),
    rsaPrivate,
    keyId,
    { spec: request.signs },
  );
  return instance.fetcher({
    method: request.method,
    url: request.url,
    headers: { ...unsigned, ...Object.fromEntries(signed.headers) },
    ...(request.body === undefined ? {} : { body: request.body }),
  });
}
