/** 10,000 documents that nobody honest sends (boundary.md A, B, D; FUZZ_SEED for others). A million: fuzz.long.ts. */
import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";

const seed = Number(process.env.FUZZ_SEED ?? 20_261_122);
const count = 10_000;

test(`A, B, D: ${count} hostile documents (FUZZ_SEED=${seed}) are refused or do nothing to others`, {
  timeout: 300_000,
}, async () => {
  const tally = await fuzz({ count, seed });
  console.log(`FUZZ_SEED=${seed}: ${JSON.stringify(tally)}`);
  // Most pass the door, else nothing behind it was tried.
  expect(tally[202]).toBeGreaterThan(count / 3);
  expect(tally.handled).toBeGreaterThan(count / 4);
});
