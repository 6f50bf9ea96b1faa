/** C11: what is done on one's own page, on a real database; and that it is what messages would have done. */
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Project } from "../../src/domain/projects.ts";
import { scribe } from "../../src/federation/activities.ts";
import { transact } from "../../src/operations/transaction.ts";
import { type Used, useOwnPage, type Wish } from "../../src/operations/use-own-page.ts";
import { writeNextNotice } from "../../src/operations/write-next-notice.ts";
import { everythingAbout } from "../../src/store/own.ts";
import { insertOwnLink, personAtLink } from "../../src/store/own-links.ts";
import { personOf } from "../../src/store/people.ts";
import { type Neighbour, projectIri, type Village, village } from "./village.ts";

let v: Village;
let project: Project;

beforeEach(async () => {
  v = await village();
  project = await v.project({ criticalMass: 2, maximum: 4 });
});

/** A link of theirs, made as a letter would make it. */
async function linkOf(one: Neighbour, lastsMs = 60_000): Promise<string> {
  const token = v.instance.newId();
  const person = await one.id();
  await transact(v.instance.db, (tx) => insertOwnLink(tx, { token, person, lastsMs }));
  return token;
}

const use = (token: string, wish: Wish): Promise<Used> => useOwnPage(v.instance, token, wish);
const about = (
  deed: Extract<Wish, { readonly choice: string | null }>["do"],
  said = "",
  choice: string | null = null,
): Wish => ({ do: deed, project: project.id, said, choice });

/** Two neighbours who want the same, matched: each is invited. */
async function invited(): Promise<readonly [Neighbour, Neighbour]> {
  const [anna, pau] = [v.neighbour("anna"), v.neighbour("pau")];
  await anna.follow(project);
  await pau.follow(project);
  await v.wants(project, "Girona", anna, pau);
  await v.match();
  await v.notices();
  return [anna, pau];
}

describe("C11: the link", () => {
  test("comes in a message, and only its hash is kept", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    await anna.say(project, "enllaç", { language: "ca" });
    const letters = await v.write();
    const [, token = ""] = /\/ca\/jo\/([0-9a-z]{25})/.exec(JSON.stringify(letters)) ?? [];
    expect(await personAtLink(v.instance.db, token)).toBe(await anna.id());
    await v.handOver();
    const tables = await v.rows<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const held = await v.rows(sql`select * from ${sql.identifier(name)}`);
      expect(JSON.stringify(held), name).not.toContain(token);
    }
  });

  test("who asks for a fresh one ends those before; whoever stopped gets none", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    await v.notices();
    const old = await linkOf(anna);
    await anna.say(project, "link");
    expect(await personAtLink(v.instance.db, old)).toBeNull();
    expect((await v.told()).map(({ say }) => say)).toEqual(["own-link"]);
    await anna.say(project, "stop");
    await anna.say(project, "link");
    expect(await v.told()).toEqual([]);
  });

  test("is for whoever wrote, also when they follow nothing any more", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    await anna.undo(project);
    await v.notices();
    await anna.say(project, "my page");
    expect((await v.told()).map(({ say }) => say)).toEqual(["own-link"]);
    expect(JSON.stringify(await v.write())).toBe("[]");
    await anna.say(project, "my page");
    while (await writeNextNotice(v.instance, scribe(v.instance))) {
      // One after the other.
    }
    const [row] = await v.rows<{ n: number }>(sql`select count(*)::int as n from own_link`);
    expect(row?.n).toBe(1);
  });

  test("opens nothing when it is over, unknown, or of somebody erased: and nothing is done", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    const over = await linkOf(anna, -1);
    for (const token of [over, "", "x", "%", v.instance.newId()]) {
      expect(await use(token, about("town", "Girona"))).toBe("nobody");
      expect(await use(token, { do: "erase" })).toBe("nobody");
    }
    expect((await anna.interest(project))?.state).toBe("follows");
  });
});

