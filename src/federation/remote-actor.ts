/** Actors of other servers: fetched with a signed GET, checked, remembered (boundary.md A5 to A8, C). */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { ActorIri } from "../domain/ids.ts";
import { asksForNoBots } from "../domain/people.ts";
import { FetchRefused, type Instance, TooManyFetches } from "../instance.ts";
import { holdLetters } from "../operations/hold-letters.ts";
import type { Db } from "../store/db.ts";
import type { Profile } from "../store/people.ts";
import {
  forgetActor,
  type KnownActor,
  knownActor,
  rememberActor,
  rememberTried,
} from "../store/remotes.ts";
import { wake } from "../store/wake.ts";
import { sendSigned } from "./sign.ts";
import { isDoubted, succeed } from "./trust.ts";

/** What we keep of an actor: where to write to, and its keys; nothing of its profile (F27). */
export type RemoteActor = Profile & {
  readonly keys: readonly RemoteKey[];
  /** Other ids of the same account, as this one says (B16). */
  readonly alsoKnownAs: readonly string[];
  /** The keys before these, when they did not vouch for them: these are doubted (trust.ts). */
  readonly former?: readonly RemoteKey[];
  /** When an Update was signed with one of these keys, ms since 1970. */
  readonly vouchedAt?: number;
};

export type RemoteKey =
  | { readonly id: string; readonly pem: string }
  | { readonly id: string; readonly multibase: string };

export type Found =
  | { readonly outcome: "known"; readonly actor: RemoteActor; readonly fresh: boolean }
  /** Its server says that it is gone for good (410). */
  | { readonly outcome: "gone" }
  | {
      readonly outcome: "unavailable";
      readonly temporary: boolean;
      readonly why: string;
      /** Its server was not asked at all, since we have asked enough for now. */
      readonly unasked?: true;
    };

const freshFor = 24 * 3600 * 1000;
/** A failed look, and a look for a changed key, are not repeated within this time (A24, C15). */
const lookAgainAfter = 5 * 60 * 1000;

/**
 * The actor with this id. With `newerThan` (milliseconds), what is known is looked up anew when it is
 * older than that, at most once in five minutes.
 */
export async function remoteActor(
  instance: Instance,
  iri: string,
  newerThan: number = freshFor,
): Promise<Found> {
  const known = await knownActor(instance.db, iri);
  if (known !== null) {
    const justTried = known.tried < lookAgainAfter;
    if (known.failure !== null && justTried) return failed(known.failure);
    if (known.failure === null && (justTried || known.age < newerThan)) {
      return { outcome: "known", actor: known.document as RemoteActor, fresh: false };
    }
  }
  return lookAnew(instance, iri, known);
}

/**
 * The actor as its server describes it now, since it said itself that it has changed: one look, at
 * the server that asked for it, for each such word.
 */
export async function refreshActor(instance: Instance, iri: string): Promise<Found> {
  return lookAnew(instance, iri, await knownActor(instance.db, iri));
}

/** What else an actor says that it is, at this moment; null when it cannot be asked. */
export async function aliasesOf(
  instance: Instance,
  iri: string,
): Promise<readonly string[] | null> {
  const found = await refreshActor(instance, iri);
  return found.outcome === "known" && found.fresh ? found.actor.alsoKnownAs : null;
}

async function lookAnew(instance: Instance, iri: string, known: KnownActor | null): Promise<Found> {
  const before = (known?.document ?? null) as RemoteActor | null;
  const found = await look(instance, iri);
  if (found.outcome === "known") {
    const actor = succeed(before, found.actor, instance.now().getTime());
    await rememberActor(instance.db, iri, { document: actor, failure: null });
    if (isDoubted(actor) && before?.former === undefined) await holdLetters(instance, actor.iri);
    if (known?.failure === null && !isDeepStrictEqual(before, actor)) await tellOfChange(instance);
    return { ...found, actor };
  }
  const isUnasked = found.outcome === "unavailable" && found.unasked === true;
  // Better yesterday's knowledge than none, while the other server is away.
  if (known?.failure === null && found.outcome === "unavailable" && found.temporary) {
    if (!isUnasked) await rememberTried(instance.db, iri);
    return { outcome: "known", actor: known.document as RemoteActor, fresh: false };
  }
  if (isUnasked) return found;
  const failure =
    found.outcome === "gone" ? "gone" : `${found.temporary ? "later" : "no"}: ${found.why}`;
  // Its keys are remembered, to be told from those of whoever comes after it.
  await rememberActor(instance.db, iri, { document: before, failure });
  if (known?.failure === null) await tellOfChange(instance);
  return found;
}

