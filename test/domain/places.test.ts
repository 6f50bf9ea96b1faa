import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, isOneSlip, type Place, publicPlace, saidPlace } from "../../src/domain/places.ts";
import { gazetteer } from "../../src/gazetteer.ts";
import { anyText, place } from "./made-up.ts";

const catalonia = gazetteer();
const folded = new Set(catalonia.map(({ name }) => fold(name)));

describe("the name of a town", () => {
  test.each([
    ["L'Hospitalet de Llobregat", "hospitalet llobregat"],
    ["hospitalet llobregat", "hospitalet llobregat"],
    ["SANT CUGAT DEL VALLÈS", "sant cugat valles"],
    ["St. Cugat del Vallès", "sant cugat valles"],
    ["St.Cugat", "sant cugat"],
    ["sta coloma de gramenet", "santa coloma gramenet"],
    ["la Seu d'Urgell", "seu urgell"],
    ["Vila-seca", "vila seca"],
    ["Bòrdes, Es", "bordes es"],
    ["Castell d’Aro", "castell aro"],
    ["La", "la"],
    ["", ""],
    ["¿?", ""],
  ])("M4: %j is compared as %j", (name, as) => {
    expect(fold(name)).toBe(as);
  });

  test("M4: no two towns of Catalonia are compared as the same", () => {
    expect(folded.size).toBe(catalonia.length);
  });

  test("M4: case, accents and what was compared before change nothing", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...catalonia.map(({ name }) => name)), fc.string()),
        (name) => {
          expect(fold(fold(name))).toBe(fold(name));
          expect(fold(name.normalize("NFD"))).toBe(fold(name));
          expect(fold(` ${name} `)).toBe(fold(name));
        },
      ),
    );
    for (const { name } of catalonia) expect(fold(name.toUpperCase())).toBe(fold(name));
  });

  test("M4: anything can be compared, and what comes out is words and single spaces", () => {
    fc.assert(
      fc.property(anyText(80), (name) => {
        expect(fold(name)).toMatch(/^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u);
      }),
    );
  });
});

describe("what was said in answer to “where do you live?”", () => {
  test.each([
    [
      "ca",
      [
        "Girona",
        "a Girona",
        "Visc a Girona",
        "jo visc a Girona",
        "Soc de Girona",
        "sóc de Girona",
        "Som de Girona",
        "Vivim a Girona",
        "Visc a prop de Girona",
        "des de Girona",
      ],
    ],
    [
      "es",
      [
        "Gerona",
        "en Gerona",
        "Vivo en Girona",
        "yo vivo en Gerona",
        "Soy de Girona",
        "Somos de Girona",
        "Vivimos cerca de Girona",
        "Estoy en Gerona",
        "desde Girona",
      ],
    ],
    [
      "en",
      [
        "girona",
        "in Girona",
        "I live in Girona",
        "I'm in Girona",
        "I’m from Girona",
        "I am near Girona",
        "We live close to Girona",
        "we're in Girona",
        "from Girona",
      ],
    ],
  ])("M4: is Girona, in %s, in any of these ways", (_, ways) => {
    for (const way of ways) {
      for (const said of [way, way.toUpperCase(), ` ${way}.`, `${way}!`, way.normalize("NFD")]) {
        expect(saidPlace(said), said).toEqual({ town: "girona", within: "" });
      }
    }
  });

  test.each([
    ["Castellar (Vallès)", "castellar", "valles"],
    ["Castellar, Vallès Occidental", "castellar", "valles occidental"],
    ["Girona - Gironès", "girona", "girones"],
    ["Vila-seca", "vila seca", ""],
    ["Girona, gràcies!", "girona", "gracies"],
    ["Girona\nGràcies", "girona", "gracies"],
    ["Soc d'Olot", "olot", ""],
    ["Visc a l'Escala", "escala", ""],
    ["Visc al Prat", "prat", ""],
    ["L'Hospitalet", "hospitalet llobregat", ""],
    ["BCN", "barcelona", ""],
    ["Bañolas", "banyoles", ""],
    ["San Pedro de Ribas", "sant pere ribas", ""],
    ["Sant Joan de les Abadesses", "sant joan abadesses", ""],
    ["San Juan de las Abadesas", "sant joan abadesas", ""],
    ["Mas Juan", "mas juan", ""],
    ["Lérida", "lleida", ""],
    ["constructor", "constructor", ""],
    ["toString", "tostring", ""],
    ["", "", ""],
  ])("M4: %j is %j, in %j", (said, town, within) => {
    expect(saidPlace(said)).toEqual({ town, within });
  });

  test("M4: every town of Catalonia is found by its own name, alone or in a sentence", () => {
    for (const { name } of catalonia) {
      const own = fold(name.split(",")[0] ?? "");
      for (const said of [name, `Visc a ${name}`, `Vivo en ${name}`, `I live in ${name}`]) {
        expect(saidPlace(said).town, said).toBe(own);
      }
    }
  });

  test("M4: a town known by another name exists", () => {
    for (const name of ["Gerona", "Lérida", "Vich", "Tarrasa", "Figueras", "BCN", "Hospi"]) {
      expect(folded, name).toContain(saidPlace(name).town);
    }
  });

  test("M4: whatever was said, there is something short to look up", () => {
    fc.assert(
      fc.property(anyText(300), (said) => {
        const { town, within } = saidPlace(said);
        for (const words of [town, within]) {
          expect(words).toBeTypeOf("string");
          expect(words.length).toBeLessThanOrEqual(80);
        }
      }),
    );
    for (const part of ["visc a ", " ", "a", ",", "("]) saidPlace(part.repeat(100_000));
  });
});

