import { describe, expect, test } from "vitest";
import { nameIn, understand } from "../../src/domain/concierge.ts";

describe("the name after a yes", () => {
  test.each([
    ["Sí, Anna", "Anna"],
    ["sí anna", "anna"],
    ["Si Anna", "Anna"],
    ["si, anna", "anna"],
    ["Sí. Anna", "Anna"],
    ["Sí! Anna!", "Anna"],
    ["Sí: Anna", "Anna"],
    ["Yes — Marta", "Marta"],
    ["Yes—Marta", "Marta"],
    ["Sí (Marta)", "Marta"],
    ["Sí\nAnna", "Anna"],
    ["Sí, em dic Anna", "Anna"],
    ["si em dic Anna", "Anna"],
    ["Sí, soc la Marta", "la Marta"],
    ["D'acord, digueu-me Quim", "Quim"],
    ["Vale, me llamo José Luis", "José Luis"],
    ["vale, soy Íñigo.", "Íñigo"],
    ["Yes, my name is Anna-Maria O'Neill", "Anna-Maria O'Neill"],
    ["ok, I'm Zoë", "Zoë"],
    ["OK, call me Bob", "Bob"],
    ["Sí, Maria del Mar Puig", "Maria del Mar Puig"],
    ["Sí, Do-Hyun", "Do-Hyun"],
    ["Sí, em dic Claro", "Claro"],
    ["Sí, 李明", "李明"],
  ])("C3: %s → %s", (reply, name) => {
    expect(understand(reply)).toEqual({ kind: "yes", name });
  });

  test.each([
    "Sí, gràcies",
    "sí gràcies!",
    "Sí, gràcies🙂",
    "Sí, moltes gràcies",
    "Vale, gracias",
    "vale muchas gracias",
    "Yes please",
    "Yes, thanks!",
    "Yes, of course",
    "Sí, és clar",
    "Sí, si us plau",
    "Sí, hi vull ser",
    "Sí, vull participar",
    "Sí, d'acord",
    "Ok, vale",
    "Vale, okay",
    "Vale, de acuerdo",
    "Sí, m'apunto!",
    "Sí, m'hi apunto",
    "Vale, me apunto",
    "Sí, em va bé",
    "Yes, count me in",
    "Sí, encara hem de parlar-ne tots",
    "Sí, 600 123 456",
    "Sí, https://example.org",
    "Sí 🎉",
  ])("C3: “%s” tells no name", (reply) => {
    expect(understand(reply)).toEqual({ kind: "yes", name: null });
  });

  test.each([
    ["Anna", "Anna"],
    ["Em dic Anna", "Anna"],
    ["Me llamo Anna.", "Anna"],
    ["I'm Anna", "Anna"],
    ["Nom: Anna", "Anna"],
    ["gràcies", null],
    ["Ja us ho diré un altre dia", null],
    ["🙂", null],
  ])("C3: asked for a name, %s → %s", (reply, name) => {
    expect(nameIn(reply)).toBe(name);
  });
});
