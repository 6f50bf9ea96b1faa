import { describe, expect, test } from "vitest";
import type { Project } from "../../src/domain/projects.ts";
import { projectPage } from "../../src/web/pages/project.ts";
import { languages, projects, viewIn, written } from "./made-up.ts";

/** What one reads, without markup. */
const readable = (html: string) =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ");

describe.each(languages)("the page of a project in %s", (language) => {
  const view = viewIn(language);
  const page = async (project: Project) => written(view, projectPage(view, project, []));

  test.each(projects.map((one) => [one.sheet.slug, one] as const))(
    "%s: shows all that its sheet knows",
    async (_, project) => {
      const { sheet } = project;
      const { social, ecological, economic } = sheet.externalities;
      const shown = readable(await page(project));
      const said = [
        sheet.name,
        sheet.sentence,
        sheet.what,
        sheet.whyThisMany,
        sheet.whyThisLong,
        sheet.money,
        sheet.legalForm,
        social,
        ecological,
        economic,
        ...sheet.needs.map(({ name }) => name),
        ...sheet.evidence.map(({ text }) => text),
      ].map((texts) => texts[language]);
      const lists = [sheet.steps, sheet.ninetyDays, sheet.beforehand].flatMap(
        (list) => list[language],
      );
      for (const text of [...said, ...lists]) expect(shown).toContain(text);
      for (const { name } of sheet.similarTo) expect(shown).toContain(name);
    },
  );

  test.each(projects.map((one) => [one.sheet.slug, one] as const))(
    "%s: shows beside every fact its source, and the date or that there is none",
    async (_, project) => {
      const { t } = view;
      const sources = [...(await page(project)).matchAll(/<p class="source">(.*?)<\/p>/g)]
        .map(([, inner = ""]) => inner)
        .sort();
      const wanted = project.sheet.evidence.map(({ date }) =>
        date === null ? t.project.undated : t.format.date(date),
      );
      expect(sources).toHaveLength(wanted.length);
      for (const source of sources) expect(source).toMatch(/<a href="https?:\/\/[^"]+"/);
      const dates = sources.map((source) =>
        readable(source)
          .replace(/^.*?, /, "")
          .trim(),
      );
      expect(dates.sort()).toEqual([...wanted].sort());
    },
  );
});
