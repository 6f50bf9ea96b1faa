/**
 * The tables of the matcher in memory, and what operations do to them (src/operations: share and decline
 * in hear-message, endInvitation in keep-appointment, leaving, match-next-event, seating): enough to live
 * through whole histories in milliseconds.
 */
import type { PersonId, PlaceKey, ProjectId, TeamId } from "../../../src/domain/ids.ts";
import type { Language } from "../../../src/domain/languages.ts";
import { match } from "../../../src/domain/matching/match.ts";
import type {
  Decision,
  Hubs,
  MatchEvent,
  Slice,
  Wait,
} from "../../../src/domain/matching/slice.ts";
import { metresBetween, type Place, reachMetres } from "../../../src/domain/places.ts";
import { stateWith, type TeamState } from "../../../src/domain/teams.ts";
import { deepFreeze } from "./made-up.ts";

export type Interest = {
  readonly person: PersonId;
  readonly root: string;
  status: "w" | "i" | "m" | "d";
  readonly place: Place;
  readonly languages: number;
  since: number;
  team: TeamId | null;
  because: "cap" | "declined" | "silent" | null;
};

export type Team = {
  readonly id: TeamId;
  readonly root: string;
  readonly hub: PlaceKey;
  readonly language: Language;
  state: TeamState;
  readonly min: number;
  readonly max: number;
  readonly seats: Map<PersonId, "invited" | "taken">;
};

export type Decided = {
  readonly event: MatchEvent;
  readonly slice: Slice | null;
  readonly done: readonly Decision[];
};

export type World = {
  readonly places: readonly Place[];
  readonly hubs: Hubs;
  readonly size: { readonly min: number; readonly max: number };
  readonly loads: Map<PersonId, { load: number; readonly cap: number }>;
  readonly interests: Map<string, Interest>;
  readonly teams: Map<TeamId, Team>;
  readonly queue: MatchEvent[];
  /** Every event that was taken into account; without a slice when it was past. */
  readonly decided: Decided[];
  seq: number;
};

export function interestOf(world: World, person: PersonId, root: string): Interest | undefined {
  return world.interests.get(`${person} ${root}`);
}

function post(world: World, event: Omit<MatchEvent, "seq">): number {
  world.seq += 1;
  world.queue.push({ ...event, seq: world.seq });
  return world.seq;
}

/** The yes that makes an interest L2; of somebody who rests, the yes that wakes it. */
export function share(
  world: World,
  said: Pick<Interest, "person" | "root" | "place" | "languages"> & { readonly cap: number },
): void {
  const { cap, ...about } = said;
  const before = interestOf(world, about.person, about.root);
  if (before !== undefined && (before.status !== "d" || before.because === "cap")) return;
  if (!world.loads.has(about.person)) world.loads.set(about.person, { load: 0, cap });
  const since = post(world, {
    kind: "interest.added",
    person: about.person,
    root: about.root,
    arg: null,
  });
  world.interests.set(`${about.person} ${about.root}`, {
    ...about,
    status: "w",
    since,
    team: null,
    because: null,
  });
}

/** The answer to an invitation: yes, no, or silence until it ends. */
export function answer(world: World, mine: Interest, said: "yes" | "no" | "silence"): void {
  if (mine.status !== "i" || mine.team === null) return;
  const team = world.teams.get(mine.team);
  if (team === undefined) throw new Error("invited to no team");
  if (said === "yes") {
    team.seats.set(mine.person, "taken");
    mine.status = "m";
    const taken = [...team.seats.values()].filter((state) => state === "taken").length;
    team.state = stateWith(team, taken);
    return;
  }
  Object.assign(mine, { status: "d", team: null, because: said === "no" ? "declined" : "silent" });
  freeSeat(world, mine.person, team);
}

/** NO, STOP, or another town: out of the matching, with the seat that came of it. */
export function withdraw(world: World, mine: Interest): void {
  const team = mine.team === null ? undefined : world.teams.get(mine.team);
  world.interests.delete(`${mine.person} ${mine.root}`);
  if (team !== undefined) freeSeat(world, mine.person, team);
}

