/** HTTP as the demo speaks it: every name is this machine, and JSON is data that nobody vouches for. */

import { request } from "node:http";

export type Json = Readonly<Record<string, unknown>>;

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Question = {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export const activityJson = "application/activity+json";

const patienceMs = 15_000;

/**
 * Ask one address once; redirects are answers. Names under .localhost are not known to every
 * system's resolver, so we connect to 127.0.0.1 and say the name in `Host`.
 */
export function ask(address: string, question: Question = {}): Promise<Answer> {
  const url = new URL(address);
  if (url.protocol !== "http:" || !isLoopbackName(url.hostname)) {
    return Promise.reject(new Error(`${address} is not on this machine`));
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: url.port === "" ? 80 : url.port,
        method: question.method ?? "GET",
        path: url.pathname + url.search,
        headers: { ...question.headers, host: url.host },
        timeout: patienceMs,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const body = Buffer.concat(chunks).toString("utf8");
          resolve({ status: incoming.statusCode ?? 0, headers: plain(incoming.headers), body });
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${address} did not answer`)));
    outgoing.on("error", reject);
    outgoing.end(question.body);
  });
}

function isLoopbackName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || name === "127.0.0.1";
}

/** Header names in small letters, one text each. */
export function plain(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return result;
}

/** The JSON object in this text, or null when it is anything else. */
export function jsonIn(text: string): Json | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

export function asObject(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : null;
}

export function textOf(object: Json | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === "string" ? value : null;
}

/** ActivityPub writes one thing bare and several as a list; both are a list here. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** The id of something that is given as an address or as a whole object. */
export function idOf(value: unknown): string | null {
  return typeof value === "string" ? value : textOf(asObject(value), "id");
}
