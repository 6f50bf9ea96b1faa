/** What moderators decided about servers and accounts, and which decision holds for whom (boundary.md G4 to G6). */

export type DomainRule = "block" | "limit" | "allow";
export type ActorRule = Exclude<DomainRule, "allow">;

/** Who is admitted without a rule of their own: everybody, or nobody (G6). */
export type Admission = "open" | "allowlist";

export type Rules = {
  readonly admission: Admission;
  readonly domains: ReadonlyMap<string, DomainRule>;
  readonly actors: ReadonlyMap<string, ActorRule>;
};

/** What a rule is about: a server with everything below it, or one account. */
export type Subject =
  | { readonly kind: "domain"; readonly name: string }
  | { readonly kind: "actor"; readonly name: string };

/** From the best to the worst. */
export type Standing = "open" | "limited" | "blocked";

/**
 * The one spelling of a server, whatever it was written like: ASCII, small letters, no dot at its end,
 * its port when it has an unusual one. Null for what is no server.
 */
export function serverNamed(text: string): string | null {
  const bare = text.trim().replace(/^https?:\/\/([^/]*)\/?$/i, "$1");
  // A star hides letters in published lists: it stands for nothing that could be found.
  if (/[\s/?#@\\*]/.test(bare) || !URL.canParse(`https://${bare}`)) return null;
  const server = serverOf(`https://${bare}`);
  return server === "" ? null : server;
}

/** The server of an address, in that spelling. */
export function serverOf(iri: string): string {
  const { hostname, port } = new URL(iri);
  return withoutDots(hostname) + (port === "" ? "" : `:${port}`);
}

/** The one spelling of an account's address; null for what is none. */
export function actorNamed(text: string): string | null {
  if (!/^https?:\/\//i.test(text.trim()) || !URL.canParse(text)) return null;
  const url = new URL(text);
  url.hostname = withoutDots(url.hostname);
  return url.pathname === "/" && url.search === "" && url.hash === "" ? null : url.href;
}

/** What somebody means who writes this; null when it is neither a server nor an account. */
export function subjectNamed(text: string): Subject | null {
  const actor = actorNamed(text);
  if (actor !== null) return { kind: "actor", name: actor };
  const domain = serverNamed(text);
  return domain === null ? null : { kind: "domain", name: domain };
}

/**
 * The names under which a rule for this server may stand, the closest first: with its port before
 * without, itself before what it is below. An address in numbers is below nothing.
 */
export function namesOver(server: string): readonly string[] {
  const [, hostname = "", port = ""] = /^(.*?)(:\d+)?$/.exec(server) ?? [];
  const names = /^(?:\[|[\d.]+$)/.test(hostname) ? [hostname] : withParents(hostname);
  return names.flatMap((name) => (port === "" ? [name] : [name + port, name]));
}

/** The rule that holds for a server: that of the longest name. Null when none was made. */
export function ruleOver({ domains }: Pick<Rules, "domains">, server: string): DomainRule | null {
  for (const name of namesOver(server)) {
    const rule = domains.get(name);
    if (rule !== undefined) return rule;
  }
  return null;
}

/** How a server stands with us. Where only those allowed are admitted, a limit admits nobody. */
export function standingOfServer(rules: Rules, server: string): Standing {
  const rule = ruleOver(rules, server);
  if (rule === "block") return "blocked";
  if (rules.admission === "allowlist") return rule === "allow" ? "open" : "blocked";
  return rule === "limit" ? "limited" : "open";
}

/** How an account stands with us: as its server does, or worse. */
export function standingOf(rules: Rules, iri: string): Standing {
  const server = standingOfServer(rules, serverOf(iri));
  const rule = rules.actors.get(actorNamed(iri) ?? iri);
  if (server === "blocked" || rule === "block") return "blocked";
  return server === "limited" || rule === "limit" ? "limited" : "open";
}

/** Whether a moderator has blocked an account or its server by a rule; being outside an allowlist is none. */
export function isBlockedByRule(rules: Rules, iri: string): boolean {
  return standingOf({ ...rules, admission: "open" }, iri) === "blocked";
}

/** These rules with one more, or another in its place. */
export function withRule(rules: Rules, subject: Subject, rule: DomainRule): Rules {
  return subject.kind === "domain"
    ? { ...rules, domains: new Map(rules.domains).set(subject.name, rule) }
    : rule === "allow"
      ? rules
      : { ...rules, actors: new Map(rules.actors).set(subject.name, rule) };
}

function withParents(hostname: string): readonly string[] {
  const labels = hostname.split(".");
  return labels.map((_, n) => labels.slice(n).join("."));
}

function withoutDots(hostname: string): string {
  return hostname.replace(/\.+$/, "");
}

/** Who came at the same time as somebody, from the same place. */
export type Company = {
  /** Accounts of their site that became known within an hour of theirs, their own among them. */
  readonly together: number;
  /** Somebody of that site had a name shown before. */
  readonly known: boolean;
};

/** G2: more than a group, from a server of which nobody was ever here, are looked at before they are shown. */
export function comesInACrowd({ together, known }: Company, largestGroup: number): boolean {
  return !known && together > largestGroup;
}
