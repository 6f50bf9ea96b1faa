/** The conversation: rules I2, C1 to C4, C7, C8, P3, P4, P7, P8, T2 of docs/rules.md; protocol.md 4.2. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textVersion } from "../../src/domain/messages.ts";
import type { Project } from "../../src/domain/projects.ts";
import { closeProject } from "../../src/operations/close-project.ts";
import { hearMessage } from "../../src/operations/hear-message.ts";
import { type Neighbour, type Village, village } from "./village.ts";

let v: Village;
let project: Project;
let marta: Neighbour;

beforeAll(async () => {
  v = await village({ settings: { territory: ["urn:idescat:comarca:20", "urn:ine:08187"] } });
});

afterAll(() => v.instance.close());

beforeEach(async () => {
  await v.notices();
  await v.instance.db.execute(sql`update match_event set done_at = now()`);
  project = await v.project();
  marta = v.neighbour("marta");
  await marta.follow(project);
  await v.notices();
});

const said = { note: "https://veins.test/note", context: null };
const girona = "urn:ine:17079";
const salt = "urn:ine:17155";
const barcelona = "urn:ine:08019";

/** Says something; gives what is answered. */
async function say(
  text: string,
  how: Parameters<Neighbour["say"]>[2] = {},
): Promise<readonly string[]> {
  await marta.say(project, text, how);
  return (await v.told()).map(({ to, say }) => (to === "marta" ? say : `${to}: ${say}`));
}

type Consent = {
  readonly level: number;
  readonly given: boolean;
  readonly about: string;
  readonly evidence: string;
  readonly language: string;
  readonly text_version: string;
};

async function consents(of = marta): Promise<readonly Consent[]> {
  return v.rows<Consent>(
    sql`select level, given, about, evidence, language, text_version from consent where person_id = ${await of.id()} order by seq`,
  );
}

async function waits(of = marta) {
  const [row] = await v.rows<{
    status: string;
    place: string;
    languages: number;
    because: string | null;
  }>(
    sql`select status, place, languages, because from match_interest where person_id = ${await of.id()} and root = ${project.root}`,
  );
  return row ?? null;
}

