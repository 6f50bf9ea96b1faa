/** Whether the database answers. */
import { sql } from "drizzle-orm";
import type { Db } from "./db.ts";

export async function answers(db: Db): Promise<boolean> {
  try {
    await db.execute(sql`select 1`);
    return true;
  } catch {
    return false;
  }
}
