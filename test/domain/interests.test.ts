import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PersonId, PlaceKey, ProjectId } from "../../src/domain/ids.ts";
import {
  type Awaiting,
  canBecome,
  express,
  type Interest,
  type InterestState,
  interestLife,
  withdraw,
} from "../../src/domain/interests.ts";

const project = { id: "p" as ProjectId, open: true };
const closed = { ...project, open: false };
const person = "anna" as PersonId;
const incoming = { person, follow: "https://x.test/f/1", at: new Date("2026-11-02T10:00:00Z") };
const states = Object.keys(interestLife) as InterestState[];

const interests: fc.Arbitrary<Interest> = fc
  .record({
    person: fc.constant(person),
    project: fc.constant(project.id),
    state: fc.constantFrom(...states),
    place: fc.option(fc.constant("urn:ine:17079" as PlaceKey)),
    awaiting: fc.constantFrom<Awaiting>("nothing", "place", "choice", "consent", "name", "still"),
    choices: fc.array(fc.constant("urn:ine:08298" as PlaceKey), { maxLength: 3 }),
    followedAt: fc.option(fc.date({ noInvalidDate: true })),
    sharedAt: fc.option(fc.date({ noInvalidDate: true })),
  })
  .map((interest) => Object.freeze(interest));
const standing = interests.filter(({ state }) => state !== "withdrawn");

describe("following", () => {
  test("I1: a follow is L0 and nothing more: no place, no question, no consent", () => {
    expect(express(project, null, incoming)).toEqual({
      outcome: "accepted",
      interest: {
        person,
        project: "p",
        state: "follows",
        place: null,
        awaiting: "nothing",
        choices: [],
        followedAt: incoming.at,
        sharedAt: null,
      },
      notices: [{ kind: "follow-accepted", person, of: { project: "p" }, follow: incoming.follow }],
    });
  });

  test("I3: said again it is answered again and changes nothing", () => {
    fc.assert(
      fc.property(
        standing,
        fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
        (previous, follows) => {
          for (const follow of follows) {
            const result = express(project, previous, { ...incoming, follow });
            expect(result).toMatchObject({ outcome: "accepted", interest: previous });
            expect(result.notices).toEqual([
              { kind: "follow-accepted", person, of: { project: "p" }, follow },
            ]);
          }
        },
      ),
    );
  });

  test("I4: whoever follows again after withdrawing begins at the bottom, with nothing of before", () => {
    fc.assert(
      fc.property(interests, (before) => {
        const again = express(project, withdraw(before), incoming);
        expect(again).toEqual(express(project, null, incoming));
      }),
    );
  });

  test("I6: a closed project refuses whoever is new, and says so to their server", () => {
    fc.assert(
      fc.property(fc.option(interests.map(withdraw)), (previous) => {
        expect(express(closed, previous, incoming)).toEqual({
          outcome: "refused",
          because: "project-closed",
          notices: [
            { kind: "follow-rejected", person, of: { project: "p" }, follow: incoming.follow },
          ],
        });
      }),
    );
  });

  test("I6: in a closed project, whoever was interested stays so, and is answered with yes again", () => {
    fc.assert(
      fc.property(standing, (previous) => {
        expect(express(closed, previous, incoming)).toEqual(express(project, previous, incoming));
      }),
    );
  });
});

describe("withdrawing", () => {
  test("I4: leaves nothing behind but the fact that something ended", () => {
    fc.assert(
      fc.property(interests, (interest) => {
        expect(withdraw(interest)).toEqual({
          person,
          project: "p",
          state: "withdrawn",
          place: null,
          awaiting: "nothing",
          choices: [],
          followedAt: null,
          sharedAt: null,
        });
      }),
    );
  });

  test("I4: is possible from every rung, and leads back to the bottom only", () => {
    for (const state of states.filter((one) => one !== "withdrawn")) {
      expect(canBecome(state, "withdrawn"), state).toBe(true);
    }
    expect(interestLife.withdrawn).toEqual(["follows"]);
  });
});

describe("the ladder", () => {
  const rungs = ["withdrawn", "follows", "placed", "shared"] as const;

  test("I4: every rung can be taken back alone", () => {
    expect(canBecome("shared", "placed")).toBe(true);
    expect(canBecome("placed", "follows")).toBe(true);
  });

  test("I1: nobody skips a rung on the way up", () => {
    for (const [low, from] of rungs.entries()) {
      for (const [high, to] of rungs.entries()) {
        if (high > low) expect(canBecome(from, to), `${from} → ${to}`).toBe(high === low + 1);
      }
    }
  });

  test("I4: nothing becomes what it is", () => {
    for (const state of states) expect(canBecome(state, state), state).toBe(false);
  });
});
