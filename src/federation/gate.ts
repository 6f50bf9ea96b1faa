/** Who is let in and what is let out: rules of moderators and quotas, before anything is fetched or verified. */
import { type Rules, serverOf, standingOf, standingOfServer } from "../domain/moderation.ts";
import type { Notice } from "../domain/notices.ts";
import { FetchRefused, type Instance } from "../instance.ts";
import type { Scribe, Written } from "../operations/write-next-notice.ts";
import { siteOf } from "../sites.ts";
import type { Db } from "../store/db.ts";
import type { ClaimedLetter } from "../store/letters.ts";
import { rulesFor } from "../store/moderation.ts";
import { problem } from "./problems.ts";
import { type Quota, quotaOf } from "./quota.ts";
import { rulesOf } from "./rules-cache.ts";

/** What a request claims, nothing of it verified yet. */
export type Claims = {
  readonly keyId: string;
  readonly actor: string;
  readonly type: string;
};

const quotas = new WeakMap<Db, Quota>();

/** Why a request is not even looked at: blocked (403), or too many of them (429). Null when it is. */
export async function refusedAtGate(instance: Instance, claims: Claims): Promise<Response | null> {
  const rules = await rulesOf(instance);
  if (isShutOut(rules, claims)) return problem(403, "This server takes nothing from there.");
  const pause = quotaFor(instance).pause(siteOf(serverOf(claims.actor)), instance.now().getTime());
  if (pause === 0) return null;
  const seconds = Math.max(1, Math.ceil(pause / 1000));
  return problem(429, "Too much at once from there.", { "retry-after": `${seconds}` });
}

/** A request was verified: it counts for its site. */
export function countAtGate(instance: Instance, { actor }: Pick<Claims, "actor">): void {
  quotaFor(instance).count(siteOf(serverOf(actor)), instance.now().getTime());
}

/** The same for what was let in before: a block holds for what waits, too. */
export async function isShutOutNow(
  { db, settings }: Instance,
  said: Pick<Claims, "actor" | "type">,
): Promise<boolean> {
  const rules = await rulesFor(db, said.actor, settings.federation);
  return isShutOut(rules, { ...said, keyId: said.actor });
}

/**
 * By server, and by account but for two things: a Follow is answered with a Reject, else it would stay
 * pending for ever on a server that is welcome (protocol.md 8.3, 64); and an account that is deleted is
 * erased here, too (P6).
 */
function isShutOut(rules: Rules, { keyId, actor, type }: Claims): boolean {
  const servers = [actor, ...(URL.canParse(keyId) ? [keyId] : [])].map(serverOf);
  if (servers.some((server) => standingOfServer(rules, server) === "blocked")) return true;
  return type !== "Follow" && type !== "Delete" && standingOf(rules, actor) === "blocked";
}

/** Throws FetchRefused where a rule lets nobody look. */
export async function mustBeOpen(instance: Instance, url: string): Promise<void> {
  if (await isShut(instance, url)) throw new FetchRefused("blocked by a rule of this instance");
}

/** Whether nothing is sent to this address. */
async function isShut(instance: Instance, url: string): Promise<boolean> {
  return standingOfServer(await rulesOf(instance), serverOf(url)) === "blocked";
}

/** The other server takes a goodbye at once or never: nothing of it is tried for days. */
const goodbyeMs = 3_600_000;

/**
 * Whether a letter may leave. To a blocked server goes only the word that a follow has ended, which was
 * written because of the block (protocol.md 8.3, 54 and 88), and only soon after it.
 */
export async function mayLeave(
  instance: Instance,
  letter: Pick<ClaimedLetter, "inbox" | "body" | "age">,
): Promise<boolean> {
  if (!(await isShut(instance, letter.inbox))) return true;
  const { type } = JSON.parse(letter.body) as { readonly type?: unknown };
  return type === "Reject" && letter.age < goodbyeMs;
}

function quotaFor({ db, settings }: Instance): Quota {
  const quota = quotas.get(db) ?? quotaOf(settings.inboxPerSitePerHour);
  quotas.set(db, quota);
  return quota;
}

/** Writes as `scribe` does, but nothing to a blocked server except that a follow there has ended. */
export function onlyToOpen(instance: Instance, scribe: Scribe): Scribe {
  return async (db, notice) => {
    const written = await scribe(db, notice);
    if (isGoodbye(notice)) return written;
    const letters: Written["letters"][number][] = [];
    for (const letter of written.letters) {
      if (!(await isShut(instance, letter.inbox))) letters.push(letter);
    }
    return { ...written, letters };
  };
}

function isGoodbye({ kind }: Notice): boolean {
  return kind === "follow-rejected" || kind === "follow-ended";
}
