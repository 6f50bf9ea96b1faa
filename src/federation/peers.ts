/** Whether a server has a Multaque of its own: then it asks its people itself (protocol.md 4.2, rule 2). */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { FetchRefused, type Instance, TooManyFetches } from "../instance.ts";
import { knownActor, rememberActor } from "../store/remotes.ts";
import { isActivityJson, sameOrigin } from "./remote-actor.ts";
import { sendSigned } from "./sign.ts";

/** What an Application that speaks our extension says that it implements (FEP-844e). */
export const commonsFed = "https://w3id.org/commons-fed#v1";

const lookAgainAfter = 24 * 3600 * 1000;
/** Whoever waits for an answer of a slow server keeps everybody else waiting. */
const longestLook = 3_000;

const known = z.object({ peer: z.boolean() });

/**
 * Asked before the transaction that asks a person, and remembered for a day under the address of the
 * server, which is the name of its Application (FEP-d556). What cannot be had is no peer.
 */
export async function isPeer(instance: Instance, host: string): Promise<boolean> {
  const name = `https://${host}/`;
  const remembered = await knownActor(instance.db, name);
  if (remembered !== null && remembered.tried < lookAgainAfter) {
    return known.safeParse(remembered.document).data?.peer ?? false;
  }
  const late = new AbortController();
  const looked = lookAndRemember(instance, name).finally(() => late.abort());
  // What comes later than that is remembered for the next question.
  return Promise.race([
    looked,
    sleep(longestLook, false, { signal: late.signal }).catch(() => looked),
  ]);
}

async function lookAndRemember(instance: Instance, name: string): Promise<boolean> {
  let peer = false;
  let failure: string | null = null;
  try {
    peer = await look(instance, name);
  } catch (error) {
    if (error instanceof TooManyFetches) return false;
    if (!(error instanceof FetchRefused)) throw error;
    failure = error.message;
  }
  await rememberActor(instance.db, name, { document: { peer }, failure });
  return peer;
}

const links = z.object({
  links: z.array(z.looseObject({ rel: z.string(), href: z.string().optional() })).catch([]),
});
const application = z.object({ id: z.string(), implements: z.unknown() });

async function look(instance: Instance, name: string): Promise<boolean> {
  const resource = encodeURIComponent(name);
  const found = links.safeParse(
    await json(
      instance,
      `${name}.well-known/webfinger?resource=${resource}`,
      "application/jrd+json",
    ),
  );
  const self = found.data?.links.find(({ rel }) => rel === "self")?.href;
  // A server says of itself what it is, and no other does (A6).
  if (self === undefined || !sameOrigin(self, name)) return false;
  const actor = application.safeParse(await json(instance, self, "application/activity+json"));
  return (
    actor.success && actor.data.id === self && idsIn(actor.data.implements).includes(commonsFed)
  );
}

async function json(instance: Instance, url: string, accept: string): Promise<unknown> {
  const answer = await sendSigned(
    instance,
    { kind: "instance" },
    { method: "GET", url, headers: { accept }, signs: "draft-cavage-http-signatures-12" },
  );
  const type = answer.headers.get("content-type");
  const isJson = isActivityJson(type) || /^application\/(?:jrd\+)?json\b/i.test(type ?? "");
  if (answer.status !== 200 || !isJson) return null;
  try {
    return JSON.parse(answer.body);
  } catch {
    return null;
  }
}

/** One or several, each an address, or an object with an id or (a Link) an address. */
function idsIn(value: unknown): readonly unknown[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null) return [one];
    const { id, href } = one as Readonly<Record<string, unknown>>;
    return [id, href];
  });
}
