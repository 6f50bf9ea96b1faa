/** What moderators decided about servers and accounts. */
import { asc, eq, inArray, sql } from "drizzle-orm";
import {
  type ActorRule,
  type Admission,
  actorNamed,
  type DomainRule,
  namesOver,
  type Rules,
  type Subject,
  serverOf,
} from "../domain/moderation.ts";
import type { Db, Tx } from "./db.ts";
import { actorRule, domainRule } from "./schema.ts";

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

/** The rules that can hold for this account, as they are at this moment: one question, since it is asked often. */
export async function rulesFor(db: Db, iri: string, admission: Admission): Promise<Rules> {
  const rows = await db
    .select({
      name: domainRule.domain,
      rule: sql<DomainRule>`${domainRule.rule}`,
      kind: sql`'domain'`,
    })
    .from(domainRule)
    .where(inArray(domainRule.domain, [...namesOver(serverOf(iri))]))
    .unionAll(
      db
        .select({
          name: actorRule.iri,
          rule: sql<DomainRule>`${actorRule.rule}`,
          kind: sql`'actor'`,
        })
        .from(actorRule)
        .where(eq(actorRule.iri, actorNamed(iri) ?? iri)),
    );
  const of = (kind: Subject["kind"]) =>
    rows.filter((row) => row.kind === kind).map(({ name, rule }) => [name, rule] as const);
  return {
    admission,
    domains: new Map(of("domain")),
    actors: new Map(of("actor") as readonly (readonly [string, ActorRule])[]),
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
