/** Searching the projects: full text in three languages with stems, by theme, by people needed. */
import { eq, inArray, notInArray, sql } from "drizzle-orm";
import type { ProjectId } from "../domain/ids.ts";
import { type Language, languages } from "../domain/languages.ts";
import type { Project } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import { type Theme, themesIn } from "../domain/themes.ts";
import type { Db, Tx } from "./db.ts";
import { allProjects } from "./projects.ts";
import { project, projectSearch } from "./schema.ts";

/** PostgreSQL's own stemmers. */
const stemmer: Readonly<Record<Language, string>> = {
  ca: "catalan",
  es: "spanish",
  en: "english",
};

/** Words without accents, on both sides: people leave them out. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’·]/g, "'");
}

/** Makes a project findable, in place of what was there. */
export async function saveSearch(tx: Tx, id: ProjectId, sheet: Sheet): Promise<void> {
  await tx.delete(projectSearch).where(eq(projectSearch.projectId, id));
  for (const language of languages) {
    const part = (weight: "A" | "B" | "C", ...texts: readonly string[]) =>
      sql`setweight(to_tsvector(${stemmer[language]}::regconfig, ${plain(texts.join(" \n "))}), ${weight})`;
    const title = part("A", sheet.name[language], ...sheet.hashtags);
    const names = themesIn(language);
    const lead = part(
      "B",
      sheet.sentence[language],
      sheet.what[language],
      ...sheet.themes.map((theme) => names[theme]),
    );
    const rest = part(
      "C",
      ...sheet.steps[language],
      ...sheet.needs.map((need) => need.name[language]),
      ...sheet.similarTo.map((similar) => similar.name),
    );
    await tx
      .insert(projectSearch)
      .values({ projectId: id, language, document: sql`${title} || ${lead} || ${rest}` });
  }
}

/** A project is not found any more. */
export async function removeSearch(tx: Tx, id: ProjectId): Promise<void> {
  await tx.delete(projectSearch).where(eq(projectSearch.projectId, id));
}

/** Projects that cannot be found yet: published by an earlier version. */
export async function unsearchable(db: Db): Promise<readonly Project[]> {
  const found = db.selectDistinct({ id: projectSearch.projectId }).from(projectSearch);
  const rows = await db
    .select({ id: project.id })
    .from(project)
    .where(notInArray(project.id, found));
  const missing = new Set(rows.map((row) => row.id));
  return (await allProjects(db)).filter((one) => missing.has(one.id));
}

export type Asked = {
  /** In the reader's own words; empty for everything. */
  readonly text: string;
  /** The language in which they read: what is found in it comes first. */
  readonly language: Language;
  readonly theme: Theme | null;
  /** At most so many people needed to begin. */
  readonly people: number | null;
};

const longestQuestion = 200;

/** Open projects that fit, the best first; without text in the order of publication. */
export async function searchProjects(db: Db, asked: Asked): Promise<readonly Project[]> {
  const fits = (one: Project): boolean =>
    one.open &&
    (asked.theme === null || one.sheet.themes.includes(asked.theme)) &&
    (asked.people === null || one.sheet.criticalMass <= asked.people);
  const all = (await allProjects(db)).filter(fits);
  const text = plain(asked.text).slice(0, longestQuestion).trim();
  if (text === "" || all.length === 0) return all;
  const ranks = await rank(db, { ...asked, text }, all);
  return all
    .filter((one) => ranks.has(one.id))
    .sort((a, b) => (ranks.get(b.id) ?? 0) - (ranks.get(a.id) ?? 0));
}

/** The last word may be only its beginning: "guifi" finds guifi.net. */
function beginningOf(text: string) {
  const last = /[a-z0-9]{3,}$/i.exec(text)?.[0];
  return last === undefined
    ? sql`''::tsquery`
    : sql`to_tsquery('simple', ${`${last.toLowerCase()}:*`})`;
}

/** How well each project answers, over all languages; the reader's own counts double. */
async function rank(
  db: Db,
  asked: Pick<Asked, "text" | "language">,
  among: readonly Project[],
): Promise<ReadonlyMap<string, number>> {
  const query = sql`(websearch_to_tsquery(
    case ${projectSearch.language} when 'ca' then 'catalan' when 'es' then 'spanish' else 'english' end::regconfig,
    ${asked.text}) || ${beginningOf(asked.text)})`;
  const own = sql`case when ${projectSearch.language} = ${asked.language} then 2 else 1 end`;
  const rows = await db
    .select({
      id: projectSearch.projectId,
      rank: sql<number>`max(ts_rank(${projectSearch.document}, ${query}) * ${own})::float8`,
    })
    .from(projectSearch)
    .where(
      sql`${projectSearch.document} @@ ${query} and ${inArray(
        projectSearch.projectId,
        among.map((one) => one.id),
      )}`,
    )
    .groupBy(projectSearch.projectId);
  return new Map(rows.map((row) => [row.id, row.rank]));
}
