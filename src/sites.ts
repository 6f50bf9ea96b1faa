/** Whose a server is: the part of its name that somebody registered, below which names cost nothing. */
import { getDomain } from "tldts";

/** `social.example.co.uk` is of `example.co.uk`; what nobody registers, such as `a.test` or a number, is of itself. */
export function siteOf(server: string): string {
  return getDomain(server, { allowPrivateDomains: true }) ?? server;
}
