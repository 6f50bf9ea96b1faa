/** What anybody can fetch about a team, and what is wrong with it. */

import { isPublic } from "./conversation.ts";
import { webfinger } from "./lookup.ts";
import { peopleOf, type Scene, type Story } from "./scene.ts";
import { read } from "./server.ts";
import {
  type Answer,
  activityJson,
  ask,
  asObject,
  idOf,
  type Json,
  jsonIn,
  listOf,
  textOf,
} from "./wire.ts";

export type Public = {
  readonly scene: Scene;
  readonly note: string;
  readonly team: string | null;
  readonly page: string | null;
  readonly noteWrong: readonly string[];
  readonly teamWrong: readonly string[];
  /** Everything public that was read, to look for names in. */
  readonly texts: readonly { readonly address: string; readonly text: string }[];
};

type Notebook = {
  readonly texts: { address: string; text: string }[];
  readonly wrong: string[];
};

/** From the note that the project boosted to the team, as a stranger would go; null without a note. */
export async function lookAt(story: Story, scene: Scene): Promise<Public | null> {
  const { note: address } = scene;
  if (address === null) return null;
  const texts: { address: string; text: string }[] = [];
  const aboutNote: Notebook = { texts, wrong: [] };
  const note = await document(story, address, aboutNote);
  await judgeNote(story, scene, { address, note, notebook: aboutNote });
  const aboutTeam: Notebook = { texts, wrong: [] };
  const page = pageOf(scene, note);
  if (page === null) aboutTeam.wrong.push("the note links to no page under /t/");
  const team = page === null ? null : await judgeTeam(story, page, aboutTeam);
  for (const other of [scene.page, `${scene.instance.origin}/`]) await html(other, aboutTeam);
  return {
    scene,
    note: address,
    team,
    page,
    noteWrong: aboutNote.wrong,
    teamWrong: aboutTeam.wrong,
    texts,
  };
}

async function document(
  story: Story,
  address: string,
  { texts, wrong }: Notebook,
): Promise<Json | null> {
  const answer = await followed(address, (one) => asServer(story, one));
  texts.push({ address, text: answer.body });
  const found = answer.status === 200 ? jsonIn(answer.body) : null;
  if (found === null) wrong.push(`${address} answered ${answer.status} to a server`);
  else if (!(answer.headers["content-type"] ?? "").startsWith(activityJson)) {
    wrong.push(`${address} answered ${answer.headers["content-type"]} to a server`);
  }
  return found;
}

async function html(address: string, { texts, wrong }: Notebook): Promise<void> {
  const answer = await followed(address, (one) => asNobody(one, "text/html"));
  texts.push({ address, text: answer.body });
  if (answer.status !== 200 || !(answer.headers["content-type"] ?? "").startsWith("text/html")) {
    wrong.push(
      `${address} answered ${answer.status} ${answer.headers["content-type"]} to a browser`,
    );
  }
}

function asServer(story: Story, address: string): Promise<Answer> {
  return read(story.server, address).catch(unreachable);
}

function asNobody(address: string, accept: string): Promise<Answer> {
  return ask(address, { headers: { accept } }).catch(unreachable);
}

/** No answer at all is wrong too, and no reason to stop looking. */
function unreachable(error: unknown): Answer {
  return { status: 0, headers: {}, body: String(error) };
}

/** With redirects within the same server, at most three. */
async function followed(
  address: string,
  fetchOne: (address: string) => Promise<Answer>,
): Promise<Answer> {
  let at = address;
  for (let hop = 0; ; hop++) {
    const answer = await fetchOne(at);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status > 399 || location === undefined) return answer;
    const target = new URL(location, at);
    if (hop === 3 || target.origin !== new URL(at).origin) return answer;
    at = target.href;
  }
}

async function judgeNote(
  story: Story,
  scene: Scene,
  { address, note, notebook }: { address: string; note: Json | null; notebook: Notebook },
): Promise<void> {
  const is = (holds: boolean, why: string): void => {
    if (!holds) notebook.wrong.push(why);
  };
  const org = `${scene.instance.origin}/ap/org`;
  is(note?.type === "Note" && note.id === address, `${address} is not a Note of that id`);
  is(idOf(note?.attributedTo) === org, "the note is not the cooperative's");
  is(note !== null && isPublic(note), "the note is not public");
  await html(address, notebook);
  const announced = story.server.deliveries.filter(
    ({ activity, signer }) =>
      activity.type === "Announce" &&
      signer === scene.project.id &&
      idOf(activity.object) === address,
  );
  const others = story.server.deliveries.filter(
    ({ activity, signer }) =>
      activity.type === "Announce" &&
      signer === scene.project.id &&
      idOf(activity.object) !== address,
  );
  is(others.length === 0, "the project boosted something else too");
  for (const { account, leftAt, plan } of peopleOf(story, scene)) {
    const got = announced.some(({ to }) => to === account);
    if (leftAt === null) is(got, `the boost did not reach ${plan.name}`);
  }
  const outbox = await outboxOf(story, org, notebook);
  is(outbox.includes(address), "the cooperative's outbox does not hold the note");
}

/** The ids of the objects in an outbox: its first page is enough. */
async function outboxOf(story: Story, actor: string, notebook: Notebook): Promise<string[]> {
  const outbox = await document(story, `${actor}/outbox`, notebook);
  const first = outbox?.first;
  const page = typeof first === "string" ? await document(story, first, notebook) : asObject(first);
  const items = [...listOf(outbox?.orderedItems), ...listOf(page?.orderedItems)];
  return items.flatMap((item) => {
    const id = idOf(asObject(item)?.object) ?? idOf(item);
    return id === null ? [] : [id];
  });
}

/** The page of the team that the note links to. */
function pageOf({ instance }: Scene, note: Json | null): string | null {
  for (const [, href = ""] of (textOf(note, "content") ?? "").matchAll(/href="([^"]+)"/g)) {
    if (!URL.canParse(href)) continue;
    const url = new URL(href);
    if (url.origin === instance.origin && /^(\/[a-z]{2})?\/t\/[^/]+$/.test(url.pathname))
      return href;
  }
  return null;
}

async function judgeTeam(story: Story, page: string, notebook: Notebook): Promise<string | null> {
  await html(page, notebook);
  const actor = await document(story, page, notebook);
  const id = textOf(actor, "id");
  const name = textOf(actor, "preferredUsername");
  if (actor === null || id === null || name === null) {
    notebook.wrong.push(`${page} leads a server to no actor`);
    return null;
  }
  if (actor.type !== "Group") notebook.wrong.push(`the team is a ${String(actor.type)}`);
  await document(story, id, notebook);
  await html(id, notebook);
  const { host } = new URL(id);
  const found = await webfinger(host, `acct:${name}@${host}`);
  if (found.id !== id)
    notebook.wrong.push(`WebFinger of ${name}@${host} answers ${found.status} ${found.id}`);
  return id;
}

/** What a stranger can read of what is private, asking as a server and as nobody. */
export async function openDoors(
  story: Story,
  { project }: Scene,
  notes: readonly string[],
): Promise<string[]> {
  const open: string[] = [];
  for (const note of notes) {
    for (const { status } of [await asServer(story, note), await asNobody(note, activityJson)]) {
      if (status >= 200 && status < 400) open.push(`${note} answered ${status}`);
    }
  }
  if (project.followers === null) return open;
  const followers = jsonIn((await asServer(story, project.followers)).body);
  for (const name of ["items", "orderedItems", "first"]) {
    if (listOf(followers?.[name]).length > 0) open.push(`${project.followers} has ${name}`);
  }
  return open;
}
