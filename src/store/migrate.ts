/** Bringing the database up to this version, under a lock: several processes may start at once. */

import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { client as clientFor } from "./client.ts";

const folder = fileURLToPath(new URL("../../drizzle", import.meta.url));
const migrationLock = 7_226_099;

/**
 * Waits for whoever prepares the database, applies what is missing, then does what else a start needs
 * while others still wait.
 */
export async function migrateDatabase(
  url: string,
  then: () => Promise<void> = async () => {},
): Promise<void> {
  // One connection: the lock is the session's.
  const client = clientFor(url, {
    max: 1,
    connection: { application_name: "multaque" },
  });
  try {
    const db = drizzle({ client });
    await db.execute(sql`select pg_advisory_lock(${migrationLock})`);
    await migrate(db, { migrationsFolder: folder });
    await then();
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** The oldest PostgreSQL that we are tested with. */
const oldest = 15;

/** What is wrong with a database that we are asked to use, in words, or null. */
export async function unfit(url: string): Promise<string | null> {
  const client = clientFor(url, { max: 1, connect_timeout: 10 });
  try {
    const [row] = await client<{ version: number }[]>`
      select current_setting('server_version_num')::int as version`;
    const major = Math.floor((row?.version ?? 0) / 10_000);
    return major < oldest ? `PostgreSQL ${major} is too old: ${oldest} or newer is needed` : null;
  } catch (error) {
    return error instanceof Error ? error.message : "no answer";
  } finally {
    await client.end({ timeout: 5 });
  }
}
