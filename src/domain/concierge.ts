/** What a reply means, in three languages. Text in, meaning out; what it is about decides conversation.ts. */
import type { Language } from "./languages.ts";
import { chosenName } from "./people.ts";

export type Heard =
  | { readonly kind: "stop" }
  | { readonly kind: "yes"; readonly name: string | null }
  | { readonly kind: "no" }
  | { readonly kind: "number"; readonly n: number }
  /** C10: they want the link to their own page, to know what they can say, or another language. */
  | { readonly kind: "link" }
  | { readonly kind: "help" }
  | { readonly kind: "language"; readonly language: Language }
  | { readonly kind: "words"; readonly text: string };

const longestReply = 500;

/** C1: stop words end everything, alone or at the beginning of a short message. */
const stop = /^(?:stop|prou|para|baja|baixa)$/;
const yes =
  /^(?:s[ií]|d['’]?acord|vale|yes|ok|okay)(?=$|[\s,.;:!…–—"'»”’)*_-]|\p{Extended_Pictographic})/iu;
const no = /^no$/;

/** After "no", words that leave it a no. Others ("no sé", "not sure") leave it open. */
const politeAfterNo =
  /^(?:gràcies|gracies|gracias|thanks|thank you|mercès|ara no|ahora no|not now|per ara|de moment|de momento|vull|quiero|no)(?=$|[\s,.;:!…–—)-]|\p{Extended_Pictographic})/iu;

