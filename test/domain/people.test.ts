import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActorIri, PersonId } from "../../src/domain/ids.ts";
import { asksForNoBots, chosenName, mayBeAsked, type Person } from "../../src/domain/people.ts";
import { anyText } from "./made-up.ts";

const anna: Person = {
  id: "1" as PersonId,
  iri: "https://x.test/anna" as ActorIri,
  handle: "anna@x.test",
  inbox: "https://x.test/anna/inbox",
  sharedInbox: null,
  type: "Person",
  noBots: false,
  language: null,
  languageChosen: false,
  silentSince: null,
};

describe("who may be asked", () => {
  test("C7: a person who neither asked for silence nor for no programs", () => {
    expect(mayBeAsked(anna)).toBe(true);
    expect(mayBeAsked({ ...anna, noBots: true })).toBe(false);
  });

  test("P5: never again after STOP or a Block", () => {
    expect(mayBeAsked({ ...anna, silentSince: new Date(0) })).toBe(false);
  });

  test.each(["Application", "Service", "Group", "Organization", "", "person"])(
    "C7: not an actor of type %j, who stays a follower",
    (type) => {
      expect(mayBeAsked({ ...anna, type })).toBe(false);
    },
  );

  test.each([
    ["#nobot", true],
    ["#NoBots", true],
    ["nobot", true],
    ["he/him · nobots · Girona", true],
    ["hello#nobot", true],
    ["(nobot)", true],
    ["nobot\nand more", true],
    ["#nobotany", false],
    ["nobotox", false],
    ["gnobot", false],
    ["no bot", false],
    ["I write bots", false],
    ["", false],
  ])("C7: a profile that says %j asks for it: %s", (profile, asks) => {
    expect(asksForNoBots(profile)).toBe(asks);
  });
});

describe("the name somebody wants to be called", () => {
  test.each([
    ["Anna", "Anna"],
    ["  Anna   Maria ", "Anna Maria"],
    ["Anna-Maria O'Neill", "Anna-Maria O'Neill"],
    ["l'Anna", "l'Anna"],
    ["José Ángel", "José Ángel"],
    ["Jose\u0301", "José"],
    ["Jos\u200de\u0301", "José"],
    ["李明", "李明"],
    ["Зоя", "Зоя"],
    ["“Anna”!", "“Anna”"],
    ['"Anna."', "Anna"],
    ["Anna\nand a second line", "Anna"],
    ["Anna & Joan", "Anna & Joan"],
    ["Anna 🙂", "Anna 🙂"],
  ])("P1: %j is called %j", (said, name) => {
    expect(chosenName(said)).toBe(name);
  });

  test.each([
    ["\u202eannA\u202c", "annA"],
    ["\u2066Anna\u2069\u200f", "Anna"],
    ["An\u200bn\u200c\u200da\u2060\ufeff", "Anna"],
    ["An\u00adna", "Anna"],
    ["\u3164Anna\u3164", "Anna"],
    ["Anna\u0007\u001b[31m", "Anna31m"],
    ["An\ud83dna", "Anna"],
    ["An\u{e0041}na", "Anna"],
  ])("P1: nothing invisible, nothing that turns the line around: %j", (said, name) => {
    expect(chosenName(said)).toBe(name);
  });

  test.each([
    ["<b>Anna</b>", "bAnna/b"],
    ["<script>alert(1)</script>", "scriptalert(1)/script"],
    ["@anna@x.test", "annax.test"],
    ["#Anna [x](y) {z} | \\", "Anna x(y) z"],
  ])("P1: no markup and no mention: %j", (said, name) => {
    expect(chosenName(said)).toBe(name);
  });

  test.each([
    "",
    "   ",
    "!!!",
    "🙂",
    "600 123 456",
    "\u3164\u3164",
    "\u115f\u1160",
    "\u200b",
    "https://x.test/anna",
    "see www.x.test",
    "ht\u200btp:/\u200b/x.test",
    "\\h://x",
  ])("P1: %j is no name", (said) => {
    expect(chosenName(said)).toBeNull();
  });

  const anything = fc.oneof(
    anyText(80),
    fc.string({ unit: "grapheme" }),
    fc
      .array(fc.constantFrom(..."Aé \u0301\u200b\u202e\u3164<>@#.,:/w\n🙂", "://", "www."))
      .map((parts) => parts.join("")),
  );

  test("P1: whatever was said, a name is one short line that can be seen and harms nothing", () => {
    fc.assert(
      fc.property(anything, (said) => {
        const name = chosenName(said);
        if (name === null) return;
        expect([...name].length).toBeLessThanOrEqual(40);
        expect(name).toMatch(/\p{L}/u);
        expect(name).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\r\n]/u);
        expect(name).not.toMatch(/[<>@#{}[\]\\|]|:\/\/|www\.|\s\s|^\s|\s$/i);
        expect(name).toBe(name.normalize("NFC"));
      }),
      { numRuns: 1500 },
    );
  });

  test("P1: at most 40 characters, none of them cut in half", () => {
    expect(chosenName("a".repeat(100_000))).toBe("a".repeat(40));
    expect(chosenName(`a${"🙂".repeat(60)}`)).toBe(`a${"🙂".repeat(39)}`);
    expect(chosenName(`${"!".repeat(100_000)}a`)).toBeNull();
  });
});
