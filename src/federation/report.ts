/** A report to another server, in the name of the instance: never of whoever asked for it (G8). */
import { activityIri, actorIri, actorPath } from "../addresses.ts";
import type { Notice } from "../domain/notices.ts";
import type { Instance } from "../instance.ts";
import type { Written } from "../operations/write-next-notice.ts";
import type { Db } from "../store/db.ts";
import { personOf } from "../store/people.ts";
import { activityContext } from "./context.ts";

const us = { kind: "instance" } as const;

/** The account first, then its posts, as Mastodon writes and reads it. */
export async function reportLetters(
  instance: Instance,
  db: Db,
  notice: Extract<Notice, { kind: "report" }>,
): Promise<Written["letters"]> {
  const person = await personOf(db, notice.person);
  if (person === null) return [];
  const body = {
    "@context": activityContext,
    type: "Flag",
    id: activityIri(instance.origin, instance.newId()),
    actor: actorIri(instance.origin, us),
    to: [person.iri],
    content: notice.content,
    object: [person.iri, ...notice.posts],
  };
  const inbox = person.sharedInbox ?? person.inbox;
  return [
    {
      id: instance.newId(),
      actor: actorPath(us),
      inbox,
      body: JSON.stringify(body),
      lane: 0,
      orderKey: `${actorPath(us)} ${inbox}`,
      person: person.id,
    },
  ];
}
