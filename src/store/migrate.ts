/** Bringing the database up to this version, under a lock: several processes may start at once. */

import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { client as clientFor, endWith } from "./client.ts";
import { prepareRole } from "./role.ts";
import { DatabaseAway, DatabaseUnfit, inWords } from "./unusable.ts";

const folder = fileURLToPath(new URL("../../drizzle", import.meta.url));
const migrationLock = 7_226_099;

/**
 * Waits for whoever prepares the database, applies what is missing, then does what else a start needs
 * while others still wait: it is told the role to work under, or null where there is none. The signal
 * ends the waiting; what has begun is finished.
 */
export async function migrateDatabase<Result>(
  url: string,
  then: (role: string | null) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  // One connection: the lock is the session's.
  const client = clientFor(url, {
    max: 1,
    connection: { application_name: "multaque" },
  });
  try {
    const noMore = endWith(client, signal);
    await client`select pg_advisory_lock(${migrationLock})`;
    noMore();
    await migrate(drizzle({ client }), { migrationsFolder: folder });
    return await then(await prepareRole(client));
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** The oldest PostgreSQL that we are tested with. */
const oldest = 15;
const patienceMs = 10_000;

/** Throws in words when this database is none that we can use: DatabaseUnfit or DatabaseAway. */
export async function checkDatabase(url: string, signal?: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(patienceMs);
  const version = await askVersion(url, AbortSignal.any([late, ...(signal ? [signal] : [])])).catch(
    (error: unknown) => {
      if (late.aborted) throw new DatabaseAway(`no answer within ${patienceMs / 1000} s`);
      const said = inWords(error);
      if (said !== error || !(error instanceof Error)) throw said;
      // Whoever does not even say its version is not set right.
      throw new DatabaseUnfit(error.message);
    },
  );
  const major = Math.floor(version / 10_000);
  if (major < oldest) {
    throw new DatabaseUnfit(`PostgreSQL ${major} is too old: ${oldest} or newer is needed`);
  }
}

async function askVersion(url: string, signal: AbortSignal): Promise<number> {
  const client = clientFor(url, { max: 1 });
  // The driver connects again and again to whoever takes a connection and hangs up.
  endWith(client, signal);
  try {
    const [row] = await client<{ version: number }[]>`
      select current_setting('server_version_num')::int as version`;
    return row?.version ?? 0;
  } finally {
    await client.end({ timeout: 5 });
  }
}
