/** One story told against a real program: ten people follow, eight say yes, one refuses, one unfollows. */
import type postgres from "postgres";
import { expect } from "vitest";
import { pause, until } from "../support/program.ts";
import { acceptIds, type People, told } from "./people.ts";

const sayYes = ["marta", "pere", "aina", "joan", "fatima", "nuria", "oriol", "laia"] as const;
const refuses = "quim";
const unfollows = "berta";
const everybody: readonly string[] = [...sayYes, refuses, unfollows];

/** What the messages are, by a sentence of theirs. */
const sentences = {
  where: /A quin poble o ciutat vius\?/,
  consent: /Podem comptar amb tu\?/,
  shared: /^@\S+ Fet! Ja compten amb tu/,
  invitation: /T'hi apuntes\?/,
  "seat-taken": /Ja hi tens lloc/,
  declined: /Cap problema, i gràcies per dir-ho/,
  "team-formed": /Ja sou un grup!/,
} as const;
type Kind = keyof typeof sentences | "something else";

export function kindOf(text: string): Kind {
  for (const [kind, sentence] of Object.entries(sentences)) {
    if (sentence.test(text)) return kind as Kind;
  }
  return "something else";
}

/** Dice with a seed, so that a run can be told again (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The project that begins with five people, as anybody finds it. */
export async function findProject(origin: string): Promise<string> {
  const { host } = new URL(origin);
  const answer = await fetch(
    `${origin}/.well-known/webfinger?resource=${encodeURIComponent(`acct:xarxa_oberta@${host}`)}`,
  );
  const { links } = (await answer.json()) as { links: { rel: string; href: string }[] };
  const self = links.find(({ rel }) => rel === "self")?.href;
  if (self === undefined) throw new Error("WebFinger does not lead to the project");
  return self;
}

/** From here on the people do what they do, whoever dies on the other side. */
export function beginStory(people: People, project: string, random: () => number): void {
  const inbox = `${project}/inbox`;
  const deliver = async (activity: object): Promise<void> => {
    await pause(50 + random() * 350);
    await people.deliver(inbox, activity);
  };
  people.onMessage = (name, text) => {
    const say = (words: string) => void deliver(people.message(name, project, words));
    switch (kindOf(text)) {
      case "where":
        return say(name < "m" ? "Visc a Girona" : "Salt");
      case "consent":
        return say("Sí");
      case "invitation":
        if (name === refuses) return say("no");
        if (name === unfollows) return void deliver(people.undo(name, project));
        return say(`sí, ${name}`);
      default:
    }
  };
  for (const name of everybody) {
    void pause(random() * 1500).then(() => deliver(people.follow(name, project)));
  }
}

/** Until everybody has heard the last word, and nothing is left to do. */
export async function storyEnds(people: People, sql: postgres.Sql, within: number): Promise<void> {
  const has = (name: string, kind: Kind) =>
    told(people, name).some((text) => kindOf(text) === kind);
  const said = (type: string, name: string) =>
    people.acknowledged.some((one) => one.type === type && one.actor === people.iri(name));
  try {
    await until(
      "the story has ended",
      async () =>
        sayYes.every((name) => has(name, "team-formed")) &&
        has(refuses, "declined") &&
        said("Undo", unfollows) &&
        (await leftToDo(sql)) === 0,
      within,
    );
  } catch (error) {
    throw new Error(`${String(error)}\n${await whereItStands(people, sql)}`);
  }
}