describe("the way up (I1, I2)", () => {
  test("I2: a town, then yes: L1, then L2; every rung with its consent, in its words (P7)", async () => {
    expect(
      await say("Visc a Girona!", { activity: "https://veins.test/1", language: "ca" }),
    ).toEqual(["consent"]);
    expect(await marta.interest(project)).toMatchObject({
      state: "placed",
      place: girona,
      awaiting: "consent",
      sharedAt: null,
    });
    expect(await waits()).toBeNull();
    expect(await say("Sí", { activity: "https://veins.test/2", language: "ca" })).toEqual([
      "shared",
    ]);
    expect(await marta.interest(project)).toMatchObject({
      state: "shared",
      place: girona,
      awaiting: "nothing",
    });
    expect((await marta.interest(project))?.sharedAt).toBeInstanceOf(Date);
    expect(await waits()).toMatchObject({ status: "w", place: girona });
    const about = "Cooperativa de Girona";
    expect(await consents()).toEqual([
      {
        level: 1,
        given: true,
        about,
        evidence: "https://veins.test/1",
        language: "ca",
        text_version: textVersion,
      },
      {
        level: 2,
        given: true,
        about,
        evidence: "https://veins.test/2",
        language: "ca",
        text_version: textVersion,
      },
    ]);
  });

  test.each(["sí", "Si", "SÍ!", "d'acord", "vale", "yes", "ok", "👍"])(
    "C2: %j is a yes",
    async (yes) => {
      await say("Girona");
      expect(await say(yes)).toEqual(["shared"]);
    },
  );

  test("I2: a yes before a town is known shares nothing, and is helped on", async () => {
    expect(await say("sí")).toEqual(["help"]);
    expect(await marta.interest(project)).toMatchObject({ state: "follows", place: null });
    expect(await consents()).toEqual([]);
    expect(await waits()).toBeNull();
  });

  test("a no to sharing: only L1, and it is written down (P7)", async () => {
    await say("Girona");
    expect(await say("no", { activity: "https://veins.test/no" })).toEqual(["not-shared"]);
    expect(await marta.interest(project)).toMatchObject({
      state: "placed",
      place: girona,
      sharedAt: null,
    });
    expect(await waits()).toBeNull();
    expect((await consents()).at(-1)).toMatchObject({
      level: 2,
      given: false,
      evidence: "https://veins.test/no",
    });
  });

  test("I4: a no later takes L2 back alone; a yes gives it again", async () => {
    await say("Girona");
    await say("sí");
    expect(await say("no")).toEqual(["not-shared"]);
    expect(await marta.interest(project)).toMatchObject({ state: "placed", place: girona });
    expect(await waits()).toBeNull();
    expect(await say("sí")).toEqual(["shared"]);
    expect(await waits()).toMatchObject({ status: "w" });
    expect((await consents()).map(({ level, given }) => [level, given])).toEqual([
      [1, true],
      [2, true],
      [2, false],
      [2, true],
    ]);
  });

  test("a no to a project that one only follows says nothing of any town", async () => {
    expect(await say("no")).toEqual(["not-shared"]);
    expect(await marta.interest(project)).toMatchObject({ state: "follows", place: null });
    expect(await consents()).toEqual([]);
  });

  test("I2: another town takes the first one out of the matching, and asks anew", async () => {
    await say("Girona");
    await say("sí");
    expect(await say("M'he mudat", {})).not.toEqual(["consent"]);
    expect(await say("Salt")).toEqual(["consent"]);
    expect(await marta.interest(project)).toMatchObject({
      state: "placed",
      place: salt,
      awaiting: "consent",
      sharedAt: null,
    });
    expect(await waits()).toBeNull();
    expect(await say("sí")).toEqual(["shared"]);
    expect(await waits()).toMatchObject({ status: "w", place: salt });
  });

  test("M2: a town outside of the territory is noted, and not matched, also after a yes", async () => {
    expect(await say("Barcelona")).toEqual(["not-covered"]);
    expect(await marta.interest(project)).toMatchObject({
      state: "placed",
      place: barcelona,
      awaiting: "nothing",
    });
    expect(await say("sí")).toEqual(["help"]);
    expect(await marta.interest(project)).toMatchObject({ state: "placed" });
    expect(await waits()).toBeNull();
    expect((await consents()).filter(({ level }) => level === 2)).toEqual([]);
  });

  test("M2: who moves from a covered town to one outside is not matched any more", async () => {
    await say("Girona");
    await say("sí");
    expect(await say("Barcelona")).toEqual(["not-covered"]);
    expect(await waits()).toBeNull();
  });

  test("M2: a municipality of its own may be covered beside a comarca", async () => {
    expect(await say("Sabadell")).toEqual(["consent"]);
  });
});

test("the short cut of these tests leaves what the conversation leaves", async () => {
  const traces = async (of: Neighbour) => {
    const id = await of.id();
    const [row] = await v.rows(sql`select
      (select json_agg(json_build_object('s', state, 'p', place, 'a', awaiting, 'c', choices, 'f', followed_at is null, 'at', shared_at is null)) from interest where person_id = ${id}) as interest,
      (select json_agg(json_build_object('s', status, 'p', place, 'l', languages, 't', team_id, 'b', because, 'lat', lat)) from match_interest where person_id = ${id}) as waiting,
      (select json_agg(json_build_object('l', languages, 'c', cap, 'n', load)) from match_profile where person_id = ${id}) as profile,
      (select json_agg(json_build_object('k', kind, 'd', round(extract(epoch from due_at - now()) / 86400))) from appointment where person_id = ${id}) as appointments,
      (select json_agg(json_build_object('k', kind)) from match_event where person_id = ${id}) as events,
      (select json_agg(json_build_object('s', state, 't', target)) from follow where actor = ${of.iri}) as follows`);
    return row;
  };
  const short = v.neighbour("drecera");
  await v.wants(project, "Girona", short);
  await say("Girona");
  await say("sí");
  expect(await traces(short)).toEqual(await traces(marta));
});

