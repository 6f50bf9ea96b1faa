/** A Follow of one of our actors. Of a project it is the first sign of interest, and nothing more (L0). */
import { actorPath } from "../addresses.ts";
import { followed } from "../domain/follows.ts";
import type { PersonId, ProjectId } from "../domain/ids.ts";
import { express, type Refusal } from "../domain/interests.ts";
import { standingOf } from "../domain/moderation.ts";
import type { Followed, Notice } from "../domain/notices.ts";
import type { Person } from "../domain/people.ts";
import type { Project } from "../domain/projects.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { type Claim, finishActivity } from "../store/inbox.ts";
import {
  endFollow,
  followOf,
  interestOf,
  saveFollow,
  saveInterest,
  undoneBefore,
} from "../store/interests.ts";
import { forgetAnswer, isAnswered, sendAgain } from "../store/letters.ts";
import { rulesFor } from "../store/moderation.ts";
import { isAnswerPending, postNotices } from "../store/notices.ts";
import { isGone, meetPerson, type Profile } from "../store/people.ts";
import { lockProject } from "../store/projects.ts";
import { transact } from "./transaction.ts";

export type ReceiveFollow = {
  readonly claim: Claim;
  readonly of: Followed;
  /** The id of the Follow. */
  readonly follow: string;
  /** Some programs call it Join. */
  readonly as?: "Join";
  readonly signedAt: number;
  readonly profile: Profile;
};

export type Answer = "accepted" | "again" | "ignored" | "blocked" | Refusal;

/** Refuses closed projects (with a Reject); ignores what is not new, comes late, or from somebody gone. */
export function expressInterest(instance: Instance, asked: ReceiveFollow): Promise<Answer> {
  return transact(instance.db, async (tx) => {
    const actor = asked.profile.iri;
    const target = pathOf(asked.of);
    // Sent together, one round trip for all; PostgreSQL takes them in this order.
    const [mine, project, gone, known, before, blocked] = await Promise.all([
      finishActivity(tx, asked.claim),
      lockFollowed(tx, asked.of),
      isGone(tx, actor, asked.signedAt),
      followOf(tx, actor, asked.follow),
      undoneBefore(tx, actor, target),
      isBlocked(tx, instance, actor),
    ]);
    if (!mine) return "ignored";
    if (project === null) return "no-such-project";
    if (gone) return "ignored";

    const seen = followed(known, asked.signedAt, before);
    const saved = { ...seen.follow, actor, iri: asked.follow, target };
    if (seen.effect === "nothing") {
      await saveFollow(tx, saved);
      return "ignored";
    }
    const [, person] = await Promise.all([
      saveFollow(tx, saved),
      meetPerson(tx, asked.profile, { id: instance.newId() as PersonId, at: instance.now() }),
    ]);
    if (blocked) {
      // protocol.md 8.3, 64: told so, else it would be "pending" for ever.
      const about = { person: person.id, of: asked.of, follow: asked.follow };
      await postAnswers(tx, asked, [{ kind: "follow-rejected", ...about }]);
      await endFollow(tx, actor, asked.follow);
      return "blocked";
    }
    if (seen.effect === "again") {
      // The same Accept once more; or the first one, when it is still to be written or to leave.
      const answered = await isAnswered(tx, asked.follow, person.id);
      if (answered) await sendAgain(tx, asked.follow, person.id);
      if (answered || (await isAnswerPending(tx, asked.follow))) return "again";
    }
    // The same id after an Undo: a new Follow, whose answer has an id of its own.
    if (known !== null) await forgetAnswer(tx, asked.follow, person.id);
    if (project === "no project") {
      await postAnswers(tx, asked, [
        { kind: "follow-accepted", person: person.id, of: asked.of, follow: asked.follow },
      ]);
      return "accepted";
    }
    const result = await answer(tx, instance, { project, person, asked });
    // I6: whoever was refused is no follower.
    if (result !== "accepted") await endFollow(tx, actor, asked.follow);
    return result;
  });
}

async function answer(
  tx: Tx,
  { now }: Instance,
  about: { readonly project: Project; readonly person: Person; readonly asked: ReceiveFollow },
): Promise<Answer> {
  const { project, person, asked } = about;
  const previous = await interestOf(tx, person.id, project.id);
  const incoming = { person: person.id, follow: asked.follow, at: now() };
  const result = express(project, previous, incoming);
  const answers = postAnswers(tx, asked, result.notices);
  if (result.outcome === "refused") {
    await answers;
    return result.because;
  }
  await Promise.all([answers, saveInterest(tx, result.interest)]);
  return "accepted";
}

/** Answers in the word in which they asked. */
async function postAnswers(
  tx: Tx,
  { as }: ReceiveFollow,
  notices: readonly Notice[],
): Promise<void> {
  const said = as === undefined ? {} : { as };
  await postNotices(
    tx,
    notices.map((notice) => ({ ...notice, ...said })),
  );
}

async function isBlocked(tx: Tx, { settings }: Instance, iri: string): Promise<boolean> {
  return standingOf(await rulesFor(tx, iri, settings.federation), iri) === "blocked";
}

async function lockFollowed(tx: Tx, of: Followed): Promise<Project | "no project" | null> {
  return typeof of === "string" ? "no project" : lockProject(tx, of.project);
}

export function pathOf(of: Followed): string {
  return typeof of === "string"
    ? actorPath({ kind: of })
    : actorPath({ kind: "project", id: of.project as ProjectId });
}
