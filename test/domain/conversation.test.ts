import { describe, expect, test } from "vitest";
import type { Heard } from "../../src/domain/concierge.ts";
import {
  type Found,
  namesAPlace,
  type Standing,
  type Turn,
  turn,
} from "../../src/domain/conversation.ts";
import {
  type Awaiting,
  canBecome,
  type InterestState,
  interestLife,
} from "../../src/domain/interests.ts";
import { covers } from "../../src/domain/territories.ts";
import { girona, olot, salt, vic } from "./made-up.ts";

/** Girona and Salt are covered, Olot and Vic are not. */
const territory = [girona.comarca.key];

const standings: Standing[] = (Object.keys(interestLife) as InterestState[]).flatMap((state) =>
  (["nothing", "place", "choice", "consent", "name", "still"] as const).flatMap(
    (awaiting: Awaiting) =>
      [null, girona, olot].flatMap((place) =>
        [[], [salt, vic]].flatMap((choices) =>
          (["no", "invited", "seated"] as const).flatMap((seat) =>
            [false, true].map((dormant) => ({
              state,
              awaiting,
              place,
              choices,
              invited: seat === "invited",
              seated: seat === "seated",
              dormant,
            })),
          ),
        ),
      ),
  ),
);

/** Those in which somebody can be: whoever only follows has said no place, only a shared interest is matched. */
const reachable = standings.filter(
  ({ state, place, invited, seated, dormant }) =>
    state !== "withdrawn" &&
    (state === "follows") === (place === null) &&
    (state === "shared" || !(invited || seated || dormant)),
);

const replies: readonly Heard[] = [
  { kind: "stop" },
  { kind: "yes", name: null },
  { kind: "yes", name: "Anna" },
  { kind: "no" },
  ...[0, 1, 2, 3, 99].map((n) => ({ kind: "number", n }) as const),
  { kind: "link" },
  { kind: "help" },
  { kind: "language", language: "es" },
  { kind: "words", text: "Salt" },
  { kind: "words", text: "🙂" },
];
const founds: readonly Found[] = [[], [salt], [olot], [salt, vic]];

type Case = {
  readonly standing: Standing;
  readonly heard: Heard;
  readonly found: Found;
  readonly next: Turn;
};

function casesOf(which: readonly Standing[]): Case[] {
  return which.flatMap((standing) =>
    replies.flatMap((heard) =>
      (namesAPlace(standing, heard) ? founds : [[]]).map((found) => ({
        standing,
        heard,
        found,
        next: turn(standing, heard, { found, territory }),
      })),
    ),
  );
}

const all = casesOf(standings);

/** Every case in which this was done must be one of those in which it may be. */
function onlyWhen<Do extends Turn["do"]>(
  done: Do,
  may: (one: Case, next: Extract<Turn, { do: Do }>) => boolean,
): void {
  const cases = all.filter(({ next }) => next.do === done);
  expect(cases.length).toBeGreaterThan(0);
  expect(
    cases.filter((one) => !may(one, one.next as Extract<Turn, { do: Do }>)).slice(0, 3),
  ).toEqual([]);
}

describe("one turn, in every state and for every kind of reply", () => {
  /** "Yes, Girona" to whom we asked where they live. */
  const isTown = ({ standing, heard }: { standing: Standing; heard: Heard }): boolean =>
    heard.kind === "yes" &&
    heard.name !== null &&
    standing.awaiting === "place" &&
    !standing.invited &&
    !standing.seated;

  test("C4: every reply has exactly one meaning", () => {
    expect(all.length).toBeGreaterThan(5_000);
    for (const { next } of all) expect(next.do).toMatch(/^[a-z-]+$/);
  });

  test("C1: stop is silence in every state, and nothing else is", () => {
    onlyWhen("fall-silent", ({ heard }) => heard.kind === "stop");
    expect(all.filter(({ heard }) => heard.kind === "stop").map(({ next }) => next.do)).toEqual(
      standings.map(() => "fall-silent"),
    );
  });

  test("I2: nothing is shared without a yes while a covered place is known and none is in question", () => {
    onlyWhen(
      "share",
      ({ heard, standing }) =>
        heard.kind === "yes" &&
        standing.place !== null &&
        covers(territory, standing.place) &&
        standing.awaiting !== "choice",
    );
  });

  test("I2: whoever shares stood one rung below, or had shared before", () => {
    const from = casesOf(reachable)
      .filter(({ next }) => next.do === "share")
      .map(({ standing }) => standing.state);
    expect(new Set(from)).toEqual(new Set(["placed", "shared"]));
    for (const state of from) expect(state === "shared" || canBecome(state, "shared")).toBe(true);
  });

  test("T2: a seat is taken only by a yes to an open invitation", () => {
    onlyWhen(
      "take-seat",
      ({ heard, standing }, { name }) =>
        standing.invited && heard.kind === "yes" && heard.name === name,
    );
  });

  test("C4: an invitation comes first: whatever else is asked, a reply answers it", () => {
    for (const { standing, heard, next } of all.filter((one) => one.standing.invited)) {
      const expected: Record<Heard["kind"], Turn["do"]> = {
        stop: "fall-silent",
        yes: "take-seat",
        no: "decline-seat",
        number: "help",
        link: "give-link",
        help: "explain",
        language: "speak",
        words: "help",
      };
      expect(next.do, JSON.stringify({ standing, heard })).toBe(expected[heard.kind]);
      if (next.do === "help") expect(next.on).toBe("invitation");
    }
  });

  test("C4: a seat is declined only by a no to an open invitation", () => {
    onlyWhen("decline-seat", ({ heard, standing }) => standing.invited && heard.kind === "no");
  });

  test("C4: a place is taken only when it is certain: one town named, or a number of the choice", () => {
    onlyWhen("place", ({ heard, standing, found }, { place, covered }) => {
      const said =
        heard.kind === "number"
          ? standing.awaiting === "choice" && standing.choices[heard.n - 1] === place
          : (heard.kind === "words" || isTown({ standing, heard })) &&
            found.length === 1 &&
            found[0] === place;
      return said && covered === covers(territory, place);
    });
  });

  test("C4: several towns are offered as they were found, and no seat holder is asked", () => {
    onlyWhen(
      "offer",
      ({ heard, standing, found }, { choices }) =>
        (heard.kind === "words" || isTown({ standing, heard })) &&
        choices === found &&
        found.length > 1 &&
        !standing.seated,
    );
  });

  test("C4: no never places, shares or seats anybody", () => {
    for (const { next } of all.filter(({ heard }) => heard.kind === "no")) {
      expect(["decline-seat", "keep-to-ourselves", "name", "help"]).toContain(next.do);
    }
  });

  test("C10: a command is heard in every state, and changes nothing of where one stands", () => {
    onlyWhen("give-link", ({ heard }) => heard.kind === "link");
    onlyWhen("explain", ({ heard }) => heard.kind === "help");
    onlyWhen(
      "speak",
      ({ heard }, { language }) => heard.kind === "language" && heard.language === language,
    );
  });

  test("C3: a name is kept only of somebody who has a seat or was asked for it", () => {
    onlyWhen("name", ({ standing }) => standing.seated || standing.awaiting === "name");
  });

  test("C4: only words of somebody without a seat are looked up as a town", () => {
    for (const { standing, heard } of all) {
      expect(namesAPlace(standing, heard)).toBe(
        isTown({ standing, heard }) ||
          (heard.kind === "words" &&
            !standing.invited &&
            !standing.seated &&
            standing.awaiting !== "name"),
      );
    }
  });
});
