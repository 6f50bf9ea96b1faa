/** The role under which the program works: it owns nothing, and of the audit log it may only add and read (J2, G12). */
import type postgres from "postgres";

/** One for all databases of a cluster, since roles are the cluster's; what it may do is each database's own. */
export const appRole = "multaque_app";

/** PostgreSQL's words for "you may not", and for "somebody else does the same at this moment". */
const forbidden = "42501";
const concurrently = "XX000";
const mostTries = 5;

/** From PostgreSQL 16 on, who makes a role is its member, but may not work under it before it is granted to them. */
const mayWorkUnder =
  "case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end";

/**
 * Makes the role where it is missing, and grants it every table there is. Gives its name, or null when
 * this database's login may not do so, and the role was not made for it beforehand.
 */
export async function prepareRole(client: postgres.Sql, role = appRole): Promise<string | null> {
  try {
    await makeRole(client, role);
    await client.begin(async (tx) => {
      await grant(tx, role);
      // Whether a session may begin as this role is asked by trying.
      await tx.unsafe(`set local role ${role}`);
    });
    return role;
  } catch (error) {
    if (codeOf(error) === forbidden) return null;
    throw error;
  }
}

/** Another database of this cluster may be at it at the same moment: then the role is there as well. */
async function makeRole(client: postgres.Sql, role: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.unsafe(`
        do $$ begin
          if not exists (select from pg_roles where rolname = '${role}') then
            create role ${role} nologin;
          end if;
          if not pg_has_role(current_user, '${role}', ${mayWorkUnder}) then
            grant ${role} to current_user;
          end if;
        exception when duplicate_object or unique_violation then
          raise exception using errcode = '${concurrently}', message = 'made by another';
        end $$`);
      return;
    } catch (error) {
      if (codeOf(error) !== concurrently || tries === mostTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** tries * Math.random()));
    }
  }
}

/** Tables of later migrations as well: this runs after each. Where nothing is missing, nothing is written. */
async function grant(tx: postgres.TransactionSql, role: string): Promise<void> {
  const [row] = await tx<{ missing: boolean; schema: string }[]>`
    select quote_ident(current_schema()) as schema, not has_schema_privilege(${role}, current_schema(), 'usage')
      or has_table_privilege(${role}, 'audit', 'update')
      or exists (
        select from pg_class c where c.relnamespace = current_schema()::regnamespace
          and case c.relkind
            when 'r' then c.relname <> 'audit' and not (
              has_table_privilege(${role}, c.oid, 'select') and has_table_privilege(${role}, c.oid, 'insert')
              and has_table_privilege(${role}, c.oid, 'update') and has_table_privilege(${role}, c.oid, 'delete'))
            when 'S' then not has_sequence_privilege(${role}, c.oid, 'usage')
            else false end)
      or not has_table_privilege(${role}, 'audit', 'insert') as missing`;
  if (row?.missing !== true) return;
  const { schema } = row;
  await tx.unsafe(`
    grant usage on schema ${schema} to ${role};
    grant select, insert, update, delete on all tables in schema ${schema} to ${role};
    grant usage, select on all sequences in schema ${schema} to ${role};
    revoke update, delete, truncate on ${schema}.audit from ${role}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
