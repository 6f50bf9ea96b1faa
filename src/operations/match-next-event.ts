/** The matcher's step: one event, a small slice, a pure decision, one transaction (matching.md 5.4). */
import { slugOf } from "../addresses.ts";
import type { PersonId, TeamId } from "../domain/ids.ts";
import { match } from "../domain/matching/match.ts";
import type { Decision, MatchEvent, Slice, Wait } from "../domain/matching/slice.ts";
import { publicPlace, reachMetres } from "../domain/places.ts";
import { type Project, sizeOf } from "../domain/projects.ts";
import { teamSlug } from "../domain/teams.ts";
import type { Instance } from "../instance.ts";
import type { Tx } from "../store/db.ts";
import {
  type Box,
  boxAround,
  finishMatchEvent,
  matchInterestOf,
  moveInterest,
  nextMatchEvent,
  openTeamsIn,
  otherInterests,
  postponeMatchEvent,
  profileOf,
  raiseLoad,
  recordDecision,
  waitingIn,
} from "../store/matching.ts";
import { makeAppointment, postNotices } from "../store/notices.ts";
import { hubsOf, placeOf } from "../store/places.ts";
import { lockRoot } from "../store/projects.ts";
import { insertSeats, insertTeam, slugsBeginning, teamOf } from "../store/teams.ts";
import { transact } from "./transaction.ts";

/**
 * Takes one event into account. False when there is none, or another worker is at it. An event that
 * cannot be taken into account is put off, and logged by the caller.
 */
export async function matchNextEvent(instance: Instance): Promise<boolean> {
  let seq: number | null = null;
  try {
    return await transact(instance.db, async (tx) => {
      const event = await nextMatchEvent(tx);
      seq = event?.seq ?? null;
      if (event !== null) await takeIntoAccount(tx, instance, event);
      return event !== null;
    });
  } catch (error) {
    if (seq !== null) await postponeMatchEvent(instance.db, seq);
    throw error;
  }
}

async function takeIntoAccount(tx: Tx, instance: Instance, event: MatchEvent): Promise<void> {
  const [project] = await lockRoot(tx, event.root);
  const box = project === undefined ? null : await whereToLook(tx, event);
  if (project !== undefined && box !== null) {
    const slice = await sliceFor(tx, project, box);
    for (const [ord, decision] of match(slice, event).entries()) {
      await apply({ tx, instance, event, project, ord }, decision);
    }
  }
  await finishMatchEvent(tx, event.seq);
}

/** Where the event can have an effect, or null when it is past: nobody waits any more, the team is closed. */
async function whereToLook(tx: Tx, event: MatchEvent): Promise<Box | null> {
  if (event.kind === "seat.freed") {
    const team = event.arg === null ? null : await teamOf(tx, event.arg as TeamId);
    const hub = team === null || team.state === "closed" ? null : await placeOf(tx, team.hub);
    return hub === null ? null : boxAround(hub, reachMetres);
  }
  const waiting = await matchInterestOf(tx, event.person, event.root);
  // Two people who reach one hub live at most twice the reach apart.
  return waiting?.status === "w" ? boxAround(waiting, 2 * reachMetres) : null;
}

async function sliceFor(tx: Tx, project: Project, box: Box): Promise<Slice> {
  const pool = await waitingIn(tx, project.root, box);
  return {
    rule: { root: project.root, ...sizeOf(project) },
    pool,
    hubs: await hubsOf(tx, [...new Set(pool.map((wait) => wait.place))]),
    open: await openTeamsIn(tx, project.root, box),
  };
}

type Scene = {
  readonly tx: Tx;
  readonly instance: Instance;
  readonly event: MatchEvent;
  readonly project: Project;
  readonly ord: number;
};

async function apply(scene: Scene, decision: Decision): Promise<void> {
  const { tx, event } = scene;
  const record = (team: TeamId | null, person: PersonId | null) =>
    recordDecision(tx, {
      seq: event.seq,
      ord: scene.ord,
      kind: decision.kind,
      root: event.root,
      team,
      person,
      why: decision.why,
    });
  switch (decision.kind) {
    case "form": {
      const team = await propose(scene, decision);
      await invite(scene, team, decision.members);
      return record(team, event.person);
    }
    case "join":
      await invite(scene, decision.team, [decision.person]);
      return record(decision.team, decision.person.person);
    case "park":
      await moveInterest(
        tx,
        { person: decision.person, root: event.root, from: ["w"] },
        { status: "d", because: "cap" },
      );
      return record(null, decision.person);
    case "wait":
      return record(null, decision.person);
    default:
      return decision satisfies never;
  }
}

async function propose(
  { tx, instance, event, project, ord }: Scene,
  decision: Extract<Decision, { kind: "form" }>,
): Promise<TeamId> {
  const hub = await placeOf(tx, decision.hub);
  if (hub === null) throw new Error("a meeting point that is no place");
  const id = instance.newId() as TeamId;
  const where = slugOf(publicPlace(hub).name);
  const slug = teamSlug(
    project.sheet.slug,
    where,
    await slugsBeginning(tx, `${project.sheet.slug}-${where}`),
  );
  await insertTeam(tx, {
    id,
    slug,
    root: project.root,
    project: project.id,
    hub: hub.key,
    lat: hub.lat,
    lon: hub.lon,
    language: decision.language,
    state: "proposed",
    ...sizeOf(project),
    formedAt: null,
    founded: { seq: event.seq, ord },
    proposedAt: instance.now(),
  });
  return id;
}

/** Holds a seat for each and tells them; names stay hidden until they say yes. */
async function invite(scene: Scene, team: TeamId, people: readonly Wait[]): Promise<void> {
  const { tx, instance, event } = scene;
  const { waits } = instance.settings;
  const invited = [...people].sort((a, b) => (a.person < b.person ? -1 : 1));
  for (const { person, project } of invited) {
    const moved =
      (await raiseLoad(tx, person)) &&
      (await moveInterest(tx, { person, root: event.root, from: ["w"] }, { status: "i", team }));
    // The root is locked, so nobody else can have moved them: better nothing than half a team.
    if (!moved) throw new Error(`somebody invited does not wait any more (event ${event.seq})`);
    const seat = instance.newId();
    await insertSeats(tx, [
      {
        id: seat,
        team,
        root: event.root,
        person,
        project,
        state: "invited",
        name: null,
        invitedAt: instance.now(),
      },
    ]);
    const about = { person, project, seat };
    if (waits.reminder < waits.invitation) {
      await makeAppointment(tx, { kind: "reminder", ...about, inMs: waits.reminder });
    }
    await makeAppointment(tx, { kind: "invitation-ends", ...about, inMs: waits.invitation });
    await postNotices(tx, [
      { kind: "tell", person, project, message: { say: "invitation", team } },
    ]);
    await restAtCap(tx, person, event.root);
  }
}

/** M8: at their cap, somebody's other interests rest; they wake when a seat comes free. */
async function restAtCap(tx: Tx, person: PersonId, root: string): Promise<void> {
  const profile = await profileOf(tx, person);
  if (profile === null || profile.load < profile.cap) return;
  for (const other of await otherInterests(tx, person, { besides: root, status: "w" })) {
    await moveInterest(
      tx,
      { person, root: other.root, from: ["w"] },
      { status: "d", because: "cap" },
    );
  }
}
