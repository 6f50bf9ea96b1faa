/** R11: PostgreSQL restarted twenty times (RESTARTS), the three ways in turn. MULTAQUE_LONG=1. */
import { expect, test } from "vitest";
import { restartDatabase } from "./restarts.ts";

const times = Number(process.env.RESTARTS ?? 20);

test(`R11: PostgreSQL is restarted ${times} times: 503 meanwhile, then all is there once`, async () => {
  const { follows, refusedMeanwhile, longestAway } = await restartDatabase(times, {
    patient: true,
  });
  console.log(
    `${follows} follows, ${refusedMeanwhile} × 503, back after ${longestAway.toFixed(1)} s`,
  );
  expect(refusedMeanwhile, "the stream met a database that was away").toBeGreaterThan(0);
});
