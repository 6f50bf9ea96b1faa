/** Who learns what: rules P1, P2, P9, T4, F4 of docs/rules.md, through the whole server, from the first follow to the team. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorIri } from "../../src/addresses.ts";
import { allTeams } from "../../src/store/teams.ts";
import { type Fediverse, fediverse } from "../support/fediverse.ts";

/** Esterri d'Àneu: 874 inhabitants, and no larger town within 21 km. Its comarca is Pallars Sobirà. */
const small = { town: "Esterri d'Àneu", code: "25086", slug: "esterri", comarca: "Pallars Sobirà" };

/** Accounts, and the names to be called; of one who says no, and of one who only follows, what must never be seen. */
const members = [
  ["zulema91", "Zulema de cal Pau"],
  ["oriolbtt", "l'Oriol"],
  ["quimeta", "Quima"],
  ["wendelin", "Wendelí"],
  ["fructuos", "Fructuós"],
] as const;
const declines = "hermenegilda";
const onlooker = "eulogia";

const accounts = [...members.map(([account]) => account), declines, onlooker];
const called = members.map(([, name]) => name);

let f: Fediverse;
let team: string;
let slug: string;
/** What each of them had been told in private before anybody said yes, and at the end. */
const toldBefore = new Map<string, readonly string[]>();
const toldAfter = new Map<string, readonly string[]>();
/** Every public document and page, by address: while the team gathers, and when it has formed. */
let gathering: ReadonlyMap<string, string>;
let after: ReadonlyMap<string, string>;

beforeAll(async () => {
  f = await fediverse();
  const { girona, people, project } = f;
  for (const account of accounts) {
    await people.person(account).follow(project);
    await people
      .person(account)
      .follow(actorIri(girona.origin, { kind: "org" }), `https://veins.test/org/${account}`);
  }
  await girona.settle();
  for (const account of [...members.map(([one]) => one), declines]) {
    await people.person(account).say(project, small.town);
  }
  await girona.settle();
  for (const account of [...members.map(([one]) => one), declines]) {
    await people.person(account).say(project, "Sí");
  }
  await girona.settle();
  for (const account of accounts) toldBefore.set(account, people.person(account).told());
  gathering = await everythingPublic();
  await people.person(declines).say(project, "no");
  for (const [account, name] of members.slice(0, 4)) {
    await people.person(account).say(project, `sí, ${name}`);
    await girona.settle();
  }
  const [last] = members.slice(-1);
  if (last === undefined) throw new Error("nobody");
  await people.person(last[0]).say(project, `sí, ${last[1]}`);
  await girona.settle();
  const [formed] = await allTeams(girona.db);
  if (formed?.state !== "formed") throw new Error("no team has formed");
  team = actorIri(girona.origin, { kind: "team", id: formed.id });
  slug = formed.slug;
  for (const account of accounts) toldAfter.set(account, people.person(account).told());
  after = await everythingPublic();
}, 120_000);

afterAll(() => f.girona.close());

