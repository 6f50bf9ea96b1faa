/** Who asks, for counting alone: the address of the other end, kept nowhere. */
import type { Context } from "hono";
import ipaddr from "ipaddr.js";

/**
 * Behind a proxy of ours, whose address is a private one, the last hop that it names; else the other
 * end of the connection, whatever it says of itself (boundary.md E16).
 */
export function requesterOf(c: Context): string {
  const incoming = (
    c.env as
      | { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } }
      | undefined
  )?.incoming;
  const peer = incoming?.socket?.remoteAddress ?? "";
  const named = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return isOurs(peer) && ipaddr.isValid(named) ? named : peer;
}

function isOurs(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ["loopback", "private", "uniqueLocal"].includes(ipaddr.process(address).range());
}