export async function leftToDo(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select (select count(*) from inbound where handled_at is null)::int
      + (select count(*) from notice)::int
      + (select count(*) from match_event where done_at is null)::int
      + (select count(*) from letter where state = 'waiting')::int
      + (select count(*) from appointment where kind = 'question')::int as n`;
  return row?.n ?? 0;
}

/** For whoever reads a failure. */
async function whereItStands(people: People, sql: postgres.Sql): Promise<string> {
  const inbound = await sql`
    select type, actor, attempts, error, lease_until - now() as lease from inbound where handled_at is null`;
  const letters = await sql`
    select inbox, attempts, last_status, last_error, next_at - now() as next, lease_until - now() as lease
    from letter where state = 'waiting'`;
  const notices = await sql`select notice, attempts, due_at - now() as due from notice`;
  const kinds = Object.fromEntries(
    everybody.map((name) => [name, told(people, name).map(kindOf).join(" ")]),
  );
  return JSON.stringify({ kinds, inbound, letters, notices, refused: people.refused }, null, 1);
}

/** A killed worker's leases end by themselves after half a minute and more; tests do not wait for that. */
export async function endLeases(sql: postgres.Sql): Promise<void> {
  await sql`update inbound set lease_until = now() where lease is not null and lease_until > now()`;
  await sql`update letter set lease_until = now() where lease is not null and lease_until > now()`;
}

/** How a story ended, in what does not depend on who was quicker. */
export type Ending = Readonly<Record<string, unknown>>;

export async function endingOf(people: People, sql: postgres.Sql): Promise<Ending> {
  const nameOf = (iri: string) => iri.slice(people.iri("").length);
  const interests = await sql<{ iri: string; state: string; n: number }[]>`
    select iri, interest.state, (select count(*)::int from interest i where i.person_id = person.id) as n
    from interest join person on person.id = person_id order by iri`;
  const seats = await sql<{ iri: string; state: string; name: string | null }[]>`
    select iri, seat.state, seat.name from seat join person on person.id = person_id order by iri`;
  const teams = await sql`
    select team.state, (select count(*)::int from seat where team_id = team.id and seat.state = 'taken') as taken
    from team`;
  const consents = await sql<{ iri: string; given: string }[]>`
    select iri, string_agg(level || case when given then ' yes' else ' no' end, ', ' order by seq) as given
    from consent join person on person.id = person_id group by iri order by iri`;
  const answers = await sql<{ iri: string; n: number }[]>`
    select iri, count(*)::int as n from answered join person on person.id = person_id group by iri order by iri`;
  const loads = await sql<{ iri: string; load: number }[]>`
    select iri, load from match_profile join person on person.id = person_id order by iri`;
  const [counts] = await sql`
    select (select count(*)::int from note where team_id is not null) as news,
      (select count(*)::int from activity) as announces,
      (select count(*)::int from letter where state <> 'delivered') as undelivered,
      (select count(*)::int from person) as people,
      (select count(distinct actor)::int from follow) as followers`;
  return {
    interests: interests.map(({ iri, state, n }) => `${nameOf(iri)} ${state} ${n}`),
    seats: seats.map(({ iri, state, name }) => `${nameOf(iri)} ${state} ${name}`),
    teams: [...teams],
    consents: consents.map(({ iri, given }) => `${nameOf(iri)}: ${given}`),
    answers: answers.map(({ iri, n }) => `${nameOf(iri)} ${n}`),
    loads: loads.map(({ iri, load }) => `${nameOf(iri)} ${load}`),
    counts: { ...counts },
    // Whoever completes the team, or comes later, reads of their seat in the news itself.
    told: everybody.map(
      (name) =>
        `${name}: ${told(people, name)
          .map(kindOf)
          .filter((kind) => kind !== "seat-taken")
          .sort()
          .join(", ")}`,
    ),
  };
}

/** What must be true of every story, whatever died meanwhile (boundary.md, S1 to S4). */
export async function checkStory(people: People, sql: postgres.Sql): Promise<void> {
  expect(people.refused).toEqual([]);

  // S1: every acknowledged activity is there, and was handled.
  const inbound = await sql<{ id: string; handled: boolean; attempts: number }[]>`
    select split_part(once, ' ', 2) as id, handled_at is not null as handled, attempts from inbound`;
  for (const { id, type } of people.acknowledged) {
    const rows = inbound.filter((row) => row.id === id);
    expect(rows.length, `${type} ${id} is stored`).toBeGreaterThan(0);
    expect(
      rows.every((row) => row.handled),
      `${type} ${id} is handled`,
    ).toBe(true);
    if (type === "Create") expect(rows.length, `${id} is stored once`).toBe(1);
  }

  // S2: one Accept id for each Follow, each letter the same bytes whenever it comes, each kind once.
  const bytes = new Map<string, string>();
  for (const { id, raw } of people.received) {
    expect(bytes.get(id) ?? raw, `${id} is always the same bytes`).toBe(raw);
    bytes.set(id, raw);
  }
  for (const name of everybody) {
    expect(acceptIds(people, name).size, `Accepts of ${name}`).toBe(1);
    const kinds = told(people, name).map(kindOf);
    expect(new Set(kinds).size, `${name} was told ${kinds.join(", ")}`).toBe(kinds.length);
    expect(kinds).not.toContain("something else");
  }

  // S3, S4: who sits is who said yes, under the name that they chose.
  const seated = await sql<{ iri: string; name: string }[]>`
    select iri, seat.name from seat join person on person.id = person_id
    where seat.state = 'taken' order by iri`;
  expect(seated.map(({ iri, name }) => [iri, name])).toEqual(
    [...sayYes].sort().map((name) => [people.iri(name), name]),
  );
  const [{ teams } = { teams: 0 }] = await sql<{ teams: number }[]>`
    select count(*)::int as teams from team`;
  expect(teams).toBe(1);
}
