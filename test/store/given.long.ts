/** The program on a PostgreSQL that it is given (DATABASE_URL), and what it says of one that it cannot use. */
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { client } from "../../src/store/client.ts";
import { DatabaseAway } from "../../src/store/unusable.ts";
import { acceptIds, people as openPeople } from "../faults/people.ts";
import { findProject } from "../faults/story.ts";
import { databaseUrl } from "../support/cluster.ts";
import { command, freePort, start, temporaryFolder, until } from "../support/program.ts";
import { listening, refusal, refuse } from "./other-servers.ts";

/** Where a PostgreSQL often answers to its user postgres without a password. */
const given = "postgres://postgres@127.0.0.1:5432/postgres";
const version = await versionOf(given);
const limit = { timeout: 120_000 };

async function versionOf(url: string): Promise<number | null> {
  const sql = client(url, { max: 1, connect_timeout: 3 });
  try {
    const [row] = await sql<
      { n: number }[]
    >`select current_setting('server_version_num')::int as n`;
    return Math.floor((row?.n ?? 0) / 10_000);
  } catch {
    return null;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

describe("a given PostgreSQL", () => {
  if (version === null) {
    test.skip("skipped: none answers at 127.0.0.1:5432 to the user postgres without a password", () => {});
  } else if (version < 15) {
    test.skip(`skipped: the one at 127.0.0.1:5432 is version ${version}, too old`, () => {});
  } else {
    test(
      `version ${version}: first start, a follow until the Accept, later start`,
      limit,
      async () => {
        const name = `multaque_test_${randomBytes(6).toString("hex")}`;
        const admin = client(given, { max: 1 });
        await admin.unsafe(`create database ${name}`);
        onTestFinished(async () => {
          await admin.unsafe(`drop database ${name} with (force)`);
          await admin.end();
        }, 30_000);
        const people = await openPeople();
        onTestFinished(() => people.close());
        const settings = {
          DATABASE_URL: databaseUrl(given, name),
          DATA_DIR: join(temporaryFolder().path, "data"),
        };
        const port = await freePort();
        const first = start({ port, settings });
        await first.listening;
        const project = await findProject(first.origin);
        await people.deliver(`${project}/inbox`, people.follow("marta", project));
        await until("she is accepted", () => acceptIds(people, "marta").size === 1);
        expect(await first.stop()).toEqual({ code: 0, signal: null });

        const later = start({ port, settings });
        await later.listening;
        expect(await findProject(later.origin)).toBe(project);
        expect(await later.stop()).toEqual({ code: 0, signal: null });
      },
    );
  }
});

test("what listens there never answers, or always hangs up: said within 15 s", {
  timeout: 40_000,
}, async () => {
  const says = {
    nothing: () => {},
    // As a proxy does whose database is down. Not at once: thousands of tries would take others' ports.
    goodbye: (socket: Socket) => void setTimeout(() => socket.end(), 50),
  };
  const heard = Object.values(says).map(async (greet) => {
    const said = refusal(`postgres://multaque:geheim@127.0.0.1:${await listening(greet)}/multaque`);
    return Promise.race([
      said,
      new Promise((resolve) => setTimeout(resolve, 15_000, "nothing said")),
    ]);
  });
  for (const error of await Promise.all(heard)) expect(error).toBeInstanceOf(DatabaseAway);
});

describe("a DATABASE_URL that cannot be used ends the program with 78", () => {
  /** What the program says to it on standard error. */
  async function saidOf(url: string, logLevel = "warning"): Promise<string> {
    const { code, out, errors } = await command(["project", "list", "--json"], {
      DATABASE_URL: url,
      DATA_DIR: join(temporaryFolder().path, "data"),
      LOG_LEVEL: logLevel,
    });
    expect(errors).not.toContain("geheim");
    expect(errors).not.toMatch(/\n\s+at /);
    expect(out).toBe("");
    expect(errors).toMatch(/DATABASE_URL|The database cannot be used: \S/);
    expect(code).toBe(78);
    return errors;
  }

  test("there is no such database", limit, async () => {
    expect(await saidOf(databaseUrl(inject("cluster"), "does_not_exist"))).toBe(
      'The database cannot be used: database "does_not_exist" does not exist\n',
    );
  });

  test("the user may not make tables there", limit, async () => {
    const role = `r_${randomBytes(6).toString("hex")}`;
    const admin = client(inject("cluster"), { max: 1 });
    await admin.unsafe(`create role ${role} login password 'geheim'`);
    await admin.unsafe(`create database ${role}`);
    onTestFinished(async () => {
      await admin.unsafe(`drop database ${role} with (force)`);
      await admin.unsafe(`drop role ${role}`);
      await admin.end();
    });
    const url = new URL(databaseUrl(inject("cluster"), role));
    url.username = role;
    url.password = "geheim";
    expect(await saidOf(url.href)).toContain("permission denied");
  });

  test.each([
    ["a port that is none", "postgres://multaque:geheim@127.0.0.1:99999/multaque"],
    ["a password with a stray percent sign", "postgres://multaque:geheim%zz@127.0.0.1:1/multaque"],
    ["another kind of database", "mysql://multaque:geheim@127.0.0.1/multaque"],
  ])("%s", limit, async (_what, url) => {
    await saidOf(url, "debug");
  });

  test("an option that PostgreSQL does not know", limit, async () => {
    const url = new URL(databaseUrl(inject("cluster"), "postgres"));
    url.searchParams.set("colour", "blue");
    expect(await saidOf(url.href)).toContain("colour");
  });

  test("a wrong password", limit, async () => {
    const port = await listening(
      (socket) => void socket.once("data", () => refuse(socket, "28P01")),
    );
    expect(await saidOf(`postgres://multaque:geheim@127.0.0.1:${port}/multaque`)).toBe(
      "The database cannot be used: refused with 28P01\n",
    );
  });
});

test("a database that is not there now ends the program with 1 and a sentence", limit, async () => {
  const port = await freePort();
  const ran = await command(["project", "list", "--json"], {
    DATABASE_URL: `postgres://multaque:geheim@127.0.0.1:${port}/multaque`,
    DATA_DIR: join(temporaryFolder().path, "data"),
  });
  expect(ran).toMatchObject({
    code: 1,
    out: "",
    errors: `The database does not answer now: nothing listens at 127.0.0.1:${port}\n`,
  });
});
