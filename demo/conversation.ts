/** How a person reads what a project writes to them, and what they do about it. Pure. */

import type { Plan } from "./people.ts";
import { asObject, type Json, listOf, textOf } from "./wire.ts";

/** A private message as a person sees it on their screen. */
export type Message = {
  readonly noteId: string;
  readonly text: string;
  readonly links: readonly string[];
};

/** What a message wants. A `word` wants nothing. */
export type Kind = "where" | "which" | "share" | "join" | "name" | "team" | "word";

/** How often a person was asked for something. */
export type Memory = Readonly<Record<Kind, number>>;

export const nothingHeard: Memory = {
  where: 0,
  which: 0,
  share: 0,
  join: 0,
  name: 0,
  team: 0,
  word: 0,
};

export type Deed =
  | { readonly does: "answers"; readonly text: string; readonly after: number }
  | { readonly does: "unfollows"; readonly after: number }
  | { readonly does: "nothing" };

const nothing: Deed = { does: "nothing" };

/** The message in a `Create`, or null when the activity is something else. */
export function messageIn(activity: Json): Message | null {
  const note = asObject(activity.object);
  const noteId = textOf(note, "id");
  const content = textOf(note, "content");
  if (activity.type !== "Create" || note === null || noteId === null || content === null) {
    return null;
  }
  const links = [...content.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => href);
  return { noteId, text: visible(content), links };
}

/** Whether everybody may read it. */
export function isPublic(object: Json): boolean {
  const addressed = [...listOf(object.to), ...listOf(object.cc)];
  return addressed.some((one) =>
    ["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"].includes(String(one)),
  );
}

/** The words of a note as they stand on a screen, without the mention that it begins with. */
function visible(html: string): string {
  return html
    .replace(/<span class="h-card"[^>]*>\s*<a [^>]*>.*?<\/a>\s*<\/span>/gs, "")
    .replace(/<a [^>]*class="[^"]*\bmention\b[^"]*"[^>]*>.*?<\/a>/gs, "")
    .replace(/<br\s*\/?>|<\/p>|<\/li>/g, "\n")
    .replace(/<[^>]+>/g, "")
    .replace(
      /&(amp|lt|gt|quot|apos|#39|#x27|nbsp);/g,
      (whole, name: string) => entities[name] ?? whole,
    )
    .replace(/[ \t]+/g, " ")
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  "#x27": "'",
  nbsp: " ",
};

/** What people look for when they read, in this order; the first that fits is how they take it. */
const signs: readonly { readonly kind: Kind; readonly sign: RegExp }[] = [
  { kind: "which", sign: /^\s*1\s*[.):]?\s+\p{L}.*\n+\s*2\s*[.):]?\s+\p{L}/mu },
  {
    kind: "join",
    sign: /veurà el nom que|guardem el lloc|verá el nombre que|guardamos el sitio|see the name you choose|holding your place/i,
  },
  {
    kind: "name",
    sign: /amb quin nom vols|con qué nombre quieres|what would you like to be called/i,
  },
  {
    kind: "share",
    sign: /podem comptar amb tu|contamos contigo|shall we count you in/i,
  },
  {
    kind: "where",
    sign: /a quin poble|en qué pueblo|which town|amb el nom sencer|con el nombre completo|with its full name/i,
  },
];

/** How somebody takes a message; `contact` is where members of a team are sent. */
export function kindOf(message: Message, contact: string): Kind {
  if (message.links.includes(contact)) return "team";
  return signs.find(({ sign }) => sign.test(message.text))?.kind ?? "word";
}

export function heard(memory: Memory, kind: Kind): Memory {
  return { ...memory, [kind]: memory[kind] + 1 };
}

/** What this person does about a message of this kind; `memory` is from before it. */
export function decide(plan: Plan, memory: Memory, kind: Kind, text: string): Deed {
  const { thinks } = plan;
  switch (kind) {
    case "where": {
      const town = plan.towns[memory.where + memory.which];
      return town === undefined ? nothing : { does: "answers", text: town, after: thinks };
    }
    case "which": {
      const number = numberOf(plan.home, text) ?? plan.towns.at(-1);
      return number === undefined ? nothing : { does: "answers", text: number, after: thinks };
    }
    case "share":
      return memory.share > 0 || plan.share === null
        ? nothing
        : { does: "answers", text: plan.share, after: thinks };
    case "join":
      if (plan.join === "unfollows") return { does: "unfollows", after: thinks };
      if (plan.join === null || memory.join !== (plan.hesitates ? 1 : 0)) return nothing;
      return { does: "answers", text: plan.join, after: thinks };
    case "name":
      return memory.name > 0 || plan.called === null
        ? nothing
        : { does: "answers", text: plan.called, after: thinks };
    case "team":
    case "word":
      return nothing;
    default:
      return kind satisfies never;
  }
}

/** The number that stands before the name of a town in a list to choose from. */
function numberOf(town: string, text: string): string | undefined {
  const line = text.split("\n").find((one) => one.includes(town));
  return line === undefined ? undefined : /^\s*(\d+)/.exec(line)?.[1];
}
