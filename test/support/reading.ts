/**
 * How easy a text is to read: the formulas that use words per sentence and syllables per word, each
 * on a scale where more is easier.
 *
 * - English: Flesch, "A new readability yardstick" (1948). 60 to 70 is plain English.
 * - Spanish: Szigriszt-Pazos (1993) on the INFLESZ scale (Barrio-Cantalejo and others, "Validación de
 *   la Escala INFLESZ", 2008): from 55 a text is normal, from 65 fairly easy.
 * - Catalan: nobody has validated a scale. The Spanish formula is applied to Catalan syllables, and
 *   `showcase.test.ts` asks for more, since the same thing said in Catalan has shorter words.
 *
 * A syllable is a vowel that is not a glide beside another: good to a few in a hundred, which is
 * less than what the formulas themselves leave open. "L'ajuntament" and "mantenir-lo" are one word.
 */
import type { Language } from "../../src/domain/languages.ts";

const formulas: Readonly<Record<Language, (perSentence: number, perWord: number) => number>> = {
  ca: (words, syllables) => 206.835 - words - 62.3 * syllables,
  es: (words, syllables) => 206.835 - words - 62.3 * syllables,
  en: (words, syllables) => 206.835 - 1.015 * words - 84.6 * syllables,
};

/** The ease of some texts taken together, each beginning and ending its own sentences. */
export function ease(language: Language, texts: readonly string[]): number {
  const sentences = texts.flatMap((text) => sentencesOf(language, text));
  const words = sentences.flat();
  const syllables = words.reduce((sum, word) => sum + syllablesIn(language, word), 0);
  return formulas[language](words.length / sentences.length, syllables / words.length);
}

/** The words of each sentence, figures among them. */
export function sentencesOf(language: Language, text: string): readonly (readonly string[])[] {
  const split = new Intl.Segmenter(language, { granularity: "sentence" }).segment(text);
  return [...split]
    .map(({ segment }) => segment.match(/[\p{L}\p{N}]+(?:[·'’.,-][\p{L}\p{N}]+)*/gu) ?? [])
    .filter((words) => words.length > 0);
}

/** "7" has one, "2024" has many. */
const syllablesOfFigure = 2;

const counters: Readonly<Record<Language, (word: string) => number>> = {
  ca: catalan,
  es: spanish,
  en: english,
};

export function syllablesIn(language: Language, word: string): number {
  if (/^\d/.test(word)) return syllablesOfFigure;
  return Math.max(1, counters[language](word.toLowerCase().normalize("NFC")));
}

/** Every a, e, o and every accented vowel is a syllable; i and u only where nothing else is beside them. */
function spanish(word: string): number {
  const said = word.replace(/(?<=[gq])u(?=[eiéí])/g, "").replace(/y$/, "i");
  return said.match(/[aeoáéóíú]|(?<![aeoáéóíúiuü])[iuü]+(?![aeoáéóíú])/g)?.length ?? 0;
}

/** As in Spanish, but i and u glide only after a vowel: "ciència" has four syllables, "noia" two. */
function catalan(word: string): number {
  const said = word.replace(/(?<=[gq])[uü](?=[aeioàèéíòó])/g, "").replace(/^(h?)i(?=[aeo])/, "$1");
  const vowels = /[aeoàèéíòóúï]|(?<![aeiouàèéíòóúïü])[iu]|(?<=[aeiouàèéíòóú])ü/g;
  return said.match(vowels)?.length ?? 0;
}

/** Groups of vowels, without the silent e, and apart where two vowels are two syllables. */
function english(word: string): number {
  const said = word
    .replace(/^coo(?=p|r)/, "co-o")
    .replace(/(?<=[^aeiou])e(?=(?:ful|ly|ments?|less|thing|where|body|times)$)/, "")
    .replace(/(?<=[^aeiouyl]|[aeiouy]l)e$/, "")
    .replace(/(?<=[^aeioutd])ed$/, "d")
    .replace(/(?<=[^aeiouscxzgh])es$/, "s")
    .replace(/(?<=[aeiou].*)ea$/, "e-a")
    .replace(/(?<![cstgx])i(?=[aou])/g, "i-")
    .replace(/(?<![ctr])i(?=e[nt])/g, "i-");
  return said.match(/[aeiouy]+/g)?.length ?? 0;
}
