import { describe, expect, test } from "vitest";
import type { Texts } from "../../src/domain/languages.ts";
import type { Sheet } from "../../src/domain/sheet.ts";
import { cataloguePage } from "../../src/web/pages/catalogue.ts";
import { cooperativePage } from "../../src/web/pages/cooperative.ts";
import { nonePage } from "../../src/web/pages/find.ts";
import { homePage } from "../../src/web/pages/home.ts";
import { placePage } from "../../src/web/pages/place.ts";
import { projectPage } from "../../src/web/pages/project.ts";
import { teamPage } from "../../src/web/pages/team.ts";
import { notFoundPage } from "../../src/web/pages/trouble.ts";
import { placeCalled, projects, teamOf, viewIn, written } from "./made-up.ts";

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>' & {{7*7}}`;

/** Every text of a sheet made hostile, its form kept. */
function poisoned<Value>(value: Value, key = ""): Value {
  const kept = ["slug", "handle", "themes", "date", "since", "licence"];
  if (kept.includes(key)) return value;
  if (typeof value === "string")
    return (
      key === "url" || key === "source" ? `javascript:alert("${hostile}")` : hostile
    ) as Value;
  if (Array.isArray(value)) return value.map((one) => poisoned(one)) as Value;
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]),
    ) as Value;
  }
  return value;
}

function expectHarmless(html: string): void {
  expect(html).not.toMatch(/<script(?! src="\/look\/server\.js\?)|<img|onerror=alert\(1\)>[^&]/i);
  expect(html).not.toMatch(/(?:href|src|action)="\s*javascript:/i);
}

describe("hostile text stays text", () => {
  const [project] = projects;
  if (project === undefined) throw new Error("the showcase is empty");
  const sheet: Sheet = poisoned(project.sheet);
  const bad = { ...project, sheet };
  const view = viewIn("ca", { name: hostile });
  const girona = placeCalled("Girona");
  const place = { ...girona, name: hostile, comarca: { ...girona.comarca, name: hostile } };
  const team = { ...teamOf(bad, girona), where: { key: "urn:ine:17079", name: hostile } };

  test("of a sheet, on the page of its project", async () => {
    const html = await written(view, projectPage(view, bad, [team]));
    expectHarmless(html);
    const shown = (texts: Texts) =>
      html.includes(
        texts.ca
          .replaceAll("&", "&amp;")
          .replaceAll("<", "&lt;")
          .replaceAll(">", "&gt;")
          .replaceAll('"', "&quot;")
          .replaceAll("'", "&#39;"),
      );
    expect(shown(sheet.what)).toBe(true);
  });

  test("of a sheet, in the catalogue", async () => {
    expectHarmless(await written(view, homePage(view, [bad], [team])));
    const bare = { text: "", theme: null, people: null };
    expectHarmless(await written(view, cataloguePage(view, bare, { all: [bad], fits: [bad] })));
  });

  test("of a team and its place", async () => {
    expectHarmless(await written(view, teamPage(view, team)));
  });

  test("of a place and its neighbours", async () => {
    const page = placePage(view, {
      place,
      projects: [bad],
      teams: [team],
      near: [{ place, metres: 900 }],
    });
    expectHarmless(await written(view, page));
  });

  test("of the settings", async () => {
    const about = {
      actor: { kind: "org" },
      handle: null,
      territory: [hostile],
      projects: [bad],
    } as const;
    expectHarmless(await written(view, cooperativePage(view, about)));
    expectHarmless(await written(view, notFoundPage(view)));
  });

  test("that somebody typed as where they live", async () => {
    expectHarmless(await written(view, nonePage(view, hostile)));
  });

  test("that somebody typed as what they would like to do", async () => {
    const question = { text: hostile, theme: null, people: null };
    for (const fits of [[], [bad]]) {
      const html = await written(view, cataloguePage(view, question, { all: [bad], fits }));
      expectHarmless(html);
      expect(html).toContain('value="&quot;&gt;&lt;script&gt;');
    }
  });
});
