/** The other side of the benchmarks: signs, posts over kept connections, and takes what is delivered. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  Agent,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type Server,
} from "node:http";
import { signedHeaders } from "../test/faults/people.ts";

export type Signed = {
  readonly body: string;
  readonly headers: OutgoingHttpHeaders;
};

const context = "https://www.w3.org/ns/activitystreams";

/** Follows of a project, each with an id of its own, by `many` people of one server in turn. */
export function signFollows(
  origin: string,
  project: string,
  { from, count, many }: { readonly from: number; readonly count: number; readonly many: number },
): readonly Signed[] {
  return Array.from({ length: count }, (_, k) => {
    const n = from + k;
    const actor = `${origin}/users/p${n % many}`;
    const activity = {
      "@context": context,
      id: `${actor}/follows/${n}`,
      type: "Follow",
      actor,
      object: project,
    };
    const body = JSON.stringify(activity);
    return { body, headers: signedHeaders(`${project}/inbox`, body, actor) };
  });
}

/** Posts them all over so many kept connections; gives how often each status came. */
export async function postAll(
  inbox: string,
  posts: Iterator<Signed>,
  { connections, untilMs }: { readonly connections: number; readonly untilMs?: number },
): Promise<ReadonlyMap<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const statuses = new Map<number, number>();
  const end = untilMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + untilMs;
  const worker = async (): Promise<void> => {
    for (let next = posts.next(); next.done !== true; next = posts.next()) {
      const status = await post(inbox, next.value, agent);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (performance.now() > end) return;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return statuses;
}

function post(inbox: string, { body, headers }: Signed, agent: Agent): Promise<number> {
  const { hostname, port, pathname } = new URL(inbox);
  return new Promise((resolve) => {
    const asked = request(
      { hostname, port, path: pathname, method: "POST", headers, agent },
      (answer) => answer.resume().on("end", () => resolve(answer.statusCode ?? 0)),
    );
    asked.on("error", () => resolve(0));
    asked.end(body);
  });
}

/** Gets an address so many times; gives requests a second. */
export async function getAll(
  url: string,
  { times, connections }: { readonly times: number; readonly connections: number },
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = times;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await get(url, agent);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return (times * 1000) / (performance.now() - began);
}

function get(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { accept: "application/activity+json" } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`status ${answer.statusCode}`));
      answer.resume().on("end", resolve);
    })
      .on("error", reject)
      .end();
  });
}

/** Takes whatever is posted, on one port, under whatever name; counts it. */
export async function receiver(): Promise<{
  readonly port: number;
  readonly taken: () => number;
  readonly close: () => void;
}> {
  let taken = 0;
  const server: Server = createServer((incoming: IncomingMessage, answer) => {
    incoming.resume().on("end", () => {
      taken++;
      answer.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    taken: () => taken,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A pair of keys as actors have them. */
export function rsaPair(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}