function freeSeat(world: World, person: PersonId, team: Team): void {
  team.seats.delete(person);
  loadOf(world, person).load -= 1;
  post(world, { kind: "seat.freed", person, root: team.root, arg: team.id });
  const resting = [...world.interests.values()]
    .filter((one) => one.person === person && one.root !== team.root && one.because === "cap")
    .sort((a, b) => a.since - b.since || (a.root < b.root ? -1 : 1));
  for (const one of resting) {
    const since = post(world, { kind: "interest.resumed", person, root: one.root, arg: null });
    Object.assign(one, { status: "w", since, because: null });
  }
}

export function loadOf(world: World, person: PersonId): { load: number; readonly cap: number } {
  const load = world.loads.get(person);
  if (load === undefined) throw new Error("nobody");
  return load;
}

/** What the matcher reads for an event: everybody of the root within the box, and open teams; null when it is past. */
function sliceFor(world: World, event: MatchEvent): Slice | null {
  const freed = event.kind === "seat.freed";
  const team = world.teams.get(event.arg as TeamId);
  const mine = interestOf(world, event.person, event.root);
  const key = freed ? team?.hub : mine?.status === "w" ? mine.place.key : undefined;
  const around = world.places.find((one) => one.key === key);
  if (around === undefined) return null;
  const metres = freed ? reachMetres : 2 * reachMetres;
  const near = (key: PlaceKey) => {
    const there = world.places.find((one) => one.key === key);
    return there !== undefined && metresBetween(around, there) <= metres;
  };
  const pool = waiting(world, event.root).filter((one) => near(one.place));
  return deepFreeze({
    rule: { root: event.root, ...world.size },
    pool,
    hubs: new Map(pool.map(({ place }) => [place, world.hubs.get(place) ?? []])),
    open: openTeams(world, event.root).filter(({ hub }) => near(hub)),
  });
}

export function waiting(world: World, root: string): Wait[] {
  return [...world.interests.values()]
    .filter((one) => one.root === root && one.status === "w")
    .map(({ person, place, languages, since }) => ({
      person,
      project: "p" as ProjectId,
      place: place.key,
      languages,
      since,
      ...loadOf(world, person),
    }));
}

export function openTeams(world: World, root: string): Slice["open"] {
  return [...world.teams.values()].flatMap(({ seats, ...team }) => {
    const held = [...seats.values()].filter((state) => state === "invited").length;
    if (team.root !== root || team.state === "closed" || seats.size >= team.max) return [];
    const { id, hub, language, state, max } = team;
    return [{ id, hub, language, state, max, held, taken: seats.size - held }];
  });
}

/** Takes one event into account; null when there is none. */
export function matchNext(world: World): Decided | null {
  const event = world.queue.shift();
  if (event === undefined) return null;
  const slice = sliceFor(world, event);
  const done = slice === null ? [] : match(slice, event);
  for (const [ord, decision] of done.entries()) apply(world, event, { ord, decision });
  const decided = { event, slice, done };
  world.decided.push(decided);
  return decided;
}

function apply(
  world: World,
  event: MatchEvent,
  { ord, decision }: { readonly ord: number; readonly decision: Decision },
): void {
  if (decision.kind === "form") {
    const { hub, language } = decision;
    const { root } = event;
    const id = `${event.seq}.${ord}` as TeamId;
    const seats = new Map();
    world.teams.set(id, { id, root, hub, language, state: "proposed", ...world.size, seats });
    invite(world, id, decision.members);
  } else if (decision.kind === "join") {
    invite(world, decision.team, [decision.person]);
  } else if (decision.kind === "park") {
    const mine = interestOf(world, decision.person, event.root);
    if (mine?.status === "w") Object.assign(mine, { status: "d", because: "cap" });
  }
}

function invite(world: World, id: TeamId, people: readonly Wait[]): void {
  const team = world.teams.get(id);
  if (team === undefined) throw new Error("a seat in no team");
  for (const { person } of people) {
    const mine = interestOf(world, person, team.root);
    const profile = loadOf(world, person);
    // As in match-next-event: a count that differs is a fault, and nothing of it is written.
    if (mine?.status !== "w" || profile.load >= profile.cap) throw new Error("cannot be invited");
    profile.load += 1;
    Object.assign(mine, { status: "i", team: id });
    team.seats.set(person, "invited");
    if (profile.load < profile.cap) continue;
    for (const other of world.interests.values()) {
      if (other.person === person && other !== mine && other.status === "w") {
        Object.assign(other, { status: "d", because: "cap" });
      }
    }
  }
}