/** What we know of an actor goes with the actor. */
export async function forgetRemoteActor(instance: Instance, iri: string): Promise<void> {
  await forgetActor(instance.db, iri);
  await tellOfChange(instance);
}

/** What is remembered of actors is forgotten here at once, and by every other process. */
async function tellOfChange(instance: Instance): Promise<void> {
  forgetRecentActors(instance);
  await wake(instance.db, "actors");
}

type Recent = Map<string, { readonly found: Found; readonly until: number }>;

// By database: what is known belongs to it, whoever asks.
const recents = new WeakMap<Db, Recent>();
const recentMs = 60_000;
const mostRecent = 5_000;

function recentOf({ db }: Instance): Recent {
  const there: Recent = recents.get(db) ?? new Map();
  recents.set(db, there);
  return there;
}

/** Somewhere, what is known of an actor has changed. */
export function forgetRecentActors(instance: Instance): void {
  recentOf(instance).clear();
}

/** The actor with this id, for verifying what it signed: of those who spoke a moment ago nothing is read. */
export async function actorForVerifying(instance: Instance, iri: string): Promise<Found> {
  const recent = recentOf(instance);
  const there = recent.get(iri);
  if (there !== undefined && there.until > Date.now()) return there.found;
  const found = await remoteActor(instance, iri);
  if (found.outcome !== "known") return found;
  const [oldest] = recent.keys();
  if (recent.size >= mostRecent && oldest !== undefined) recent.delete(oldest);
  recent.set(iri, { found: { ...found, fresh: false }, until: Date.now() + recentMs });
  return found;
}

function failed(failure: string): Found {
  if (failure === "gone") return { outcome: "gone" };
  const temporary = failure.startsWith("later: ");
  return { outcome: "unavailable", temporary, why: failure.replace(/^(?:later|no): /, "") };
}

const accept =
  'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

async function look(instance: Instance, iri: string): Promise<Found> {
  const no = (why: string, temporary = false) => ({
    outcome: "unavailable" as const,
    temporary,
    why,
  });
  try {
    const answer = await sendSigned(
      instance,
      { kind: "instance" },
      // Every server with which we speak understands the older form for GET; GoToSocial requires a signature.
      { method: "GET", url: iri, headers: { accept }, signs: "draft-cavage-http-signatures-12" },
    );
    if (answer.status === 410) return { outcome: "gone" };
    if (answer.status !== 200)
      return no(`status ${answer.status}`, answer.status >= 500 || answer.status === 429);
    if (!isActivityJson(answer.headers.get("content-type")))
      return no("not an ActivityPub document");
    const actor = readActor(iri, answer.body);
    return typeof actor === "string" ? no(actor) : { outcome: "known", actor, fresh: true };
  } catch (error) {
    if (error instanceof TooManyFetches) return { ...no(error.message, true), unasked: true };
    if (error instanceof FetchRefused) return no(error.message, true);
    throw error;
  }
}

/** activity+json, or ld+json with the profile of ActivityStreams (A8, D12). */
export function isActivityJson(contentType: string | null): boolean {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  if (type.trim() === "application/activity+json") return true;
  return (
    type.trim() === "application/ld+json" &&
    parameters.some((parameter) =>
      /^\s*profile\s*=\s*"?(?:[^"]*\s)?https:\/\/www\.w3\.org\/ns\/activitystreams(?:\s[^"]*)?"?\s*$/.test(
        parameter,
      ),
    )
  );
}

