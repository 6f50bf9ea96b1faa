import { gzipSync } from "node:zlib";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { describe, expect, test } from "vitest";
import { styleSheet } from "../../src/web/look/files.ts";
import { projectPage } from "../../src/web/pages/project.ts";
import { everyPage, languages, projects, viewIn, written } from "./made-up.ts";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ["html-validate:recommended", "html-validate:document"],
    rules: {
      // The name of a cooperative and of a project are theirs to choose.
      "long-title": "off",
      // Our own files come from our own server.
      "require-sri": ["error", { target: "crossorigin" }],
      "no-trailing-whitespace": "off",
    },
  }),
);

const stylesheet = Buffer.from(styleSheet);

describe.each(languages)("every page in %s", (language) => {
  const view = viewIn(language);

  test.each(everyPage(view))("%s: no error in its HTML", async (_, page) => {
    const report = await validator.validateString(await written(view, page));
    const errors = report.results.flatMap(({ messages }) =>
      messages.map(({ line, ruleId, message }) => `${line}: ${message} (${ruleId})`),
    );
    expect(errors).toEqual([]);
  });

  test.each(everyPage(view))("%s: no inline style or script", async (_, page) => {
    const html = await written(view, page);
    // The one script of ours is a file; it only saves typing.
    const rest = html.replace(/<script src="\/look\/server\.js\?v=[\w-]+" defer><\/script>/g, "");
    expect(rest).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|javascript:/i);
  });

  test.each(everyPage(view))("%s: asks nothing of third parties", async (_, page) => {
    const html = await written(view, page);
    const loaded = [
      ...html.matchAll(
        /<(?:img|iframe|source|link rel="(?:stylesheet|icon)")[^>]*(?:src|href)="([^"]*)"/g,
      ),
    ];
    expect(
      loaded.map(([, address]) => address).filter((one) => !one?.startsWith("/look/")),
    ).toEqual([]);
  });

  test.each(everyPage(view))("%s: under 50 kB with its style sheet", async (_, page) => {
    const bytes = Buffer.byteLength(await written(view, page)) + stylesheet.length;
    expect(bytes).toBeLessThan(50_000);
  });

  test.each(everyPage(view))(
    "%s: says its language, and that of each switch link",
    async (_, page) => {
      const html = await written(view, page);
      expect(html).toContain(`<html lang="${language}">`);
      for (const other of languages) {
        expect(html).toMatch(
          new RegExp(`<a href="/${other}[^"]*" lang="${other}" hreflang="${other}"`),
        );
      }
    },
  );
});

test("what is known of one place stands together, its name said once", async () => {
  const [project] = projects;
  const known = project?.sheet.evidence[0];
  if (project === undefined || known === undefined) throw new Error("the showcase is empty");
  const at = (place: string, text: string, since: string | null = null) => ({
    ...known,
    place,
    since,
    people: null,
    text: { ca: text, es: text, en: text },
  });
  const evidence = [
    at("Vic", "first"),
    at("Olot", "second"),
    at("Vic", "third"),
    at("Vic", "fourth", "2016"),
  ];
  const view = viewIn("ca");
  const html = await written(
    view,
    projectPage(view, { ...project, sheet: { ...project.sheet, evidence } }, []),
  );
  const proofs = /<ul class="proofs">.*?<\/ul>/s.exec(html)?.[0] ?? "";
  expect([...proofs.matchAll(/<b>(\w+)<\/b>|<p>(\w+)<\/p>/g)].map(([, b, p]) => b ?? p)).toEqual([
    "Vic",
    "first",
    "third",
    "Vic",
    "fourth",
    "Olot",
    "second",
  ]);
});

test("the style sheet weighs at most 6 kB on the wire", () => {
  expect(gzipSync(stylesheet, { level: 9 }).length).toBeLessThanOrEqual(6_000);
});

test("the style sheet asks nothing of third parties", () => {
  expect(stylesheet.toString()).not.toMatch(/@import|@font-face|url\(/);
});

test("an instance with one language has no switch", async () => {
  const view = viewIn("ca", { languages: ["ca"] });
  for (const [, page] of everyPage(view)) {
    expect(await written(view, page)).not.toContain('class="langs"');
  }
});
