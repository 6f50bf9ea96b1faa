/** Who may have gone without a word: some servers tell only those whom an account followed that it was deleted. */
import { sql } from "drizzle-orm";
import type { ActorIri } from "../domain/ids.ts";
import type { Db } from "./db.ts";

export type Silent = {
  readonly iri: ActorIri;
  /** Their inbox said so twice, a day apart (D2). */
  readonly inboxIsGone: boolean;
};

/**
 * Whom to look up, those first at whom nobody looked for longest: who takes part and has not been heard
 * of for 30 days; and whose inbox, or server, has said that they are gone.
 */
export async function silentPeople(db: Db, most: number): Promise<readonly Silent[]> {
  const rows = await db.execute<{ iri: ActorIri; inbox_is_gone: boolean }>(sql`
    select iri, inbox_is_gone from (
      select p.iri, r.failure, r.tried_at,
        exists (select 1 from letter l where l.person_id = p.id and l.inbox = p.inbox
          and l.state = 'resting' and l.last_status = 410) as inbox_is_gone,
        exists (select 1 from interest i where i.person_id = p.id and i.state <> 'withdrawn')
          or exists (select 1 from seat s where s.person_id = p.id
            and s.state in ('invited', 'taken')) as takes_part
      from person p left join remote_actor r on r.iri = p.iri) known
    where inbox_is_gone or failure = 'gone' or (takes_part and tried_at < now() - interval '30 days')
    order by tried_at nulls first, iri
    limit ${most}`);
  return [...rows].map((row) => ({ iri: row.iri, inboxIsGone: row.inbox_is_gone }));
}
