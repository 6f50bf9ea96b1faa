/** What fails is tried again after pauses that grow, and after so many tries put aside, so that others go on (R30). */
import { type AnyColumn, type SQL, sql } from "drizzle-orm";

export const mostTries = 8;

/** When to try again what was tried `attempts` times before: after 1 s, 3 s, 9 s, … by the database's clock. */
export function nextTry(attempts: AnyColumn): SQL {
  return sql`now() + interval '1 second' * power(3, ${attempts})`;
}
