/** The database: Db may read, Tx may write. A write outside a transaction does not compile. */
import type { ExtractTablesWithRelations } from "drizzle-orm";
import type { PgDatabase, PgTransaction } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import { client as clientFor } from "./client.ts";
import { prepared } from "./prepared.ts";

type Schema = Record<string, never>;

/**
 * May read. Exception: single-statement bookkeeping that is whole in itself (claiming a letter, keys,
 * what is known of other servers) takes a Db and writes.
 */
export type Db = PgDatabase<PostgresJsQueryResultHKT, Schema>;

/** A transaction: may read and write. Made in operations/transaction.ts alone. */
export type Tx = PgTransaction<
  PostgresJsQueryResultHKT,
  Schema,
  ExtractTablesWithRelations<Schema>
>;

export type Connection = {
  readonly db: Db;
  /** Calls back for each word that a committed transaction said with `wake`; resolves when listening. */
  readonly listen: (heard: (word: string) => void) => Promise<void>;
  /** Ends every connection; what runs is given 5 seconds. */
  readonly close: () => Promise<void>;
};

const channel = "multaque";

/**
 * Connects to PostgreSQL with the limits of boundary.md R12: a statement that waits too long fails,
 * and the caller says so instead of hanging.
 */
export function connect(options: {
  readonly url: string;
  readonly max?: number;
  /** The role as which every session begins; the login's own when there is none. */
  readonly role?: string | null;
}): Connection {
  const client = clientFor(options.url, {
    max: options.max ?? 10,
    connect_timeout: 10,
    connection: {
      application_name: "multaque",
      ...(options.role == null ? {} : { role: options.role }),
      statement_timeout: 5_000,
      lock_timeout: 2_000,
      idle_in_transaction_session_timeout: 30_000,
      // Tables of what is to be done are empty at one moment and full at the next, and plans are kept: one
      // made for the empty table would read and sort the full one at each step. By the indexes, in their order.
      enable_seqscan: "off",
      enable_bitmapscan: "off",
      enable_sort: "off",
    },
  });
  return {
    db: drizzle({ client: prepared(client) }),
    listen: async (heard) => {
      // After a lost connection postgres.js listens again and calls the last argument: look at everything then.
      await client.listen(channel, heard, () => heard("all"));
    },
    close: () => client.end({ timeout: 5 }),
  };
}
