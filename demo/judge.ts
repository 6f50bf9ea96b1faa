/**
 * Whether the story is true, judged only by what the third server received and what anybody can
 * fetch. Each claim is a sentence; a claim that does not hold says why.
 */

import { namedAt, type Person, sharedAt, yesAt } from "./cast.ts";
import { isPublic, type Message, messageIn } from "./conversation.ts";
import { lookAt, openDoors, type Public } from "./onlooker.ts";
import { peopleOf, type Scene, type Story } from "./scene.ts";
import type { Delivery } from "./server.ts";
import { asObject, idOf, listOf, textOf } from "./wire.ts";

export type Claim = { readonly says: string; readonly wrong: readonly string[] };

/** What was said less than this before a message may not stand in it yet. */
const onTheWay = 2_000;
const longestMessage = 450;
const criticalMass = 5;

export async function judge(story: Story): Promise<{ claims: Claim[]; seen: Public[] }> {
  const seen: Public[] = [];
  const claims: Claim[] = [
    { says: "Nothing broke on the way", wrong: story.faults },
    {
      says: "Everything we received was genuinely signed",
      wrong: story.server.refusals.map(
        ({ path, status, because }) => `${status} at ${path}: ${because}`,
      ),
    },
  ];
  for (const scene of story.scenes) {
    const { comarca } = scene.instance.area;
    const found = await lookAt(story, scene);
    if (found !== null) seen.push(found);
    const secrets = await openDoors(
      story,
      scene,
      privateMessages(story, scene).map(({ noteId }) => noteId),
    );
    const scenes = [
      ...conversationClaims(story, scene),
      ...teamClaims(story, scene),
      ...publicClaims(story, scene, found),
      {
        says: "private messages and lists of followers are not to be read by others",
        wrong: secrets,
      },
    ];
    claims.push(...scenes.map(({ says, wrong }) => ({ says: `${comarca}: ${says}`, wrong })));
  }
  return { claims, seen };
}

type Private = Message & { readonly delivery: Delivery; readonly person: Person };

/** The private messages of a scene, in order. */
function privateMessages(story: Story, scene: Scene): Private[] {
  return story.server.deliveries.flatMap((delivery) => {
    const person = peopleOf(story, scene).find(({ account }) => account === delivery.to);
    const note = asObject(delivery.activity.object);
    const message = messageIn(delivery.activity);
    if (person === undefined || delivery.repeated || message === null || note === null) return [];
    return isPublic(note) ? [] : [{ ...message, delivery, person }];
  });
}

function conversationClaims(story: Story, scene: Scene): Claim[] {
  const cast = peopleOf(story, scene);
  const letters = privateMessages(story, scene);
  return [
    {
      says: "every follow was accepted",
      wrong: cast
        .filter(({ acceptedAt }) => acceptedAt === null)
        .map(({ plan }) => `${plan.name} waits`),
    },
    {
      says: "every message was for one person alone, from the project that they follow",
      wrong: letters.flatMap((letter) => misaddressed(letter, scene)),
    },
    {
      says: "nobody was written to before their follow was accepted, nor after STOP or unfollowing",
      wrong: letters.flatMap(({ delivery, person, text }) => {
        const early = person.acceptedAt === null || delivery.at < person.acceptedAt;
        const late = person.leftAt !== null && delivery.at > person.leftAt;
        return early || late ? [`${person.plan.name} got “${text}”`] : [];
      }),
    },
    {
      says: "only people who let the cooperative know of them were invited",
      wrong: cast
        .filter((person) => person.invitedAt !== null && sharedAt(person) === null)
        .map(({ plan }) => `${plan.name} was invited`),
    },
  ];
}

function misaddressed({ delivery, person, text }: Private, scene: Scene): string[] {
  const { activity, signer } = delivery;
  const note = asObject(activity.object);
  const { id } = person.account;
  const wrong: string[] = [];
  const is = (holds: boolean, why: string): void => {
    if (!holds) wrong.push(`to ${person.plan.name}: ${why} (“${text.slice(0, 60)}”)`);
  };
  is(signer === scene.project.id, `signed by ${signer}`);
  is(idOf(note?.attributedTo) === scene.project.id, "attributed to somebody else");
  for (const one of [activity, note]) {
    const addressed = [
      ...listOf(one?.to),
      ...listOf(one?.cc),
      ...listOf(one?.bto),
      ...listOf(one?.bcc),
    ];
    is(addressed.length === 1 && addressed[0] === id, `addressed to ${addressed.join(", ")}`);
  }
  const mentions = listOf(note?.tag).map((tag) => textOf(asObject(tag), "href"));
  is(mentions.length === 1 && mentions[0] === id, `mentions ${mentions.join(", ") || "nobody"}`);
  is([...text].length <= longestMessage, `has ${[...text].length} characters`);
  return wrong;
}

