/**
 * Whether the keys of an actor still speak for the one whom we know (A26). A domain that lapses can be
 * registered by somebody else, who then serves the same ids with keys of their own. So keys are vouched
 * for by those before them, in an Update that they sign. Without that the account is doubted: it may
 * follow and leave, but nothing is told to it in private and nothing is heard from it but STOP, until
 * such an Update comes or the old keys are back.
 */
import type { RemoteActor, RemoteKey } from "./remote-actor.ts";

/** An Update vouches for keys that are found within this time. */
const vouchedFor = 24 * 3600 * 1000;

/** What is remembered of an actor whose document was `before`, when its server now says `now`. */
export function succeed(before: RemoteActor | null, now: RemoteActor, at: number): RemoteActor {
  if (before === null) return now;
  const rightful = before.former ?? before.keys;
  // Who had no key never said anything here.
  if (rightful.length === 0 || shareKey(rightful, now.keys)) return now;
  if (before.former === undefined && at - (before.vouchedAt ?? 0) < vouchedFor) return now;
  return { ...now, former: rightful };
}

/** The keys with which an actor may sign this kind of activity: keys that were replaced say so, and no more. */
export function keysFor(actor: RemoteActor, type: string): readonly RemoteKey[] {
  return type === "Update" ? [...actor.keys, ...(actor.former ?? [])] : actor.keys;
}

/** Whether this key of an actor may vouch for what its server says: keys that are doubted do not vouch for themselves. */
export function mayVouch({ former }: RemoteActor, key: RemoteKey): boolean {
  return former === undefined || shareKey(former, [key]);
}

export function isDoubted(actor: RemoteActor): boolean {
  return actor.former !== undefined;
}

function shareKey(some: readonly RemoteKey[], others: readonly RemoteKey[]): boolean {
  const theirs = new Set(others.map(material));
  return some.some((key) => theirs.has(material(key)));
}

function material(key: RemoteKey): string {
  return "pem" in key ? key.pem.replace(/\s+/g, "") : key.multibase;
}
