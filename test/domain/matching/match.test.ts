import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languages } from "../../../src/domain/languages.ts";
import { match } from "../../../src/domain/matching/match.ts";
import { languageBit, languageMask } from "../../../src/domain/matching/slice.ts";
import { added, freed, reach, scenes, shuffled, slice, team, wait } from "./made-up.ts";
import { canSit, metresTo, roomIn, slowMatch } from "./reference.ts";

const people = (...names: string[]) => names.map((name, n) => wait(name, { since: n + 1 }));
const named = (decisions: ReturnType<typeof match>) =>
  decisions.map((one) => {
    const who = { form: () => members(one), join: () => joined(one) };
    return one.kind === "form" || one.kind === "join" ? `${one.kind} ${who[one.kind]()}` : one.kind;
  });
const members = (one: ReturnType<typeof match>[number]) =>
  one.kind === "form" ? one.members.map(({ person }) => person).join(" ") : "";
const joined = (one: ReturnType<typeof match>[number]) =>
  one.kind === "join" ? `${one.person.person} → ${one.team}` : "";

describe("somebody begins to wait", () => {
  test("M5: with the critical mass a team is proposed, with one fewer it is not", () => {
    const pool = people("anna", "bru", "carme");
    expect(named(match(slice({ pool }), added("carme")))).toEqual(["form anna bru carme"]);
    expect(match(slice({ pool: pool.slice(0, 2) }), added("bru"))).toEqual([
      { kind: "wait", person: "bru", why: { people: 2, missing: 1 } },
    ]);
  });

  test("M5: a team takes no more than its maximum, the longest waiting first", () => {
    const pool = people("anna", "bru", "carme", "dídac", "eva", "fina");
    expect(named(match(slice({ pool }), added("anna")))).toEqual(["form anna bru carme dídac eva"]);
  });

  test("M3: who cannot reach the meeting point, or speaks another language, is not in it", () => {
    const hubs = reach({ A: { H: 1000 }, far: { I: 0 } });
    const pool = [...people("anna", "bru"), wait("far", { place: "far" as never })];
    expect(named(match(slice({ hubs, pool }), added("bru")))).toEqual(["wait"]);
    const spanish = [...people("anna", "bru"), wait("eva", { languages: languageBit("es") })];
    expect(named(match(slice({ pool: spanish }), added("bru")))).toEqual(["wait"]);
    const both = [...people("anna", "bru"), wait("eva", { languages: languageMask(["ca", "es"]) })];
    expect(named(match(slice({ pool: both }), added("eva")))).toEqual(["form anna eva bru"]);
  });

  test("M5: most people first, then least travel, then the key of the place, then Catalan", () => {
    const pool = people("anna", "bru", "carme").map((one) => ({ ...one, languages: 3 }));
    const where = (hubs: Parameters<typeof reach>[0], more = pool) => {
      const [one] = match(slice({ hubs: reach(hubs), pool: more }), added("anna"));
      return one?.kind === "form" ? `${one.hub} ${one.language}` : one?.kind;
    };
    expect(where({ A: { H: 2000, I: 1000 } })).toBe("I ca");
    expect(where({ A: { I: 1000, H: 1000 } })).toBe("H ca");
    const fourth = wait("eva", { place: "B" as never, languages: 2 });
    expect(where({ A: { H: 9000, I: 1000 }, B: { H: 9000 } }, [...pool, fourth])).toBe("H es");
  });

  test("M6: a free seat goes before a new team, and a team that is not complete before a formed one", () => {
    const pool = people("anna", "bru", "carme");
    const near = team("near", { state: "formed", taken: 3, held: 0 });
    const far = team("far", { hub: "I" as never });
    const hubs = reach({ A: { H: 0, I: 9000 } });
    const given = { pool, hubs };
    expect(named(match(slice({ ...given, open: [near] }), added("carme")))).toEqual([
      "join carme → near",
    ]);
    expect(named(match(slice({ ...given, open: [near, far] }), added("carme")))).toEqual([
      "join carme → far",
    ]);
    const full = team("full", { held: 2, taken: 3 });
    expect(named(match(slice({ ...given, open: [full] }), added("carme")))).toEqual([
      "form anna bru carme",
    ]);
  });

  test("M8: at their cap they rest, and are counted in nobody's team", () => {
    const [anna, bru, carme] = people("anna", "bru", "carme");
    if (anna === undefined || bru === undefined || carme === undefined) return expect.fail();
    const pool = [anna, bru, { ...carme, load: 2, cap: 2 }];
    expect(match(slice({ pool }), added("carme"))).toEqual([
      { kind: "park", person: "carme", why: { cap: 2, load: 2 } },
    ]);
    expect(named(match(slice({ pool }), added("bru")))).toEqual(["wait"]);
  });

  test("M7: somebody who does not wait any more changes nothing", () => {
    expect(match(slice({ pool: people("anna", "bru", "carme") }), added("eva"))).toEqual([]);
  });
});