/** After "yes", words that are no name. */
const notAName =
  /^(?:gràcies|gracies|gracias|thanks?|thank you|merc[eè]s|moltes|muchas|many|si us plau|sisplau|por favor|please|és clar|es clar|claro|of course|sure|endavant|adelante|perfecte|perfecto|perfect|great|genial|vull|quiero|i want|i'?d|hi|ho|digues|dígaselo|tell|do|i|y|and|que|but|però|pero|amb|con|with|sí|si|yes|ok|okay|vale|d['’]?acord|de acuerdo|m['’]\p{L}+|em (?!dic|diuen)\p{L}+|me (?!llamo)\p{L}+|count me|també|también)(?=$|[\s,.;:!…)]|\p{Extended_Pictographic})/iu;

const introductions =
  /^(?:em dic|em diuen|digueu-me|dieu-me|diguem|soc|sóc|som|me llamo|llamadme|llamame|llámame|mi nombre es|soy|my name is|my name'?s|call me|i am|i'?m|it'?s|name|nom|nombre)[\s:]+/iu;

/** C10: what stands alone in a message and asks for something, in every language. */
const commands: Readonly<Record<string, Heard>> = {
  ...all({ kind: "link" }, "link|enllaç|enllac|enlace|l'enllaç|el enlace|the link"),
  ...all({ kind: "link" }, "la meva pàgina|la meva pagina|mi página|mi pagina|my page"),
  ...all({ kind: "help" }, "help|ajuda|ayuda|ajut"),
  ...all({ kind: "language", language: "ca" }, "català|catala|en català|en catala|catalán"),
  ...all({ kind: "language", language: "ca" }, "catalan|in catalan|en catalán"),
  ...all({ kind: "language", language: "es" }, "castellano|español|espanol|en castellano"),
  ...all({ kind: "language", language: "es" }, "en español|castellà|castella|spanish|in spanish"),
  ...all({ kind: "language", language: "en" }, "english|in english|inglés|ingles|anglès|angles"),
};

function all(heard: Heard, words: string): Readonly<Record<string, Heard>> {
  return Object.fromEntries(words.split("|").map((word) => [word, heard]));
}

/** After "yes", words that take it back, or leave it open: "yes, but not now", "yes or no?", "ok, no gracias". */
const doubt =
  /(?:^|[^\p{L}\p{N}'’])(?:no|not|never|mai|nunca|jam[aá]s|per[oò]|but|o|or|if|unless|maybe|perhaps|potser|quiz[aá]s?|dep[eè]n|depende|depends|don['’]?t|can['’]?t|won['’]?t|isn['’]?t)(?=$|[^\p{L}\p{N}'’])|[?¿]/iu;

/** After "si" without its accent, what makes it a yes all the same, and not an "if": all of the rest. */
const agreement =
  /^[\s,]*(?:gr[aà]cies|gracias|moltes gr[aà]cies|muchas gracias|merc[eè]s|thanks|si us plau|sisplau|por favor|please|vull|ho vull|hi vull ser|quiero|lo quiero|claro|[eé]s clar|i tant|endavant|adelante|perfecte|perfecto|genial|m['’]apunto|m['’]hi apunto|me apunto|si|s[ií])[\s.!]*$/iu;

/** C2: reads one reply (plain text, mentions already taken out). */
export function understand(reply: string): Heard {
  const text = reply.normalize("NFC").trim().slice(0, longestReply);
  const words = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}'’]+/u)
    .filter((word) => word !== "");
  const [first = ""] = words;
  // What is put before the first word changes nothing: "¡Sí!", "«no»", "🙂 ok".
  const said = text.replace(/^[^\p{L}\p{N}]+/u, "");

  if (isStop(said, first, words.length)) return { kind: "stop" };
  const command = words.join(" ").replaceAll("’", "'");
  if (Object.hasOwn(commands, command)) return commands[command] as Heard;
  const number = /^#?\s*(\d{1,2})\s*[.)ºª]?$/.exec(text)?.[1];
  if (number !== undefined) return { kind: "number", n: Number(number) };
  if (no.test(first)) {
    const rest = said.replace(/^no[\s,.;:!…–—-]*/iu, "");
    const isBare = !/[\p{L}\p{N}?]/u.test(rest);
    return isBare || politeAfterNo.test(rest) ? { kind: "no" } : { kind: "words", text };
  }
  if (yes.test(said)) {
    const rest = said.replace(yes, "");
    // "Si puc, vindré": without accent and comma, followed by small letters, it means "if".
    const maybeIf = /^si$/i.test(first) && /^\s+\p{Ll}/u.test(rest);
    if (maybeIf && !introductions.test(rest.trim()) && !agreement.test(rest)) {
      return { kind: "words", text };
    }
    if (doubt.test(rest)) return { kind: "words", text };
    return { kind: "yes", name: nameIn(rest) };
  }
  if (/^👍/u.test(text)) return { kind: "yes", name: null };
  return { kind: "words", text };
}

/**
 * A stop word by itself, or cut off from what follows, at any length: "STOP. No em torneu a escriure".
 * The others are everyday words too ("prou bé", "para mí sí"): only STOP, "para ya", "para de…" may be followed.
 */
function isStop(said: string, first: string, words: number): boolean {
  if (!stop.test(first)) return false;
  const alone = /^\p{L}+(?:\s*$|\s*[\p{P}\p{S}\n])/u.test(said);
  const asked = /^\p{L}+\s+(?:ya|ja|de|d['’])/iu.test(said);
  return alone || ((first === "stop" || asked) && words <= 4);
}

/** C3: the name in what follows a yes, or in the answer to "what shall they call you?". At most four words. */
export function nameIn(text: string): string | null {
  const said = text.replace(/^[\s,.;:!…–—-]+/u, "").trim();
  if (said === "" || notAName.test(said)) return null;
  const name = chosenName(said.replace(introductions, ""));
  return name === null || name.split(" ").length > 4 ? null : name;
}

/** Words that tell the language of a short answer; what several languages share tells nothing. */
const telling: Readonly<Record<string, Language>> = {
  "d'acord": "ca",
  "d’acord": "ca",
  prou: "ca",
  gràcies: "ca",
  visc: "ca",
  vale: "es",
  baja: "es",
  gracias: "es",
  vivo: "es",
  yes: "en",
  okay: "en",
  thanks: "en",
  live: "en",
};

/** The language that a reply shows by its own words, or null. */
export function languageShown(text: string): Language | null {
  for (const word of text.toLowerCase().split(/[^\p{L}'’]+/u)) {
    // Only words of our own: every object also knows the word "constructor".
    const language = Object.hasOwn(telling, word) ? telling[word] : undefined;
    if (language !== undefined) return language;
  }
  return null;
}
