/** Handing a project over to another server, and taking one over (protocol.md 8.3, 87). */
import { parseSync } from "@optique/core/parser";
import { beforeEach, describe, expect, test } from "vitest";
import { actorPath } from "../../src/addresses.ts";
import { parser } from "../../src/cli/commands.ts";
import { type AdminCommand, administer } from "../../src/cli/index.ts";
import type { Project } from "../../src/domain/projects.ts";
import { aliasesOf } from "../../src/federation/remote-actor.ts";
import { deedsSince } from "../../src/store/audit.ts";
import { allProjects } from "../../src/store/projects.ts";
import { draft } from "./signer.ts";
import { document, type Sender, somebody, type World, world } from "./world.ts";

type Json = Readonly<Record<string, unknown>>;

const elsewhere = "https://vic.test/users/hort";

let w: World;
let project: Project;
let iri: string;
let received: Json[];

beforeEach(async () => {
  w = await world();
  const [first] = await allProjects(w.instance.db);
  if (first === undefined) throw new Error("no project");
  project = first;
  iri = w.instance.origin + actorPath({ kind: "project", id: project.id });
  received = [];
  w.route("https://veins.test/*", async (request) => {
    received.push((await request.json()) as Json);
    return new Response(null, { status: 202 });
  });
});

function says(alsoKnownAs: readonly string[]): void {
  const there = somebody("vic.test", "hort", { document: { type: "Group", alsoKnownAs } });
  w.route(elsewhere, () => document(there.document));
}

async function command(line: string) {
  const parsed = parseSync(parser, `project ${line}`.split(" "));
  if (!parsed.success) throw new Error(`not a command: ${line}`);
  const done = await administer(w.instance, parsed.value as AdminCommand, {
    shipped: () => [],
    aliasesOf: (of) => aliasesOf(w.instance, of),
  });
  await w.instance.settle();
  return done;
}

const move = (to = elsewhere) => command(`move ${project.sheet.slug} --to ${to}`);

async function follow(name: string): Promise<Sender> {
  const by = w.sender("veins.test", name);
  const body = JSON.stringify({
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${by.iri}/follows/1`,
    type: "Follow",
    actor: by.iri,
    object: iri,
  });
  expect((await w.instance.answer(draft(`${iri}/inbox`, body, by))).status).toBe(202);
  await w.instance.settle();
  return by;
}

async function shown(): Promise<Json> {
  const headers = { accept: "application/activity+json" };
  const answer = await w.instance.request(new URL(iri).pathname, { headers });
  return (await answer.json()) as Json;
}

describe("87: a project that moves", () => {
  test("says so in its actor first, then in a Move, once to each server of its followers", async () => {
    await follow("marta");
    await follow("pere");
    received.length = 0;
    says([iri]);
    expect((await move()).exit).toBe(0);
    const [update, moved, ...rest] = received;
    expect(rest).toEqual([]);
    expect(update).toMatchObject({ type: "Update", object: { id: iri, movedTo: elsewhere } });
    expect(moved).toMatchObject({ type: "Move", actor: iri, object: iri, target: elsewhere });
    expect(moved?.cc).toEqual([`${iri}/followers`]);
    expect(await shown()).toMatchObject({ id: iri, movedTo: elsewhere });
    const deed = (await deedsSince(w.instance.db, new Date(0))).at(-1);
    expect(deed).toMatchObject({ did: "project move", details: { to: elsewhere } });
  });

  test("only to where the other says so too, and can be asked", async () => {
    await follow("marta");
    received.length = 0;
    says(["https://other.test/users/hort"]);
    expect((await move()).exit).not.toBe(0);
    w.down.add("vic.test");
    expect((await move()).exit).not.toBe(0);
    for (const to of ["hort", `${w.instance.origin}/ap/org`, "ftp://vic.test/x"]) {
      expect((await move(to)).exit).not.toBe(0);
    }
    expect(received).toEqual([]);
    expect(await shown()).not.toHaveProperty("movedTo");
  });

  test("moves once: the same again tells once more, another place is refused", async () => {
    says([iri]);
    await move();
    expect((await move()).exit).toBe(0);
    const other = somebody("lleida.test", "hort", { document: { alsoKnownAs: [iri] } });
    w.route(other.iri, () => document(other.document));
    expect((await move(other.iri)).exit).not.toBe(0);
    expect(await shown()).toMatchObject({ movedTo: elsewhere });
  });

  test("takes no new follower, and its page says where it goes on", async () => {
    says([iri]);
    await move();
    received.length = 0;
    await follow("aina");
    expect(received.map(({ type }) => type)).toEqual(["Reject"]);
    const page = await w.instance.request(`/en/p/${project.sheet.slug}`, {
      headers: { accept: "text/html" },
    });
    const html = await page.text();
    expect(html).toContain("This project goes on elsewhere");
    expect(html).toContain(`href="${elsewhere}"`);
  });
});

test("87: a project names who may send followers here, and tells those it has", async () => {
  await follow("marta");
  received.length = 0;
  const alias = () => command(`alias ${project.sheet.slug} --of ${elsewhere}`);
  expect((await alias()).exit).toBe(0);
  expect(await shown()).toMatchObject({ alsoKnownAs: [elsewhere] });
  expect(received).toMatchObject([{ type: "Update", object: { alsoKnownAs: [elsewhere] } }]);
  expect((await alias()).exit).toBe(0);
  expect((await shown()).alsoKnownAs).toEqual([elsewhere]);
  for (let n = 1; n < 10; n++) {
    expect((await command(`alias ${project.sheet.slug} --of ${elsewhere}${n}`)).exit).toBe(0);
  }
  expect((await command(`alias ${project.sheet.slug} --of ${elsewhere}10`)).exit).not.toBe(0);
});