describe("towns (C4, M4)", () => {
  test.each([
    ["girona", girona],
    ["GIRONA", girona],
    ["Gerona", girona],
    ["Visc a Girona", girona],
    ["Vivo en Girona", girona],
    ["I live in Girona", girona],
    ["Sóc de Girona, i tu?", girona],
    ["Girona (Gironès)", girona],
    ["sarrià de ter", "urn:ine:17186"],
    ["Sarria de Ter", "urn:ine:17186"],
  ])("M4: %j is understood", async (text, place) => {
    expect(await say(text)).toEqual(["consent"]);
    expect(await marta.interest(project)).toMatchObject({ place });
  });

  test.each(["Atlantis", "Paris", "xyzzy", "?", "hola"])(
    "C4: %j is no town of ours, and nothing is kept",
    async (text) => {
      expect(await say(text)).toEqual(["unknown-place"]);
      expect(await marta.interest(project)).toMatchObject({
        state: "follows",
        place: null,
        choices: [],
      });
      expect(await consents()).toEqual([]);
    },
  );

  test("C4: a name of several towns is offered by number, and the number is taken", async () => {
    expect(await say("Castellar")).toEqual(["which"]);
    const before = await marta.interest(project);
    expect(before).toMatchObject({ state: "follows", place: null, awaiting: "choice" });
    expect(before?.choices.length).toBeGreaterThan(1);
    expect(before?.choices.length).toBeLessThanOrEqual(8);
    expect(await consents()).toEqual([]);
    await say("2");
    expect(await marta.interest(project)).toMatchObject({
      state: "placed",
      place: before?.choices[1],
      choices: [],
    });
    expect((await consents()).map(({ level }) => level)).toEqual([1]);
  });

  test.each(["0", "99", "9"])(
    "C4: the number %s, of none of them, is helped on",
    async (number) => {
      await say("Castellar");
      expect(await say(number)).toEqual(["help"]);
      expect(await marta.interest(project)).toMatchObject({ state: "follows", awaiting: "choice" });
    },
  );

  test("C4: a number when nothing was offered is helped on", async () => {
    expect(await say("1")).toEqual(["help"]);
    await say("Castellar");
    await say("Girona");
    expect(await say("1")).toEqual(["help"]);
    expect(await marta.interest(project)).toMatchObject({ place: girona });
  });

  test("C4: instead of a number the name of a town will do; a yes will not (I2)", async () => {
    await say("Castellar");
    expect(await say("sí")).toEqual(["help"]);
    expect(await marta.interest(project)).toMatchObject({ state: "follows", awaiting: "choice" });
    expect(await say("Castellar del Vallès")).toEqual(["not-covered"]);
  });

  test("words that are no answer to 'shall we count you in?' leave it open", async () => {
    await say("Girona");
    expect(await say("no ho sé pas, què vol dir?")).toEqual(["help"]);
    expect(await marta.interest(project)).toMatchObject({ state: "placed", awaiting: "consent" });
    expect(await waits()).toBeNull();
  });
});

describe("languages", () => {
  const language = async () =>
    (
      await v.rows<{ language: string }>(sql`select language from person where iri = ${marta.iri}`)
    )[0]?.language;

  test("the language that their server declares is theirs from now on", async () => {
    await say("Girona", { language: "es" });
    expect(await language()).toBe("es");
    await say("ok", { language: "en" });
    expect(await language()).toBe("en");
    expect((await consents()).map((consent) => consent.language)).toEqual(["es", "en"]);
  });

  test("or that which their words show, when it declares none", async () => {
    await say("I live in Girona");
    expect(await language()).toBe("en");
    await say("Girona");
    expect(await language()).toBe("en");
  });

  test.each([
    ["ca", 1],
    ["es", 3],
    ["en", 5],
  ] as const)(
    "M3: whoever writes in %s is matched in it, and in the language that they were asked in",
    async (spoken, mask) => {
      await say("Girona", { language: spoken });
      await say("ok", { language: spoken });
      expect(await waits()).toMatchObject({ languages: mask });
    },
  );
});

