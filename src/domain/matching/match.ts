/**
 * Which neighbours become a team: a slice and an event in, decisions out (matching.md 3).
 *
 * The simplest algorithm that keeps the invariants of docs/rules.md M1 to M9: everybody within reach
 * of a named town, one common language; decided at once; nobody is moved.
 */

import type { PlaceKey } from "../ids.ts";
import { type Language, languages } from "../languages.ts";
import {
  type Decision,
  languageBit,
  type MatchEvent,
  type OpenTeam,
  type Slice,
  type Wait,
} from "./slice.ts";

export function match(
  slice: Slice,
  event: Pick<MatchEvent, "kind" | "person" | "arg">,
): Decision[] {
  return event.kind === "seat.freed" ? refill(slice, event.arg) : arrive(slice, event.person);
}

/** Somebody begins to wait: they join an open team, complete a new one, or wait. */
function arrive(slice: Slice, person: Wait["person"]): Decision[] {
  const me = slice.pool.find((wait) => wait.person === person);
  if (me === undefined) return [];
  if (me.load >= me.cap) {
    return [{ kind: "park", person: me.person, why: { cap: me.cap, load: me.load } }];
  }
  const joined = nearestOpenTeam(slice, me);
  if (joined !== null) return [joined];
  return [form(slice, me) ?? { kind: "wait", person: me.person, why: nearlyThere(slice, me) }];
}

/** A seat came free: whoever waited longest within reach takes it (M9). */
function refill(slice: Slice, team: string | null): Decision[] {
  const open = slice.open.find((candidate) => candidate.id === team);
  if (open === undefined) return [];
  return slice.pool
    .flatMap((wait) => {
      const metres = reach(slice, wait, open.hub);
      return metres !== null && speaks(wait, open.language) && wait.load < wait.cap
        ? [{ wait, metres }]
        : [];
    })
    .sort((a, b) => byWaiting(a.wait, b.wait))
    .slice(0, room(open))
    .map(({ wait, metres }) => ({
      kind: "join" as const,
      team: open.id,
      person: wait,
      why: { metres, language: open.language },
    }));
}

/** Teams still under their critical mass first, then the nearest, then the id. */
function nearestOpenTeam(slice: Slice, me: Wait): Decision | null {
  const [best] = slice.open
    .flatMap((team) => {
      const metres = reach(slice, me, team.hub);
      return metres !== null && speaks(me, team.language) && room(team) > 0
        ? [{ team, metres }]
        : [];
    })
    .sort(
      (a, b) =>
        Number(a.team.state === "formed") - Number(b.team.state === "formed") ||
        a.metres - b.metres ||
        compare(a.team.id, b.team.id),
    );
  if (best === undefined) return null;
  return {
    kind: "join",
    team: best.team.id,
    person: me,
    why: { metres: best.metres, language: best.team.language },
  };
}

type Circle = {
  readonly hub: PlaceKey;
  readonly language: Language;
  readonly members: readonly Wait[];
  readonly metres: number;
};

/** The best new team with me in it: most people, then least travel, then hub and language. */
function form(slice: Slice, me: Wait): Decision | null {
  const { min, max } = slice.rule;
  const circles = (slice.hubs.get(me.place) ?? []).flatMap(({ hub }) =>
    languages
      .filter((language) => speaks(me, language))
      .map((language) => circle(slice, { hub, language }, max))
      .filter(({ members }) => members.length >= min),
  );
  const [best] = circles.sort(
    (a, b) =>
      b.members.length - a.members.length ||
      a.metres - b.metres ||
      compare(a.hub, b.hub) ||
      languages.indexOf(a.language) - languages.indexOf(b.language),
  );
  if (best === undefined) return null;
  return {
    kind: "form",
    hub: best.hub,
    language: best.language,
    members: best.members,
    why: { people: best.members.length, metres: best.metres, language: best.language },
  };
}

/** Who can meet at this hub in this language: the longest waiting first, at most `max`. */
function circle(
  slice: Slice,
  at: { readonly hub: PlaceKey; readonly language: Language },
  max: number,
): Circle {
  const members = slice.pool
    .filter(
      (wait) =>
        wait.load < wait.cap && speaks(wait, at.language) && reach(slice, wait, at.hub) !== null,
    )
    .sort(byWaiting)
    .slice(0, max);
  const metres = members.reduce((sum, wait) => sum + (reach(slice, wait, at.hub) ?? 0), 0);
  return { ...at, members, metres };
}

/** How far the fullest circle in my reach still is from a team: for the person alone, never public. */
function nearlyThere(slice: Slice, me: Wait): Record<string, number> {
  const fullest = Math.max(
    1,
    ...(slice.hubs.get(me.place) ?? []).flatMap(({ hub }) =>
      languages
        .filter((language) => speaks(me, language))
        .map((language) => circle(slice, { hub, language }, slice.rule.max).members.length),
    ),
  );
  return { people: fullest, missing: Math.max(0, slice.rule.min - fullest) };
}

/** Metres from where somebody lives to a hub, or null when it is out of reach. */
function reach(slice: Slice, wait: Wait, hub: PlaceKey): number | null {
  return slice.hubs.get(wait.place)?.find((near) => near.hub === hub)?.metres ?? null;
}

function room(team: OpenTeam): number {
  return Math.max(0, team.max - team.held - team.taken);
}

function speaks(wait: Wait, language: Language): boolean {
  return (wait.languages & languageBit(language)) !== 0;
}

/** M7: a total order, so that the order in which the pool was read changes nothing. */
function byWaiting(a: Wait, b: Wait): number {
  return a.since - b.since || compare(a.person, b.person);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
