/** A list of rules from elsewhere beside our own: what it would change, and whom that would cut off (G7). */
import {
  type DomainRule,
  isBlockedByRule,
  namesOver,
  type Rules,
  ruleOver,
  serverNamed,
  withRule,
} from "./moderation.ts";

/** One line of a list in Mastodon's format. */
export type ListedDomain = {
  readonly line: number;
  readonly domain: string;
  readonly severity: string;
  readonly comment: string;
};

/** Why a line changes nothing. */
export type Skipped =
  | "obfuscated"
  | "not-a-domain"
  | "no-severity"
  | "ourselves"
  | "already-so"
  | "ours-is-stricter"
  | "we-allow-it";

export type Verdict = Pick<ListedDomain, "line" | "domain"> &
  (
    | { readonly take: DomainRule; readonly reason: string; readonly instead: DomainRule | null }
    | { readonly skip: Skipped }
  );

const strictness: Readonly<Record<DomainRule, number>> = { allow: 0, limit: 1, block: 2 };

/**
 * What each line comes to, beside the rules that are there. A list only ever adds or tightens: nothing
 * that holds for any server, by its own rule or by one above it, is loosened, and what we allow stays.
 */
export function compare(
  rules: Rules,
  listed: readonly ListedDomain[],
  ourServer: string,
): readonly Verdict[] {
  let now = rules;
  return listed.map((one): Verdict => {
    const { line } = one;
    const skip = (why: Skipped): Verdict => ({ line, domain: one.domain, skip: why });
    if (one.domain.includes("*")) return skip("obfuscated");
    const domain = serverNamed(one.domain);
    if (domain === null) return skip("not-a-domain");
    const rule = severities[one.severity.trim().toLowerCase()];
    if (rule === undefined) return skip("no-severity");
    if (namesOver(ourServer).includes(domain)) return skip("ourselves");
    const own = now.domains.get(domain) ?? null;
    const holds = ruleOver(now, domain);
    if (holds === "allow") return skip("we-allow-it");
    if (holds === rule) return skip("already-so");
    if (holds !== null && strictness[holds] > strictness[rule]) return skip("ours-is-stricter");
    now = withRule(now, { kind: "domain", name: domain }, rule);
    return { line, domain, take: rule, reason: one.comment.trim(), instead: own };
  });
}

const severities: Readonly<Record<string, DomainRule>> = { suspend: "block", silence: "limit" };

/** How many of a server's people are with us. */
export type KnownServer = {
  readonly server: string;
  readonly followers: number;
  /** Seats in teams, held or taken. */
  readonly seats: number;
};

/** The servers whose people would be cut off by going from these rules to those. */
export function cutOff(
  from: Rules,
  to: Rules,
  known: readonly KnownServer[],
): readonly KnownServer[] {
  return known.filter(({ server }) => {
    const iri = `https://${server}/`;
    return isBlockedByRule(to, iri) && !isBlockedByRule(from, iri);
  });
}
