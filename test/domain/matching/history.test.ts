import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PersonId, PlaceKey, TeamId } from "../../../src/domain/ids.ts";
import { languages } from "../../../src/domain/languages.ts";
import { match } from "../../../src/domain/matching/match.ts";
import type { Wait } from "../../../src/domain/matching/slice.ts";
import { histories, live, type Moment, roots, seatsIn } from "./lives.ts";
import { wait } from "./made-up.ts";
import { canSit, roomIn, slowMatch } from "./reference.ts";
import { interestOf, loadOf, openTeams, type World, waiting } from "./world.ts";

/** M6: who could meet now, and does not; people and teams about which an event is still to come are not asked. */
function missed(world: World): string[] {
  const coming = (about: { person?: string; team?: string; root: string }) =>
    world.queue.some(
      ({ kind, person, root, arg }) =>
        root === about.root &&
        (kind === "seat.freed" ? arg === about.team : person === about.person),
    );
  return roots.flatMap((root) => {
    const slice = { rule: { root, ...world.size }, pool: [], open: [], hubs: world.hubs };
    const pool = waiting(world, root).filter(({ person }) => !coming({ person, root }));
    const meet = (at: Parameters<typeof canSit>[2]) =>
      pool.filter((who: Wait) => canSit(slice, who, at));
    const hubs = new Set([...world.hubs.values()].flat().map(({ hub }) => hub));
    const teams = [...hubs].flatMap((hub: PlaceKey) =>
      languages
        .filter((language) => meet({ hub, language }).length >= world.size.min)
        .map((language) => `a team of ${root} at ${hub} in ${language}`),
    );
    const seats = openTeams(world, root)
      .filter((team) => roomIn(team) > 0 && !coming({ team: team.id, root }))
      .filter((team) => meet(team).length > 0)
      .map((team) => `a seat of ${root} in ${team.id}`);
    return [...teams, ...seats];
  });
}

/** In any history, after every event of the matcher. */
function always(look: (moment: Moment) => void, numRuns = 150): void {
  fc.assert(
    fc.property(histories, (history) => {
      live(history, look);
    }),
    { numRuns },
  );
}

