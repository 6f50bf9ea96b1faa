/** Taking back: Undo of a Follow, Block, and the deletion of an account. */
import { actorOfPath } from "../addresses.ts";
import { undone } from "../domain/follows.ts";
import type { ActorIri, PersonId } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { type Claim, finishActivity } from "../store/inbox.ts";
import {
  endFollows,
  followOf,
  interestOf,
  rememberUndo,
  saveFollow,
  stillFollows,
} from "../store/interests.ts";
import {
  dropLettersTo,
  lockPersonByIri,
  meetPerson,
  type Profile,
  savePerson,
  wasEverAsked,
} from "../store/people.ts";
import { lockProject } from "../store/projects.ts";
import { countReception } from "../store/remotes.ts";
import { eraseGone } from "./erasing.ts";
import { endEverything, endInterest } from "./leaving.ts";
import { transact } from "./transaction.ts";

export type WithdrawFollow = {
  readonly claim: Claim;
  readonly actor: ActorIri;
  /** The id of the Follow that is undone, when the Undo names it. */
  readonly follow: string | null;
  /** The path of our actor that the embedded Follow names, when it does. */
  readonly target: string | null;
  readonly signedAt: number;
};

export type Withdrawn = "withdrawn" | "still-follows" | "remembered" | "ignored";

/** B1: only the follower's own Follow. F2: an Undo that comes first is remembered. */
export function withdrawFollow({ db, now }: Instance, asked: WithdrawFollow): Promise<Withdrawn> {
  return transact(db, async (tx): Promise<Withdrawn> => {
    if (!(await finishActivity(tx, asked.claim))) return "ignored";
    const target = await undo(tx, asked);
    if (target === null) return "remembered";
    const own = actorOfPath(target);
    if (own?.kind !== "project") return "withdrawn";
    const project = await lockProject(tx, own.id);
    if (project === null) return "ignored";
    if (await stillFollows(tx, asked.actor, target)) return "still-follows";
    const person = await lockPersonByIri(tx, asked.actor);
    const interest = person === null ? null : await interestOf(tx, person.id, project.id);
    if (interest === null || interest.state === "withdrawn") return "ignored";
    await endInterest(tx, interest, { root: project.root, at: now() });
    await dropLettersTo(tx, interest.person, target);
    return "withdrawn";
  });
}

/**
 * Writes the Undo down; gives the path of the actor whose Follow it ended, or null when it ended
 * none. One actor's activities are handled one after the other, so no Follow comes in between.
 */
async function undo(tx: Tx, asked: WithdrawFollow): Promise<string | null> {
  if (asked.follow === null) {
    // Some servers undo without naming an id: then whatever they follow there ends.
    const { actor, target, signedAt } = asked;
    if (target === null || (await endFollows(tx, actor, target))) return target;
    await rememberUndo(tx, { actor, target, signedAt });
    return null;
  }
  const known = await followOf(tx, asked.actor, asked.follow);
  const seen = undone(known, asked.signedAt);
  await saveFollow(tx, {
    ...seen.follow,
    actor: asked.actor,
    iri: asked.follow,
    target: known?.target ?? null,
  });
  return seen.effect === "ends" ? (known?.target ?? null) : null;
}

/** A Block ends everything and is silence for good (protocol.md 8.3, 66). */
export function withdrawByBlock(
  { db, now, newId }: Instance,
  asked: {
    readonly claim: Claim;
    readonly actor: ActorIri;
    /** Of somebody whom we do not know yet, so that we remember not to write. */
    readonly profile: Profile | null;
  },
): Promise<Withdrawn> {
  return transact(db, async (tx): Promise<Withdrawn> => {
    if (!(await finishActivity(tx, asked.claim))) return "ignored";
    const known = await endEverything(tx, asked.actor, now());
    await endFollows(tx, asked.actor, null);
    const fresh = { id: newId() as PersonId, at: now() };
    const person =
      known ?? (asked.profile === null ? null : await meetPerson(tx, asked.profile, fresh));
    if (person === null) return "ignored";
    // Blocked twice, or after STOP, is counted once or not at all: what counts is how our asking was taken.
    if (person.silentSince === null && (await wasEverAsked(tx, person.id))) {
      await countReception(tx, new URL(person.iri).host, "blocks");
    }
    await savePerson(tx, person.id, { silentSince: person.silentSince ?? now() });
    return "withdrawn";
  });
}

/** An account deleted itself: all of it is erased here, and what arrives late has no effect (R10, F21). */
export function erase(
  { db, now }: Instance,
  asked: { readonly claim: Claim; readonly actor: ActorIri },
): Promise<Withdrawn> {
  return transact(db, async (tx): Promise<Withdrawn> => {
    if (!(await finishActivity(tx, asked.claim))) return "ignored";
    return (await eraseGone(tx, asked.actor, now())) ? "withdrawn" : "ignored";
  });
}
