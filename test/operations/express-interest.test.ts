/** Follows: rules I1, I3, I6, F1 to F3, C6, C7, P8 of docs/rules.md. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Project } from "../../src/domain/projects.ts";
import { closeProject } from "../../src/operations/close-project.ts";
import { expressInterest } from "../../src/operations/express-interest.ts";
import { followerInboxes } from "../../src/store/interests.ts";
import { type Neighbour, projectIri, type Village, village } from "./village.ts";

let v: Village;
let project: Project;

beforeAll(async () => {
  v = await village();
  project = await v.project();
});

afterAll(() => v.instance.close());

beforeEach(async () => {
  await v.notices();
  await v.instance.db.execute(sql`delete from letter`);
});

async function count(
  table: "interest" | "consent" | "match_interest" | "appointment" | "asked",
  of: Neighbour,
) {
  const [row] = await v.rows<{ n: number }>(
    sql`select count(*)::int as n from ${sql.identifier(table)} where person_id = ${await of.id()}`,
  );
  return row?.n;
}

/** Has every answer written and handed over; gives the activities that went to this person. */
async function answersTo(of: Neighbour, status = 202): Promise<readonly Record<string, unknown>[]> {
  const letters = await v.write();
  await v.handOver(status);
  return letters.flatMap(({ inbox, body }) => (inbox === of.profile.inbox ? [body] : []));
}

describe("I1: a follow is a follow", () => {
  test("I1: it is the first rung and nothing more: no place, no consent, nothing to match", async () => {
    const marta = v.neighbour("marta");
    expect(await marta.follow(project)).toBe("accepted");
    expect(await marta.interest(project)).toMatchObject({
      state: "follows",
      place: null,
      awaiting: "nothing",
      choices: [],
      sharedAt: null,
    });
    for (const table of ["consent", "match_interest", "appointment", "asked"] as const) {
      expect(await count(table, marta), table).toBe(0);
    }
    const [accept] = await answersTo(marta);
    expect(accept).toMatchObject({
      type: "Accept",
      actor: projectIri(v.instance, project),
      object: { id: `${marta.iri}#follows/${project.id}`, actor: marta.iri },
    });
  });

  test("I1: whoever follows again keeps the rung they were on", async () => {
    const marta = v.neighbour();
    await v.wants(project, "Girona", marta);
    await marta.follow(project, { id: `${marta.iri}#again` });
    expect(await marta.interest(project)).toMatchObject({
      state: "shared",
      place: "urn:ine:17079",
    });
  });

  test.each(["org", "instance"] as const)(
    "following the %s is accepted, and is no interest",
    async (of) => {
      const marta = v.neighbour();
      expect(await marta.follow(of)).toBe("accepted");
      expect(await count("interest", marta)).toBe(0);
      const answers = await answersTo(marta);
      expect(answers).toHaveLength(1);
      expect(answers[0]).toMatchObject({ type: "Accept", actor: `${v.instance.origin}/ap/${of}` });
      // C9: nobody asks them anything.
      expect(await count("appointment", marta)).toBe(0);
    },
  );

  test("a project that does not exist is not answered", async () => {
    const marta = v.neighbour();
    const nowhere = { ...project, id: "a".repeat(25) as Project["id"] };
    expect(await marta.follow(nowhere)).toBe("no-such-project");
    expect(await v.notices()).toEqual([]);
  });

  test("what we know of somebody is brought up to date by what they do", async () => {
    const before = v.neighbour("mudada");
    await before.follow(project);
    const moved = {
      ...before.profile,
      handle: "nova@veins.test",
      inbox: `${before.iri}/nova`,
      noBots: true,
    };
    await expressInterest(v.instance, {
      claim: await v.claim(before.iri, "Follow"),
      of: { project: project.id },
      follow: `${before.iri}#2`,
      signedAt: Date.now(),
      profile: moved,
    });
    const [row] = await v.rows(
      sql`select handle, inbox, no_bots from person where iri = ${before.iri}`,
    );
    expect(row).toEqual({ handle: "nova@veins.test", inbox: `${before.iri}/nova`, no_bots: true });
  });
});

