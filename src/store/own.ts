/** Everything held about one person, for their own page and for taking along (F20). */
import { and, asc, eq, ne, sql } from "drizzle-orm";
import type { PersonId, ProjectId } from "../domain/ids.ts";
import type { Language } from "../domain/languages.ts";
import type { Person } from "../domain/people.ts";
import type { Db } from "./db.ts";
import { nameChosen } from "./held.ts";
import {
  answered,
  appointment,
  asked,
  consent,
  follow,
  inbound,
  interest,
  letter,
  matchDecision,
  matchEvent,
  matchInterest,
  matchProfile,
  notice,
  ownLink,
  person,
  remoteActor,
  seat,
} from "./schema.ts";

export type Consent = {
  readonly project: ProjectId;
  readonly level: 1 | 2 | 3;
  readonly given: boolean;
  readonly textVersion: string;
  readonly language: Language;
  readonly about: string;
  readonly at: Date;
};

/** Every yes and no of somebody, the latest first. */
export async function consentsOf(db: Db, id: PersonId): Promise<readonly Consent[]> {
  const rows = await db
    .select()
    .from(consent)
    .where(eq(consent.personId, id))
    .orderBy(sql`${consent.seq} desc`);
  return rows.map((row) => ({
    project: row.projectId as ProjectId,
    level: row.level as Consent["level"],
    given: row.given,
    textVersion: row.textVersion,
    language: row.language as Language,
    about: row.about,
    at: row.at,
  }));
}

/** How many messages to somebody have not been handed over. */
export async function messagesUnderWay(db: Db, id: PersonId): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(letter)
    .where(and(eq(letter.personId, id), ne(letter.state, "delivered")));
  return row?.n ?? 0;
}

/** When the invitation that somebody has not answered ends; null when there is none. */
export async function invitationEnds(db: Db, seatId: string): Promise<Date | null> {
  const [row] = await db
    .select({ at: appointment.dueAt })
    .from(appointment)
    .where(and(eq(appointment.seatId, seatId), eq(appointment.kind, "invitation-ends")));
  return row?.at ?? null;
}

/**
 * All that is held about somebody, table by table, and nothing about anybody else: not what letters
 * to them say of others, nor the reasons of the matcher, which name whoever else was looked at.
 */
export async function everythingAbout(
  db: Db,
  of: Person,
): Promise<Readonly<Record<string, unknown>>> {
  const { id, iri } = of;
  return {
    person: await db.select().from(person).where(eq(person.id, id)),
    ownLinks: await db
      .select({ madeAt: ownLink.madeAt, expiresAt: ownLink.expiresAt })
      .from(ownLink)
      .where(eq(ownLink.personId, id)),
    follows: await db.select().from(follow).where(eq(follow.actor, iri)).orderBy(asc(follow.iri)),
    interests: await db.select().from(interest).where(eq(interest.personId, id)),
    consents: await db.select().from(consent).where(eq(consent.personId, id)).orderBy(consent.seq),
    questions: await db.select().from(asked).where(eq(asked.personId, id)),
    answers: await db.select({ at: answered.at }).from(answered).where(eq(answered.personId, id)),
    appointments: await db.select().from(appointment).where(eq(appointment.personId, id)),
    seats: await seatsWith(db, id),
    ...(await matchingAbout(db, of)),
    ...(await messagesAbout(db, of)),
  };
}

/** With the names that they chose; whether a moderator still has to look at one is not theirs to know (G5). */
async function seatsWith(db: Db, id: PersonId): Promise<readonly unknown[]> {
  const rows = await db.select().from(seat).where(eq(seat.personId, id)).orderBy(asc(seat.id));
  return Promise.all(rows.map(async (row) => ({ ...row, name: await nameChosen(db, row) })));
}

async function matchingAbout(db: Db, { id }: Person): Promise<Readonly<Record<string, unknown>>> {
  const { seq, kind, root, arg, at, doneAt } = matchEvent;
  return {
    matchProfile: await db.select().from(matchProfile).where(eq(matchProfile.personId, id)),
    matchInterests: await db.select().from(matchInterest).where(eq(matchInterest.personId, id)),
    matchEvents: await db
      .select({ seq, kind, root, arg, at, doneAt })
      .from(matchEvent)
      .where(eq(matchEvent.personId, id))
      .orderBy(asc(seq)),
    matchDecisions: await db
      .select({
        seq: matchDecision.seq,
        kind: matchDecision.kind,
        root: matchDecision.root,
        team: matchDecision.teamId,
      })
      .from(matchDecision)
      .where(eq(matchDecision.personId, id)),
  };
}

async function messagesAbout(
  db: Db,
  { id, iri }: Person,
): Promise<Readonly<Record<string, unknown>>> {
  const { type, body, signedAt, receivedAt, handledAt } = inbound;
  return {
    received: await db
      .select({ id: inbound.once, type, body, signedAt, receivedAt, handledAt })
      .from(inbound)
      .where(eq(inbound.actor, iri))
      .orderBy(asc(inbound.seq)),
    toWrite: await db
      .select({ notice: notice.notice, madeAt: notice.madeAt })
      .from(notice)
      .where(eq(notice.subject, id)),
    letters: await db
      .select({
        from: letter.actor,
        to: letter.inbox,
        state: letter.state,
        answers: letter.answers,
        madeAt: letter.madeAt,
        settledAt: letter.settledAt,
      })
      .from(letter)
      .where(eq(letter.personId, id))
      .orderBy(asc(letter.seq)),
    account: await db
      .select({ document: remoteActor.document, fetchedAt: remoteActor.fetchedAt })
      .from(remoteActor)
      .where(eq(remoteActor.iri, iri)),
  };
}
