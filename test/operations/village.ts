/**
 * A village for tests of operations: an instance on a real database, people who follow, write and
 * leave, and time that passes when a test says so. No HTTP, no ActivityPub: plain data in, rows out.
 */
import { type SQL, sql } from "drizzle-orm";
import { actorIri } from "../../src/addresses.ts";
import type { ActorIri, PersonId, ProjectId, TeamId } from "../../src/domain/ids.ts";
import type { Interest } from "../../src/domain/interests.ts";
import type { Language } from "../../src/domain/languages.ts";
import { languageMask } from "../../src/domain/matching/slice.ts";
import type { Message } from "../../src/domain/messages.ts";
import type { Followed, Notice } from "../../src/domain/notices.ts";
import type { Place } from "../../src/domain/places.ts";
import type { Project } from "../../src/domain/projects.ts";
import type { Sheet } from "../../src/domain/sheet.ts";
import type { Seat } from "../../src/domain/teams.ts";
import { scribe } from "../../src/federation/activities.ts";
import { gazetteer } from "../../src/gazetteer.ts";
import { type Answer, expressInterest } from "../../src/operations/express-interest.ts";
import { hearMessage } from "../../src/operations/hear-message.ts";
import { keepNextAppointment } from "../../src/operations/keep-appointment.ts";
import { matchNextEvent } from "../../src/operations/match-next-event.ts";
import { publishProject } from "../../src/operations/publish-project.ts";
import { recordDelivery } from "../../src/operations/record-delivery.ts";
import { takeLetters } from "../../src/operations/take-letters.ts";
import { transact } from "../../src/operations/transaction.ts";
import {
  erase,
  type Withdrawn,
  withdrawByBlock,
  withdrawFollow,
} from "../../src/operations/withdraw-interest.ts";
import { writeNextNotice } from "../../src/operations/write-next-notice.ts";
import type { Claim } from "../../src/store/inbox.ts";
import { interestOf, saveFollow, saveInterest } from "../../src/store/interests.ts";
import { ensureProfile, postMatchEvent, saveWaiting } from "../../src/store/matching.ts";
import { makeAppointment } from "../../src/store/notices.ts";
import { meetPerson, type Profile, personByIri } from "../../src/store/people.ts";
import { liveSeatOf } from "../../src/store/teams.ts";
import { type Overrides, type TestInstance, testInstance } from "../support/instance.ts";
import { energia } from "./sheet.ts";

const day = 24 * 3_600_000;

/** The waits that an instance has by itself. */
export const usualWaits = {
  question: 60_000,
  invitation: 7 * day,
  reminder: 4 * day,
  interest: 180 * day,
  retryFirst: 30_000,
  ownLink: 30 * day,
};

type Said = {
  readonly language?: Language;
  readonly inPublic?: boolean;
  readonly activity?: string;
  readonly signedAt?: number;
};

export type Neighbour = {
  readonly iri: ActorIri;
  readonly name: string;
  readonly profile: Profile;
  readonly follow: (of: Project | "org" | "instance", how?: Signed) => Promise<Answer>;
  readonly undo: (of: Project | null, how?: Signed) => Promise<Withdrawn>;
  readonly say: (to: Project, text: string, how?: Said) => Promise<boolean>;
  readonly block: () => Promise<Withdrawn>;
  readonly remove: () => Promise<Withdrawn>;
  readonly id: () => Promise<PersonId>;
  readonly interest: (project: Project) => Promise<Interest | null>;
  readonly seat: (project: Project) => Promise<Seat | null>;
};

type Signed = { readonly id?: string | null; readonly signedAt?: number };

export type Told = { readonly to: string; readonly say: Message["say"]; readonly message: Message };

export type Village = {
  readonly instance: TestInstance;
  readonly project: (changes?: Partial<Sheet>) => Promise<Project>;
  readonly neighbour: (name?: string, profile?: Partial<Profile>, host?: string) => Neighbour;
  /** What shall be told, in order; it is taken out, so that the next look shows what is new. */
  readonly notices: () => Promise<readonly Notice[]>;
  /** The same, messages alone: to whom (by name), and what. */
  readonly told: () => Promise<readonly Told[]>;
  /** Writes every notice out; gives the bodies of the letters that wait. */
  readonly write: () => Promise<readonly Letter[]>;
  /** Hands over every letter that waits, with this answer of the other server. */
  readonly handOver: (status?: number) => Promise<number>;
  /** Lets appointments of this kind come due, and keeps them. */
  readonly keep: (kind: Kind, of?: Neighbour) => Promise<number>;
  readonly match: () => Promise<number>;
  /**
   * They follow, live there, and said yes: the rows that the conversation would leave, without having
   * it each time (hear-message.test.ts compares).
   */
  readonly wants: (project: Project, town: string, ...who: readonly Neighbour[]) => Promise<void>;
  readonly rows: <Row extends Record<string, unknown> = Record<string, unknown>>(
    query: SQL,
  ) => Promise<readonly Row[]>;
  readonly claim: (actor: ActorIri, type?: string) => Promise<Claim>;
};