describe("any history of people who come, answer, leave and come back", () => {
  test("M6: the histories are such that something happens in them", () => {
    const seen: string[] = [];
    for (const history of fc.sample(histories, { numRuns: 200, seed: 7 })) {
      const { decided, teams } = live(history);
      for (const { event, done } of decided) {
        seen.push(...done.flatMap(({ kind }) => [`${kind} on ${event.kind}`, kind, event.kind]));
      }
      seen.push(...[...teams.values()].map(({ state }) => state));
    }
    const kinds = ["form", "join", "wait", "park", "interest.added", "interest.resumed"];
    for (const what of [...kinds, "join on interest.added", "seat.freed", "proposed", "formed"]) {
      expect(seen.filter((one) => one === what).length, what).toBeGreaterThan(15);
    }
  });

  test("M5: a team is proposed with its critical mass, its maximum at most, and whoever came last in it", () => {
    always(({ world: { size, teams }, decided: { event, slice, done } }) => {
      for (const one of done) {
        if (one.kind !== "form") continue;
        expect(one.members.length).toBeGreaterThanOrEqual(size.min);
        expect(one.members.length).toBeLessThanOrEqual(size.max);
        // Whoever left and came back meanwhile waits since a later event, which is still to come.
        const came = slice?.pool.filter(({ since }) => since === event.seq) ?? [];
        expect(one.members).toEqual(expect.arrayContaining(came));
      }
      for (const { seats, max } of teams.values()) expect(seats.size).toBeLessThanOrEqual(max);
    });
  });

  test("M3: everybody in a team lives within reach of where it meets, and speaks its language", () => {
    always(({ world }) => {
      const slice = { rule: { root: "", ...world.size }, hubs: world.hubs, pool: [], open: [] };
      for (const team of world.teams.values()) {
        for (const person of team.seats.keys()) {
          const mine = interestOf(world, person, team.root) ?? expect.fail("seated without a yes");
          const who = wait(person, { place: mine.place.key, languages: mine.languages });
          expect(canSit(slice, who, team)).toBe(true);
        }
      }
    });
  });

  test("T3: nobody holds two seats for one lineage, and every seat is where its holder knows it", () => {
    always(({ world: { teams, interests } }) => {
      const held = [...teams.values()].flatMap(({ root, seats }) =>
        [...seats.keys()].map((person) => `${person} ${root}`),
      );
      expect(new Set(held).size).toBe(held.length);
      for (const { team, person, status } of interests.values()) {
        const seat = team === null ? undefined : teams.get(team)?.seats.get(person);
        expect(seat).toBe({ w: undefined, d: undefined, i: "invited", m: "taken" }[status]);
      }
    });
  });

  test("M8: nobody is over their cap, and only who is at it rests because of it", () => {
    always(({ world }) => {
      for (const [person, { load, cap }] of world.loads) {
        const seats = [...world.teams.values()].filter((team) => team.seats.has(person));
        expect(load).toBe(seats.length);
        expect(load).toBeLessThanOrEqual(cap);
      }
      for (const { because, person } of world.interests.values()) {
        if (because !== "cap") continue;
        expect(loadOf(world, person).load).toBe(loadOf(world, person).cap);
      }
    });
  });

  test("M6: no team and no seat is missed, after any event", () => {
    always(({ world }) => expect(missed(world)).toEqual([]), 300);
  });

  test("M6: nobody is moved: no event of the matcher takes a seat away", () => {
    always(({ world, before }) => {
      expect(seatsIn(world)).toEqual(expect.arrayContaining([...before]));
    });
  });

  test("T1: a team is formed exactly when its critical mass has said yes, and stays so", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const formed = new Set<TeamId>();
        live(history, ({ world }) => {
          for (const { id, state, seats, min } of world.teams.values()) {
            const taken = [...seats.values()].filter((seat) => seat === "taken").length;
            if (taken >= min) formed.add(id);
            expect(state).toBe(formed.has(id) || state === "formed" ? "formed" : "proposed");
            if (state === "formed") formed.add(id);
          }
        });
      }),
    );
  });

  test("M9: a seat that came free goes to those who waited longest", () => {
    always(({ decided: { event, slice, done } }) => {
      if (event.kind !== "seat.freed" || slice === null) return;
      const team = slice.open.find(({ id }) => id === event.arg);
      if (team === undefined) return expect(done).toEqual([]);
      const queue = slice.pool
        .filter((who) => canSit(slice, who, team))
        .sort((a, b) => a.since - b.since);
      const seated = done.map((one) => (one.kind === "join" ? one.person : null));
      expect(seated).toEqual(queue.slice(0, roomIn(team)));
    });
  });

  test("M3 to M9: every decision is that of the slow and plain way", () => {
    always(({ decided: { event, slice, done } }) => {
      expect(done).toEqual(slice === null ? [] : slowMatch(slice, event));
    });
  });

  test("M3: who lives too far away to meet does not matter", () => {
    always(({ decided: { event, slice, done } }) => {
      if (slice === null) return;
      const elsewhere = "elsewhere" as PlaceKey;
      const far = slice.pool.map((who) => ({
        ...who,
        person: `far ${who.person}` as PersonId,
        place: elsewhere,
        since: 0,
      }));
      const hubs = new Map([...slice.hubs, [elsewhere, [{ hub: elsewhere, metres: 0 }]] as const]);
      expect(match({ ...slice, pool: [...far, ...slice.pool], hubs }, event)).toEqual(done);
    });
  });

  test("M7: lived again, a history ends the same", () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(live(history)).toEqual(live(history));
      }),
    );
  });
});
