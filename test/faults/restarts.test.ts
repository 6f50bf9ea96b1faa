/** R11: PostgreSQL restarted once in each way. Twenty times: restarts.long.ts. */
import { expect, test } from "vitest";
import { restartDatabase } from "./restarts.ts";

test("R11: PostgreSQL is stopped fast, at once, and by kill -9: 503 meanwhile, then all is there once", {
  timeout: 180_000,
}, async () => {
  const { follows, refusedMeanwhile, longestAway } = await restartDatabase(3, { patient: false });
  console.log(
    `${follows} follows, ${refusedMeanwhile} × 503, back after ${longestAway.toFixed(1)} s`,
  );
  expect(refusedMeanwhile, "the stream met a database that was away").toBeGreaterThan(0);
});