describe("C11: what is done on the page is what messages would have done", () => {
  test("the ladder: town, yes, no; each with the link as its evidence", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    await v.notices();
    const token = await linkOf(anna);
    expect(await use(token, about("town", "Girona"))).toBe("done");
    expect(await anna.interest(project)).toMatchObject({ state: "placed", awaiting: "consent" });
    expect(await use(token, about("yes"))).toBe("done");
    expect((await anna.interest(project))?.state).toBe("shared");
    expect(await use(token, about("no"))).toBe("done");
    expect((await anna.interest(project))?.state).toBe("placed");
    const consents = await v.rows(
      sql`select level, given, evidence, about from consent order by seq`,
    );
    expect(consents).toEqual(
      [
        { level: 1, given: true },
        { level: 2, given: true },
        { level: 2, given: false },
      ].map((one) => ({
        ...one,
        evidence: expect.stringMatching(/^own-link:[\w-]{43}$/),
        about: v.instance.settings.name,
      })),
    );
    expect(JSON.stringify(consents)).not.toContain(token);
    // The page shows it: nothing is written to them besides.
    expect(await v.told()).toEqual([]);
  });

  test("a town that several have is offered, and one of them chosen", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    const token = await linkOf(anna);
    expect(await use(token, about("town", "Sant Pere"))).toBe("which");
    const offered = (await anna.interest(project))?.choices ?? [];
    expect(offered.length).toBeGreaterThan(1);
    expect(await use(token, about("town", "", "urn:ine:17079"))).toBe("unknown-place");
    expect(await use(token, about("town", "", offered[1] ?? ""))).toBe("done");
    expect((await anna.interest(project))?.place).toBe(offered[1]);
  });

  test("an unknown town changes nothing", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    const token = await linkOf(anna);
    const before = await anna.interest(project);
    expect(await use(token, about("town", "Atlantis"))).toBe("unknown-place");
    expect(await anna.interest(project)).toEqual(before);
  });

  test("the invitation: a yes with a name, another name, and the team that forms is told", async () => {
    const [anna, pau] = await invited();
    const token = await linkOf(anna);
    expect(await use(token, about("join", "Anna"))).toBe("done");
    expect(await anna.seat(project)).toMatchObject({ state: "taken", name: "Anna" });
    expect(await use(token, about("rename", "Anna de can Xifra"))).toBe("done");
    expect(await anna.seat(project)).toMatchObject({ name: "Anna de can Xifra" });
    expect(await v.told()).toEqual([]);
    expect(await use(await linkOf(pau), about("join", "Pau"))).toBe("done");
    expect((await v.told()).map(({ to, say }) => [to, say]).sort()).toEqual([
      ["anna", "team-formed"],
      ["pau", "team-formed"],
    ]);
  });

  test("the invitation: a no frees the seat", async () => {
    const [anna] = await invited();
    const token = await linkOf(anna);
    expect(await use(token, about("decline"))).toBe("done");
    expect(await anna.seat(project)).toBeNull();
  });

  test("what is not open is not done", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    const token = await linkOf(anna);
    for (const deed of ["yes", "no", "join", "decline", "rename"] as const) {
      expect(await use(token, about(deed, "Anna")), deed).toBe("not-open");
    }
    const other = await v.project();
    expect(await use(token, { ...about("town", "Girona"), project: other.id } as Wish)).toBe(
      "not-open",
    );
    const nowhere = { ...about("town", "Girona"), project: "no-such" } as unknown as Wish;
    expect(await use(token, nowhere)).toBe("not-open");
  });

  test("C10: the language that was chosen stays, whatever their server declares", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    const token = await linkOf(anna);
    expect(await use(token, { do: "language", language: "en" })).toBe("done");
    await anna.say(project, "Girona", { language: "ca" });
    expect((await personOf(v.instance.db, await anna.id()))?.language).toBe("en");
    await anna.say(project, "castellano", { language: "ca" });
    expect((await personOf(v.instance.db, await anna.id()))?.language).toBe("es");
  });

  test("P5: stop is silence everywhere, and nobody is told", async () => {
    const [anna] = await invited();
    const token = await linkOf(anna);
    expect(await use(token, { do: "stop" })).toBe("done");
    expect(await anna.interest(project)).toMatchObject({ state: "withdrawn", place: null });
    await anna.say(project, "Girona");
    await v.match();
    expect((await v.told()).filter(({ to }) => to === "anna")).toEqual([]);
  });
});

describe("I4: leaving one project", () => {
  test("ends it alone, with the follow, and their server is told", async () => {
    const other = await v.project();
    const anna = v.neighbour("anna");
    await anna.follow(project);
    await anna.follow(other);
    await v.write();
    await v.handOver();
    expect(await use(await linkOf(anna), about("leave"))).toBe("done");
    expect((await anna.interest(project))?.state).toBe("withdrawn");
    expect((await anna.interest(other))?.state).toBe("follows");
    const letters = await v.write();
    expect(letters.map(({ inbox, body }) => ({ inbox, body }))).toEqual([
      {
        inbox: anna.profile.inbox,
        body: expect.objectContaining({
          type: "Reject",
          actor: projectIri(v.instance, project),
          to: [anna.iri],
          object: {
            type: "Follow",
            id: `${anna.iri}#follows/${project.id}`,
            actor: anna.iri,
            object: projectIri(v.instance, project),
          },
        }),
      },
    ]);
  });

  test("whoever follows again begins anew", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project);
    await use(await linkOf(anna), about("leave"));
    expect(await anna.follow(project, { id: `${anna.iri}#again` })).toBe("accepted");
    expect((await anna.interest(project))?.state).toBe("follows");
  });
});

