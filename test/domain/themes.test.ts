import { describe, expect, test } from "vitest";
import { languages } from "../../src/domain/languages.ts";
import { tagsOf, themes, themesIn } from "../../src/domain/themes.ts";

describe("a theme", () => {
  test.each(languages)("has a name of its own in %s", (language) => {
    const names = themes.map((theme) => themesIn(language)[theme]);
    expect(new Set(names).size).toBe(themes.length);
    for (const name of names) expect(name).toMatch(/^\p{Lu}[\p{Ll}·]+$/u);
  });

  test("has keywords for Murmurations, in lower case, that no other theme has", () => {
    const tags = themes.flatMap(tagsOf);
    expect(new Set(tags).size).toBe(tags.length);
    for (const tag of tags) expect(tag).toMatch(/^[a-z]+( [a-z]+)*$/);
    for (const theme of themes) expect(tagsOf(theme).length).toBeGreaterThan(0);
  });
});
