/** A private message as other servers understand it: a note that mentions one person, and is for nobody else. */
import { noteIri } from "../addresses.ts";
import type { Answered } from "../domain/notices.ts";
import type { Person } from "../domain/people.ts";
import type { Instance } from "../instance.ts";
import { activityContext } from "./context.ts";
import { asHtml, mention } from "./html.ts";
import type { Said } from "./words.ts";

/** One person in `to`, one Mention tag, nobody else (protocol.md 1.3, 57). */
export function privateMention(
  instance: Instance,
  person: Person,
  {
    actor,
    said,
    answers,
  }: { readonly actor: string; readonly said: Said; readonly answers: Answered | undefined },
): unknown {
  const id = noteIri(instance.origin, instance.newId());
  const html = privateHtml(person, said);
  const published = instance.now().toISOString();
  const author = instance.origin + actor;
  return {
    "@context": activityContext,
    type: "Create",
    id: `${id}#create`,
    actor: author,
    published,
    to: [person.iri],
    cc: [],
    object: {
      type: "Note",
      id,
      url: id,
      attributedTo: author,
      ...threadOf(answers),
      published,
      to: [person.iri],
      cc: [],
      content: html,
      contentMap: { [said.language]: html },
      tag: [{ type: "Mention", href: person.iri, name: `@${person.handle}` }],
    },
  };
}

function threadOf(answers: Answered | undefined): Readonly<Record<string, string>> {
  if (answers === undefined) return {};
  const { note, context } = answers;
  return { inReplyTo: note, ...(context === null ? {} : { context }) };
}

function privateHtml(person: Person, said: Said): string {
  const [first = "", ...rest] = said.paragraphs.map(asHtml);
  return [`${mention(person.iri, person.handle)} ${first}`, ...rest]
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join("");
}