describe("I3: said again is counted once", () => {
  test("I3: a repeated Follow is answered again with the very same Accept", async () => {
    const marta = v.neighbour();
    await marta.follow(project);
    const [first] = await answersTo(marta);
    for (let n = 0; n < 3; n++) {
      expect(await marta.follow(project)).toBe("again");
      expect(await answersTo(marta)).toEqual([first]);
    }
    expect(await count("interest", marta)).toBe(1);
  });

  test("I3: also when the first answer could not be handed over", async () => {
    const marta = v.neighbour();
    await marta.follow(project);
    const [first] = await answersTo(marta, 500);
    await marta.follow(project);
    expect(await answersTo(marta)).toEqual([first]);
  });

  test("I3: also when it comes before the first answer is written: one Follow, one Accept (S2)", async () => {
    const marta = v.neighbour();
    await marta.follow(project);
    await marta.follow(project);
    await marta.follow(project);
    const ids = new Set((await answersTo(marta)).map(({ id }) => id));
    expect(ids.size).toBe(1);
  });

  test("I3: twenty at once are one interest, and one Accept (R8)", async () => {
    const marta = v.neighbour();
    const claims = [];
    // One actor's activities are handled one after the other; here the lock alone must be enough.
    for (let n = 0; n < 20; n++) {
      claims.push(await v.claim(marta.iri, "Follow"));
    }
    const answers = await Promise.all(
      claims.map((claim, n) =>
        expressInterest(v.instance, {
          claim,
          of: { project: project.id },
          follow: `${marta.iri}#same`,
          signedAt: Date.now() + n,
          profile: marta.profile,
        }),
      ),
    );
    expect(answers.filter((answer) => answer === "ignored")).toEqual([]);
    expect(await count("interest", marta)).toBe(1);
    const ids = new Set((await answersTo(marta)).map(({ id }) => id));
    expect(ids.size).toBe(1);
  });

  test("I3, B5: several Follows of one project are one interest; each has an Accept of its own", async () => {
    const marta = v.neighbour();
    for (const n of [1, 2, 3])
      expect(await marta.follow(project, { id: `${marta.iri}#${n}` })).toBe("accepted");
    const answers = await answersTo(marta);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(3);
    expect(answers.map(({ object }) => (object as { id: string }).id)).toEqual(
      [1, 2, 3].map((n) => `${marta.iri}#${n}`),
    );
    expect(await count("interest", marta)).toBe(1);
  });

  test("F3: the interest ends with the last of them", async () => {
    const marta = v.neighbour();
    await marta.follow(project, { id: `${marta.iri}#1` });
    await marta.follow(project, { id: `${marta.iri}#2` });
    expect(await marta.undo(project, { id: `${marta.iri}#1` })).toBe("still-follows");
    expect(await marta.interest(project)).toMatchObject({ state: "follows" });
    expect(await marta.undo(project, { id: `${marta.iri}#2` })).toBe("withdrawn");
    expect(await marta.interest(project)).toMatchObject({ state: "withdrawn" });
  });
});

describe("F1: the last word counts, not the last to arrive", () => {
  test("F1: after an Undo, the same id signed later is a new Follow, and its Accept a new one", async () => {
    const marta = v.neighbour();
    await marta.follow(project, { signedAt: 1_000 });
    const [first] = await answersTo(marta);
    await marta.undo(project, { signedAt: 2_000 });
    expect(await marta.follow(project, { signedAt: 3_000 })).toBe("accepted");
    const answers = await answersTo(marta);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.id).not.toBe(first?.id);
    expect(answers[0]).toMatchObject({ type: "Accept", object: first?.object });
  });

  test("F1: signed before it, it is a repetition, and nothing", async () => {
    const marta = v.neighbour();
    await marta.follow(project, { signedAt: 1_000 });
    await marta.undo(project, { signedAt: 2_000 });
    await v.notices();
    expect(await marta.follow(project, { signedAt: 1_000 })).toBe("ignored");
    expect(await marta.interest(project)).toMatchObject({ state: "withdrawn" });
    expect(await v.notices()).toEqual([]);
  });

  test("F6: what was handled once, or by somebody else, has no effect a second time", async () => {
    const marta = v.neighbour();
    const claim = await v.claim(marta.iri, "Follow");
    const asked = {
      claim,
      of: { project: project.id },
      follow: `${marta.iri}#1`,
      signedAt: 1,
      profile: marta.profile,
    };
    expect(await expressInterest(v.instance, asked)).toBe("accepted");
    expect(await expressInterest(v.instance, asked)).toBe("ignored");
    expect(
      await expressInterest(v.instance, { ...asked, claim: { ...claim, lease: "stolen" } }),
    ).toBe("ignored");
    expect(await v.notices()).toHaveLength(1);
  });
});