describe("one slip of the finger", () => {
  /** All words that one slip makes of this one, written with these letters. */
  function slips(word: string, letters: string): Set<string> {
    const made = new Set([word]);
    for (let n = 0; n <= word.length; n++) {
      const [before, after] = [word.slice(0, n), word.slice(n)];
      made.add(before + after.slice(1));
      if (after.length > 1) made.add(before + after.charAt(1) + after.charAt(0) + after.slice(2));
      for (const letter of letters) {
        made.add(before + letter + after);
        if (after !== "") made.add(before + letter + after.slice(1));
      }
    }
    return made;
  }

  test.each([
    ["girona", "gerona", true],
    ["olot", "olott", true],
    ["olot", "oot", true],
    ["vic", "vci", true],
    ["salt", "salt", true],
    ["manresa", "mansera", false],
    ["salou", "salt", false],
    ["vic", "vicenc", false],
  ])("M4: between %s and %s: %s", (a, b, is) => {
    expect(isOneSlip(a, b)).toBe(is);
  });

  test("M4: a letter more, less, other, or two swapped; the same both ways, and nothing else", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(isOneSlip(a, b)).toBe(slips(a, "abc").has(b));
        expect(isOneSlip(b, a)).toBe(isOneSlip(a, b));
      }),
      { numRuns: 1500 },
    );
  });
});

describe("what is said of a place in public", () => {
  const at = (population: number): Place => place("Vall", { population });

  test("P2: a town under 2,000 inhabitants is shown as its comarca", () => {
    expect(publicPlace(at(1999))).toEqual({ name: "Comarca", key: "urn:test:comarca" });
    expect(publicPlace(at(2000))).toEqual({ name: "Vall", key: "urn:test:Vall" });
  });

  test("P2: no small town of Catalonia gives its key or name, and every large one does", () => {
    for (const one of catalonia) {
      const small = one.population < 2000;
      expect(publicPlace(one).key).toBe(small ? one.comarca.key : one.key);
      expect(publicPlace(one).name).toBe(small ? one.comarca.name : one.name);
    }
  });
});
