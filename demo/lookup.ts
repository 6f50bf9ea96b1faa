/** Finding an actor of another server, as the search field of a server does. */

import type { Correspondent } from "./documents.ts";
import { type PeopleServer, read } from "./server.ts";
import { activityJson, ask, asObject, jsonIn, listOf, textOf } from "./wire.ts";

/** What WebFinger of `host` answers about `resource`: a status, and the id when there is one. */
export async function webfinger(
  host: string,
  resource: string,
): Promise<{ readonly status: number; readonly id: string | null }> {
  const address = `http://${host}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`;
  const answer = await ask(address, { headers: { accept: "application/jrd+json" } });
  const document = answer.status === 200 ? jsonIn(answer.body) : null;
  for (const link of listOf(document?.links)) {
    const found = asObject(link);
    if (found?.rel === "self" && found.type === activityJson) {
      return { status: answer.status, id: textOf(found, "href") };
    }
  }
  return { status: answer.status, id: null };
}

/** The actor behind `name@host`, which must name itself so too. */
export async function lookUp(server: PeopleServer, handle: string): Promise<Correspondent> {
  const [name = "", host = ""] = handle.replace(/^@/, "").split("@");
  const { id, status } = await webfinger(host, `acct:${name}@${host}`);
  if (id === null) throw new Error(`WebFinger does not know @${name}@${host} (${status})`);
  const answer = await read(server, id);
  const actor = answer.status === 200 ? jsonIn(answer.body) : null;
  const inbox = textOf(actor, "inbox");
  const type = textOf(actor, "type");
  if (actor === null || inbox === null || type === null || actor.id !== id) {
    throw new Error(`${id} is not an actor (${answer.status})`);
  }
  return {
    id,
    type,
    handle: textOf(actor, "preferredUsername") ?? name,
    host,
    url: textOf(actor, "url") ?? id,
    inbox,
    followers: textOf(actor, "followers"),
  };
}
