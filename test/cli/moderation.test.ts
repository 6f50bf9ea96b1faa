/** What moderators' commands answer, to people and to programs (rules G2, G4, G5, G7, G8, G12). */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@optique/core/parser";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parser } from "../../src/cli/commands.ts";
import { type AdminCommand, administer } from "../../src/cli/index.ts";
import { operator } from "../../src/cli/who.ts";
import { type Fediverse, fediverse } from "../support/fediverse.ts";
import { root, temporaryFolder } from "../support/program.ts";

let all: Fediverse;

beforeAll(async () => {
  all = await fediverse();
  for (const name of ["marta", "pere"]) await all.people.person(name).follow(all.project);
  await all.girona.settle();
});

afterAll(() => all.girona.close());

async function ask(...words: readonly string[]) {
  const parsed = parseSync(parser, [...words]);
  if (!parsed.success || parsed.value.does === "serve") throw new Error(words.join(" "));
  const command = parsed.value as AdminCommand;
  const { exit, data, lines } = await administer(all.girona, command, {
    shipped: () => [],
    aliasesOf: async () => null,
  });
  return { exit, lines, text: lines.join("\n"), data: JSON.parse(JSON.stringify(data)) as never };
}

function file(text: string): string {
  const path = join(temporaryFolder().path, "blocks.csv");
  writeFileSync(path, text);
  return path;
}

const head = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n";

describe("rules", () => {
  test("block, limit, allow, lift, list: one spelling, with the reason", async () => {
    expect(
      await ask("moderation", "block", "BAD.example.", "--reason", "spam", "--json"),
    ).toMatchObject({
      exit: 0,
      data: {
        about: "bad.example",
        kind: "domain",
        rule: "block",
        reason: "spam",
        cutsOff: { followers: 0, seats: 0, servers: [] },
      },
      lines: ["Blocked: bad.example"],
    });
    await ask("moderation", "allow", "good.bad.example", "--reason", "known");
    await ask("moderation", "limit", "https://Fine.example/users/x", "--reason", "rude");
    expect((await ask("moderation", "list", "--json")).data).toMatchObject([
      { about: "bad.example", kind: "domain", rule: "block", reason: "spam" },
      { about: "good.bad.example", kind: "domain", rule: "allow" },
      { about: "https://fine.example/users/x", kind: "actor", rule: "limit", reason: "rude" },
    ]);
    expect((await ask("moderation", "lift", "bad.example")).data).toMatchObject({ was: "block" });
    const below = await ask("moderation", "lift", "x.good.bad.example");
    expect(below).toMatchObject({ exit: 1 });
    expect(below.text).toContain("allow");
    expect((await ask("moderation", "lift", "bad.example")).exit).toBe(1);
  });

  test("somebody is named by their handle, when they are known here", async () => {
    const named = await ask("moderation", "limit", "@Marta@veins.test", "--reason", "x");
    expect(named.data).toMatchObject({ kind: "actor", about: all.people.person("marta").iri });
    expect((await ask("moderation", "lift", "marta@veins.test")).exit).toBe(0);
    expect((await ask("moderation", "limit", "@nobody@veins.test", "--reason", "x")).exit).toBe(1);
  });

  test.each([
    ["block", "not a name"],
    ["block", "girona.test"],
    ["block", "test"],
    ["limit", "*.example"],
    ["allow", "https://fine.example/users/x"],
  ])("%s %s: 1, in words", async (rule, about) => {
    const refused = await ask("moderation", rule, about, "--reason", "x");
    expect(refused.exit).toBe(1);
    expect(refused.data).toMatchObject({ error: expect.any(String) });
    expect((await ask("moderation", "list")).text).not.toContain(`${rule}  ${about}`);
  });

  test("a rule needs a reason", () => {
    expect(parseSync(parser, ["moderation", "block", "bad.example"]).success).toBe(false);
  });
});

describe("G7: import and export", () => {
  test("shows what it would do, whom it would cut off, and does nothing", async () => {
    const path = file(
      `${head}veins.test,suspend,false,false,"Harassment, \u001b[2Jspam",false\nb*d.example,suspend,,,,true\nodd.example,noop,,,,\nquiet.example,silence,true,false,=cmd(),false\n`,
    );
    const shown = await ask("moderation", "import", path, "--json");
    expect(shown.data).toMatchObject({
      applied: false,
      rules: [
        { line: 2, domain: "veins.test", take: "block", instead: null },
        { line: 3, domain: "b*d.example", skip: "obfuscated" },
        { line: 4, domain: "odd.example", skip: "no-severity" },
        { line: 5, domain: "quiet.example", take: "limit", reason: "=cmd()" },
      ],
      cutsOff: {
        followers: 2,
        seats: 0,
        servers: [{ server: "veins.test", followers: 2, seats: 0 }],
      },
    });
    expect(shown.text).toContain("followers: 2");
    expect(shown.text).toContain("--yes");
    expect(shown.text).not.toContain("\u001b");
    expect((await ask("moderation", "list")).text).not.toContain("veins.test");
  });

  test("--yes does it; what is exported is read again as the same, and is no formula", async () => {
    const text = `${head}one.example,suspend,true,true,"Spam, and ""more""",false\ntwo.example,silence,false,false,=cmd(),false\n`;
    expect((await ask("moderation", "import", file(text), "--yes")).exit).toBe(0);
    const { lines, text: exported } = await ask("moderation", "export");
    expect(lines[0]).toBe(head.trim());
    expect(lines).toContain(`one.example,suspend,false,false,"Spam, and ""more""",false`);
    expect(lines).toContain("two.example,silence,false,false,'=cmd(),false");
    const again = await ask("moderation", "import", file(`${exported}\n`), "--json");
    for (const one of (again.data as { rules: object[] }).rules) {
      expect(one).toMatchObject({ skip: expect.stringMatching(/already-so|we-allow-it/) });
    }
    const rules = (await ask("moderation", "list")).data as readonly {
      about: string;
      reason: string;
    }[];
    expect(rules.find(({ about }) => about === "two.example")?.reason).toBe("=cmd()");
  });

  test("lists of names alone, with a byte order mark and Windows' ends of lines, are lists of blocks", async () => {
    const { data } = await ask("moderation", "import", file("\ufeffdomain\r\nplain.example\r\n"));
    expect(data).toMatchObject({ rules: [{ domain: "plain.example", take: "block" }] });
  });

  test.each([
    ["nothing to do with it", "name,colour\nx,red\n"],
    ["an open quote", `${head}"bad.example,suspend\n`],
  ])("%s: 1, in words", async (_, text) => {
    expect(await ask("moderation", "import", file(text), "--yes")).toMatchObject({
      exit: 1,
      data: { error: expect.stringContaining("blocks.csv") },
    });
  });

  test("no such file: 1", async () => {
    expect((await ask("moderation", "import", "/nowhere/blocks.csv")).exit).toBe(1);
  });
});

