/** The program on a PostgreSQL that it is given (DATABASE_URL), and what it says of one that it cannot use. */
import { randomBytes } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { client } from "../../src/store/client.ts";
import { checkDatabase } from "../../src/store/migrate.ts";
import { DatabaseAway, DatabaseUnfit } from "../../src/store/unusable.ts";
import { acceptIds, people as openPeople } from "../faults/people.ts";
import { findProject } from "../faults/story.ts";
import { databaseUrl } from "../support/cluster.ts";
import { command, freePort, start, temporaryFolder, until } from "../support/program.ts";

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

describe("a database that cannot be used is said to be so, in words and without the password", () => {
  async function refusal(url: string): Promise<Error> {
    const error = await checkDatabase(url).then(
      () => new Error("it can be used"),
      (said: Error) => said,
    );
    expect(error.message).toMatch(/\S/);
    expect(error.message).not.toContain("geheim");
    return error;
  }

  test("nobody listens there: it may be there later", async () => {
    const port = await freePort();
    const at = (host: string) => `postgres://multaque:geheim@${host}:${port}/multaque`;
    const byNumber = await refusal(at("127.0.0.1"));
    expect(byNumber).toBeInstanceOf(DatabaseAway);
    expect(byNumber.message).toBe(`nothing listens at 127.0.0.1:${port}`);
    // A name with several addresses.
    const byName = await refusal(at("localhost"));
    expect(byName).toBeInstanceOf(DatabaseAway);
    expect(byName.message).toContain(String(port));
  });

  test("there is no socket there: it may be there later", async () => {
    const folder = temporaryFolder().path;
    const error = await refusal(
      `postgres://multaque:geheim@localhost:6000/m?host=${encodeURIComponent(folder)}`,
    );
    expect(error).toBeInstanceOf(DatabaseAway);
    expect(error.message).toContain(join(folder, ".s.PGSQL.6000"));
  });

  test("there is no such host: that is a wrong setting", async () => {
    const error = await refusal("postgres://multaque:geheim@db.invalid/multaque");
    // Where no name server is to be had, nobody knows.
    expect(error).toBeInstanceOf(
      error.message.includes("EAI_AGAIN") ? DatabaseAway : DatabaseUnfit,
    );
    expect(error.message).toContain("db.invalid");
  });

  test("it is too old", async () => {
    const port = await listening(oldServer);
    const error = await refusal(`postgres://multaque:geheim@127.0.0.1:${port}/multaque`);
    expect(error).toBeInstanceOf(DatabaseUnfit);
    expect(error.message).toBe("PostgreSQL 14 is too old: 15 or newer is needed");
  });

  test("it is starting, or full: it may be there later", async () => {
    for (const code of ["57P03", "53300"]) {
      const port = await listening(
        (socket) => void socket.once("data", () => refuse(socket, code)),
      );
      const error = await refusal(`postgres://multaque:geheim@127.0.0.1:${port}/multaque`);
      expect(error).toBeInstanceOf(DatabaseAway);
      expect(error.message).toBe(`refused with ${code}`);
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
      const said = refusal(
        `postgres://multaque:geheim@127.0.0.1:${await listening(greet)}/multaque`,
      );
      return Promise.race([
        said,
        new Promise((resolve) => setTimeout(resolve, 15_000, "nothing said")),
      ]);
    });
    for (const error of await Promise.all(heard)) expect(error).toBeInstanceOf(DatabaseAway);
  });
});

describe("a DATABASE_URL that cannot be used ends the program with 78", () => {
  /** What the program says to it on standard error. */
  async function refusal(url: string, logLevel = "warning"): Promise<string> {
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
    expect(await refusal(databaseUrl(inject("cluster"), "does_not_exist"))).toBe(
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
    expect(await refusal(url.href)).toContain("permission denied");
  });

  test.each([
    ["a port that is none", "postgres://multaque:geheim@127.0.0.1:99999/multaque"],
    ["a password with a stray percent sign", "postgres://multaque:geheim%zz@127.0.0.1:1/multaque"],
    ["another kind of database", "mysql://multaque:geheim@127.0.0.1/multaque"],
  ])("%s", limit, async (_what, url) => {
    await refusal(url, "debug");
  });

  test("an option that PostgreSQL does not know", limit, async () => {
    const url = new URL(databaseUrl(inject("cluster"), "postgres"));
    url.searchParams.set("colour", "blue");
    expect(await refusal(url.href)).toContain("colour");
  });

  test("a wrong password", limit, async () => {
    const port = await listening(
      (socket) => void socket.once("data", () => refuse(socket, "28P01")),
    );
    expect(await refusal(`postgres://multaque:geheim@127.0.0.1:${port}/multaque`)).toBe(
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

/** A server of our own on loopback, until the test ends. */
async function listening(greet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    greet(socket);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return port;
}

/** As PostgreSQL refuses whoever connects. */
function refuse(socket: Socket, code: string): void {
  const fields = ["SFATAL", "VFATAL", `C${code}`, `Mrefused with ${code}`, ""];
  socket.end(message("E", Buffer.from(fields.map((field) => `${field}\0`).join(""))));
}

/** Speaks PostgreSQL's protocol (version 3) just well enough to say that it is 14.10. */
function oldServer(socket: Socket): void {
  let pending = Buffer.alloc(0);
  let greeted = false;
  socket.on("data", (part) => {
    pending = Buffer.concat([pending, part]);
    for (;;) {
      const head = greeted ? 1 : 0;
      if (pending.length < head + 4) return;
      const length = head + pending.readInt32BE(head);
      if (pending.length < length) return;
      const kind = greeted ? String.fromCharCode(pending[0] ?? 0) : "startup";
      pending = pending.subarray(length);
      greeted = true;
      socket.write(answers[kind] ?? Buffer.alloc(0));
      if (kind === "X") socket.end();
    }
  });
}

const ready = message("Z", Buffer.from("I"));
const column = Buffer.concat([
  Buffer.from("version\0"),
  Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4, 255, 255, 255, 255, 0, 0]),
]);
const description = message("T", Buffer.concat([Buffer.from([0, 1]), column]));
const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 6]), Buffer.from("140010")]);
const result = [message("D", row), message("C", Buffer.from("SELECT 1\0"))];

const answers: Readonly<Record<string, Buffer>> = {
  startup: Buffer.concat([message("R", Buffer.from([0, 0, 0, 0])), ready]),
  P: message("1", Buffer.alloc(0)),
  D: Buffer.concat([message("t", Buffer.from([0, 0])), description]),
  B: message("2", Buffer.alloc(0)),
  E: Buffer.concat(result),
  Q: Buffer.concat([description, ...result, ready]),
  S: ready,
};

function message(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(kind), length, body]);
}