describe("I6: a closed project takes nobody new", () => {
  test("I6: a new Follow is refused, and their server is told", async () => {
    const closed = await v.project();
    const before = v.neighbour("abans");
    await before.follow(closed);
    expect(await closeProject(v.instance, closed.id)).toBe("closed");
    expect(await closeProject(v.instance, closed.id)).toBe("already-closed");
    await v.notices();

    const marta = v.neighbour("marta");
    expect(await marta.follow(closed)).toBe("project-closed");
    const [reject] = await answersTo(marta);
    expect(reject).toMatchObject({
      type: "Reject",
      object: { id: `${marta.iri}#follows/${closed.id}` },
    });
    expect(await count("interest", marta)).toBe(0);
    expect(await count("appointment", marta)).toBe(0);

    // Whoever followed before stays, and is answered with yes again.
    await before.follow(closed, { id: `${before.iri}#again` });
    expect((await answersTo(before))[0]).toMatchObject({ type: "Accept" });
  });

  test("I6: whoever was refused is no follower: what the project says does not go to them", async () => {
    const closed = await v.project();
    await closeProject(v.instance, closed.id);
    const marta = v.neighbour("marta", { sharedInbox: "https://refusada.test/inbox" });
    await marta.follow(closed);
    expect(await followerInboxes(v.instance.db, `/ap/projects/${closed.id}`)).toEqual([]);
  });
});

describe("C6: the question comes after the answer was taken", () => {
  test("C6: an appointment is made when the Accept was handed over, not before", async () => {
    const marta = v.neighbour();
    await marta.follow(project);
    await v.write();
    expect(await count("appointment", marta)).toBe(0);
    await v.handOver(500);
    expect(await count("appointment", marta)).toBe(0);
    await v.handOver(202);
    expect(await count("appointment", marta)).toBe(1);
    const [row] = await v.rows<{ in: number; kind: string }>(
      sql`select kind, extract(epoch from due_at - now())::float8 as in from appointment where person_id = ${await marta.id()}`,
    );
    expect(row?.kind).toBe("question");
    expect(row?.in).toBeGreaterThan(50);
    expect(row?.in).toBeLessThanOrEqual(60);
  });

  test("C6: an Accept that is repeated does not ask twice", async () => {
    const marta = v.neighbour();
    await marta.follow(project);
    for (let n = 0; n < 3; n++) {
      await answersTo(marta);
      await marta.follow(project);
    }
    await answersTo(marta);
    expect(await count("appointment", marta)).toBe(1);
    await v.keep("question", marta);
    expect((await v.told()).map(({ say }) => say)).toEqual(["where"]);
    await marta.follow(project);
    await answersTo(marta);
    expect(await count("appointment", marta)).toBe(0);
  });

  test.each([
    ["Service", {}],
    ["Application", {}],
    ["Group", {}],
    ["Organization", {}],
    ["Person", { noBots: true }],
  ])("C7: a %s %j may follow and is asked nothing", async (type, profile) => {
    const robot = v.neighbour("robot", { type, ...profile });
    expect(await robot.follow(project)).toBe("accepted");
    expect(await answersTo(robot)).toHaveLength(1);
    expect(await count("appointment", robot)).toBe(0);
  });

  test("P8: a sensitive project asks nothing", async () => {
    const sensitive = await v.project({ sensitive: true });
    const marta = v.neighbour();
    await marta.follow(sensitive);
    expect(await answersTo(marta)).toHaveLength(1);
    expect(await count("appointment", marta)).toBe(0);
  });

  test("I6: nor does one that was closed meanwhile", async () => {
    const closing = await v.project();
    const [early, late] = [v.neighbour("early"), v.neighbour("late")];
    await early.follow(closing);
    await answersTo(early);
    await late.follow(closing);
    await v.write();
    await closeProject(v.instance, closing.id);
    await v.handOver();
    expect(await count("appointment", late)).toBe(0);
    await v.keep("question", early);
    expect(await v.told()).toEqual([]);
  });

  test("C6: whoever unfollowed before the Accept arrived is not asked", async () => {
    const marta = v.neighbour();
    await marta.follow(project);
    await v.write();
    await marta.undo(project);
    await v.handOver();
    expect(await count("appointment", marta)).toBe(0);
  });
});
