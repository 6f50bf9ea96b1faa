/** What became of a letter; the question where somebody lives follows a delivered Accept, never sooner. */
import { actorOfPath } from "../addresses.ts";
import { type Attempt, fate, serverAfter } from "../domain/delivery.ts";
import type { PersonId } from "../domain/ids.ts";
import { mayBeAsked } from "../domain/people.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import { followOf, interestOf } from "../store/interests.ts";
import { type ClaimedLetter, settleDelivered, settleRefused } from "../store/letters.ts";
import { cancelAppointments, makeAppointment } from "../store/notices.ts";
import { personOf, wasAskedThisYear } from "../store/people.ts";
import { projectOf } from "../store/projects.ts";
import { rememberServer } from "../store/remotes.ts";
import { gathering } from "./gathering.ts";
import { transact } from "./transaction.ts";

/** Settles a claimed letter under its lease; nothing happens when the lease was lost. */
export async function recordDelivery(
  instance: Instance,
  letter: ClaimedLetter,
  attempt: Attempt & { readonly error: string | null },
): Promise<void> {
  const { retryFirst } = instance.settings.waits;
  const outcome = fate(letter, attempt, retryFirst);
  if (outcome.state === "delivered") return recordTaken(instance, { letter, attempt });
  const server = serverAfter(letter.server, attempt, retryFirst);
  return transact(instance.db, async (tx) => {
    const settled = await settleRefused(tx, letter, {
      state: outcome.state,
      pauseMs: outcome.state === "waiting" ? outcome.pause : 0,
      gone: outcome.state === "waiting" && outcome.gone,
      status: attempt.status,
      error: outcome.state === "resting" ? outcome.because : attempt.error,
    });
    if (settled && (server.failures > 0 || letter.server.failures > 0 || server.rest > 0)) {
      await rememberServer(tx, letter.host, server);
    }
  });
}

type Taken = { readonly letter: ClaimedLetter; readonly attempt: Attempt };

const mostTogether = 64;

/** Letters that were taken are written down together; the question follows those that answered a Follow. */
const recordTaken = gathering<Taken, void>(mostTogether, async (instance, taken) => {
  await transact(instance.db, async (tx) => {
    const settled = await settleDelivered(
      tx,
      taken.map(({ letter, attempt }) => ({ ...letter, status: attempt.status })),
    );
    const healthy = new Set(
      taken.flatMap(({ letter: { host, server } }) =>
        server.isNew || server.failures > 0 ? [host] : [],
      ),
    );
    // In their order, so that two who write down the same servers do not wait for one another.
    for (const host of [...healthy].sort()) {
      await rememberServer(tx, host, { failures: 0, rest: 0 });
    }
    for (const { person, answers } of settled) {
      if (person !== null && answers !== null) {
        await askLater(tx, instance, { person, follow: answers });
      }
    }
  });
  return [];
});

/** protocol.md 4.2, rule 1: the question waits until the Accept was handed over, and then some more. */
async function askLater(
  tx: Tx,
  instance: Instance,
  accepted: { readonly person: PersonId; readonly follow: string },
): Promise<void> {
  const person = await personOf(tx, accepted.person);
  if (person === null || !mayBeAsked(person)) return;
  const follow = await followOf(tx, person.iri, accepted.follow);
  const followed = follow?.state === "follows" ? actorOfPath(follow.target ?? "") : null;
  if (followed?.kind !== "project") return;
  const [project, interest] = await Promise.all([
    projectOf(tx, followed.id),
    interestOf(tx, person.id, followed.id),
  ]);
  if (project === null || !project.open || project.sheet.sensitive) return;
  if (interest?.state !== "follows" || interest.awaiting !== "nothing") return;
  if (await wasAskedThisYear(tx, person.id, project.root)) return;
  const question = { project: project.id, kind: "question" } as const;
  await Promise.all([
    cancelAppointments(tx, person.id, question),
    makeAppointment(tx, {
      ...question,
      person: person.id,
      inMs: instance.settings.waits.question,
    }),
  ]);
}