export type Kind = "question" | "covered" | "reminder" | "invitation-ends" | "interest-ends";

export type Letter = {
  readonly id: string;
  readonly actor: string;
  readonly inbox: string;
  readonly state: string;
  readonly body: Readonly<Record<string, unknown>>;
};

let serial = 0;
let clock = Date.parse("2026-11-21T10:00:00Z");

export async function village(
  overrides: Overrides & {
    /** Servers whose people are asked by an instance of their own. */
    readonly peers?: readonly string[];
  } = {},
): Promise<Village> {
  const isPeer = async (host: string) => overrides.peers?.includes(host) ?? false;
  const instance = await testInstance({
    ...overrides,
    settings: { waits: usualWaits, ...overrides.settings },
  });
  const { db } = instance;
  const rows: Village["rows"] = async (query) => [...(await db.execute(query))] as never;
  const names = new Map<string, string>();

  const claim: Village["claim"] = async (actor, type = "Create") => {
    const lease = instance.newId();
    const [row] = await rows<{ seq: string }>(
      sql`insert into inbound (once, actor, type, body, signed_at, attempts, lease, lease_until)
        values (${instance.newId()}, ${actor}, ${type}, '{}', ${++clock}, 1, ${lease}, now() + interval '30 seconds')
        returning seq`,
    );
    return { seq: Number(row?.seq), lease };
  };

  const notices: Village["notices"] = async () => {
    const all = await rows<{ notice: Notice }>(sql`select notice from notice order by seq`);
    await db.execute(sql`delete from notice`);
    return all.map(({ notice }) => notice);
  };

  const nameOf = async (id: PersonId): Promise<string> => {
    const [row] = await rows<{ iri: string }>(sql`select iri from person where id = ${id}`);
    return names.get(row?.iri ?? "") ?? "nobody";
  };

  const match: Village["match"] = async () => {
    let steps = 0;
    while (await matchNextEvent(instance)) steps++;
    return steps;
  };

  const neighbour: Village["neighbour"] = (
    name = `veí${++serial}`,
    profile = {},
    host = "veins.test",
  ) => {
    const unique = `${name}-${++serial}`;
    const iri = `https://${host}/users/${encodeURIComponent(unique)}` as ActorIri;
    names.set(iri, name);
    const whole: Profile = {
      iri,
      handle: `${unique}@${host}`,
      inbox: `${iri}/inbox`,
      sharedInbox: `https://${host}/inbox`,
      type: "Person",
      noBots: false,
      ...profile,
    };
    const followId = (of: Project | "org" | "instance") =>
      `${iri}#follows/${typeof of === "string" ? of : of.id}`;
    const known = () => personByIri(db, iri);
    return {
      iri,
      name,
      profile: whole,
      follow: async (of, { id, signedAt = ++clock } = {}) =>
        expressInterest(instance, {
          claim: await claim(iri, "Follow"),
          of: followed(of),
          follow: id ?? followId(of),
          signedAt,
          profile: whole,
        }),
      undo: async (of, { id, signedAt = ++clock } = {}) =>
        withdrawFollow(instance, {
          claim: await claim(iri, "Undo"),
          actor: iri,
          follow: id === undefined ? (of === null ? null : followId(of)) : id,
          target: of === null ? null : `/ap/projects/${of.id}`,
          signedAt,
        }),
      say: async (to, text, { language, inPublic = false, activity, signedAt = ++clock } = {}) =>
        hearMessage(instance, {
          claim: await claim(iri),
          project: to.id,
          profile: whole,
          signedAt,
          activity: activity ?? `${iri}/notes/${++serial}`,
          said: { note: `${iri}/notes/${serial}`, context: null },
          text,
          language: language ?? null,
          inPublic,
        }),
      block: async () =>
        withdrawByBlock(instance, { claim: await claim(iri, "Block"), actor: iri, profile: whole }),
      remove: async () => erase(instance, { claim: await claim(iri, "Delete"), actor: iri }),
      id: async () => {
        const person = await known();
        if (person === null) throw new Error(`${name} is not known`);
        return person.id;
      },
      interest: async (project) => {
        const person = await known();
        return person === null ? null : interestOf(db, person.id, project.id);
      },
      seat: async (project) => {
        const person = await known();
        return person === null ? null : liveSeatOf(db, person.id, project.root);
      },
    };
  };

  const wants: Village["wants"] = (project, town, ...who) => {
    const place = placeCalled(town);
    const at = instance.now();
    const spoken = languageMask([instance.settings.languages[0]]);
    return transact(db, async (tx) => {
      for (const one of who) {
        const fresh = { id: instance.newId() as PersonId, at };
        const { id: person } = await meetPerson(tx, one.profile, fresh);
        await saveFollow(tx, {
          actor: one.iri,
          iri: `${one.iri}#follows/${project.id}`,
          target: `/ap/projects/${project.id}`,
          state: "follows",
          followSignedAt: ++clock,
          undoSignedAt: null,
        });
        await saveInterest(tx, {
          person,
          project: project.id,
          state: "shared",
          place: place.key,
          awaiting: "nothing",
          choices: [],
          followedAt: at,
          sharedAt: at,
        });
        const { root } = project;
        await ensureProfile(tx, person, { languages: spoken, cap: 2 });
        const since = await postMatchEvent(tx, { kind: "interest.added", person, root });
        const waiting = { person, root, project: project.id, place, languages: spoken, since };
        await saveWaiting(tx, waiting);
        const inMs = instance.settings.waits.interest;
        await makeAppointment(tx, { kind: "interest-ends", person, project: project.id, inMs });
      }
    });
  };

  return {
    instance,
    rows,
    claim,
    notices,
    neighbour,
    match,
    wants,
    project: async (changes = {}) => {
      const n = ++serial;
      const result = await publishProject(instance, {
        ...energia,
        slug: `projecte-${n}`,
        handle: `projecte_${n}`,
        ...changes,
      });
      if (result.outcome === "refused") throw new Error(result.because);
      return result.project;
    },
    told: async () => {
      const told: Told[] = [];
      for (const notice of await notices()) {
        if (notice.kind !== "tell") continue;
        const to = await nameOf(notice.person);
        told.push({ to, say: notice.message.say, message: notice.message });
      }
      return told;
    },
    write: async () => {
      while (await writeNextNotice(instance, scribe(instance))) {
        // One after the other.
      }
      const all = await rows<Omit<Letter, "body"> & { body: string }>(
        sql`select id, actor, inbox, state, body from letter where state = 'waiting' order by seq`,
      );
      return all.map((letter) => ({ ...letter, body: JSON.parse(letter.body) as Letter["body"] }));
    },
    handOver: async (status = 202) => {
      let handed = 0;
      // Times are kept in milliseconds: due for certain, not at this very moment.
      await db.execute(
        sql`update letter set next_at = now() - interval '1 second' where state = 'waiting'`,
      );
      for (let [letter] = await takeLetters(instance, 1); letter !== undefined; handed++) {
        await recordDelivery(instance, letter, { status, retryAfter: null, error: null });
        [letter] = await takeLetters(instance, 1);
      }
      return handed;
    },
    keep: async (kind, of) => {
      const person = of === undefined ? null : await of.id();
      await db.execute(sql`update appointment set due_at = now() - interval '1 second'
        where kind = ${kind} and (${person}::text is null or person_id = ${person})`);
      let kept = 0;
      while (await keepNextAppointment(instance, isPeer)) kept++;
      return kept;
    },
  };
}

function placeCalled(name: string): Place {
  const place = gazetteer().find((one) => one.name === name);
  if (place === undefined) throw new Error(`no place is called ${name}`);
  return place;
}

function followed(of: Project | "org" | "instance"): Followed {
  return typeof of === "string" ? of : { project: of.id as ProjectId };
}

/** The id of a project, as others know it. */
export function projectIri(instance: TestInstance, project: Project): string {
  return actorIri(instance.origin, { kind: "project", id: project.id });
}

/** The state of a team and of its seats, by name. */
export async function teamOfProject(
  { rows }: Village,
  project: Project,
): Promise<
  readonly {
    readonly id: TeamId;
    readonly state: string;
    readonly hub: string;
    readonly language: string;
  }[]
> {
  return rows(
    sql`select id, state, hub, language from team where root = ${project.root} order by founded_by_seq, founded_by_ord`,
  );
}
