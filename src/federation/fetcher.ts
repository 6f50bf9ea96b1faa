/** The one way out: every request to another server goes through here (boundary.md C). */
import dns from "node:dns";
import { isValidPublicIPv4Address, isValidPublicIPv6Address } from "@fedify/vocab-runtime";
import ipaddr from "ipaddr.js";
import { Agent, fetch as undiciFetch } from "undici";
import { version } from "../config.ts";
import { type Answer, type Fetcher, FetchRefused, type Outgoing } from "../instance.ts";
import { budgetOf } from "./budget.ts";

/** What carries a request; tests replace it with a network in memory. */
export type Transport = (url: string, init: RequestInit) => Promise<Response>;

const connectMs = 5_000;
const totalMs = 10_000;
/** Of answers to GET and to POST, in bytes after decompression. */
const mostBytes = { GET: 1_000_000, POST: 4_096 } as const;
const mostRedirects = 3;

export function createFetcher(options: {
  readonly origin: string;
  readonly allowPrivateAddress: boolean;
  /** How often in a minute one site is asked for something. */
  readonly perSite: number;
  readonly transport?: Transport;
}): Fetcher {
  const budget = budgetOf(options.perSite);
  const transport = options.transport ?? internet(options.allowPrivateAddress);
  const userAgent = `Multaque/${version} (+${options.origin}/)`;
  return async (request) => {
    const deadline = AbortSignal.timeout(totalMs);
    let { url } = request;
    for (let redirects = 0; ; redirects++) {
      const checked = checkUrl(url, options.allowPrivateAddress);
      // What we send was asked for: letters have limits of their own (D5, D6).
      if (request.method === "GET") budget.spend(checked, Date.now());
      const response = await send(transport, checked, { request, userAgent, deadline });
      const location = response.headers.get("location");
      const moved = response.status >= 300 && response.status < 400 && location !== null;
      // A POST is never sent on: whoever redirects it could read what was meant for another (boundary.md I4).
      if (!moved || request.method === "POST") return read(response, request.method);
      await response.body?.cancel();
      if (redirects === mostRedirects)
        throw new FetchRefused(`more than ${mostRedirects} redirects`);
      const next = URL.canParse(location, url) ? new URL(location, url) : null;
      if (next === null || next.origin !== checked.origin) {
        // The signature was made for this server, and a name here says nothing about another (A7).
        throw new FetchRefused("redirected to another server");
      }
      url = next.href;
    }
  };
}

async function send(
  transport: Transport,
  url: URL,
  with_: { readonly request: Outgoing; readonly userAgent: string; readonly deadline: AbortSignal },
): Promise<Response> {
  const { request, userAgent, deadline } = with_;
  try {
    return await transport(url.href, {
      method: request.method,
      headers: { ...request.headers, "user-agent": userAgent },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: "manual",
      signal: deadline,
    });
  } catch (error) {
    if (error instanceof FetchRefused) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new FetchRefused(cause instanceof Error ? cause.message : "no answer", { cause: error });
  }
}

async function read(response: Response, method: Outgoing["method"]): Promise<Answer> {
  const most = mostBytes[method];
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of response.body ?? []) {
      size += part.byteLength;
      // What a server says to a POST beyond its status is of no use: it is cut, not refused.
      if (size > most) {
        await response.body?.cancel().catch(() => {});
        if (method === "GET") throw new FetchRefused(`longer than ${most} bytes`);
        break;
      }
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof FetchRefused) throw error;
    throw new FetchRefused("the answer broke off", { cause: error });
  }
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.concat(parts).toString("utf8"),
  };
}

/** Only https on 443, unless this instance is tried out on one machine (boundary.md C4, C17). */
export function checkUrl(text: string, allowPrivate: boolean): URL {
  if (!URL.canParse(text)) throw new FetchRefused("not an address");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw new FetchRefused("a name in the address");
  if (!allowPrivate && (url.protocol !== "https:" || url.port !== "")) {
    throw new FetchRefused("not https on its usual port");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new FetchRefused("not http");
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(literal) && !mayReach(literal, allowPrivate)) {
    throw new FetchRefused("an address that is not public");
  }
  return url;
}

/** Global unicast only; loopback too when trying out (boundary.md C1). */
export function mayReach(address: string, allowPrivate: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (allowPrivate && range === "loopback") return true;
  // Two lists know more than one: the first takes ::127.0.0.1 for an ordinary address.
  const known = parsed.kind() === "ipv4" ? isValidPublicIPv4Address : isValidPublicIPv6Address;
  return range === "unicast" && known(address);
}

/** Connects to public addresses alone: the address that was checked is the one connected to (boundary.md C3). */
function internet(allowPrivate: boolean): Transport {
  const agent = new Agent({
    connect: { timeout: connectMs, lookup: lookup(allowPrivate) },
    headersTimeout: totalMs,
    bodyTimeout: totalMs,
    maxHeaderSize: 16_384,
    connections: 16,
  });
  return (url, init) =>
    undiciFetch(url, { ...(init as object), dispatcher: agent }) as unknown as Promise<Response>;
}

type Lookup = (
  host: string,
  options: dns.LookupOptions,
  found: (error: Error | null, addresses: string | dns.LookupAddress[], family?: number) => void,
) => void;

function lookup(allowPrivate: boolean): Lookup {
  const ask = resolver();
  return (host, options, found) => {
    const answer = (addresses: readonly dns.LookupAddress[]): void => {
      const [first] = addresses;
      if (first === undefined) found(new FetchRefused("no public address"), []);
      else if (options.all === true) found(null, [...addresses]);
      else found(null, first.address, first.family);
    };
    void ask(host).then((said) => {
      if (!(said instanceof Error)) {
        const family =
          options.family === "IPv4" ? 4 : options.family === "IPv6" ? 6 : options.family;
        answer(
          said.filter(
            (one) => mayReach(one.address, allowPrivate) && (!family || one.family === family),
          ),
        );
      } else if (allowPrivate && /(?:^|\.)(?:localhost|test)$/.test(host)) {
        // Names for trying out, where the system does not know them (RFC 6761).
        answer([{ address: "127.0.0.1", family: 4 }]);
      } else {
        found(said, []);
      }
    });
  };
}

type Said = readonly dns.LookupAddress[] | Error;

const rememberedMs = { found: 60_000, failed: 10_000 };
const mostNames = 5_000;

/**
 * The system is asked for a name once in a while, not for each connection: it answers few at a time,
 * and names that nobody answers for would hold up all others. A failure is soon forgotten (R22).
 */
function resolver(): (host: string) => Promise<Said> {
  const known = new Map<string, { readonly said: Promise<Said>; until: number }>();
  return (host) => {
    const there = known.get(host);
    if (there !== undefined && there.until > Date.now()) return there.said;
    const said = new Promise<Said>((resolve) => {
      dns.lookup(host, { all: true }, (error, addresses) => resolve(error ?? addresses));
    });
    const entry = { said, until: Number.POSITIVE_INFINITY };
    const [oldest] = known.keys();
    if (known.size >= mostNames && oldest !== undefined) known.delete(oldest);
    known.set(host, entry);
    void said.then((one) => {
      const isError = one instanceof Error;
      entry.until = Date.now() + (isError ? rememberedMs.failed : rememberedMs.found);
    });
    return said;
  };
}
