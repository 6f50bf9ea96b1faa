import { describe, expect, test } from "vitest";
import { ease, sentencesOf, syllablesIn } from "./reading.ts";

describe("syllables", () => {
  test.each([
    ["ca", "casa gent cooperativa teulada veïns país feina aigua", [2, 1, 6, 3, 2, 2, 2, 2]],
    ["ca", "ciència noia viure qüestió diürn pagueu col·lectiu", [4, 2, 2, 3, 2, 2, 3]],
    ["es", "casa gente ciudad energía viaje país leer huerto", [2, 2, 2, 4, 2, 2, 2, 2]],
    ["es", "agua pingüino playa quien después hoy cuestión", [2, 3, 2, 1, 2, 1, 2]],
    ["en", "house table people started walked places useful free", [1, 2, 2, 2, 1, 2, 2, 1]],
    ["en", "energy electricity idea quiet cooperative garden", [3, 5, 3, 2, 5, 2]],
  ] as const)("in %s of %s", (language, words, counts) => {
    expect(words.split(" ").map((word) => syllablesIn(language, word))).toEqual(counts);
  });
});

test("an elision and a figure are one word each, and a list item is a sentence", () => {
  expect(sentencesOf("ca", "L'ajuntament va donar 1.500 euros. Res més.")).toEqual([
    ["L'ajuntament", "va", "donar", "1.500", "euros"],
    ["Res", "més"],
  ]);
});

test.each([
  [
    "ca",
    "Ens trobem un vespre i parlem.",
    "La constitució de l'entitat requereix l'aprovació de documentació fundacional específica.",
  ],
  [
    "es",
    "Hoy nos vemos y vemos qué hay que hacer.",
    "La constitución de la entidad requiere la aprobación de documentación fundacional específica.",
  ],
  [
    "en",
    "We meet one evening and talk.",
    "The establishment of the organisation necessitates approval of constitutional documentation.",
  ],
] as const)(
  "in %s plain words are easy and the words of offices are not",
  (language, plain, not) => {
    expect(ease(language, [plain])).toBeGreaterThan(70);
    expect(ease(language, [not])).toBeLessThan(30);
  },
);
