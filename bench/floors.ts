/**
 * The floors, each in a process of its own so that its CPU can be counted:
 * `acknowledge URL N`: one RSA-2048 verification and one inserted row, through the driver of the program;
 * `deliver PORT HOSTS N`: one RSA-2048 signature and one HTTP POST;
 * `serve FILE`: a bare Hono route that answers with these bytes.
 * Says `ready PORT` or `done` on standard output, and waits to be ended.
 */
import { sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { Agent, fetch } from "undici";
import { client } from "../src/store/client.ts";
import { rsaPair } from "./wire.ts";

const together = 16;
const [what = "", ...words] = process.argv.slice(2);
const text = Buffer.from("x".repeat(400));
const pair = rsaPair();

async function times(count: number, one: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await one(n);
  };
  await Promise.all(Array.from({ length: together }, worker));
}

async function acknowledge([url = "", count = ""]: readonly string[]): Promise<void> {
  const sql = client(url, { max: together });
  const signature = sign("sha256", text, pair.privateKey);
  await sql`create table floor (seq bigserial primary key, once text not null unique, body text not null)`;
  process.stdout.write("ready 0\n");
  await once("SIGUSR2");
  await times(Number(count), async (n) => {
    if (!verify("sha256", text, pair.publicKey, signature)) throw new Error("not verified");
    await sql`insert into floor (once, body) values (${`${n}`}, ${text.toString()})`;
  });
}

async function deliver([port = "", hosts = "", count = ""]: readonly string[]): Promise<void> {
  const agent = new Agent({
    connect: {
      lookup: (_host, _options, found) => found(null, [{ address: "127.0.0.1", family: 4 }]),
    },
  });
  process.stdout.write("ready 0\n");
  await once("SIGUSR2");
  await times(Number(count), async (n) => {
    const signature = sign("sha256", text, pair.privateKey).toString("base64");
    const answer = await fetch(`http://h${n % Number(hosts)}.test:${port}/inbox`, {
      method: "POST",
      headers: { signature },
      body: text,
      dispatcher: agent,
    });
    await answer.arrayBuffer();
  });
}

function bareRoute([file = ""]: readonly string[]): Promise<void> {
  const body = readFileSync(file, "utf8");
  const app = new Hono();
  app.get("/", (c) => c.body(body, 200, { "content-type": "application/activity+json" }));
  serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
    process.stdout.write(`ready ${port}\n`),
  );
  return new Promise(() => {});
}

function once(signal: NodeJS.Signals): Promise<void> {
  const alive = setInterval(() => {}, 1_000);
  return new Promise((resolve) =>
    process.once(signal, () => {
      clearInterval(alive);
      resolve();
    }),
  );
}

const floors: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  acknowledge,
  deliver,
  serve: bareRoute,
};
await floors[what]?.(words);
process.stdout.write("done\n");
await once("SIGTERM");
process.exit(0);
