/** Servers on loopback that are no PostgreSQL, or none that we can use; and what is said of them. */
import { createServer, type Socket } from "node:net";
import { expect, onTestFinished } from "vitest";
import { checkDatabase } from "../../src/store/migrate.ts";
import { freePort } from "../support/program.ts";

/** Why this database cannot be used: in words, and without the password. */
export async function refusal(url: string): Promise<Error> {
  const error = await checkDatabase(url).then(
    () => new Error("it can be used"),
    (said: Error) => said,
  );
  expect(error.message).toMatch(/\S/);
  expect(error.message).not.toContain("geheim");
  return error;
}

/** A server of our own on loopback, until the test ends. */
export async function listening(greet: (socket: Socket) => void): Promise<number> {
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
export function refuse(socket: Socket, code: string): void {
  const fields = ["SFATAL", "VFATAL", `C${code}`, `Mrefused with ${code}`, ""];
  socket.end(message("E", Buffer.from(fields.map((field) => `${field}\0`).join(""))));
}

/** Speaks PostgreSQL's protocol (version 3) just well enough to say that it is 14.10. */
export function oldServer(socket: Socket): void {
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
