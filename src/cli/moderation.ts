/** Commands about servers and accounts: rules, and lists of them from elsewhere. */
import {
  compare,
  cutOff,
  type KnownServer,
  type Skipped,
  type Verdict,
} from "../domain/blocklist.ts";
import {
  type DomainRule,
  namesOver,
  ruleOver,
  type Subject,
  serverOf,
  subjectNamed,
  withRule,
} from "../domain/moderation.ts";
import type { Instance } from "../instance.ts";
import { liftRule, type NewRule, setRules } from "../operations/set-rule.ts";
import { allRules, listRules } from "../store/moderation.ts";
import { personByHandle } from "../store/people.ts";
import { knownServers } from "../store/reach.ts";
import { readBlocklist, writeBlocklist } from "./blocklist.ts";
import { failed, type Outcome } from "./outcome.ts";

type Asked = { readonly subject: string; readonly reason: string };

/** A server, an account by its address, or one that we know by its name. Null for what is none of them. */
export async function subjectOf({ db }: Instance, text: string): Promise<Subject | null> {
  const handle = /^@?([^@\s/]+@[^@\s/]+)$/.exec(text.trim())?.[1];
  if (handle === undefined) return subjectNamed(text);
  const person = await personByHandle(db, handle);
  return person === null ? null : { kind: "actor", name: person.iri };
}

const unknown = (text: string): Outcome =>
  failed(
    `${text} is neither a server (bad.example) nor an account (https://bad.example/users/name; by name@server only those that followed or wrote to us)`,
  );

export async function makeRule(
  instance: Instance,
  rule: DomainRule,
  asked: Asked,
): Promise<Outcome> {
  const subject = await subjectOf(instance, asked.subject);
  if (subject === null) return unknown(asked.subject);
  if (rule === "allow" && subject.kind === "actor") {
    return failed("only servers are allowed: an account is admitted with its server");
  }
  if (subject.kind === "domain" && namesOver(serverOf(instance.origin)).includes(subject.name)) {
    return failed(`${subject.name} is this instance itself, or above it`);
  }
  const cut = await peopleCutOff(instance, [{ subject, rule, reason: asked.reason }]);
  await setRules(instance, [{ subject, rule, reason: asked.reason }]);
  const done = { block: "Blocked", limit: "Limited", allow: "Allowed" } as const;
  return {
    exit: 0,
    data: { about: subject.name, kind: subject.kind, rule, reason: asked.reason, ...cut },
    lines: [`${done[rule]}: ${subject.name}`, ...inWords(cut)],
  };
}

export async function takeRuleAway(instance: Instance, asked: Asked): Promise<Outcome> {
  const subject = await subjectOf(instance, asked.subject);
  if (subject === null) return unknown(asked.subject);
  const was = await liftRule(instance, subject, asked.reason);
  if (was === null) {
    const rules = await allRules(instance.db, instance.settings.federation);
    const server = subject.kind === "domain" ? subject.name : serverOf(subject.name);
    const above = ruleOver(rules, server);
    return failed(
      above === null
        ? `there is no rule about ${subject.name}: see moderation list`
        : `there is no rule about ${subject.name} itself; one about its server, or above it, says ${above}: see moderation list`,
    );
  }
  return {
    exit: 0,
    data: { about: subject.name, kind: subject.kind, was },
    lines: [`Lifted: ${was} ${subject.name}. What it ended does not come back by itself.`],
  };
}

export async function showRules({ db, settings }: Instance): Promise<Outcome> {
  const data = await listRules(db);
  const admits =
    settings.federation === "allowlist"
      ? ["Only servers that are allowed are admitted (FEDERATION=allowlist)."]
      : [];
  return {
    exit: 0,
    data,
    lines: [...admits, ...data.map((one) => `${one.rule}  ${one.about}  ${one.reason}`)],
  };
}

export async function exportRules({ db }: Instance): Promise<Outcome> {
  const rules = await listRules(db);
  return { exit: 0, data: rules, lines: writeBlocklist(rules) };
}

export async function importRules(
  instance: Instance,
  asked: { readonly file: string; readonly yes: boolean },
): Promise<Outcome> {
  const listed = readBlocklist(asked.file);
  if (typeof listed === "string") return failed(listed);
  const rules = await allRules(instance.db, instance.settings.federation);
  const verdicts = compare(rules, listed, serverOf(instance.origin));
  const taken = verdicts.flatMap((one): NewRule[] =>
    "take" in one
      ? [{ subject: { kind: "domain", name: one.domain }, rule: one.take, reason: one.reason }]
      : [],
  );
  const cut = await peopleCutOff(instance, taken);
  if (asked.yes && taken.length > 0) await setRules(instance, taken);
  const skipped = verdicts.length - taken.length;
  return {
    exit: 0,
    data: { applied: asked.yes, rules: verdicts, ...cut },
    lines: [
      ...verdicts.map(verdictInWords),
      `${asked.yes ? "Rules made" : "Rules that it would make"}: ${taken.length}; lines that change nothing: ${skipped}.`,
      ...inWords(cut),
      ...(asked.yes ? [] : ["Nothing was changed: with --yes it is done."]),
    ],
  };
}

const whySkipped: Readonly<Record<Skipped, string>> = {
  obfuscated: "its letters are hidden by stars",
  "not-a-domain": "is not the name of a server",
  "no-severity": "neither suspend nor silence",
  ourselves: "that is this instance itself, or above it",
  "already-so": "is so already",
  "ours-is-stricter": "a rule of yours is stricter",
  "we-allow-it": "you allow it",
};

function verdictInWords(one: Verdict): string {
  if ("skip" in one) return `line ${one.line}: ${one.domain}: skipped, ${whySkipped[one.skip]}`;
  const instead = one.instead === null ? "" : ` (instead of ${one.instead})`;
  return `line ${one.line}: ${one.domain}: ${one.take}${instead}${one.reason === "" ? "" : `, ${one.reason}`}`;
}

type Cut = {
  readonly cutsOff: {
    readonly followers: number;
    readonly seats: number;
    readonly servers: readonly KnownServer[];
  };
};

/** Whom these rules would cut off, who is not yet: followers, and seats in teams, by server. */
async function peopleCutOff(instance: Instance, made: readonly NewRule[]): Promise<Cut> {
  const from = await allRules(instance.db, "open");
  const to = made.reduce((rules, { subject, rule }) => withRule(rules, subject, rule), from);
  const known = await knownServers(instance.db);
  const servers = cutOff(from, to, known).filter(({ followers, seats }) => followers + seats > 0);
  const sum = (of: "followers" | "seats") => servers.reduce((all, one) => all + one[of], 0);
  return { cutsOff: { followers: sum("followers"), seats: sum("seats"), servers } };
}

function inWords({ cutsOff: { followers, seats, servers } }: Cut): readonly string[] {
  if (followers + seats === 0) return [];
  return [
    `Cut off by it, followers: ${followers}, seats in teams: ${seats}:`,
    ...servers.map((one) => `  ${one.server}: followers ${one.followers}, seats ${one.seats}`),
  ];
}