describe("invitations and seats (T2, C3)", () => {
  const names = ["biel", "carla", "dídac", "eva"] as const;
  let others: readonly Neighbour[];

  beforeEach(async () => {
    others = names.map((name) => v.neighbour(name));
    await v.wants(project, "Girona", marta, ...others);
    await v.match();
    expect((await v.told()).map(({ say }) => say)).toEqual(Array(5).fill("invitation"));
  });

  test("T2: a yes with a name takes the seat, under that name; the consent names the team (P7)", async () => {
    expect(await say("Sí, Marta de can Xifra", { activity: "https://veins.test/yes" })).toEqual([
      "seat-taken",
    ]);
    const seat = await marta.seat(project);
    expect(seat).toMatchObject({ state: "taken", name: "Marta de can Xifra" });
    expect((await consents()).at(-1)).toMatchObject({
      level: 3,
      given: true,
      about: seat?.team,
      evidence: "https://veins.test/yes",
    });
    expect(await marta.interest(project)).toMatchObject({ state: "shared", awaiting: "nothing" });
    expect(await waits()).toMatchObject({ status: "m" });
  });

  test("C3: a bare yes takes the seat and asks for a name once; the next words are the name", async () => {
    expect(await say("sí")).toEqual(["seat-taken"]);
    expect(await marta.seat(project)).toMatchObject({ state: "taken", name: null });
    expect(await marta.interest(project)).toMatchObject({ awaiting: "name" });
    expect(await say("Em dic Marta")).toEqual(["name-kept"]);
    expect(await marta.seat(project)).toMatchObject({ name: "Marta" });
    expect(await marta.interest(project)).toMatchObject({ awaiting: "nothing" });
  });

  test("C3: whoever does not want a name says no, and keeps the seat", async () => {
    await say("sí");
    expect(await say("no")).toEqual(["name-kept"]);
    expect(await marta.seat(project)).toMatchObject({ state: "taken", name: null });
  });

  test("C3: a name may be given later, and changed, with a yes before it", async () => {
    await say("sí");
    await say("no");
    expect(await say("sí, la Marta")).toEqual(["name-kept"]);
    expect((await marta.seat(project))?.name).toMatch(/Marta/);
  });

  test("P1: a name is one clean line, whatever was sent", async () => {
    await say("sí, <b>Mar\u202eta</b> @marta https://dolent.test/\nSegona línia");
    const name = (await marta.seat(project))?.name ?? "";
    expect(name).not.toMatch(/[<>@\n\u202e]|https?:|Segona/);
  });

  test("T5: a no frees the seat; the interest rests, and nobody asks why; a yes wakes it", async () => {
    expect(await say("no, gràcies", { activity: "https://veins.test/no" })).toEqual(["declined"]);
    expect(await marta.seat(project)).toBeNull();
    expect(await waits()).toMatchObject({ status: "d", because: "declined" });
    expect(await marta.interest(project)).toMatchObject({ state: "shared" });
    expect((await consents()).at(-1)).toMatchObject({
      level: 3,
      given: false,
      evidence: "https://veins.test/no",
    });
    await v.match();
    expect(await v.told()).toEqual([]);
    expect(await say("sí")).toEqual(["shared"]);
    expect(await waits()).toMatchObject({ status: "w" });
    await v.match();
    expect((await v.told()).map(({ to, say }) => [to, say])).toEqual([["marta", "invitation"]]);
  });

  test("C4: while an invitation is open, what is not understood gets help on it; towns are not looked up", async () => {
    expect(await say("Salt")).toEqual(["help"]);
    expect(await marta.interest(project)).toMatchObject({ state: "shared", place: girona });
    expect((await marta.seat(project))?.state).toBe("invited");
  });

  test("a member who writes something else keeps the seat", async () => {
    await say("sí, Marta");
    for (const text of ["Salt", "no", "hola", "1"]) expect(await say(text)).toEqual(["help"]);
    expect(await marta.seat(project)).toMatchObject({ state: "taken", name: "Marta" });
  });

  test("T1, T4: with the last yes the team forms: each member is told, and the world", async () => {
    for (const one of others) await one.say(project, `sí, ${one.name}`);
    await v.notices();
    await marta.say(project, "sí, Marta");
    const notices = await v.notices();
    const told = notices.flatMap((notice) => (notice.kind === "tell" ? [notice.message.say] : []));
    // C8: whoever completes the team reads so in the news itself.
    expect(told).toEqual(Array(5).fill("team-formed"));
    expect(notices.filter(({ kind }) => kind === "team-formed")).toHaveLength(1);
  });

  test("C8: who completes it without a name is asked for one beside the news", async () => {
    for (const one of others) await one.say(project, `sí, ${one.name}`);
    await v.notices();
    const told = await say("sí");
    expect(told.filter((one) => !one.includes(":"))).toEqual(["seat-taken", "team-formed"]);
  });

  test("T4: whoever comes later is told alone", async () => {
    for (const one of [marta, ...others]) await one.say(project, `sí, ${one.name}`);
    await v.notices();
    const late = v.neighbour("tard");
    await v.wants(project, "Girona", late);
    await v.match();
    await v.notices();
    await late.say(project, "sí, la Tard");
    expect((await v.told()).map(({ to, say }) => [to, say])).toEqual(
      [
        ["tard", "seat-taken"],
        ["tard", "team-formed"],
      ].slice(1),
    );
  });

  test("T2: a yes in one project takes no seat in another", async () => {
    const other = await v.project();
    await marta.follow(other);
    await v.notices();
    await marta.say(other, "sí");
    expect((await marta.seat(project))?.state).toBe("invited");
  });

  test("I4: moving to another town leaves the seat only with their own words for it", async () => {
    await say("sí, Marta");
    expect(await say("Visc a Salt")).toEqual(["help"]);
    expect(await marta.seat(project)).toMatchObject({ state: "taken" });
  });
});

