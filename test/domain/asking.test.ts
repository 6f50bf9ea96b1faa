import fc from "fast-check";
import { expect, test } from "vitest";
import { mayAskAt } from "../../src/domain/asking.ts";

test.each([
  [0, 0, true],
  [99, 99, true],
  [100, 2, true],
  [100, 3, false],
  [149, 2, true],
  [150, 3, true],
  [150, 4, false],
  [10_000, 200, true],
  [10_000, 201, false],
])("C6: of %d people asked %d block us: asked on is %s", (asked, blocks, may) => {
  expect(mayAskAt({ asked, blocks })).toBe(may);
});

test("C6: a block more never brings the asking back, and one asked more never ends it", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), (asked, blocks) => {
      if (!mayAskAt({ asked, blocks })) expect(mayAskAt({ asked, blocks: blocks + 1 })).toBe(false);
      // From a hundred on; the hundredth is the first who counts.
      if (asked >= 100 && mayAskAt({ asked, blocks })) {
        expect(mayAskAt({ asked: asked + 1, blocks })).toBe(true);
      }
    }),
  );
});
