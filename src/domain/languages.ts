/** The languages in which Multaque speaks to people. Catalan is the original. */

export const languages = ["ca", "es", "en"] as const;
export type Language = (typeof languages)[number];

/** The same text in every language. */
export type Texts = Readonly<Record<Language, string>>;

export function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text);
}

/** The language of a BCP 47 tag ("es-ES", "ca@valencia"), if it is one of ours. */
export function languageOfTag(tag: string): Language | null {
  const primary = tag.toLowerCase().split(/[-_@]/, 1)[0] ?? "";
  return isLanguage(primary) ? primary : null;
}
