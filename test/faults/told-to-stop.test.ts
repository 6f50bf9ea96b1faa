/** R24: whoever is told to stop while it starts stops at once, whatever it waits for. */

import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { inTurn } from "../../src/store/turn.ts";
import {
  databasePid,
  endDatabase,
  freePort,
  type Program,
  start,
  temporaryFolder,
  until,
} from "../support/program.ts";

const limit = { timeout: 60_000 };

/** Told to stop, it ends in order and soon. */
async function stopsAtOnce(program: Program): Promise<void> {
  const at = performance.now();
  expect(await program.stop()).toEqual({ code: 0, signal: null });
  expect(performance.now() - at).toBeLessThan(6_000);
  expect(program.errors()).toBe("");
  expect(program.out()).toBe("");
}

test("R24: SIGTERM while a database is silent", limit, async () => {
  let asked = false;
  const silent = createServer((socket) => {
    asked = true;
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
  });
  const databasePort = await freePort();
  await new Promise<void>((resolve) => silent.listen(databasePort, "127.0.0.1", resolve));
  onTestFinished(() => void silent.close());
  const program = start({
    port: await freePort(),
    settings: {
      DATABASE_URL: `postgres://multaque@127.0.0.1:${databasePort}/multaque`,
      DATA_DIR: join(temporaryFolder().path, "data"),
    },
  });
  await until("it asks", () => asked);
  await stopsAtOnce(program);
});

test("R24: SIGTERM while another program starts the embedded database", limit, async () => {
  const { path } = temporaryFolder();
  const port = await freePort();
  await inTurn(path, async () => {
    const program = start({ port, settings: { DATA_DIR: path } });
    await until("it listens", () => answers(port));
    await stopsAtOnce(program);
  });
});

test("R24: SIGTERM while the embedded database is made and started", limit, async () => {
  const { path } = temporaryFolder();
  onTestFinished(() => endDatabase(path));
  const port = await freePort();
  const isMaking = () => readdirSync(path).some((name) => name.startsWith("postgres."));
  for (const waitsFor of [isMaking, () => databasePid(path) !== null]) {
    const program = start({ port, settings: { DATA_DIR: path } });
    await until("it is at work", waitsFor);
    await stopsAtOnce(program);
    await until("no server is left", () => databasePid(path) === null, 20_000);
  }
});

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    ({ status }) => status === 503,
    () => false,
  );
}
