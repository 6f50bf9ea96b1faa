/** Whom rules reach: people of servers, what they said that waits, and letters that wait for them. */
import { and, asc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { KnownServer } from "../domain/blocklist.ts";
import type { ActorIri } from "../domain/ids.ts";
import { isBlockedByRule, type Rules, ruleOver, serverOf } from "../domain/moderation.ts";
import type { Db, Tx } from "./db.ts";
import { follow, inbound, interest, letter, person, seat } from "./schema.ts";

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
