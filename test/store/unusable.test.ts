/** What is said of a database that cannot be used: whether that is a setting, or may pass. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DatabaseAway, DatabaseUnfit } from "../../src/store/unusable.ts";
import { freePort, temporaryFolder } from "../support/program.ts";
import { listening, oldServer, refusal, refuse } from "./other-servers.ts";

describe("a database that cannot be used is said to be so, in words and without the password", () => {
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
});
