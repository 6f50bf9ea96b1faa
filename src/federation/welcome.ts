/** What the cooperative says of itself at the top of its profile (protocol.md P7: never an empty one). */
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import type { Welcome } from "../operations/open-cooperative.ts";
import { escapeHtml } from "./html.ts";
import { messagesIn } from "./messages/index.ts";

/** More names than these would make a list of a greeting. */
const named = 5;

export function welcomeNotes({ settings }: Instance, sheets: readonly Sheet[]): readonly Welcome[] {
  return settings.languages.map((language) => ({
    language,
    html: `<p>${escapeHtml(messagesIn(language).orgNote({ projects: sheets.slice(0, named).map((sheet) => sheet.name[language]) }))}</p>`,
  }));
}