/** Follows every address that public documents and pages of ours name, from the doors that everybody knows. */
async function everythingPublic(): Promise<ReadonlyMap<string, string>> {
  const { girona, project } = f;
  const seen = new Map<string, string>();
  const open = [
    "/",
    "/ca",
    "/es",
    "/en",
    "/ap/org",
    "/ap/instance",
    new URL(project).pathname,
    "/.well-known/nodeinfo",
    "/nodeinfo/2.1",
    "/.well-known/host-meta",
    ...["outbox?cursor=first", "followers", "following", "featured"].flatMap((name) => [
      `/ap/org/${name}`,
      `${new URL(project).pathname}/${name}`,
    ]),
  ];
  for (const path of open) {
    // Of the pages of places, those around here; the others say nothing of anybody.
    if (/^\/(?:\w\w\/)?(?:lloc|lugar|place)\//.test(path)) continue;
    for (const accept of ["application/activity+json", "text/html"]) {
      const key = `${accept} ${path}`;
      if (seen.has(key)) continue;
      const response = await girona.request(path, { headers: { accept } });
      const location = response.headers.get("location") ?? "";
      const text = `${path}\n${location}\n${await response.text()}`;
      seen.set(key, text);
      for (const [, found = ""] of text.matchAll(
        /(?:https:\/\/girona\.test)?(\/(?:ap|p|t|ca|es|en)\/[^"'<>\s\\]*)/g,
      )) {
        const next = found.split("#", 1)[0] ?? "";
        if (!open.includes(next) && !next.endsWith("/inbox") && open.length < 400) open.push(next);
      }
    }
  }
  for (const actor of [
    "cooperativa",
    ...[...seen.keys()].flatMap((key) => /\/t\/([^ ]+)$/.exec(key)?.[1] ?? []),
  ]) {
    const path = `/.well-known/webfinger?resource=acct:${actor}@girona.test`;
    seen.set(path, await (await girona.request(path)).text());
  }
  return seen;
}

/** Where one of these words stands. */
function where(in_: ReadonlyMap<string, string>, words: readonly string[]): readonly string[] {
  return [...in_].flatMap(([address, text]) =>
    words
      .filter((word) => text.toLowerCase().includes(word.toLowerCase()))
      .map((word) => `${word}: ${address}`),
  );
}

describe("P1: nobody's name before their yes", () => {
  test("P1: until then nobody was told of anybody: no account, no name", () => {
    for (const account of accounts) {
      const others = accounts.filter((other) => other !== account);
      const text = (toldBefore.get(account) ?? []).join("\n");
      for (const word of [...others, ...called]) expect(text).not.toContain(word);
    }
  });

  test("P1: the members, and nobody else, are told the chosen names; all of them, theirs among them", () => {
    for (const [account] of members) {
      const last = (toldAfter.get(account) ?? []).at(-1) ?? "";
      for (const name of called) expect(last).toContain(name);
    }
    for (const account of [declines, onlooker]) {
      const text = (toldAfter.get(account) ?? []).join("\n");
      for (const name of called) expect(text).not.toContain(name);
    }
  });

  test("P1: never an account or an address, not even to members", () => {
    for (const account of accounts) {
      const others = accounts.filter((other) => other !== account);
      const text = (toldAfter.get(account) ?? []).join("\n");
      for (const word of [...others, "veins.test/users"]) expect(text).not.toContain(word);
    }
  });

  test("T4: everybody was told once that the team has formed", () => {
    for (const [account] of members) {
      const news = (toldAfter.get(account) ?? []).filter((text) => text.includes("Ja sou un grup"));
      expect(news).toHaveLength(1);
    }
    for (const account of [declines, onlooker]) {
      expect((toldAfter.get(account) ?? []).join("\n")).not.toContain("Ja sou un grup");
    }
  });

  test("57: what is private went to one personal inbox each, and to nobody else", () => {
    for (const { activity, to } of f.people.received) {
      const whole = JSON.stringify(activity);
      if (
        activity.type !== "Create" ||
        whole.includes("ActivityStreams#Public") ||
        whole.includes("activitystreams#Public")
      )
        continue;
      const addressed = (activity as unknown as { to: string[] }).to;
      expect(addressed).toHaveLength(1);
      expect(`https://veins.test${to}`).toBe(`${addressed[0]}/inbox`);
    }
  });
});

describe("what anybody can read", () => {
  test("the test sees what there is to see", () => {
    expect(after.size).toBeGreaterThan(30);
    expect(where(after, [slug]).length).toBeGreaterThan(3);
    expect(where(after, [small.comarca]).length).toBeGreaterThan(3);
  });

  test("P1, F5: no account and no name, before and after", () => {
    const words = [...accounts, ...called.filter((name) => name.length > 5), "veins.test"];
    expect(where(gathering, words)).toEqual([]);
    expect(where(after, words)).toEqual([]);
  });

  test("P2: a town under 2,000 inhabitants appears only as its comarca: in documents, pages, slugs, names", () => {
    const words = [small.town, "Esterri", small.slug, small.code];
    expect(where(gathering, words)).toEqual([]);
    expect(where(after, words)).toEqual([]);
    expect(slug).toContain("pallars-sobira");
  });

  test("P2: nor by its coordinates", async () => {
    const response = await f.girona.request(new URL(team).pathname, {
      headers: { accept: "application/activity+json" },
    });
    const document = (await response.json()) as Record<string, unknown>;
    expect(document.location).toEqual({
      type: "Place",
      name: small.comarca,
      url: "urn:idescat:comarca:26",
    });
    expect(String(document.preferredUsername)).toMatch(/^[a-z0-9_]{2,20}$/);
    expect(String(document.preferredUsername)).not.toMatch(/ester|aneu/);
    expect(String(document.name)).toContain(small.comarca);
  });

  test("P2: nor by the pages of places: its own page says no more than that of any other town of the comarca", async () => {
    const links = async (path: string) => {
      const text = await (
        await f.girona.request(path, { headers: { accept: "text/html" } })
      ).text();
      // The team as it is shown, heading included: what comes before it tells whether it is "here" or "around".
      const main = /<main[\s\S]*<\/main>/.exec(text)?.[0] ?? text;
      return (
        main.match(
          /<section><h2>[^<]*<\/h2>(?:(?!<\/section>)[\s\S])*\/t\/(?:(?!<\/section>)[\s\S])*<\/section>/g,
        ) ?? []
      );
    };
    const own = await links("/lloc/25086-esterri-d-aneu");
    const other = await links("/lloc/25901-vall-de-cardos");
    expect(own).toEqual(other);
    expect(own.join("")).toContain(`/t/${slug}`);
    expect(await links("/lloc/17079-girona")).toEqual([]);
  });

  test("P2: nor in what is sent in public", () => {
    const sent = f.people.received.filter(
      ({ raw }) => raw.includes("ActivityStreams#Public") || raw.includes("activitystreams#Public"),
    );
    expect(sent.length).toBeGreaterThan(1);
    for (const { raw } of sent) {
      for (const word of ["Esterri", small.slug, small.code, ...accounts, ...called])
        expect(raw).not.toContain(word);
    }
    expect(sent.some(({ raw }) => raw.includes(small.comarca))).toBe(true);
  });

  test("T1: while it gathers, the team is nowhere", () => {
    expect(where(gathering, [slug, new URL(team).pathname])).toEqual([]);
  });

  test("F1, F4, J7: no number of people stands anywhere: neither followers nor members", () => {
    for (const [address, text] of after) {
      if (!address.includes("followers")) continue;
      expect(text).not.toMatch(/totalItems|"items"|orderedItems|"first"/);
    }
    const page = after.get(`text/html /t/${slug}`) ?? "";
    expect(page).not.toBe("");
    expect(page).not.toMatch(
      /\b(?:5|cinc|cinco|five) (?:persones|personas|people|membres|miembros|members)\b/i,
    );
  });

  test("the same team in a town of 2,000 and more says its name", async () => {
    const { girona, people, project } = f;
    const names = ["abel", "berta", "cesc", "dora", "enric"];
    for (const name of names) await people.person(name).follow(project);
    await girona.settle();
    for (const name of names) {
      await people.person(name).say(project, "Girona");
      await people.person(name).say(project, "sí");
    }
    await girona.settle();
    for (const name of names) await people.person(name).say(project, `sí, ${name}`);
    await girona.settle();
    const formed = (await allTeams(girona.db)).find(({ hub }) => hub === "urn:ine:17079");
    expect(formed).toMatchObject({ state: "formed" });
    expect(formed?.slug).toMatch(/-girona$/);
    const response = await girona.request(`/ap/teams/${formed?.id}`, {
      headers: { accept: "application/activity+json" },
    });
    expect(await response.json()).toMatchObject({
      location: { name: "Girona", url: "urn:ine:17079" },
    });
  });
});

test("P9: nothing that another server was sent bears our number of a person", async () => {
  const { girona, people } = f;
  const rows = [...(await girona.db.execute("select id from person" as never))] as unknown as {
    id: string;
  }[];
  expect(rows.length).toBeGreaterThan(5);
  for (const { raw } of people.received) for (const { id } of rows) expect(raw).not.toContain(id);
  for (const text of after.values()) for (const { id } of rows) expect(text).not.toContain(id);
});
