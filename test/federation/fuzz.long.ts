/** A million documents that nobody honest sends (DOCUMENTS, FUZZ_SEED). MULTAQUE_LONG=1. */
import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 1_000_000));
const count = Number(process.env.DOCUMENTS ?? 1_000_000);

test(`A, B, D: ${count} hostile documents (FUZZ_SEED=${seed}) are refused or do nothing to others`, {
  timeout: 24 * 3_600_000,
}, async () => {
  const tally = await fuzz({ count, seed });
  console.log(`FUZZ_SEED=${seed}: ${JSON.stringify(tally)}`);
  expect(tally[202]).toBeGreaterThan(count / 3);
});
