import { describe, expect, test } from "vitest";
import { languageShown } from "../../src/domain/concierge.ts";
import { isLanguage, languageOfTag, languages } from "../../src/domain/languages.ts";

describe("the language in which somebody writes", () => {
  test.each([
    ["D'acord!", "ca"],
    ["Gràcies, visc a Olot", "ca"],
    ["vale", "es"],
    ["Vivo en Olot", "es"],
    ["Yes", "en"],
    ["I live in Olot", "en"],
    ["sí", null],
    ["no", null],
    ["ok", null],
    ["Olot", null],
    ["", null],
    ["Soc constructor", null],
    ["constructor valueOf toString __proto__ hasOwnProperty", null],
  ])("C8: %j → %s", (reply, language) => {
    expect(languageShown(reply)).toBe(language);
  });
});

describe("the language that a server declares", () => {
  test.each([
    ["ca", "ca"],
    ["ca-ES", "ca"],
    ["CA-valencia", "ca"],
    ["es_MX", "es"],
    ["en@posix", "en"],
    ["fr", null],
    ["cat", null],
    ["", null],
    ["constructor", null],
  ])("C8: %j → %s", (tag, language) => {
    expect(languageOfTag(tag)).toBe(language);
  });

  test("C8: ours are Catalan, the original, Spanish and English", () => {
    expect(languages).toEqual(["ca", "es", "en"]);
    expect(["ca", "es", "en", "fr", "CA", ""].filter(isLanguage)).toEqual(["ca", "es", "en"]);
  });
});
