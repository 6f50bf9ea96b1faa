/** The role under which the program works: it owns nothing, and of the audit log it may only add and read (J2, G12). */
import type postgres from "postgres";

/** One for all databases of a cluster, since roles are the cluster's; what it may do is each database's own. */
export const appRole = "multaque_app";

/** PostgreSQL's words for "you may not", and for "somebody else does the same at this moment". */
const forbidden = "42501";
const concurrently = "XX000";
const mostTries = 5;

/**
 * Makes the role where it is missing, and grants it every table there is. Gives its name, or null when
 * this database's login may not do so, and the role was not made for it beforehand.
 */
export async function prepareRole(client: postgres.Sql): Promise<string | null> {
  try {
    await makeRole(client);
    await client.begin(async (tx) => {
      await grant(tx);
      // Whether a session may begin as this role is asked by trying.
      await tx.unsafe(`set local role ${appRole}`);
    });
    return appRole;
  } catch (error) {
    if (codeOf(error) === forbidden) return null;
    throw error;
  }
}

/** Another database of this cluster may be at it at the same moment: then the role is there as well. */
async function makeRole(client: postgres.Sql): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.unsafe(`
        do $$ begin
          if not exists (select from pg_roles where rolname = '${appRole}') then
            create role ${appRole} nologin;
          end if;
          if not pg_has_role(current_user, '${appRole}', 'member') then
            grant ${appRole} to current_user;
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
async function grant(tx: postgres.TransactionSql): Promise<void> {
  const [row] = await tx<{ missing: boolean; schema: string }[]>`
    select quote_ident(current_schema()) as schema, not has_schema_privilege(${appRole}, current_schema(), 'usage')
      or has_table_privilege(${appRole}, 'audit', 'update')
      or exists (
        select from pg_class c where c.relnamespace = current_schema()::regnamespace
          and case c.relkind
            when 'r' then c.relname <> 'audit' and not (
              has_table_privilege(${appRole}, c.oid, 'select') and has_table_privilege(${appRole}, c.oid, 'insert')
              and has_table_privilege(${appRole}, c.oid, 'update') and has_table_privilege(${appRole}, c.oid, 'delete'))
            when 'S' then not has_sequence_privilege(${appRole}, c.oid, 'usage')
            else false end)
      or not has_table_privilege(${appRole}, 'audit', 'insert') as missing`;
  if (row?.missing !== true) return;
  const { schema } = row;
  await tx.unsafe(`
    grant usage on schema ${schema} to ${appRole};
    grant select, insert, update, delete on all tables in schema ${schema} to ${appRole};
    grant usage, select on all sequences in schema ${schema} to ${appRole};
    revoke update, delete, truncate on ${schema}.audit from ${appRole}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