const textOrFirst = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((value) => (typeof value === "string" ? value : (value[0] ?? "")));
const someObjects = z
  .union([z.unknown().array(), z.unknown()])
  .transform((value) =>
    (Array.isArray(value) ? value : [value]).filter(
      (one): one is Record<string, unknown> => typeof one === "object" && one !== null,
    ),
  );

const actorSchema = z.object({
  id: z.string(),
  type: textOrFirst,
  inbox: z.string(),
  preferredUsername: z.string().max(200).optional(),
  endpoints: z
    .object({ sharedInbox: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  name: z.string().optional().catch(undefined),
  summary: z.string().nullish().catch(undefined),
  attachment: someObjects.optional(),
  publicKey: someObjects.optional(),
  assertionMethod: someObjects.optional(),
  alsoKnownAs: z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]).optional(),
});

/** Of one actor; each may have to be tried (verify.ts). */
const mostKeys = 10;

/** Reads an actor out of its document, or says what is wrong with it. */
function readActor(iri: string, body: string): RemoteActor | string {
  let json: unknown;
  // PostgreSQL keeps no such character, and no honest server sends one.
  if (body.includes("\\u0000")) return "a null character in it";
  try {
    json = JSON.parse(body);
  } catch {
    return "not JSON";
  }
  const parsed = actorSchema.safeParse(json);
  if (!parsed.success) return "not an actor";
  const actor = parsed.data;
  // A document speaks only for the address where it stands (A6).
  if (actor.id !== iri) return "its id is another";
  const { origin, host } = new URL(iri);
  // As long as fits into an index, and on the same server (boundary.md I1, I2).
  const here = (url: string | undefined) =>
    url !== undefined &&
    URL.canParse(url) &&
    new URL(url).href.length <= 1_000 &&
    new URL(url).origin === origin;
  if (/[\p{C}]/u.test(actor.type) || actor.type.length > 100) return "its type is none";
  if (!here(actor.inbox)) return "its inbox is on another server";
  const shared = actor.endpoints?.sharedInbox;
  const fields = actor.attachment?.map((field) => `${field.name} ${field.value}`) ?? [];
  const found: RemoteActor = {
    iri: iri as ActorIri,
    handle: `${cleanName(actor.preferredUsername ?? iri)}@${host}`,
    inbox: new URL(actor.inbox).href,
    sharedInbox: here(shared) && shared !== undefined ? new URL(shared).href : null,
    type: actor.type,
    noBots: asksForNoBots(
      [actor.name, actor.summary, ...fields].join(" ").replace(/<[^>]*>/g, " "),
    ),
    alsoKnownAs: (actor.alsoKnownAs ?? []).filter((one) => typeof one === "string").slice(0, 20),
    keys: [
      ...(actor.publicKey ?? []).flatMap((key) => pemKey(key, iri)),
      ...(actor.assertionMethod ?? []).flatMap((key) => multikey(key, iri)),
    ].slice(0, mostKeys),
  };
  // Half a character (a lone surrogate) is written as an escape, and PostgreSQL does not keep it.
  return /\\u(?:0000|d[89a-f])/i.test(JSON.stringify(found)) ? "half a character in it" : found;
}

/** Names are shown to people: nothing invisible, nothing that turns the line around (A28). */
function cleanName(name: string): string {
  return name.replace(/[\p{C}\p{Z}@<>&"']/gu, "").slice(0, 100);
}

/** Key and actor must name each other; a key on another host is not the actor's (A5). */
function pemKey(key: Record<string, unknown>, iri: string): RemoteKey[] {
  const { id, owner, publicKeyPem: pem } = key;
  return typeof id === "string" && typeof pem === "string" && owner === iri && sameOrigin(id, iri)
    ? [{ id, pem }]
    : [];
}

function multikey(key: Record<string, unknown>, iri: string): RemoteKey[] {
  const { id, controller, publicKeyMultibase: multibase } = key;
  return typeof id === "string" &&
    typeof multibase === "string" &&
    controller === iri &&
    sameOrigin(id, iri)
    ? [{ id, multibase }]
    : [];
}

export function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}
