/** Slices to match, small enough that everything happens in them, and frozen all through. */
import fc from "fast-check";
import type { PersonId, PlaceKey, ProjectId, TeamId } from "../../../src/domain/ids.ts";
import { languages } from "../../../src/domain/languages.ts";
import type {
  Hubs,
  MatchEvent,
  OpenTeam,
  Slice,
  Wait,
} from "../../../src/domain/matching/slice.ts";

export type Event = Pick<MatchEvent, "kind" | "person" | "arg">;

export function wait(person: string, about: Partial<Wait> = {}): Wait {
  return {
    person: person as PersonId,
    project: "p" as ProjectId,
    place: "A" as PlaceKey,
    languages: 1,
    since: 1,
    load: 0,
    cap: 2,
    ...about,
  };
}

export function team(id: string, about: Partial<OpenTeam> = {}): OpenTeam {
  return {
    id: id as TeamId,
    hub: "H" as PlaceKey,
    language: "ca",
    state: "proposed",
    held: 3,
    taken: 0,
    max: 5,
    ...about,
  };
}

/** Hubs in reach, written `{ A: { H: 1000 } }`. */
export function reach(all: Readonly<Record<string, Readonly<Record<string, number>>>>): Hubs {
  return new Map(
    Object.entries(all).map(([place, hubs]) => [
      place as PlaceKey,
      Object.entries(hubs).map(([hub, metres]) => ({ hub: hub as PlaceKey, metres })),
    ]),
  );
}

export function slice(about: Partial<Slice>): Slice {
  return {
    rule: { root: "r", min: 3, max: 5 },
    hubs: reach({ A: { H: 1000 } }),
    pool: [],
    open: [],
    ...about,
  };
}

export const added = (person: string): Event => ({
  kind: "interest.added",
  person: person as PersonId,
  arg: null,
});
export const freed = (id: string): Event => ({
  kind: "seat.freed",
  person: "gone" as PersonId,
  arg: id,
});

/** Frozen to the bottom: who changes it, throws. Maps are left alone by whoever only has their type. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of value instanceof Map ? value.values() : Object.values(value)) {
    deepFreeze(inner);
  }
  return Object.freeze(value);
}

const places = ["A", "B", "C", "D"];
const hubs = ["H", "I", "J"];

const reaches = fc
  .tuple(
    ...places.map(() =>
      fc.tuple(...hubs.map(() => fc.option(fc.constantFrom(0, 1000, 2000, 15_000), { freq: 2 }))),
    ),
  )
  .map((all) =>
    reach(
      Object.fromEntries(
        all.map((row, n) => [
          places[n],
          Object.fromEntries(
            row.flatMap((metres, h) => (metres === null ? [] : [[hubs[h], metres]])),
          ),
        ]),
      ),
    ),
  );

const pools = fc.uniqueArray(
  fc.record({
    person: fc.nat({ max: 14 }).map((n) => `p${n}` as PersonId),
    project: fc.constantFrom("p" as ProjectId, "q" as ProjectId),
    place: fc.constantFrom(...(places as PlaceKey[])),
    languages: fc.constantFrom(0, 1, 1, 1, 2, 3, 3, 7),
    since: fc.nat({ max: 6 }),
    load: fc.constantFrom(0, 0, 0, 1, 2),
    cap: fc.constantFrom(1, 2, 2),
  }),
  { selector: (one) => one.person, maxLength: 15 },
);

const teams = fc.uniqueArray(
  fc.record({
    id: fc.nat({ max: 5 }).map((n) => `t${n}` as TeamId),
    hub: fc.constantFrom(...(hubs as PlaceKey[])),
    language: fc.constantFrom(...languages),
    state: fc.constantFrom("proposed" as const, "formed" as const),
    held: fc.nat({ max: 3 }),
    taken: fc.nat({ max: 3 }),
    max: fc.integer({ min: 2, max: 6 }),
  }),
  { selector: (one) => one.id, maxLength: 4 },
);

const rules = fc
  .record({ min: fc.integer({ min: 2, max: 4 }), more: fc.nat({ max: 3 }) })
  .map(({ min, more }) => ({ root: "r", min, max: min + more }));

/** Any slice at all, also such as cannot come about, with an event of somebody in it or not. */
export const scenes: fc.Arbitrary<{ readonly slice: Slice; readonly event: Event }> = fc
  .record({
    rule: rules,
    hubs: reaches,
    pool: pools,
    open: fc.boolean().chain((any) => (any ? teams : teams.map((all) => all.slice(0, 0)))),
  })
  .chain((given) =>
    fc.record({
      slice: fc.constant(deepFreeze(given)),
      event: fc.oneof(
        fc
          .constantFrom(...given.pool.map(({ person }) => person as string), "nobody")
          .chain((person) =>
            fc.constantFrom(added(person), { ...added(person), kind: "interest.resumed" } as const),
          ),
        fc.constantFrom(...given.open.map(({ id }) => id as string), "no team").map(freed),
      ),
    }),
  );

/** The same slice, read in another order. */
export function shuffled(given: Slice): fc.Arbitrary<Slice> {
  const mixed = <Item>(items: readonly Item[]) =>
    fc.shuffledSubarray([...items], { minLength: items.length });
  return fc
    .tuple(
      mixed(given.pool),
      mixed(given.open),
      mixed([...given.hubs]).chain((entries) =>
        fc.tuple(...entries.map(([at, near]) => mixed(near).map((some) => [at, some] as const))),
      ),
    )
    .map(([pool, open, near]) => ({ ...given, pool, open, hubs: new Map(near) }));
}
