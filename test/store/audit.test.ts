/** The audit log is written and never changed, and the program owns nothing (rule G12, J2). */
import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { transact } from "../../src/operations/transaction.ts";
import { recordDeed } from "../../src/store/audit.ts";
import { client } from "../../src/store/client.ts";
import { connect } from "../../src/store/db.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { appRole, prepareRole } from "../../src/store/role.ts";
import { databaseUrl } from "../support/cluster.ts";
import { testDatabase } from "../support/database.ts";

const by = { who: "marta", did: "moderation block" };
const deed = { about: "bad.example" };

/** What PostgreSQL says to a statement, or null when it does it. */
async function refusal(run: Promise<unknown>): Promise<string | null> {
  return run.then(
    () => null,
    (error: { readonly cause?: { readonly code?: string }; readonly code?: string }) =>
      error.cause?.code ?? error.code ?? "",
  );
}

const changes = [
  "update audit set who = 'nobody'",
  "delete from audit",
  "truncate audit",
  "insert into audit (seq, who, did, about, details) values (1, 'x', 'x', 'x', '{}') on conflict (seq) do update set who = 'x'",
];
const ways = [
  "drop table audit",
  "alter table audit disable trigger all",
  "drop trigger audit_is_append_only on audit",
  "set session_replication_role = replica",
  "create table other (id int)",
];

test.each([...changes, ...ways])("G12: the program cannot: %s", async (statement) => {
  const database = await testDatabase();
  const { db, close } = connect({ url: database.url, max: 1, role: appRole });
  try {
    await transact(db, (tx) => recordDeed(tx, by, deed));
    expect(await refusal(db.execute(sql.raw(statement)))).toBe("42501");
    // Also when something has it forget its role.
    expect(await refusal(db.execute(sql.raw(`reset role; ${statement}`)))).toBe("42501");
    expect([...(await db.execute(sql`select who from audit`))]).toEqual([{ who: "marta" }]);
  } finally {
    await close();
    await database.drop();
  }
});

test.each(changes)("G12: nor can the owner of the table, by mistake: %s", async (statement) => {
  const database = await testDatabase();
  const { db, close } = connect({ url: database.url, max: 1 });
  try {
    await transact(db, (tx) => recordDeed(tx, by, deed));
    expect(await refusal(db.execute(sql.raw(statement)))).toBe("42501");
    expect([...(await db.execute(sql`select who from audit`))]).toEqual([{ who: "marta" }]);
  } finally {
    await close();
    await database.drop();
  }
});

/** A database of a login that is no superuser, in the cluster of the tests. */
async function lentDatabase(options = "") {
  const cluster = inject("cluster");
  const name = `lent_${randomBytes(6).toString("hex")}`;
  const admin = client(cluster, { max: 1 });
  await admin.unsafe(`create role ${name} login ${options}`);
  await admin.unsafe(`create database ${name} owner ${name}`);
  const url = new URL(databaseUrl(cluster, name));
  url.username = name;
  return {
    url: url.href,
    name,
    admin,
    drop: async (...others: readonly string[]) => {
      await admin.unsafe(`drop database ${name} with (force)`);
      for (const role of [...others, name]) await admin.unsafe(`drop role ${role}`);
      await admin.end();
    },
  };
}

test("J2: where the login may not make the role, the trigger alone protects", async () => {
  const lent = await lentDatabase();
  try {
    expect(await migrateDatabase(lent.url, async (role) => role)).toBeNull();
    const { db, close } = connect({ url: lent.url, max: 1 });
    await transact(db, (tx) => recordDeed(tx, by, deed));
    for (const statement of changes) {
      expect(await refusal(db.execute(sql.raw(statement)))).toBe("42501");
    }
    await close();
  } finally {
    await lent.drop();
  }
});

test("J2: where an administrator lent the role beforehand, or lets the login make roles, it is used", async () => {
  for (const options of ["", "createrole"]) {
    const lent = await lentDatabase(options);
    try {
      await lent.admin.unsafe(`grant ${appRole} to ${lent.name}${options && " with admin option"}`);
      expect(await migrateDatabase(lent.url, async (role) => role)).toBe(appRole);
      const { db, close } = connect({ url: lent.url, max: 1, role: appRole });
      const [row] = await db.execute(sql`select current_user as name`);
      expect(row).toEqual({ name: appRole });
      await transact(db, (tx) => recordDeed(tx, by, deed));
      await close();
    } finally {
      await lent.drop();
    }
  }
});

test("J2: a login that may make roles makes it by itself, and works under it", async () => {
  const lent = await lentDatabase("createrole");
  const role = `${lent.name}_app`;
  const login = client(lent.url, { max: 1 });
  try {
    await migrateDatabase(lent.url, async () => {});
    for (const _ of [1, 2]) expect(await prepareRole(login, role)).toBe(role);
    const { db, close } = connect({ url: lent.url, max: 1, role });
    await transact(db, (tx) => recordDeed(tx, by, deed));
    expect(await refusal(db.execute(sql`update audit set who = ''`))).toBe("42501");
    await close();
  } finally {
    await login.end();
    await lent.drop(role);
  }
});

test("J2: tables of later migrations are granted at the next start, to the audit log nothing more", async () => {
  const database = await testDatabase();
  const owner = client(database.url, { max: 1 });
  const { db, close } = connect({ url: database.url, max: 1, role: appRole });
  try {
    await owner`create table later (id bigserial)`;
    expect(await refusal(db.execute(sql`insert into later default values`))).toBe("42501");
    await migrateDatabase(database.url, async () => {});
    expect(await refusal(db.execute(sql`insert into later default values`))).toBeNull();
    await owner.unsafe(`grant update on audit to ${appRole}`);
    await migrateDatabase(database.url, async () => {});
    expect(await refusal(db.execute(sql`update audit set who = ''`))).toBe("42501");
  } finally {
    await owner.end();
    await close();
    await database.drop();
  }
});

test("J2: databases of one cluster that are prepared at the same moment all get the role", async () => {
  const databases = await Promise.all(Array.from({ length: 4 }, () => testDatabase()));
  try {
    const roles = await Promise.all(
      databases.map(({ url }) => migrateDatabase(url, async (role) => role)),
    );
    expect(roles).toEqual(databases.map(() => appRole));
  } finally {
    for (const { drop } of databases) await drop();
  }
});
