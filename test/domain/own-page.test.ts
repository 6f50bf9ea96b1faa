import { describe, expect, test } from "vitest";
import type { Heard } from "../../src/domain/concierge.ts";
import { type Standing, turn } from "../../src/domain/conversation.ts";
import { type Deed, openDeeds } from "../../src/domain/own-page.ts";
import { girona, olot, salt, vic } from "./made-up.ts";

/** Girona and Salt are covered, Olot and Vic are not. */
const territory = [girona.comarca.key];
const usual = { open: true, sensitive: false, silent: false };

const standings: readonly Standing[] = (["follows", "placed", "shared"] as const).flatMap((state) =>
  (["nothing", "place", "choice", "consent", "name", "still"] as const).flatMap((awaiting) =>
    (state === "follows" ? [null] : [girona, olot]).flatMap((place) =>
      (["no", "invited", "seated"] as const)
        .filter((seat) => seat === "no" || state === "shared")
        // Only whoever has a seat is asked for a name.
        .filter((seat) => awaiting !== "name" || seat === "seated")
        .flatMap((seat) =>
          [false, true].map((dormant) => ({
            state,
            awaiting,
            place,
            choices: awaiting === "choice" ? [salt, vic] : [],
            invited: seat === "invited",
            seated: seat === "seated",
            dormant,
          })),
        ),
    ),
  ),
);

const heard: Readonly<Partial<Record<Deed, Heard>>> = {
  yes: { kind: "yes", name: null },
  no: { kind: "no" },
  join: { kind: "yes", name: "Anna" },
  decline: { kind: "no" },
};

const does = {
  yes: "share",
  no: "keep-to-ourselves",
  join: "take-seat",
  decline: "decline-seat",
} as const;

describe("C11: one's own page", () => {
  test("offers nothing that the same word by message would not do", () => {
    expect(standings.length).toBeGreaterThan(50);
    for (const standing of standings) {
      for (const deed of openDeeds(standing, usual, territory)) {
        const said = heard[deed];
        if (said === undefined) continue;
        const next = turn(standing, said, { found: [], territory });
        expect(next.do, `${deed} ${JSON.stringify(standing)}`).toBe(
          does[deed as keyof typeof does],
        );
      }
    }
  });

  test("everybody can leave a project, however they stand", () => {
    for (const standing of standings) {
      for (const open of [true, false]) {
        expect(openDeeds(standing, { ...usual, open }, territory)).toContain("leave");
      }
    }
  });

  test("I2: a yes to sharing is offered only while a covered town is known", () => {
    for (const standing of standings) {
      if (!openDeeds(standing, usual, territory).includes("yes")) continue;
      if (standing.awaiting === "still") continue;
      expect(standing.place).toBe(girona);
      expect(standing.awaiting).not.toBe("choice");
    }
  });

  test("T2: a seat is offered to whoever is invited, and to nobody else", () => {
    for (const standing of standings) {
      expect(openDeeds(standing, usual, territory).includes("join")).toBe(standing.invited);
    }
  });

  test("P8: of a sensitive project nothing can be said, only left", () => {
    for (const standing of standings) {
      expect(openDeeds(standing, { ...usual, sensitive: true }, territory)).toEqual(["leave"]);
    }
  });

  test("P5: whoever asked for silence is counted nowhere, and can only leave", () => {
    for (const standing of standings) {
      expect(openDeeds(standing, { ...usual, silent: true }, territory)).toEqual(["leave"]);
    }
  });

  test("I6: a closed project takes nobody new, and lets everybody take back", () => {
    for (const standing of standings) {
      if (standing.invited || standing.seated) continue;
      const open = openDeeds(standing, { ...usual, open: false }, territory);
      expect(open).not.toContain("yes");
      expect(open).not.toContain("town");
      if (standing.state === "shared") expect(open).toContain("no");
    }
  });
});
