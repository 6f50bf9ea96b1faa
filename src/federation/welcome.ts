/** What the cooperative says of itself at the top of its profile (protocol.md P7: never an empty one). */
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import type { Welcome } from "../operations/open-cooperative.ts";
import { escapeHtml } from "./html.ts";
import { messagesIn } from "./messages/index.ts";

export function welcomeNotes({ settings }: Instance, sheets: readonly Sheet[]): readonly Welcome[] {
  return settings.languages.map((language) => ({
    language,
    html: `<p>${escapeHtml(messagesIn(language).orgNote({ projects: sheets.map((sheet) => sheet.name[language]) }))}</p>`,
  }));
}
