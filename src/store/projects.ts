/** Projects, and the names that our actors bear. */
import { and, asc, desc, eq, getTableColumns, notExists, sql } from "drizzle-orm";
import type { ProjectId } from "../domain/ids.ts";
import type { Project } from "../domain/projects.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Db, Tx } from "./db.ts";
import { handle, note, project, tombstone } from "./schema.ts";

type Row = typeof project.$inferSelect;

function fromRow({ slug: _slug, shipped: _shipped, ...row }: Row): Project {
  return { ...row, id: row.id as ProjectId };
}

const { sheet: _sheet, ...ofProject } = getTableColumns(project);
/** All of a project but its sheet, and the version of the row. */
const withoutSheet = { ...ofProject, version: sql<string>`${project}.xmin::text` };

/** Sheets by project, of the version that was read last: they are large, asked for at every turn, and change seldom. */
const sheets = new Map<string, { readonly version: string; readonly sheet: Sheet }>();
const mostSheets = 1_000;

/** The project with its sheet, which is read only when it is another than the last time. */
async function complete(
  db: Db,
  read: (Omit<Row, "sheet"> & { readonly version: string }) | undefined,
): Promise<Project | null> {
  if (read === undefined) return null;
  const { version, ...row } = read;
  const known = sheets.get(row.id);
  if (known?.version === version) return fromRow({ ...row, sheet: known.sheet });
  const [found] = await db
    .select({ sheet: project.sheet })
    .from(project)
    .where(eq(project.id, row.id));
  if (found === undefined) return null;
  const [oldest] = sheets.keys();
  if (sheets.size >= mostSheets && oldest !== undefined) sheets.delete(oldest);
  sheets.set(row.id, { version, sheet: found.sheet });
  return fromRow({ ...row, sheet: found.sheet });
}

/** Retired projects stay here, for the teams that came of them; their actors have a tombstone. */
const itsTombstone = sql`${tombstone.path} = '/ap/projects/' || ${project.id}`;

const isLive = (db: Db) => notExists(db.select().from(tombstone).where(itsTombstone));

/** Open ones first; of those, what takes fewest people to begin. Without those that were retired. */
export async function allProjects(db: Db): Promise<readonly Project[]> {
  const rows = await db
    .select()
    .from(project)
    .where(isLive(db))
    .orderBy(
      desc(project.open),
      sql`(${project.sheet} ->> 'criticalMass')::int`,
      asc(project.slug),
    );
  return rows.map(fromRow);
}

/** Also those that were retired. */
export async function everyProject(db: Db): Promise<readonly Project[]> {
  return (await db.select().from(project)).map(fromRow);
}

/** The project with this slug, unless it was retired. */
export async function projectBySlug(db: Db, slug: string): Promise<Project | null> {
  const [row] = await db
    .select()
    .from(project)
    .where(and(eq(project.slug, slug), isLive(db)));
  return row === undefined ? null : fromRow(row);
}

/** Whose slug this is, or was. */
export async function idAtSlug(db: Db, slug: string): Promise<ProjectId | null> {
  const [row] = await db.select({ id: project.id }).from(project).where(eq(project.slug, slug));
  return row === undefined ? null : (row.id as ProjectId);
}

/** The project, unless it was retired. */
export async function liveProject(db: Db, id: ProjectId): Promise<Project | null> {
  const [row] = await db
    .select()
    .from(project)
    .where(and(eq(project.id, id), isLive(db)));
  return row === undefined ? null : fromRow(row);
}

/** Whether a project is there, was, or never has been. */
export async function standingOf(db: Db, id: ProjectId): Promise<"there" | "gone" | "unknown"> {
  const [row] = await db
    .select({ grave: tombstone.path })
    .from(project)
    .leftJoin(tombstone, itsTombstone)
    .where(eq(project.id, id));
  if (row === undefined) return "unknown";
  return row.grave === null ? "there" : "gone";
}

