/** Activities in their envelopes: to one person, to one inbox, or to everybody who follows. */

import type { Person } from "../domain/people.ts";
import type { Instance } from "../instance.ts";
import type { Written } from "../operations/write-next-notice.ts";
import type { Db } from "../store/db.ts";
import { followerInboxes } from "../store/interests.ts";

/** An activity of the actor of ours at this path. */
export type Outgoing = { readonly actor: string; readonly body: unknown };
export type Letter = Written["letters"][number];

/** To one person, in the order in which it was said: the Accept before the question (protocol.md 4.2). */
export function toPerson(instance: Instance, person: Person, sent: Outgoing): Letter {
  return { ...toInbox(instance, person.inbox, sent), person: person.id };
}

/** To somebody's inbox, whoever that is. */
export function toInbox(instance: Instance, inbox: string, { actor, body }: Outgoing): Letter {
  return {
    id: instance.newId(),
    actor,
    inbox,
    body: JSON.stringify(body),
    lane: 0,
    orderKey: `${actor} ${inbox}`,
  };
}

/** To everybody who follows: one request for each shared inbox (I8). */
export async function toFollowers(
  instance: Instance,
  db: Db,
  { actor, body }: Outgoing,
): Promise<Letter[]> {
  return toInboxes(instance, await followerInboxes(db, actor), { actor, body });
}

/** The same to each of these inboxes. */
export function toInboxes(
  instance: Instance,
  inboxes: readonly string[],
  { actor, body }: Outgoing,
): Letter[] {
  return inboxes.map((inbox) => ({
    id: instance.newId(),
    actor,
    inbox,
    body: JSON.stringify(body),
    lane: 1 as const,
    orderKey: `${actor} ${new URL(inbox).host}`,
  }));
}
