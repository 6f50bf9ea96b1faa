import { describe, expect, test } from "vitest";
import type { Heard } from "../../src/domain/concierge.ts";
import { type Found, type Standing, type Turn, turn } from "../../src/domain/conversation.ts";
import { girona, salt, vic } from "./made-up.ts";

/** Girona and Salt are covered, Vic is not. */
const territory = [girona.comarca.key];

const plain: Standing = {
  state: "follows",
  awaiting: "place",
  place: null,
  choices: [],
  invited: false,
  seated: false,
  dormant: false,
};

function say(standing: Partial<Standing>, heard: Heard, found: Found = []): Turn {
  return turn({ ...plain, ...standing }, heard, { found, territory });
}

const yes = { kind: "yes", name: null } as const;
const no = { kind: "no" } as const;
const words = (text: string) => ({ kind: "words", text }) as const;

describe("the way of a neighbour", () => {
  test("C4: a town is taken, several are offered, none is said to be unknown", () => {
    expect(say({}, words("Salt"), [salt])).toEqual({ do: "place", place: salt, covered: true });
    expect(say({}, words("Vic"), [vic])).toEqual({ do: "place", place: vic, covered: false });
    expect(say({}, words("S"), [salt, vic])).toEqual({ do: "offer", choices: [salt, vic] });
    expect(say({}, words("París"))).toEqual({ do: "unknown-place" });
  });

  test("C4: the number of a choice that was shown, counted from one", () => {
    const asked = { awaiting: "choice", choices: [salt, vic] } as const;
    expect(say(asked, { kind: "number", n: 1 })).toMatchObject({ place: salt, covered: true });
    expect(say(asked, { kind: "number", n: 2 })).toMatchObject({ place: vic, covered: false });
    expect(say(asked, { kind: "number", n: 3 })).toEqual({ do: "help", on: "choice" });
    expect(say({ ...asked, awaiting: "place" }, { kind: "number", n: 1 }).do).toBe("help");
  });

  test("I2: a yes shares what was asked for, and another town asks anew", () => {
    const placed = { state: "placed", awaiting: "consent", place: girona } as const;
    expect(say(placed, yes)).toEqual({ do: "share" });
    expect(say(placed, no)).toEqual({ do: "keep-to-ourselves" });
    expect(say(placed, words("Salt"), [salt])).toMatchObject({ do: "place", place: salt });
    expect(say(placed, words("com?"))).toEqual({ do: "help", on: "consent" });
  });

  test("I2: a yes to a numbered choice shares no town that was said before", () => {
    const asked = { state: "placed", awaiting: "choice", place: girona } as const;
    expect(say({ ...asked, choices: [salt, vic] }, yes)).toEqual({ do: "help", on: "choice" });
  });

  test("I2: a yes where nobody covers the town shares nothing", () => {
    expect(say({ state: "placed", awaiting: "nothing", place: vic }, yes).do).toBe("help");
  });

  test("C4: whoever declined or let an invitation pass is woken by a yes", () => {
    const rests = { state: "shared", awaiting: "nothing", place: girona } as const;
    expect(say({ ...rests, dormant: true }, yes)).toEqual({ do: "share" });
    expect(say(rests, yes)).toEqual({ do: "help", on: "counted" });
  });

  test("I5: asked whether they still want it, a yes goes on, also of a member of a team", () => {
    const asked = { state: "shared", awaiting: "still", place: girona } as const;
    expect(say(asked, yes)).toEqual({ do: "share" });
    expect(say({ ...asked, seated: true }, yes)).toEqual({ do: "share" });
    expect(say(asked, no)).toEqual({ do: "keep-to-ourselves" });
    expect(say({ ...asked, seated: true }, no)).toEqual({ do: "keep-to-ourselves" });
  });

  test("C3: after taking a seat: a name, no name, or something that is none", () => {
    const seated = { state: "shared", awaiting: "name", place: girona, seated: true } as const;
    expect(say(seated, words("Em dic Anna"))).toEqual({ do: "name", name: "Anna" });
    expect(say(seated, no)).toEqual({ do: "name", name: null });
    expect(say(seated, { kind: "yes", name: "Anna" })).toEqual({ do: "name", name: "Anna" });
    expect(say(seated, words("🙂"))).toEqual({ do: "help", on: "seated" });
    expect(say({ ...seated, awaiting: "nothing" }, words("Vic"))).toMatchObject({ do: "help" });
  });
});

describe("help", () => {
  test.each<[string, Partial<Standing>]>([
    ["invitation", { state: "shared", place: girona, invited: true, awaiting: "choice" }],
    ["seated", { state: "shared", place: girona, seated: true, awaiting: "nothing" }],
    ["choice", { awaiting: "choice" }],
    ["counted", { state: "shared", place: girona, awaiting: "nothing" }],
    ["consent", { state: "placed", place: girona, awaiting: "consent" }],
    ["place", { state: "placed", place: girona, awaiting: "nothing" }],
    ["place", { awaiting: "nothing" }],
  ])("C4: what is not understood gets help on what we wait for: %s", (on, standing) => {
    expect(say(standing, { kind: "number", n: 99 })).toEqual({ do: "help", on });
  });
});