describe("F21: erasing everything", () => {
  test("leaves nothing of them anywhere but what tells their server, and then not even that", async () => {
    const [anna, pau] = await invited();
    await anna.say(project, "sí, Anna de can Xifra");
    await pau.say(project, "sí, Pau");
    await v.write();
    const id = await anna.id();
    const token = await linkOf(anna);
    expect(await use(token, { do: "erase" })).toBe("done");
    expect(await use(token, { do: "erase" })).toBe("nobody");
    const letters = await v.write();
    expect(
      letters.filter(({ inbox }) => inbox === anna.profile.inbox).map(({ body }) => body.type),
    ).toEqual(["Reject"]);
    // Whoever is told about the team now is told without the name.
    expect(JSON.stringify(letters)).not.toContain("Anna de can Xifra");
    await v.handOver();
    const tables = await v.rows<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(25);
    for (const { name } of tables) {
      const held = JSON.stringify(await v.rows(sql`select * from ${sql.identifier(name)}`));
      // The address where the Reject went is forgotten with the delivered letter.
      const rest = name === "letter" ? held.replaceAll(anna.profile.inbox, "") : held;
      for (const theirs of [anna.iri, id, "Anna de can Xifra"]) {
        expect(rest.includes(theirs), `${name} has ${theirs}`).toBe(false);
      }
    }
  });

  test("P6: what they signed before has no effect, what they do from now on begins anew", async () => {
    const anna = v.neighbour("anna");
    await anna.follow(project, { id: "https://veins.test/f1", signedAt: Date.now() - 60_000 });
    await use(await linkOf(anna), { do: "erase" });
    const before = Date.now() - 30_000;
    expect(await anna.follow(project, { id: "https://veins.test/f1", signedAt: before })).toBe(
      "ignored",
    );
    expect(await anna.say(project, "Girona", { signedAt: before })).toBe(false);
    await expect(anna.id()).rejects.toThrow();
    const after = Date.now() + 30_000;
    expect(await anna.follow(project, { id: "https://veins.test/f2", signedAt: after })).toBe(
      "accepted",
    );
    expect((await anna.interest(project))?.state).toBe("follows");
  });
});

describe("F20: taking everything along", () => {
  test("all of mine, in every table that has something of mine, and only mine", async () => {
    const [anna, pau] = await invited();
    await anna.say(project, "sí, Anna");
    await pau.say(project, "sí, Pau de cal Ros");
    await v.write();
    await linkOf(anna);
    const person = await personOf(v.instance.db, await anna.id());
    if (person === null) throw new Error("nobody");
    const held = JSON.stringify(await everythingAbout(v.instance.db, person));
    expect(held).toContain("Anna");
    await v.instance.db.execute(sql`update seat set name = null where person_id = ${person.id}`);
    await v.instance.db.execute(sql`insert into held (id, person_id, kind, subject, text)
      select 'h', person_id, 'name', id, 'Annabel' from seat where person_id = ${person.id}`);
    const whole = await everythingAbout(v.instance.db, person);
    expect(whole.seats).toMatchObject([{ name: "Annabel" }]);
    expect(JSON.stringify(whole)).not.toContain("held");
    for (const theirs of [pau.iri, await pau.id(), "Pau de cal Ros"])
      expect(held).not.toContain(theirs);
  });

  test("no table about people is forgotten: each has its part, and is emptied with them", async () => {
    const columns = await v.rows<{ name: string }>(
      sql`select distinct table_name as name from information_schema.columns
        where table_schema = 'public' and column_name = 'person_id'`,
    );
    const part: Readonly<Record<string, string>> = {
      answered: "answers",
      appointment: "appointments",
      asked: "questions",
      consent: "consents",
      // The name in it, with its seat; that it is held is not theirs to know (G5).
      held: "seats",
      interest: "interests",
      letter: "letters",
      match_decision: "matchDecisions",
      match_event: "matchEvents",
      match_interest: "matchInterests",
      match_profile: "matchProfile",
      own_link: "ownLinks",
      seat: "seats",
    };
    const anna = v.neighbour("anna");
    await anna.follow(project);
    const person = await personOf(v.instance.db, await anna.id());
    if (person === null) throw new Error("nobody");
    const held = await everythingAbout(v.instance.db, person);
    for (const { name } of columns) expect(Object.keys(held), name).toContain(part[name] ?? name);
  });
});