/** The project as it stands here, also when it was retired. */
export async function projectOf(db: Db, id: ProjectId): Promise<Project | null> {
  const [row] = await db.select(withoutSheet).from(project).where(eq(project.id, id));
  return complete(db, row);
}

/**
 * The project, with the lock that everybody takes first who changes interests, seats or teams of its
 * lineage (house.md, decision 5).
 */
export async function lockProject(tx: Tx, id: ProjectId): Promise<Project | null> {
  const [row] = await tx.select(withoutSheet).from(project).where(eq(project.id, id)).for("update");
  return complete(tx, row);
}

/** Locks every project of a lineage and gives them, smallest id first. */
export async function lockRoot(tx: Tx, root: string): Promise<readonly Project[]> {
  const rows = await tx
    .select()
    .from(project)
    .where(eq(project.root, root))
    .orderBy(asc(project.id))
    .for("update");
  return rows.map(fromRow);
}

export async function insertProject(tx: Tx, added: Project, shipped: string | null): Promise<void> {
  await tx.insert(project).values({ ...added, slug: added.sheet.slug, shipped });
}

/** Puts another sheet in the place of a project's own; its slug and its actor stay. */
export async function saveSheet(
  tx: Tx,
  id: ProjectId,
  change: { readonly sheet: Sheet; readonly updatedAt: Date },
): Promise<void> {
  await tx.update(project).set(change).where(eq(project.id, id));
}

/** By slug, the fingerprint of the shipped sheet that was last taken or looked at. */
export async function shippedOf(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db.select({ slug: project.slug, shipped: project.shipped }).from(project);
  return new Map(rows.flatMap(({ slug, shipped }) => (shipped === null ? [] : [[slug, shipped]])));
}

export async function saveShipped(tx: Tx, id: ProjectId, shipped: string): Promise<void> {
  await tx.update(project).set({ shipped }).where(eq(project.id, id));
}

export async function saveProjectOpen(
  tx: Tx,
  id: ProjectId,
  change: { readonly open: boolean; readonly updatedAt: Date },
): Promise<void> {
  await tx.update(project).set(change).where(eq(project.id, id));
}

/** Where it has moved to, or what else it is known as. */
export async function saveProjectMove(
  tx: Tx,
  id: ProjectId,
  change: { readonly movedTo: string } | { readonly alsoKnownAs: readonly string[] },
): Promise<void> {
  await tx.update(project).set(change).where(eq(project.id, id));
}

/** Takes a name for an actor for ever; false when another bears it. */
export async function takeHandle(tx: Tx, name: string, actor: string): Promise<boolean> {
  const rows = await tx
    .insert(handle)
    .values({ name, actor })
    .onConflictDoNothing()
    .returning({ name: handle.name });
  return rows.length > 0;
}

/** The path of the actor of this name, whatever the case of its letters. */
export async function actorNamed(db: Db, name: string): Promise<string | null> {
  const [row] = await db.select().from(handle).where(eq(handle.name, name.toLowerCase()));
  return row?.actor ?? null;
}

export async function handleOf(db: Db, actor: string): Promise<string | null> {
  const [row] = await db.select().from(handle).where(eq(handle.actor, actor));
  return row?.name ?? null;
}

/** How many projects there are, and public notes: what NodeInfo tells. */
export async function totals(
  db: Db,
): Promise<{ readonly projects: number; readonly notes: number }> {
  const [row] = await db
    .select({
      projects: sql<number>`(select count(*)::int from ${project} where ${project.open})`,
      notes: sql<number>`(select count(*)::int from ${note})`,
    })
    .from(sql`(select 1) one`);
  return row ?? { projects: 0, notes: 0 };
}

/** Whether a project with this slug exists; the database keeps it unique, this only asks politely first. */
export async function slugTaken(db: Db, slug: string): Promise<boolean> {
  const [row] = await db
    .select({ id: project.id })
    .from(project)
    .where(and(eq(project.slug, slug)));
  return row !== undefined;
}
