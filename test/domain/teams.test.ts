import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type SeatState,
  seatLife,
  stateWith,
  type TeamState,
  teamHandle,
  teamLife,
  teamSlug,
} from "../../src/domain/teams.ts";

describe("a team", () => {
  test("T1: is formed exactly when its critical mass has said yes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat({ max: 1100 }), (min, taken) => {
        expect(stateWith({ state: "proposed", min }, taken)).toBe(
          taken >= min ? "formed" : "proposed",
        );
      }),
    );
    expect(stateWith({ state: "proposed", min: 7 }, 6)).toBe("proposed");
    expect(stateWith({ state: "proposed", min: 7 }, 7)).toBe("formed");
  });

  test("T1: once formed it stays formed, and closed stays closed, whoever leaves or comes", () => {
    for (const taken of [0, 6, 7, 100]) {
      expect(stateWith({ state: "formed", min: 7 }, taken)).toBe("formed");
      expect(stateWith({ state: "closed", min: 7 }, taken)).toBe("closed");
    }
  });

  test("T1: never goes back", () => {
    const order: readonly TeamState[] = ["proposed", "formed", "closed"];
    for (const from of order) {
      for (const to of teamLife[from]) {
        expect(order.indexOf(to), `${from} → ${to}`).toBeGreaterThan(order.indexOf(from));
      }
    }
  });
});

describe("a seat", () => {
  const states = Object.keys(seatLife) as SeatState[];

  test("T2: is taken only out of an invitation", () => {
    const before = states.filter((from) => (seatLife[from] as readonly string[]).includes("taken"));
    expect(before).toEqual(["invited"]);
  });

  test("T5: that came free is never the same seat again", () => {
    for (const state of ["declined", "expired", "left"] as const) {
      expect(seatLife[state]).toEqual([]);
    }
  });

  test("I4: can be left from wherever somebody holds it", () => {
    for (const state of ["invited", "taken"] as const) expect(seatLife[state]).toContain("left");
  });
});

describe("the name of a team", () => {
  test("T6: is that of its project and place, with a number when it is not the first", () => {
    expect(teamSlug("hort", "girona", new Set())).toBe("hort-girona");
    expect(teamSlug("hort", "girona", new Set(["hort-girona"]))).toBe("hort-girona-2");
    const taken = new Set(["hort-girona", "hort-girona-2", "hort-girona-4"]);
    expect(teamSlug("hort", "girona", taken)).toBe("hort-girona-3");
  });

  test("T6: is never that of another team", () => {
    const taken = fc.uniqueArray(fc.nat({ max: 12 }).map((n) => (n < 2 ? "a-b" : `a-b-${n}`)));
    fc.assert(
      fc.property(taken, (slugs) => {
        const slug = teamSlug("a", "b", new Set(slugs));
        expect(slugs).not.toContain(slug);
        expect(slug).toMatch(/^a-b(?:-\d+)?$/);
      }),
    );
  });

  test.each([
    ["comunitat_energetica", "girona", 1, "comunitat_girona"],
    ["hort_comunitari", "girona", 1, "hort_girona"],
    ["hort_comunitari", "girona", 2, "hort_girona_2"],
    ["hort", "castellfollit", 1, "hort_castellfollit"],
    ["comunitatenergetica", "girona", 1, "comunitatener_girona"],
    ["hort", "vic", 1, "hort_vic"],
    ["hort", "vic", 2, "hort_vic_2"],
    ["hort", "sant-cugat-del-valles", 1, "hort_sant_cugat"],
    ["hort", "la-seu-d-urgell", 12, "hort_la_seu_12"],
  ])("T6: on other servers the team of %s in %s, number %i, is %s", (project, where, n, handle) => {
    expect(teamHandle(project, where, n)).toBe(handle);
  });

  test("T6: no word of it is cut as long as the first ones fit", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(words, words, (project, where) => {
        const said = teamHandle(project.join("_"), where.join("-"), 1).split("_");
        for (const word of said) expect([...project, ...where]).toContain(word);
        expect(said[0]).toBe(project[0]);
      }),
    );
  });

  test("T6: on other servers it has 2 to 20 plain characters, and one of its own for each number", () => {
    const slug = fc
      .array(fc.stringMatching(/^[a-z0-9]{1,12}$/), { minLength: 1, maxLength: 4 })
      .map((words) => words.join("-"));
    const handles = fc.stringMatching(/^[a-z0-9][a-z0-9_]{1,19}$/);
    fc.assert(
      fc.property(handles, slug, fc.integer({ min: 1, max: 998 }), (project, where, n) => {
        expect(teamHandle(project, where, n)).toMatch(/^[a-z0-9_]{2,20}$/);
        expect(teamHandle(project, where, n)).not.toBe(teamHandle(project, where, n + 1));
      }),
    );
  });
});
