/** Whole histories: people come, answer, leave and come back, and the matcher looks now and then. */
import fc from "fast-check";
import type { PersonId } from "../../../src/domain/ids.ts";
import { hubDistances, type Place } from "../../../src/domain/places.ts";
import { place } from "../made-up.ts";
import { answer, type Decided, matchNext, share, type World, withdraw } from "./world.ts";

export const roots = ["hort", "cotxe"];

/** What people do, and when the matcher comes to look. */
type Move =
  | {
      readonly do: "share";
      readonly who: number;
      readonly root: number;
      readonly at: number;
      readonly languages: number;
    }
  | { readonly do: "yes" | "no" | "silence" | "withdraw"; readonly nth: number }
  | { readonly do: "match"; readonly events: number };

const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("share" as const),
      who: fc.nat({ max: 8 }),
      root: fc.nat({ max: roots.length - 1 }),
      at: fc.nat({ max: 5 }),
      languages: fc.constantFrom(1, 1, 3, 3, 3, 2, 6, 7),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("yes" as const, "yes", "no", "silence"),
      nth: fc.nat({ max: 30 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("withdraw" as const), nth: fc.nat({ max: 30 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("match" as const),
      events: fc.constantFrom(1, 1, 2, 3, 99),
    }),
  },
);

/** Six towns on thirty kilometres. */
const countries = fc.array(
  fc.record({
    lat: fc.double({ min: 41.8, max: 41.95, noNaN: true }),
    lon: fc.double({ min: 2, max: 2.4, noNaN: true }),
    population: fc.nat({ max: 3 }),
  }),
  { minLength: 6, maxLength: 6 },
);

export const histories = fc.record({
  towns: countries.map((all) => all.map((about, n) => place(`t${n}`, about))),
  size: fc
    .record({ min: fc.integer({ min: 2, max: 4 }), more: fc.nat({ max: 3 }) })
    .map(({ min, more }) => ({ min, max: min + more })),
  cap: fc.constantFrom(1, 2),
  moves: fc.array(moves, { minLength: 30, maxLength: 90 }),
});
export type History = typeof histories extends fc.Arbitrary<infer Given> ? Given : never;

function worldOf({ towns, size }: Pick<History, "towns" | "size">): World {
  const distances = hubDistances(towns);
  const near = ({ key }: Place) =>
    distances.filter((one) => one.place === key).map(({ hub, metres }) => ({ hub, metres }));
  return {
    places: towns,
    hubs: new Map(towns.map((town) => [town.key, near(town)])),
    size,
    loads: new Map(),
    interests: new Map(),
    teams: new Map(),
    queue: [],
    decided: [],
    seq: 0,
  };
}

/** What stands after an event of the matcher: the world, what was decided, and the seats before it. */
export type Moment = {
  readonly world: World;
  readonly decided: Decided;
  readonly before: readonly string[];
};

/** Lives through a history to its end; `look` sees the world after every event of the matcher. */
export function live(history: History, look: (moment: Moment) => void = () => {}): World {
  const world = worldOf(history);
  const step = (): boolean => {
    const before = seatsIn(world);
    const decided = matchNext(world);
    if (decided !== null) look({ world, decided, before });
    return decided !== null;
  };
  for (const move of history.moves) {
    if (move.do === "match") {
      for (let n = 0; n < move.events && step(); n++);
    } else {
      act(world, history, move);
    }
  }
  while (step());
  return world;
}

function act(world: World, { towns, cap }: History, move: Exclude<Move, { do: "match" }>): void {
  if (move.do === "share") {
    const [town, root] = [towns[move.at], roots[move.root]];
    if (town === undefined || root === undefined) throw new Error("no such town or root");
    const person = `p${move.who}` as PersonId;
    share(world, { person, root, place: town, languages: move.languages, cap });
    return;
  }
  const may = [...world.interests.values()].filter(
    ({ status }) => move.do === "withdraw" || status === "i",
  );
  const mine = may[move.nth % Math.max(1, may.length)];
  if (mine === undefined) return;
  if (move.do === "withdraw") withdraw(world, mine);
  else answer(world, mine, move.do);
}

export function seatsIn(world: World): string[] {
  return [...world.teams.values()].flatMap(({ id, seats }) =>
    [...seats].map(([person, state]) => `${id} ${person} ${state}`),
  );
}
