/** A database of one's own, cloned from the template. */
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { client } from "../../src/store/client.ts";
import { databaseUrl, template } from "./cluster.ts";

export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

export async function testDatabase(): Promise<TestDatabase> {
  const cluster = inject("cluster");
  const name = `t_${randomBytes(8).toString("hex")}`;
  const admin = client(cluster, { max: 1 });
  // Two files that clone at the same moment wait for one another.
  await admin`select pg_advisory_lock(1)`;
  await admin.unsafe(`create database ${name} template ${template} strategy file_copy`);
  await admin.end();
  return {
    url: databaseUrl(cluster, name),
    drop: async () => {
      const again = client(cluster, { max: 1 });
      await again.unsafe(`drop database ${name} with (force)`);
      await again.end();
    },
  };
}