describe("limits (C8)", () => {
  const answered = async () =>
    (
      await v.rows<{ n: number }>(
        sql`select count(*)::int as n from answered where person_id = ${await marta.id()}`,
      )
    )[0]?.n;

  test("C8: ten answers a day; what they say has its effect all the same", async () => {
    for (let n = 0; n < 10; n++) expect(await say("hola?")).toEqual(["unknown-place"]);
    expect(await answered()).toBe(10);
    expect(await say("Girona")).toEqual([]);
    expect(await say("sí")).toEqual([]);
    expect(await marta.interest(project)).toMatchObject({ state: "shared", place: girona });
    expect(await answered()).toBe(10);
    await v.instance.db.execute(sql`update answered set at = at - interval '25 hours'`);
    expect(await say("no")).toEqual(["not-shared"]);
  });

  test("C8: ten for a person in all projects together, and each person on their own", async () => {
    const other = await v.project();
    await marta.follow(other);
    await v.notices();
    for (let n = 0; n < 5; n++) await say("hola?");
    for (let n = 0; n < 5; n++) await marta.say(other, "hola?");
    await v.notices();
    await marta.say(other, "Girona");
    expect(await v.told()).toEqual([]);
    const pere = v.neighbour("pere");
    await pere.follow(project);
    await v.notices();
    await pere.say(project, "Girona");
    expect(await v.told()).toHaveLength(1);
  });

  test("C8: one message, one answer", async () => {
    for (const text of ["Girona", "sí", "hola", "no", "Salt", "1", "Castellar"]) {
      expect((await say(text)).length, text).toBe(1);
    }
  });

  test("T4: also the eleventh message of a day that completes a team brings its sender the news", async () => {
    const others = ["biel", "carla", "dídac", "eva"].map((name) => v.neighbour(name));
    await v.wants(project, "Girona", marta, ...others);
    await v.match();
    for (const one of others) await one.say(project, `sí, ${one.name}`);
    for (let n = 0; n < 10; n++) await say("com?");
    await v.notices();
    await marta.say(project, "sí, Marta");
    const told = await v.told();
    expect(told.map(({ to }) => to).sort()).toEqual(["biel", "carla", "dídac", "eva", "marta"]);
  });
});

