/** The server that somebody types, and where on it they can follow something (protocol.md 2, FEP-3b86). */

export type TypedServer = {
  /** Small letters, in ASCII. */
  readonly host: string;
  /** Their name there, when they typed their whole address. */
  readonly name: string | null;
};

const longest = 200;

/** `@name@server`, `name@server`, `server`, or the address of a page there; null for anything else. */
export function readServer(text: string): TypedServer | null {
  const said = text.trim().slice(0, longest);
  if (/^https?:\/\//i.test(said)) {
    const [, host = "", name] = /^https?:\/\/([^/?#@]+)(?:\/@([^/?#@]+))?/i.exec(said) ?? [];
    return whole(host, name ?? null);
  }
  const [, name, host] = /^(?:acct:)?@?(?:([^@\s/]+)@)?([^@\s/:?#]+)\/?$/i.exec(said) ?? [];
  return host === undefined ? null : whole(host, name ?? null);
}

function whole(typed: string, name: string | null): TypedServer | null {
  const url = URL.parse(`https://${typed}/`);
  if (url === null || url.port !== "" || url.username !== "" || url.pathname !== "/") return null;
  const { hostname: host } = url;
  // A name with a dot: nobody's server is a number, or a machine of ours.
  if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(host)) return null;
  if (name !== null && !/^[\p{L}\p{N}_.-]{1,100}$/u.test(name)) return null;
  return { host, name };
}

export type Template = { readonly rel: string; readonly template: string };

/** What leads to following, the best first. */
const ways = [
  "https://w3id.org/fep/3b86/follow",
  "https://w3id.org/fep/3b86/object",
  "http://ostatus.org/schema/1.0/subscribe",
] as const;

/** Where to go for this object, by what the server says of itself; null when nothing leads there. */
export function wayAmong(
  templates: readonly Template[],
  to: { readonly host: string; readonly object: string },
): string | null {
  for (const way of ways) {
    for (const { rel, template } of templates) {
      const filled = rel.toLowerCase() === way ? fill(template, to) : null;
      if (filled !== null) return filled;
    }
  }
  return null;
}

/** By the name of the program that a server runs: for servers that say nothing without a person's name. */
const paths: Readonly<Record<string, string>> = {
  mastodon: "/authorize_interaction?uri={uri}",
  hometown: "/authorize_interaction?uri={uri}",
  pleroma: "/ostatus_subscribe?acct={uri}",
  akkoma: "/ostatus_subscribe?acct={uri}",
  misskey: "/authorize-follow?acct={uri}",
  sharkey: "/authorize-follow?acct={uri}",
  firefish: "/authorize-follow?acct={uri}",
  friendica: "/contact/follow?url={uri}",
  peertube: "/remote-interaction?uri={uri}",
  mobilizon: "/interact?uri={uri}",
};

export function wayOfSoftware(
  software: string,
  to: { readonly host: string; readonly object: string },
): string | null {
  const name = software.toLowerCase();
  const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
  return path === undefined ? null : fill(`https://${to.host}${path}`, to);
}

/** Only to the server that was typed, over https (boundary.md E6); what we do not know stays empty. */
function fill(
  template: string,
  { host, object }: { readonly host: string; readonly object: string },
): string | null {
  if (!/\{(?:uri|object)\}/.test(template)) return null;
  const filled = template
    .replace(/\{(?:uri|object)\}/g, () => encodeURIComponent(object))
    .replace(/\{[^{}]*\}/g, "");
  const url = URL.parse(filled);
  const there = url !== null && url.origin === `https://${host}` && url.username === "";
  return there ? url.href : null;
}
