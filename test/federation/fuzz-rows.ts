/** What a database holds: of some people row by row, and of everything as fingerprints. */
import { type SQL, sql } from "drizzle-orm";
import type { TestInstance } from "../support/instance.ts";
import { rows } from "./world.ts";

type Tables = Readonly<Record<string, readonly string[] | string>>;

/** Every row that is about these people, or that belongs to nobody in particular and others may not change. */
export async function rowsOf(instance: TestInstance, iris: readonly string[]): Promise<Tables> {
  const who = sql`(${sql.join(
    iris.map((iri) => sql`${iri}`),
    sql`, `,
  )})`;
  const ids = sql`(select id from person where iri in ${who})`;
  const teams = sql`(select team_id from seat where person_id in ${ids})`;
  const named: Readonly<Record<string, SQL>> = {
    person: sql`iri in ${who}`,
    follow: sql`actor in ${who}`,
    gone_actor: sql`iri in ${who}`,
    team: sql`id in ${teams}`,
    note: sql`team_id is null or team_id in ${teams}`,
    ...Object.fromEntries(alone.map((table) => [table, sql`true`])),
  };
  const personal = await rows<{ name: string }>(
    instance,
    sql`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'person_id'`,
  );
  const found: Record<string, readonly string[]> = {};
  const all = {
    ...Object.fromEntries(personal.map(({ name }) => [name, sql`person_id in ${ids}`])),
    ...named,
  };
  for (const [table, where] of Object.entries(all)) {
    const some = await rows<{ row: string }>(
      instance,
      sql`select t::text as row from ${sql.identifier(table)} t where ${where} order by 1`,
    );
    found[table] = some.map(({ row }) => row);
  }
  return found;
}

/** No activity of anybody changes these. */
const alone = ["project", "handle", "retired_key", "tombstone", "domain_rule", "actor_rule"];

/** What is remembered of other servers depends on when they were asked, not on what was said. */
const remembered = ["remote_actor", "remote_host", "place", "place_hub", "project_search"];

/** One fingerprint for each table. */
export async function fingerprints(instance: TestInstance): Promise<Tables> {
  const tables = await rows<{ name: string }>(
    instance,
    sql`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    if (remembered.includes(name)) continue;
    const [row] = await rows<{ print: string }>(
      instance,
      sql`select count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as print
        from ${sql.identifier(name)} t`,
    );
    found[name] = row?.print ?? "";
  }
  return found;
}
