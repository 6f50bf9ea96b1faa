/** When the story is over: nothing left to do, nothing left to hear. */

import { namedAt, yesAt } from "./cast.ts";
import { waits } from "./instances.ts";
import { peopleOf, type Scene, type Story } from "./scene.ts";

const calm = 3_000;
const stalled = (waits.invitation + 20) * 1000;

/** Nobody has anything left to do, every invitation is answered or over, and nothing more arrives. */
export function atRest(story: Story): boolean {
  const now = Date.now();
  if (story.cast.some(({ pending }) => pending > 0)) return false;
  if (now - story.stirredAt > stalled) return true;
  const ended = story.scenes.every((scene) => isTold(story, scene));
  return ended && now - story.stirredAt > calm && now > lastInvitationOver(story);
}

/** The news went out, and every member has heard who is in the team. */
function isTold(story: Story, scene: Scene): boolean {
  const members = peopleOf(story, scene).filter((person) => yesAt(person) !== null);
  const asked = members.every((person) => person.plan.called === null || namedAt(person) !== null);
  return scene.note !== null && asked && members.every(({ memory }) => memory.team > 0);
}

/** When the invitations that nobody answered are over, with a moment for the instance to notice. */
function lastInvitationOver(story: Story): number {
  const unanswered = story.cast.filter(
    ({ invitedAt, leftAt, said }) =>
      invitedAt !== null && leftAt === null && !said.some(({ to }) => to === "join"),
  );
  const latest = Math.max(0, ...unanswered.map(({ invitedAt }) => invitedAt ?? 0));
  return latest + (waits.invitation + 3) * 1000;
}
