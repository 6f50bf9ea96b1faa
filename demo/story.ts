/** The story as it happens: people follow, read what arrives, and answer it or not. */

import { hear, isStop, type Person } from "./cast.ts";
import {
  type Deed,
  decide,
  heard,
  isPublic,
  type Kind,
  kindOf,
  messageIn,
} from "./conversation.ts";
import { follow, privateMention, undo } from "./documents.ts";
import { atRest } from "./ending.ts";
import { command } from "./instances.ts";
import { webfinger } from "./lookup.ts";
import { type Scene, type Story, sceneOf } from "./scene.ts";
import { type Delivery, post, read } from "./server.ts";
import { asObject, idOf, type Json, listOf, textOf } from "./wire.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Plays until everybody has said what they have to say and heard what they were to hear. */
export async function play(story: Story): Promise<void> {
  story.server.onDelivery = (delivery) => receive(story, delivery);
  let wait = 0;
  for (const person of story.cast) {
    wait += 250;
    later(story, person, wait, () => followProject(story, person));
  }
  while (!atRest(story)) await pause(200);
  story.server.onDelivery = null;
}

function tell(story: Story, person: Person, text: string): void {
  story.teller.tell(sceneOf(story, person).instance.area.comarca, `${person.plan.name} ${text}`);
}

/** Do it after a while; until then the story is not at rest. */
function later(story: Story, person: Person, ms: number, deed: () => Promise<void>): void {
  person.pending += 1;
  setTimeout(() => {
    deed()
      .catch((error: unknown) => story.faults.push(`${person.plan.name}: ${String(error)}`))
      .finally(() => {
        person.pending -= 1;
        story.stirredAt = Date.now();
      });
  }, ms);
}

async function followProject(story: Story, person: Person): Promise<void> {
  const { project } = sceneOf(story, person);
  const activity = follow(person.account, project);
  person.follow = activity;
  person.followedAt = Date.now();
  tell(story, person, `follows @${project.handle}`);
  await handOver(story, person, activity);
}

/** Post it, and again when the instance asks for patience; anything else than 2xx is a fault. */
async function handOver(story: Story, person: Person, activity: Json): Promise<boolean> {
  const { project } = sceneOf(story, person);
  for (let attempt = 1; ; attempt++) {
    const { status, body } = await post(person.account, project.inbox, activity);
    if (status >= 200 && status < 300) return true;
    if ((status !== 429 && status !== 503) || attempt === 5) {
      const what = `${String(activity.type)} of ${person.plan.name}`;
      story.faults.push(
        `${project.inbox} answered ${status} to the ${what}: ${body.slice(0, 200)}`,
      );
      return false;
    }
    await pause(1000);
  }
}

/** Something arrived in the inbox of one of our people. */
function receive(story: Story, delivery: Delivery): void {
  story.stirredAt = Date.now();
  const person = story.cast.find(({ account }) => account === delivery.to);
  if (person === undefined || delivery.repeated) return;
  const { activity } = delivery;
  const scene = sceneOf(story, person);
  if (activity.type === "Accept" && idOf(activity.object) === idOf(person.follow)) {
    person.acceptedAt ??= delivery.at;
  }
  if (activity.type === "Reject")
    story.faults.push(`the follow of ${person.plan.name} was rejected`);
  if (activity.type === "Announce" && scene.note === null) {
    scene.note = idOf(activity.object);
    story.teller.tell(scene.instance.area.comarca, "the project boosts the news to its followers");
  }
  const note = asObject(activity.object);
  const message = messageIn(activity);
  if (message === null || note === null || isPublic(note)) return;
  hear(person, message);
  const kind = kindOf(message, scene.instance.contact);
  const deed = decide(person.plan, person.memory, kind, message.text);
  const again = person.memory[kind] > 0;
  person.memory = heard(person.memory, kind);
  if (kind === "join") person.invitedAt ??= delivery.at;
  if (kind === "join" && !scene.looked) void lookEarly(story, scene);
  if (kind === "team") scene.formedAt ??= delivery.at;
  react(story, person, { kind, again, deed, noteId: message.noteId, text: message.text });
}

type Reaction = {
  readonly kind: Kind;
  readonly again: boolean;
  readonly deed: Deed;
  readonly noteId: string;
  readonly text: string;
};

const asks: Readonly<Record<Kind, string>> = {
  where: "is asked where they live",
  which: "is shown a choice of towns",
  share: "is asked whether the cooperative may know",
  join: "is invited to a team",
  name: "is asked for a name to be called",
  team: "hears that the team is there, and who is in it",
  word: "reads:",
};

function react(story: Story, person: Person, { kind, again, deed, noteId, text }: Reaction): void {
  const asked =
    kind === "join" && again
      ? "is reminded"
      : kind === "word"
        ? `${asks.word} “${brief(text)}”`
        : asks[kind];
  const words =
    deed.does === "answers"
      ? `, and answers “${deed.text}”`
      : deed.does === "unfollows"
        ? ", and unfollows"
        : "";
  const silent =
    deed.does === "nothing" && kind !== "word" && kind !== "team" ? ", and says nothing" : "";
  tell(story, person, asked + words + silent);
  if (deed.does === "answers") {
    later(story, person, deed.after, () =>
      answer(story, person, { kind, text: deed.text, noteId }),
    );
  }
  if (deed.does === "unfollows") later(story, person, deed.after, () => unfollow(story, person));
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 64 ? `${line.slice(0, 63)}…` : line;
}

async function answer(
  story: Story,
  person: Person,
  { kind, text, noteId }: { kind: Kind; text: string; noteId: string },
): Promise<void> {
  const { project } = sceneOf(story, person);
  const now = new Date();
  const words = { text, language: person.plan.language, inReplyTo: noteId, now };
  const handedOver = await handOver(story, person, privateMention(person.account, project, words));
  if (!handedOver) return;
  person.lines.push({ at: Date.now(), text, mine: true });
  person.said.push({ at: Date.now(), to: kind, text });
  // From the moment it was sent: they had read everything that was written to them before.
  if (isStop(text)) person.leftAt = now.getTime();
}

async function unfollow(story: Story, person: Person): Promise<void> {
  if (person.follow === null) return;
  const now = Date.now();
  const handedOver = await handOver(story, person, undo(person.account, person.follow));
  if (handedOver) person.leftAt = now;
}

/** The team has an address from the first invitation on; whoever looks must find nothing there. */
async function lookEarly(story: Story, scene: Scene): Promise<void> {
  scene.looked = true;
  try {
    const teams = listOf(await command(scene.instance, ["team", "list"]));
    for (const team of teams) {
      const actor = textOf(asObject(team), "actor");
      if (actor === null) continue;
      const found = await webfinger(new URL(actor).host, actor);
      const answer = await read(story.server, actor);
      const at = Date.now();
      scene.early.push({ at, address: actor, status: answer.status });
      scene.early.push({ at, address: `WebFinger of ${actor}`, status: found.status });
    }
  } catch (error) {
    story.faults.push(`team list of ${scene.instance.area.comarca}: ${String(error)}`);
  }
}
