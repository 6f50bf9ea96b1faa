/** Public notes of our actors, and their public activities. */
import { and, asc, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { ProjectId, TeamId } from "../domain/ids.ts";
import type { Language } from "../domain/languages.ts";
import type { Project } from "../domain/projects.ts";
import type { Db, Tx } from "./db.ts";
import { projectOf } from "./projects.ts";
import { activity, note } from "./schema.ts";

export type Tag = Readonly<Record<string, string>>;

export type Note = {
  readonly id: string;
  /** The path of its author. */
  readonly actor: string;
  readonly language: Language;
  readonly html: string;
  readonly tags: readonly Tag[];
  readonly pinned: number | null;
  readonly projectId: ProjectId | null;
  readonly teamId: TeamId | null;
  readonly publishedAt: Date;
};

/** A note as a page shows it. */
export type PublicNote = Pick<Note, "id" | "actor" | "language" | "html" | "publishedAt"> & {
  readonly about: Project | null;
};

type Row = typeof note.$inferSelect;

function fromRow(row: Row): Note {
  return {
    ...row,
    language: row.language as Language,
    projectId: row.projectId as ProjectId | null,
    teamId: row.teamId as TeamId | null,
  };
}

export async function insertNote(tx: Tx, added: Note): Promise<void> {
  await tx.insert(note).values(added);
}

/** Writes a note anew; its id, and where it is pinned, stay. */
export async function saveNoteHtml(tx: Tx, id: string, html: string): Promise<void> {
  await tx.update(note).set({ html }).where(eq(note.id, id));
}

export async function storedNote(db: Db, id: string): Promise<Note | null> {
  const [row] = await db.select().from(note).where(eq(note.id, id));
  return row === undefined ? null : fromRow(row);
}

export async function noteOf(db: Db, id: string): Promise<PublicNote | null> {
  const found = await storedNote(db, id);
  if (found === null) return null;
  const about = found.projectId === null ? null : await projectOf(db, found.projectId);
  return { ...found, about };
}

/** The pinned notes of an actor, the first at the top. */
export async function pinnedNotes(db: Db, actor: string): Promise<readonly Note[]> {
  const rows = await db
    .select()
    .from(note)
    .where(and(eq(note.actor, actor), isNotNull(note.pinned)))
    .orderBy(asc(note.pinned));
  return rows.map(fromRow);
}

/** The latest notes of an actor, by their ids. */
export async function latestNotes(db: Db, actor: string, most: number): Promise<readonly string[]> {
  const rows = await db
    .select({ id: note.id })
    .from(note)
    .where(eq(note.actor, actor))
    .orderBy(desc(note.publishedAt), desc(note.id))
    .limit(most);
  return rows.map(({ id }) => id);
}

/** A public activity that is not about a note of its own actor: boosts. */
export type Activity = {
  readonly id: string;
  readonly actor: string;
  /** As it was sent. */
  readonly body: string;
  readonly publishedAt: Date;
};

export async function insertActivity(tx: Tx, added: Activity): Promise<void> {
  await tx.insert(activity).values(added);
}

export async function activityOf(db: Db, id: string): Promise<Activity | null> {
  const [row] = await db.select().from(activity).where(eq(activity.id, id));
  return row ?? null;
}

export type OutboxPage = {
  readonly items: readonly (Note | Activity)[];
  /** Cursor of the page after this one. */
  readonly next: string | null;
};

const pageSize = 20;

/** One page of what an actor said in public, newest first; `before` is a cursor of an earlier page. */
export async function outboxPage(
  db: Db,
  actor: string,
  before: string | null,
): Promise<OutboxPage> {
  const [at, id] = before?.split("_") ?? [];
  const bound = at === undefined ? null : new Date(Number(at)).toISOString();
  const older = (table: typeof note | typeof activity) =>
    bound === null
      ? eq(table.actor, actor)
      : and(
          eq(table.actor, actor),
          sql`(${table.publishedAt}, ${table.id}) < (${bound}::timestamptz, ${id ?? ""})`,
        );
  const notes = await db
    .select()
    .from(note)
    .where(older(note))
    .orderBy(desc(note.publishedAt), desc(note.id))
    .limit(pageSize + 1);
  const activities = await db
    .select()
    .from(activity)
    .where(older(activity))
    .orderBy(desc(activity.publishedAt), desc(activity.id))
    .limit(pageSize + 1);
  const all = [...notes.map(fromRow), ...activities].sort(
    (a, b) => b.publishedAt.getTime() - a.publishedAt.getTime() || (a.id < b.id ? 1 : -1),
  );
  const items = all.slice(0, pageSize);
  const last = items.at(-1);
  return {
    items,
    next:
      all.length > pageSize && last !== undefined
        ? `${last.publishedAt.getTime()}_${last.id}`
        : null,
  };
}

export async function outboxTotal(db: Db, actor: string): Promise<number> {
  const [row] = await db
    .select({
      n: sql<number>`(select count(*) from ${note} where ${note.actor} = ${actor})::int
        + (select count(*) from ${activity} where ${activity.actor} = ${actor})::int`,
    })
    .from(sql`(select 1) one`);
  return row?.n ?? 0;
}
