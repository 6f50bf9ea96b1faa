/** Where our private messages stand on the servers of those whom we write to: answers below what they answer. */
import { beforeAll, expect, test } from "vitest";
import { type Fediverse, fediverse } from "../support/fediverse.ts";
import type { Neighbour } from "../support/neighbours.ts";

let all: Fediverse;
let marta: Neighbour;

beforeAll(async () => {
  all = await fediverse();
  marta = all.people.person("marta");
  await marta.follow(all.project);
  await all.girona.settle();
});

type Note = { readonly inReplyTo?: string; readonly context?: string; readonly content: string };

/** The last thing that she was told. */
function last(): Note {
  const notes = all.people.received.filter(({ activity }) => activity.type === "Create");
  return notes.at(-1)?.activity.object as unknown as Note;
}

/** Says something as her server would, with whatever it says of the thread. */
async function say(text: string, id: string, more: object = {}): Promise<Note> {
  const before = all.people.received.length;
  const to = [all.project];
  const note = { id, type: "Note", attributedTo: marta.iri, to, content: text, ...more };
  const answer = await marta.post(`${all.project}/inbox`, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${id}/activity`,
    type: "Create",
    actor: marta.iri,
    to,
    object: note,
  });
  expect(answer.status).toBe(202);
  await all.girona.settle();
  expect(all.people.received.length).toBeGreaterThan(before);
  return last();
}

test("C8: an answer stands below the note that it answers, each below its own", async () => {
  const town = `${marta.iri}/statuses/town`;
  const answer = await say("Visc a Girona", town);
  expect(answer.content).toContain("Girona (Gironès)");
  expect(answer.inReplyTo).toBe(town);
  const help = `${marta.iri}/statuses/help`;
  expect((await say("ajuda", help)).inReplyTo).toBe(help);
});

test("C8: what is said unasked answers nothing", async () => {
  const pere = all.people.person("pere");
  await pere.follow(all.project);
  await all.girona.settle();
  const question = last();
  expect(question.content).toContain("A quin poble o ciutat vius?");
  expect(question).not.toHaveProperty("inReplyTo");
  expect(question).not.toHaveProperty("context");
});

test("FEP-7888: the thread is kept when it is an address of their own server, and no other", async () => {
  const thread = `${new URL(marta.iri).origin}/contexts/1`;
  const id = `${marta.iri}/statuses/thread`;
  expect(await say("ajuda", `${id}/1`, { context: thread })).toMatchObject({
    inReplyTo: `${id}/1`,
    context: thread,
  });
  for (const [n, context] of ["https://other.test/1", "tag:veins.test,2026:1", {}, 7].entries()) {
    const answer = await say("ajuda", `${id}/${n + 2}`, { context });
    expect(answer.inReplyTo).toBe(`${id}/${n + 2}`);
    expect(answer).not.toHaveProperty("context");
  }
});
