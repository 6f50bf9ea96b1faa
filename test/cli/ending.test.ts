/** Commands that cannot be taken back: what they ask for, and what they answer. */
import { parseSync } from "@optique/core/parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parser } from "../../src/cli/commands.ts";
import { type AdminCommand, administer } from "../../src/cli/index.ts";
import { allProjects } from "../../src/store/projects.ts";
import { type TestInstance, testInstance } from "../support/instance.ts";

let instance: TestInstance;
let slugs: readonly string[];

beforeAll(async () => {
  instance = await testInstance();
  slugs = (await allProjects(instance.db)).map((project) => project.sheet.slug);
});

afterAll(() => instance.close());

async function ask(line: string) {
  const parsed = parseSync(parser, line.split(" "));
  if (!parsed.success || parsed.value.does === "serve") throw new Error(`not a command: ${line}`);
  return administer(instance, parsed.value as AdminCommand, {
    shipped: () => [],
    aliasesOf: async () => null,
  });
}

const document = { headers: { accept: "application/activity+json" } };

describe("keys turn", () => {
  test.each([["keys turn"], ["keys turn org --all"], ["keys turn org instance"]])(
    "%s is no command: one actor, or all",
    (line) => expect(parseSync(parser, line.split(" ")).success).toBe(false),
  );

  test("finds an actor by kind, handle, short name and id, and says what it did", async () => {
    const [project] = await allProjects(instance.db);
    if (project === undefined) throw new Error("no project");
    const { slug, handle } = project.sheet;
    const id = `https://girona.test/ap/projects/${project.id}`;
    expect((await ask(`keys turn ${slug}`)).lines).toEqual([`It had no keys yet: ${id}`]);
    await instance.request(`/ap/projects/${project.id}`, document);
    for (const named of [slug, handle, `@${handle}@girona.test`, id, project.id]) {
      expect(await ask(`keys turn ${named}`)).toMatchObject({
        exit: 0,
        data: [{ actor: id, outcome: "turned" }],
        lines: [`New keys: ${id}`],
      });
    }
    expect((await ask("keys turn org")).exit).toBe(0);
    expect((await ask("keys turn ningu")).exit).toBe(1);
  });

  test("--all turns those that have keys", async () => {
    const { data } = await ask("keys turn --all");
    expect((data as readonly { outcome: string }[]).map((one) => one.outcome)).toContain("turned");
  });
});

describe("project retire", () => {
  test("without --yes does nothing, and says what it would do", async () => {
    const { exit, lines } = await ask(`project retire ${slugs[0]}`);
    expect(exit).toBe(1);
    expect(lines.join(" ")).toContain("--yes");
    expect(lines.join(" ")).toContain("project close");
    expect((await allProjects(instance.db)).map((one) => one.sheet.slug)).toEqual(slugs);
  });

  test("with it retires: the project is not listed, and no command knows it any more", async () => {
    const [gone = ""] = slugs;
    const [project] = await allProjects(instance.db);
    expect(await ask(`project retire ${gone} --yes`)).toMatchObject({
      exit: 0,
      data: { id: project?.id, slug: gone, outcome: "retired" },
    });
    expect((await allProjects(instance.db)).map((one) => one.sheet.slug)).toEqual(slugs.slice(1));
    for (const line of [
      `project retire ${gone} --yes`,
      `project close ${gone}`,
      `project show ${project?.id}`,
    ]) {
      expect((await ask(line)).exit).toBe(1);
    }
  });

  test("the keys of what was retired stay as others know them", async () => {
    const [row] = await instance.db.execute<{ path: string }>(
      "select path from tombstone where former_type = 'Group'",
    );
    const { data } = await ask(`keys turn https://girona.test${row?.path}`);
    expect(data).toMatchObject([{ outcome: "gone" }]);
  });
});