describe("who is heard", () => {
  test("P3: what is said in public is not kept, and answered in private once for each message", async () => {
    expect(await say("Girona", { inPublic: true })).toEqual(["in-private"]);
    expect(await marta.interest(project)).toMatchObject({
      state: "follows",
      place: null,
      awaiting: "nothing",
    });
    expect(await consents()).toEqual([]);
    await say("Girona");
    expect(await say("sí", { inPublic: true })).toEqual(["in-private"]);
    expect(await marta.interest(project)).toMatchObject({ state: "placed", sharedAt: null });
  });

  test("P3: nothing of it stands anywhere in the database", async () => {
    await say("Visc a l'Armentera, carrer del Forn", { inPublic: true });
    const columns = await v.rows<{ table: string; column: string }>(
      sql`select table_name as table, column_name as column from information_schema.columns
        where table_schema = 'public' and table_name not in ('place', 'place_hub')`,
    );
    for (const { table, column } of columns) {
      const [row] = await v.rows(
        sql`select 1 from ${sql.identifier(table)} where ${sql.identifier(column)}::text ilike '%carrer del Forn%' limit 1`,
      );
      expect(row, `${table}.${column}`).toBeUndefined();
    }
  });

  test("whoever does not follow is told to follow first, and nothing is kept", async () => {
    const pere = v.neighbour("pere");
    await pere.say(project, "Girona");
    expect((await v.told()).map(({ say }) => say)).toEqual(["follow-first"]);
    expect(await pere.interest(project)).toBeNull();
  });

  test("I6: of a closed project, that it is closed; also whoever followed before", async () => {
    await say("Girona");
    await closeProject(v.instance, project.id);
    const pere = v.neighbour("pere");
    await pere.say(project, "Girona");
    expect((await v.told()).map(({ say }) => say)).toEqual(["closed"]);
    expect(await say("sí")).toEqual(["closed"]);
  });

  test("P8: a sensitive project gives the link and keeps nothing", async () => {
    project = await v.project({ sensitive: true });
    await marta.follow(project);
    await v.notices();
    for (const text of ["Girona", "sí", "hola"]) expect(await say(text)).toEqual(["by-link"]);
    expect(await marta.interest(project)).toMatchObject({ state: "follows", place: null });
    expect(await waits()).toBeNull();
    expect(await consents()).toEqual([]);
  });

  test.each(["Service", "Application", "Group", "Organization", "Tombstone"])(
    "C7: a %s is not heard",
    async (type) => {
      const robot = v.neighbour("robot", { type });
      await robot.follow(project);
      await v.notices();
      expect(await robot.say(project, "Girona")).toBe(false);
      expect(await v.notices()).toEqual([]);
      expect(await robot.interest(project)).toMatchObject({ state: "follows", place: null });
    },
  );

  test("C7: somebody with #nobot who writes is answered: they wrote first", async () => {
    const quiet = v.neighbour("quiet", { noBots: true });
    await quiet.follow(project);
    await v.notices();
    await quiet.say(project, "Girona");
    expect((await v.told()).map(({ say }) => say)).toEqual(["consent"]);
  });

  test("a message to a project that does not exist has no effect", async () => {
    expect(await marta.say({ ...project, id: "a".repeat(25) as Project["id"] }, "Girona")).toBe(
      false,
    );
    expect(await v.notices()).toEqual([]);
  });

  test("P4, F6: a message is emptied when it had its effect, and has it once", async () => {
    const claim = await v.claim(marta.iri);
    const message = {
      claim,
      project: project.id,
      profile: marta.profile,
      signedAt: Date.now(),
      activity: "https://veins.test/once",
      said,
      text: "Girona",
      language: null,
      inPublic: false,
    };
    expect(await hearMessage(v.instance, message)).toBe(true);
    expect(await hearMessage(v.instance, { ...message, text: "sí" })).toBe(false);
    expect(await marta.interest(project)).toMatchObject({ state: "placed" });
    const [row] = await v.rows(
      sql`select body, handled_at is not null as handled from inbound where seq = ${claim.seq}`,
    );
    expect(row).toEqual({ body: "", handled: true });
  });

  test("the same person in two projects is asked and answered in each on its own", async () => {
    const other = await v.project();
    await marta.follow(other);
    await v.notices();
    await say("Girona");
    await say("sí");
    expect(await marta.interest(other)).toMatchObject({ state: "follows", place: null });
    await marta.say(other, "Salt");
    expect(await marta.interest(project)).toMatchObject({ state: "shared", place: girona });
    expect(await marta.interest(other)).toMatchObject({ state: "placed", place: salt });
  });
});

test("I2: words cannot be slipped in by many at once: two replies at the same moment leave a state that one of the orders gives", async () => {
  await say("Girona");
  const claims = [await v.claim(marta.iri)];
  claims.push(await v.claim(marta.iri));
  const [yes, no] = claims;
  if (yes === undefined || no === undefined) throw new Error("two claims");
  const { profile } = marta;
  const message = { project: project.id, profile, said, language: null, inPublic: false };
  await Promise.all([
    hearMessage(v.instance, {
      ...message,
      claim: yes,
      signedAt: Date.now(),
      activity: "https://veins.test/y",
      text: "sí",
    }),
    hearMessage(v.instance, {
      ...message,
      claim: no,
      signedAt: Date.now(),
      activity: "https://veins.test/n",
      text: "no",
    }),
  ]);
  const interest = await marta.interest(project);
  const waiting = await waits();
  expect(interest?.state === "shared").toBe(waiting !== null);
});