describe("a seat comes free", () => {
  test("M9: whoever waited longest takes it, of two who waited as long the smaller id", () => {
    const pool = [wait("bru", { since: 2 }), wait("zoe", { since: 1 }), wait("anna", { since: 1 })];
    const open = [team("t", { held: 2, taken: 1, max: 4 })];
    expect(named(match(slice({ pool, open }), freed("t")))).toEqual(["join anna → t"]);
    const wider = [team("t", { held: 1, taken: 1, max: 4 })];
    expect(named(match(slice({ pool, open: wider }), freed("t")))).toEqual([
      "join anna → t",
      "join zoe → t",
    ]);
  });

  test("M9: nobody out of reach, of another language or at their cap takes it; a team that ended takes nobody", () => {
    const pool = [
      wait("far", { place: "B" as never }),
      wait("eva", { languages: languageBit("en") }),
      wait("full", { load: 1, cap: 1 }),
      wait("last", { since: 9 }),
    ];
    const open = [team("t")];
    expect(named(match(slice({ pool, open }), freed("t")))).toEqual(["join last → t"]);
    expect(match(slice({ pool, open }), freed("ended"))).toEqual([]);
  });
});

describe("any slice", () => {
  const runs = { numRuns: 1500 };

  test("M3 to M9: the decisions are those of the slow and plain way", () => {
    fc.assert(
      fc.property(scenes, ({ slice, event }) => {
        expect(match(slice, event)).toEqual(slowMatch(slice, event));
      }),
      runs,
    );
  });

  test("M7: the order in which pool, teams and hubs are read changes nothing", () => {
    fc.assert(
      fc.property(
        scenes.chain((scene) => fc.tuple(fc.constant(scene), shuffled(scene.slice))),
        ([{ slice, event }, other]) => {
          expect(match(other, event)).toEqual(match(slice, event));
        },
      ),
      runs,
    );
  });

  test("M3, M5, M8: a team is of the right size, of people who can meet and talk, under their cap", () => {
    fc.assert(
      fc.property(scenes, ({ slice, event }) => {
        for (const one of match(slice, event)) {
          if (one.kind !== "form") continue;
          expect(one.members.length).toBeGreaterThanOrEqual(slice.rule.min);
          expect(one.members.length).toBeLessThanOrEqual(slice.rule.max);
          expect(new Set(one.members.map(({ person }) => person)).size).toBe(one.members.length);
          expect(one.members.filter((who) => !canSit(slice, who, one))).toEqual([]);
          const travel = one.members.reduce(
            (sum, who) => sum + (metresTo(slice, who, one.hub) ?? Number.NaN),
            0,
          );
          expect(one.why).toEqual({
            people: one.members.length,
            metres: travel,
            language: one.language,
          });
        }
      }),
      runs,
    );
  });

  test("M3, M5, M8: seats are given only where there is room, to people who can sit there", () => {
    fc.assert(
      fc.property(scenes, ({ slice, event }) => {
        const given = new Map<string, number>();
        for (const one of match(slice, event)) {
          if (one.kind !== "join") continue;
          const at = slice.open.find(({ id }) => id === one.team);
          if (at === undefined) return expect.fail("a team that is not open");
          given.set(at.id, (given.get(at.id) ?? 0) + 1);
          expect(given.get(at.id)).toBeLessThanOrEqual(roomIn(at));
          expect(canSit(slice, one.person, at)).toBe(true);
        }
      }),
      runs,
    );
  });

  test("M6: nobody is told to wait while a seat or a team is there for them", () => {
    fc.assert(
      fc.property(scenes, ({ slice, event }) => {
        for (const one of match(slice, event)) {
          if (one.kind !== "wait") continue;
          const me = slice.pool.find(({ person }) => person === one.person);
          if (me === undefined) return expect.fail("somebody who does not wait");
          const seats = slice.open.filter((at) => roomIn(at) > 0 && canSit(slice, me, at));
          expect(seats).toEqual([]);
          const around = [...slice.hubs.values()]
            .flat()
            .flatMap(({ hub }) =>
              languages
                .filter((language) => canSit(slice, me, { hub, language }))
                .map((language) =>
                  slice.pool.filter((who) => canSit(slice, who, { hub, language })),
                ),
            );
          const most = Math.max(1, ...around.map((circle) => circle.length));
          expect(most).toBeLessThan(slice.rule.min);
          expect(one.why).toEqual({ people: most, missing: slice.rule.min - most });
        }
      }),
      runs,
    );
  });
});

test("M3: languages are told apart by their bits", () => {
  expect(languages.map(languageBit)).toEqual([1, 2, 4]);
  expect(languageMask([])).toBe(0);
  expect(languageMask(["en", "ca", "en"])).toBe(5);
});
