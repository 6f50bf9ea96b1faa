/** The examples of FEDERATION.md are what we send and serve: they cannot lie. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const text = readFileSync(new URL("../../FEDERATION.md", import.meta.url), "utf8");
const examples = [...text.matchAll(/<!-- example: ([\w.-]+) -->\s*```json\n([\s\S]*?)\n```/g)].map(
  ([, name = "", json = ""]) => [name, json] as const,
);

describe("FEDERATION.md", () => {
  test("has examples", () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  test.each(examples)("%s is the golden document", (name, json) => {
    const golden = readFileSync(new URL(`fixtures/out/${name}`, import.meta.url), "utf8");
    expect(JSON.parse(json)).toEqual(JSON.parse(golden));
  });
});