describe("reports and names", () => {
  test("list, show, settle", async () => {
    const { db } = all.girona;
    await db.execute(sql`insert into report (id, host, actor, about, content, state)
      values ('r1', 'fine.example', 'https://fine.example/', '["https://girona.test/ap/org"]', 'Spam', 'open')`);
    expect((await ask("report", "list", "--json")).data).toMatchObject([
      { id: "r1", host: "fine.example", about: ["https://girona.test/ap/org"], state: "open" },
    ]);
    const shown = await ask("report", "show", "r1");
    expect(shown.text).toContain("fine.example");
    expect(shown.text).toContain("Spam");
    expect((await ask("report", "settle", "r1")).exit).toBe(0);
    expect((await ask("report", "settle", "r1")).exit).toBe(1);
    expect((await ask("report", "list")).data).toEqual([]);
    expect((await ask("report", "list", "--all")).data).toMatchObject([{ state: "settled" }]);
    expect((await ask("report", "show", "nothing")).exit).toBe(1);
  });

  test("send: somebody who is known here, by name or address", async () => {
    const sent = await ask("report", "send", "@marta@veins.test", "--reason", "insults");
    expect(sent).toMatchObject({ exit: 0, data: { account: all.people.person("marta").iri } });
    expect(
      (await ask("report", "send", "https://else.example/users/x", "--reason", "x")).exit,
    ).toBe(1);
    expect((await ask("report", "send", "veins.test", "--reason", "x")).exit).toBe(1);
  });

  test("held, approve, refuse", async () => {
    const { db } = all.girona;
    await db.execute(sql`insert into held (id, person_id, kind, subject, text)
      select 'h' || row_number() over (), id, 'name', 'seat' || row_number() over (), 'La ' || handle from person limit 2`);
    expect((await ask("moderation", "held", "--json")).data).toHaveLength(2);
    expect(await ask("moderation", "approve", "h1")).toMatchObject({
      exit: 0,
      data: { shown: true },
    });
    expect(await ask("moderation", "refuse", "h2")).toMatchObject({
      exit: 0,
      data: { shown: false },
    });
    expect((await ask("moderation", "approve", "h1")).exit).toBe(1);
  });
});

describe("G12: audit", () => {
  test("every command that changed something, with who, and nothing that only looked or failed", async () => {
    await ask("project", "close", "xarxa-oberta");
    const { data } = await ask("audit", "--json");
    const deeds = data as readonly { who: string; did: string; about: string }[];
    expect(new Set(deeds.map(({ who }) => who))).toEqual(new Set([operator()]));
    const done = deeds.map(({ did, about }) => `${did} ${about}`);
    for (const one of [
      "moderation block bad.example",
      "moderation lift bad.example",
      "moderation import one.example",
      "report settle r1",
      `report send ${all.people.person("marta").iri}`,
      "moderation approve h1",
      "moderation refuse h2",
      "project close xarxa-oberta",
    ]) {
      expect(done.filter((other) => other === one)).toHaveLength(1);
    }
    expect(done.join("\n")).not.toMatch(/ list|export|held|quiet\.example|girona\.test$/m);
  });

  test("no operation that a command calls changes anything without saying who did it", () => {
    const cli = join(root, "src", "cli");
    const called = readdirSync(cli).flatMap((name) =>
      [...readFileSync(join(cli, name), "utf8").matchAll(/"\.\.\/operations\/([a-z-]+\.ts)"/g)].map(
        ([, operation = ""]) => operation,
      ),
    );
    expect(new Set(called).size).toBeGreaterThan(6);
    const silent = called.filter(
      (name) =>
        !readFileSync(join(root, "src", "operations", name), "utf8").includes("recordDeed(tx, "),
    );
    expect(silent).toEqual([]);
  });

  test("since a day", async () => {
    expect((await ask("audit", "--since", "2999-01-01")).data).toEqual([]);
    expect(
      ((await ask("audit", "--since", "2020-01-01")).data as unknown[]).length,
    ).toBeGreaterThan(0);
    expect((await ask("audit", "--since", "yesterday")).exit).toBe(1);
  });
});
