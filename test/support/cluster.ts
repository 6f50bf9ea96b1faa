/** One PostgreSQL for the whole run, with a migrated template that each test file clones. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { gazetteer } from "../../src/gazetteer.ts";
import { transact } from "../../src/operations/transaction.ts";
import { client } from "../../src/store/client.ts";
import { connect } from "../../src/store/db.ts";
import { startEmbedded } from "../../src/store/embedded.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { savePlaces } from "../../src/store/places.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the cluster; the name of the database is the caller's. */
    cluster: string;
  }
}

export const template = "multaque_template";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "multaque-test-"));
  chmodSync(folder, 0o755);
  const embedded = await startEmbedded(folder);
  const admin = client(embedded.url, { max: 1 });
  // Nothing in this cluster has to survive a power cut.
  await admin`alter system set fsync = off`;
  await admin`alter system set synchronous_commit = off`;
  await admin`alter system set full_page_writes = off`;
  await admin`select pg_reload_conf()`;
  await admin.unsafe(`create database ${template}`);
  const url = databaseUrl(embedded.url, template);
  await migrateDatabase(url, async () => {});
  const connection = connect({ url, max: 1 });
  await transact(connection.db, (tx) => savePlaces(tx, gazetteer()));
  await connection.close();
  await admin.end();
  project.provide("cluster", embedded.url);
  return async () => {
    await embedded.leave();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The address of another database of the same cluster. */
export function databaseUrl(cluster: string, database: string): string {
  const url = new URL(cluster);
  url.pathname = `/${database}`;
  return url.href;
}
