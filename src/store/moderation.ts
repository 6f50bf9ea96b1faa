/** What moderators decided about servers and accounts, and what must go because of it. */
import { and, asc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { KnownServer } from "../domain/blocklist.ts";
import type { ActorIri } from "../domain/ids.ts";
import {
  type ActorRule,
  type Admission,
  actorNamed,
  type DomainRule,
  isBlockedByRule,
  namesOver,
  type Rules,
  ruleOver,
  type Subject,
  serverOf,
} from "../domain/moderation.ts";
import type { Db, Tx } from "./db.ts";
import {
  actorRule,
  domainRule,
  follow,
  inbound,
  interest,
  letter,
  person,
  seat,
} from "./schema.ts";

/** Every rule. */
export async function allRules(db: Db, admission: Admission): Promise<Rules> {
  const domains = await db.select().from(domainRule);
  const actors = await db.select().from(actorRule);
  return {
    admission,
    domains: new Map(domains.map(({ domain, rule }) => [domain, rule])),
    actors: new Map(actors.map(({ iri, rule }) => [iri, rule])),
  };
}

/** The rules that can hold for this account, as they are at this moment. */
export async function rulesFor(db: Db, iri: string, admission: Admission): Promise<Rules> {
  const domains = await db
    .select()
    .from(domainRule)
    .where(inArray(domainRule.domain, [...namesOver(serverOf(iri))]));
  const actors = await db
    .select()
    .from(actorRule)
    .where(eq(actorRule.iri, actorNamed(iri) ?? iri));
  return {
    admission,
    domains: new Map(domains.map(({ domain, rule }) => [domain, rule])),
    actors: new Map(actors.map(({ iri: name, rule }) => [name, rule])),
  };
}

export type ListedRule = {
  readonly about: string;
  readonly kind: Subject["kind"];
  readonly rule: DomainRule;
  readonly reason: string;
  readonly madeAt: Date;
};

/** Every rule with its reason: servers first, each kind by name. */
export async function listRules(db: Db): Promise<readonly ListedRule[]> {
  const domains = await db.select().from(domainRule).orderBy(asc(domainRule.domain));
  const actors = await db.select().from(actorRule).orderBy(asc(actorRule.iri));
  return [
    ...domains.map(({ domain, ...rest }) => ({ about: domain, kind: "domain" as const, ...rest })),
    ...actors.map(({ iri, ...rest }) => ({ about: iri, kind: "actor" as const, ...rest })),
  ];
}

export async function saveRule(
  tx: Tx,
  subject: Subject,
  to: { readonly rule: DomainRule; readonly reason: string },
): Promise<void> {
  const set = { reason: to.reason, madeAt: sql`now()` };
  if (subject.kind === "domain") {
    await tx
      .insert(domainRule)
      .values({ domain: subject.name, ...to })
      .onConflictDoUpdate({ target: domainRule.domain, set: { ...set, rule: to.rule } });
  } else {
    const rule = to.rule as ActorRule;
    await tx
      .insert(actorRule)
      .values({ iri: subject.name, rule, reason: to.reason })
      .onConflictDoUpdate({ target: actorRule.iri, set: { ...set, rule } });
  }
}

/** Takes a rule away; gives which it was, or null when there was none. */
export async function removeRule(tx: Tx, { kind, name }: Subject): Promise<DomainRule | null> {
  const [row] =
    kind === "domain"
      ? await tx.delete(domainRule).where(eq(domainRule.domain, name)).returning()
      : await tx.delete(actorRule).where(eq(actorRule.iri, name)).returning();
  return row?.rule ?? null;
}

// Written as PostgreSQL reads it: https://HOST/…
const hostIn = (iri: typeof person.iri) => sql<string>`split_part(${iri}, '/', 3)`;

const follows = (db: Db) =>
  db
    .select({ one: sql`1` })
    .from(follow)
    .where(and(eq(follow.actor, person.iri), eq(follow.state, "follows")));

const wants = (db: Db) =>
  db
    .select({ one: sql`1` })
    .from(interest)
    .where(and(eq(interest.personId, person.id), ne(interest.state, "withdrawn")));

const seats = (db: Db) =>
  db
    .select({ n: sql`count(*)` })
    .from(seat)
    .where(and(eq(seat.personId, person.id), inArray(seat.state, ["invited", "taken"])));

/** The servers of everybody whom we know, with how many of them follow and hold seats. */
export async function knownServers(db: Db): Promise<readonly KnownServer[]> {
  const rows = await db
    .select({
      host: hostIn(person.iri),
      followers: sql<number>`count(*) filter (where exists ${follows(db)})::int`,
      seats: sql<number>`coalesce(sum(${seats(db)}), 0)::int`,
    })
    .from(person)
    .groupBy(hostIn(person.iri));
  return rows.map(({ host, ...rest }) => ({ server: serverOf(`https://${host}/`), ...rest }));
}

/** People of blocked servers, and blocked themselves, who still follow or want something here; at most so many. */
export async function blockedPeople(
  db: Db,
  rules: Rules,
  most: number,
): Promise<readonly ActorIri[]> {
  const isHere = sql`(exists ${follows(db)} or exists ${wants(db)})`;
  const servers = await db
    .selectDistinct({ host: hostIn(person.iri) })
    .from(person)
    .where(isHere);
  const blocked = servers
    .map(({ host }) => host)
    .filter((host) => ruleOver(rules, serverOf(`https://${host}/`)) === "block");
  const accounts = [...rules.actors].flatMap(([iri, rule]) =>
    rule === "block" ? [iri.toLowerCase()] : [],
  );
  if (blocked.length === 0 && accounts.length === 0) return [];
  const rows = await db
    .select({ iri: person.iri })
    .from(person)
    .where(
      and(
        isHere,
        or(inArray(hostIn(person.iri), blocked), inArray(sql`lower(${person.iri})`, accounts)),
      ),
    )
    .orderBy(asc(person.id))
    .limit(most);
  return rows.map(({ iri }) => iri as ActorIri).filter((iri) => isBlockedByRule(rules, iri));
}

/**
 * What these accounts said and nobody handled yet has no effect any more. It stays against repetition,
 * emptied; whoever handles it at this moment finds that it is not theirs (R6).
 */
export async function setAsideUnhandled(
  tx: Tx,
  isChosen: (iri: string) => boolean,
): Promise<number> {
  const waiting = await tx
    .selectDistinct({ actor: inbound.actor })
    .from(inbound)
    .where(isNull(inbound.handledAt));
  const actors = waiting.map(({ actor }) => actor).filter(isChosen);
  if (actors.length === 0) return 0;
  const rows = await tx
    .update(inbound)
    .set({ handledAt: sql`now()`, lease: null, leaseUntil: null, body: "", error: null })
    .where(and(inArray(inbound.actor, actors), isNull(inbound.handledAt)))
    .returning({ seq: inbound.seq });
  return rows.length;
}

/** Letters that wait for these servers are not sent any more. */
export async function dropLettersFor(
  tx: Tx,
  isChosen: (server: string) => boolean,
): Promise<number> {
  const waiting = await tx
    .selectDistinct({ host: letter.host })
    .from(letter)
    .where(eq(letter.state, "waiting"));
  const hosts = waiting
    .map(({ host }) => host)
    .filter((host) => isChosen(serverOf(`https://${host}/`)));
  if (hosts.length === 0) return 0;
  const rows = await tx
    .delete(letter)
    .where(and(inArray(letter.host, hosts), eq(letter.state, "waiting")))
    .returning({ id: letter.id });
  return rows.length;
}
