import fc from "fast-check";
import { expect, test } from "vitest";
import { idFrom, isId } from "../../src/domain/ids.ts";

const letters = "0123456789abcdefghijklmnopqrstuvwxyz";
const enough = fc.uint8Array({ minLength: 48, maxLength: 64 });

/** The letter that a byte comes to, or "" when it is passed over. */
function letterOf(byte: number): string {
  const [first = "", second] = idFrom(new Uint8Array([byte, 5, ...new Array(25).fill(7)]));
  return second === "5" ? first : "";
}

test("P9: an id has 25 characters of a-z and 0-9", () => {
  fc.assert(
    fc.property(enough, (random) => {
      fc.pre(random.filter((byte) => byte < 252).length >= 25);
      const id = idFrom(random);
      expect(id).toMatch(/^[a-z0-9]{25}$/);
      expect(isId(id)).toBe(true);
    }),
  );
});

test("P9: every letter is as likely as any other", () => {
  const count = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const letter = letterOf(byte);
    count.set(letter, (count.get(letter) ?? 0) + 1);
  }
  expect(count.get("")).toBe(4);
  expect([...letters].map((letter) => count.get(letter))).toEqual(new Array(36).fill(7));
});

test("P9: different random bytes give different ids, the same give the same", () => {
  const bytes = Uint8Array.from({ length: 48 }, (_, n) => n * 5);
  const id = idFrom(bytes);
  expect(idFrom(bytes)).toBe(id);
  for (let n = 0; n < 25; n++) {
    const other = bytes.slice();
    other[n] = ((bytes[n] ?? 0) + 1) % 252;
    expect(idFrom(other), `byte ${n}`).not.toBe(id);
  }
});

test("P9: too few random bytes make no id", () => {
  expect(() => idFrom(new Uint8Array(24))).toThrow(RangeError);
  expect(() => idFrom(new Uint8Array(200).fill(252))).toThrow(RangeError);
  expect(idFrom(new Uint8Array(25))).toBe("0".repeat(25));
});

test("P9: what is no id of ours is not taken for one", () => {
  const id = "abcdefghij0123456789abcde";
  expect(isId(id)).toBe(true);
  for (const not of ["", id.slice(1), `${id}a`, id.toUpperCase(), `${id}\n`, ` ${id.slice(1)}`]) {
    expect(isId(not), JSON.stringify(not)).toBe(false);
  }
});
