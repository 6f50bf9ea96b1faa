/** What was and is no more: it answers 410 for ever, and its id is given to nothing else (protocol.md 8.3, 17). */
import { eq, sql } from "drizzle-orm";
import type { ProjectId } from "../domain/ids.ts";
import type { Db, Tx } from "./db.ts";
import { letter, tombstone } from "./schema.ts";

export type Tombstone = { readonly formerType: string; readonly at: Date };

/** The tombstone at this path, if what stood there is gone. */
export async function tombstoneAt(db: Db, path: string): Promise<Tombstone | null> {
  const [row] = await db
    .select({ formerType: tombstone.formerType, at: tombstone.at })
    .from(tombstone)
    .where(eq(tombstone.path, path));
  return row ?? null;
}

/** A note goes, and with it the permissions to quote it. */
export async function buryNote(tx: Tx, id: string): Promise<void> {
  await buryNotes(tx, sql`note.id = ${id}`);
}

/** An actor of ours goes, with everything that it said in public and whatever of it is still on its way. */
export async function buryActor(tx: Tx, path: string, formerType: string): Promise<void> {
  await tx.insert(tombstone).values({ path, formerType }).onConflictDoNothing();
  await buryNotes(tx, sql`note.actor = ${path}`);
  await tx.execute(sql`
    with gone as (delete from activity where actor = ${path} returning id, body)
    insert into tombstone (path, former_type)
    select '/ap/acts/' || id, body::json ->> 'type' from gone`);
  await tx.delete(letter).where(sql`${letter.actor} = ${path} and ${letter.state} <> 'delivered'`);
}

async function buryNotes(tx: Tx, which: ReturnType<typeof sql>): Promise<void> {
  await tx.execute(sql`
    insert into tombstone (path, former_type)
    select '/ap/quotes/' || quote.id, 'QuoteAuthorization'
    from quote join note on note.id = quote.note_id where ${which}`);
  await tx.execute(sql`
    with gone as (delete from note where ${which} returning id)
    insert into tombstone (path, former_type) select '/ap/notes/' || id, 'Note' from gone`);
}

/** Nobody follows an actor that is gone: it has nobody to say anything to any more. */
export async function endFollowsOf(tx: Tx, path: string): Promise<void> {
  await tx.execute(sql`update follow set state = 'undone' where target = ${path}`);
}

/** Nothing more is done or asked by appointment in the name of a project. */
export async function cancelAppointmentsOf(tx: Tx, project: ProjectId): Promise<void> {
  await tx.execute(sql`delete from appointment where project_id = ${project}`);
}

/**
 * A month after a project went, who followed it and where they live is forgotten too; but of those
 * who are in a team of it, as long as they are.
 */
export async function forgetRetired(db: Db): Promise<void> {
  const longGone = sql`select path from tombstone where at < now() - interval '30 days'`;
  await db.execute(sql`delete from follow where target in (${longGone})`);
  await db.execute(sql`
    delete from interest i where '/ap/projects/' || i.project_id in (${longGone})
      and not exists (
        select 1 from seat s where s.person_id = i.person_id and s.project_id = i.project_id
          and s.state in ('invited', 'taken'))`);
}
