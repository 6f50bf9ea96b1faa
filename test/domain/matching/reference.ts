/** The matcher once more: slow, and so plain that it can be read against docs/rules.md M3 to M9. */
import type { PlaceKey } from "../../../src/domain/ids.ts";
import { type Language, languages } from "../../../src/domain/languages.ts";
import type { Decision, OpenTeam, Slice, Wait } from "../../../src/domain/matching/slice.ts";
import type { Event } from "./made-up.ts";

/** M3: the metres somebody lives from a hub; null when it is not in their reach. */
export function metresTo(slice: Slice, who: Wait, hub: PlaceKey): number | null {
  for (const near of slice.hubs.get(who.place) ?? []) if (near.hub === hub) return near.metres;
  return null;
}

/** M3, M8: whether somebody can be seated there: in reach, in a language of theirs, under their cap. */
export function canSit(
  slice: Slice,
  who: Wait,
  at: { hub: PlaceKey; language: Language },
): boolean {
  const bit = { ca: 1, es: 2, en: 4 }[at.language];
  const speaks = Math.floor(who.languages / bit) % 2 === 1;
  return speaks && who.load < who.cap && metresTo(slice, who, at.hub) !== null;
}

export function roomIn(team: OpenTeam): number {
  return team.max - team.held - team.taken;
}

/** M9: the one who waited longest; of two who waited as long, the one with the smaller id. */
function longestWaiting(people: readonly Wait[]): Wait | null {
  let longest: Wait | null = null;
  for (const one of people) {
    if (longest === null || one.since < longest.since) longest = one;
    else if (one.since === longest.since && one.person < longest.person) longest = one;
  }
  return longest;
}

function longestWaitingFirst(people: readonly Wait[], most: number): Wait[] {
  const rest = [...people];
  const taken: Wait[] = [];
  while (taken.length < most) {
    const next = longestWaiting(rest);
    if (next === null) break;
    taken.push(next);
    rest.splice(rest.indexOf(next), 1);
  }
  return taken;
}

/** The first of the items before which no other goes. */
function first<Item>(items: readonly Item[], before: (a: Item, b: Item) => boolean): Item | null {
  return items.find((one) => !items.some((other) => other !== one && before(other, one))) ?? null;
}

/** Compares by one measure after the other: less goes first. */
function goesBefore(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  for (const [n, mine] of a.entries()) {
    const theirs = b[n];
    if (theirs === undefined || mine === theirs) continue;
    return mine < theirs;
  }
  return false;
}

function toTeam(slice: Slice, who: Wait, team: OpenTeam): Decision {
  const metres = metresTo(slice, who, team.hub) ?? 0;
  return { kind: "join", team: team.id, person: who, why: { metres, language: team.language } };
}

export function slowMatch(slice: Slice, event: Event): Decision[] {
  if (event.kind === "seat.freed") {
    const team = slice.open.find(({ id }) => id === event.arg);
    if (team === undefined) return [];
    const fitting = slice.pool.filter((who) => canSit(slice, who, team));
    return longestWaitingFirst(fitting, roomIn(team)).map((who) => toTeam(slice, who, team));
  }

  const me = slice.pool.find(({ person }) => person === event.person);
  if (me === undefined) return [];
  if (me.load >= me.cap) {
    return [{ kind: "park", person: me.person, why: { cap: me.cap, load: me.load } }];
  }

  const open = slice.open.filter((team) => roomIn(team) > 0 && canSit(slice, me, team));
  const seat = first(open, (a, b) => {
    const rank = (team: OpenTeam) => [
      team.state === "proposed" ? 0 : 1,
      metresTo(slice, me, team.hub) ?? 0,
      team.id,
    ];
    return goesBefore(rank(a), rank(b));
  });
  if (seat !== null) return [toTeam(slice, me, seat)];

  const everywhere = [...slice.hubs.values()].flat().map(({ hub }) => hub);
  const circles = [...new Set(everywhere)]
    .flatMap((hub) => languages.map((language) => ({ hub, language })))
    .filter((at) => canSit(slice, me, at))
    .map((at) => {
      const fitting = slice.pool.filter((who) => canSit(slice, who, at));
      const members = longestWaitingFirst(fitting, slice.rule.max);
      let metres = 0;
      for (const who of members) metres += metresTo(slice, who, at.hub) ?? 0;
      return { ...at, members, metres };
    });
  const best = first(
    circles.filter(({ members }) => members.length >= slice.rule.min),
    (a, b) => {
      const rank = (one: (typeof circles)[number]) => [
        -one.members.length,
        one.metres,
        one.hub,
        languages.indexOf(one.language),
      ];
      return goesBefore(rank(a), rank(b));
    },
  );
  if (best === null) {
    const people = Math.max(1, ...circles.map(({ members }) => members.length));
    const missing = Math.max(0, slice.rule.min - people);
    return [{ kind: "wait", person: me.person, why: { people, missing } }];
  }
  const { hub, language, members, metres } = best;
  const why = { people: members.length, metres, language };
  return [{ kind: "form", hub, language, members, why }];
}
