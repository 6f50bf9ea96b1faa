/** People of other servers who followed a project or wrote to it. */
import type { ActorIri, PersonId } from "./ids.ts";
import type { Language } from "./languages.ts";

export type Person = {
  readonly id: PersonId;
  readonly iri: ActorIri;
  /** `name@host`, for mentions. */
  readonly handle: string;
  readonly inbox: string;
  readonly sharedInbox: string | null;
  /** The type that their server gives: only a `Person` is asked anything (B8). */
  readonly type: string;
  /** Their profile asks not to be written to by programs (`#nobot`). */
  readonly noBots: boolean;
  /** The language in which they wrote to us, once they did; or the one that they chose. */
  readonly language: Language | null;
  /** They chose it themselves: how they write changes it no more (C10). */
  readonly languageChosen: boolean;
  /** They said STOP, or blocked one of our projects: silence, for good (P5). */
  readonly silentSince: Date | null;
};

/** Whether we may write to somebody who did not write first (protocol.md 4.2, rule 2). */
export function mayBeAsked(person: Person): boolean {
  return person.type === "Person" && !person.noBots && person.silentSince === null;
}

/** What a profile says to programs: `#nobot`, `#nobots`, or the bare word. */
export function asksForNoBots(profile: string): boolean {
  return /(?:^|[^\p{L}\p{N}])#?nobots?(?:$|[^\p{L}\p{N}])/iu.test(profile);
}

const longestName = 40;
/** More than this of a line is not looked at. */
const longestLine = 500;

/**
 * The name that somebody wants to be called, cleaned for showing to others: one line, no invisible
 * or direction-changing characters, no addresses. Null when nothing is left.
 */
export function chosenName(text: string): string | null {
  const line = text.split(/[\r\n]/, 1)[0] ?? "";
  const name = line
    .slice(0, longestLine)
    // Also letters and marks that are made to be invisible, such as the Hangul filler.
    .replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, "")
    .replace(/[<>@#{}[\]\\|]/g, "")
    .normalize("NFC")
    .replace(/\s+/gu, " ")
    .replace(/^[\s,.;:!¡¿?'"()–—-]+|[\s,.;:!¡¿?"()–—-]+$/gu, "")
    .trim();
  if (name === "" || !/\p{L}/u.test(name) || /:\/\/|www\./i.test(name)) return null;
  return [...name].slice(0, longestName).join("").trim();
}
