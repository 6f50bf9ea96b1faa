/** The table of languages. A fourth one is one file and one line here. */
import type { Language } from "../../domain/languages.ts";
import { ca, type Messages } from "./ca.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

const messages: Readonly<Record<Language, Messages>> = { ca, es, en };

export function messagesIn(language: Language): Messages {
  return messages[language];
}
