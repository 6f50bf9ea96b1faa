/** Which language a reader gets: the one that the address says, or the browser's choice among ours. */
import { parseAccept } from "hono/utils/accept";
import { type Language, languageOfTag } from "../domain/languages.ts";
import type { Messages } from "./messages/ca.ts";
import { ca } from "./messages/ca.ts";
import { en } from "./messages/en.ts";
import { es } from "./messages/es.ts";

export const messages: Readonly<Record<Language, Messages>> = { ca, es, en };

/** The language at the beginning of a path, when this instance speaks it. */
export function saidLanguage(
  path: string,
  ours: readonly [Language, ...Language[]],
): Language | undefined {
  const first = path.split("/", 2)[1];
  return ours.find((language) => language === first);
}

/** The first of ours that the browser asks for; the usual one when it asks for none. */
export function askedLanguage(
  accepted: string | null,
  ours: readonly [Language, ...Language[]],
): Language {
  const wanted = parseAccept((accepted ?? "").slice(0, 300))
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  for (const { type } of wanted) {
    const language = languageOfTag(type);
    if (language !== null && ours.includes(language)) return language;
  }
  return ours[0];
}