function teamClaims(story: Story, scene: Scene): Claim[] {
  const cast = peopleOf(story, scene);
  const members = cast.filter((person) => yesAt(person) !== null);
  const letters = privateMessages(story, scene);
  const told = letters.filter(({ links }) => links.includes(scene.instance.contact));
  return [
    {
      says: `a team of at least ${criticalMass} has formed`,
      wrong: [
        ...(members.length < criticalMass ? [`only ${members.length} said yes`] : []),
        ...(scene.formedAt === null ? ["nobody was told of a team"] : []),
      ],
    },
    {
      says: "exactly those who said yes were told who is in it",
      wrong: [
        ...members
          .filter(({ memory }) => memory.team === 0)
          .map(({ plan }) => `${plan.name} was not told`),
        ...told
          .filter(({ person }) => yesAt(person) === null)
          .map(({ person }) => `${person.plan.name} was told`),
      ],
    },
    {
      says: "they were told the names that the others chose, and no other name or handle",
      wrong: [
        ...told.flatMap((letter) => missingNames(letter, members)),
        ...letters.flatMap((letter) => strayNames(letter, story.cast)),
      ],
    },
  ];
}

/** Names that were given well before this message and do not stand in it. */
function missingNames({ delivery, person, text }: Private, members: readonly Person[]): string[] {
  return members.flatMap((other) => {
    const given = namedAt(other);
    if (other === person || given === null || given > delivery.at - onTheWay) return [];
    return standsIn(other.plan.called ?? "", text)
      ? []
      : [`${person.plan.name} was not told of ${other.plan.called}`];
  });
}

/** Others who are named to this person and did not agree to it, or more than they agreed to. */
function strayNames({ delivery, person, text }: Private, cast: readonly Person[]): string[] {
  const said = yesAt(person);
  return cast.flatMap((other) => {
    if (other === person) return [];
    const yes = yesAt(other);
    const agreed =
      said !== null &&
      yes !== null &&
      said <= delivery.at &&
      yes <= delivery.at &&
      other.plan.area === person.plan.area;
    const names = agreed ? [other.plan.handle, other.plan.name] : namesOf(other);
    return names
      .filter((name) => standsIn(name, text))
      .map((name) => `${person.plan.name} was told of ${name}`);
  });
}

function publicClaims(story: Story, scene: Scene, found: Public | null): Claim[] {
  const early = scene.early.filter(
    ({ at }) => scene.formedAt === null || at < scene.formedAt - onTheWay / 2,
  );
  return [
    {
      says: "the cooperative's one public note tells of it, boosted by the project to its followers",
      wrong: found === null ? ["no public note reached us"] : found.noteWrong,
    },
    {
      says: "the team answers at its address as JSON and HTML, at its page and in WebFinger",
      wrong: found === null ? ["without the note, no address"] : found.teamWrong,
    },
    {
      says:
        early.length === 0
          ? "before it was formed, its address was not known in time to look"
          : "before it was formed, its address answered 404",
      wrong: early
        .filter(({ status }) => status !== 404)
        .map(({ address, status }) => `${address} answered ${status}`),
    },
    {
      says: "no name and no handle of anybody stands in public",
      wrong: (found?.texts ?? []).flatMap(({ address, text }) =>
        story.cast
          .flatMap(namesOf)
          .filter((name) => standsIn(name, text))
          .map((name) => `${name} stands at ${address}`),
      ),
    },
  ];
}

function namesOf({ plan }: Person): string[] {
  const names = [plan.handle, plan.name, ...(plan.called === null ? [] : [plan.called])];
  return [...new Set(names)];
}

/** As a word of its own, in small or capital letters. */
function standsIn(name: string, text: string): boolean {
  const safe = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${safe}(?![\\p{L}\\p{N}_])`, "iu").test(text);
}
