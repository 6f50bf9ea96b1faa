import { expect, test } from "vitest";
import { catalonia, covers } from "../../src/domain/territories.ts";
import { gazetteer } from "../../src/gazetteer.ts";
import { girona, olot, salt, vic } from "./made-up.ts";

const covered = (territory: readonly string[]) =>
  [girona, salt, olot, vic].filter((place) => covers(territory, place)).map(({ name }) => name);

test("M2: a municipality covers itself alone", () => {
  expect(covered([girona.key])).toEqual(["Girona"]);
});

test("M2: a comarca covers its municipalities", () => {
  expect(covered([girona.comarca.key])).toEqual(["Girona", "Salt"]);
});

test("M2: Catalonia covers them all", () => {
  expect(covered([catalonia])).toEqual(["Girona", "Salt", "Olot", "Vic"]);
});

test("M2: several keys cover what each of them covers; none covers nothing", () => {
  expect(covered([vic.key, girona.comarca.key, salt.key])).toEqual(["Girona", "Salt", "Vic"]);
  expect(covered([])).toEqual([]);
  expect(covered(["urn:ine:1707", "Girona", "", "urn:ine:170799"])).toEqual([]);
});

test("M2: every town of Catalonia is covered by itself, by its comarca, and by no other comarca", () => {
  const comarques = [...new Set(gazetteer().map(({ comarca }) => comarca.key))];
  expect(comarques.length).toBeGreaterThan(40);
  for (const place of gazetteer()) {
    expect(covers([place.key], place)).toBe(true);
    expect(comarques.filter((key) => covers([key], place))).toEqual([place.comarca.key]);
  }
});
