/** Reports by other servers about what is ours, for moderators alone (G8). */
import { and, desc, eq, gt, sql } from "drizzle-orm";
import type { Db, Tx } from "./db.ts";
import { report } from "./schema.ts";

export type Report = {
  readonly id: string;
  /** The server that reports. */
  readonly host: string;
  /** Addresses of ours that it is about. */
  readonly about: readonly string[];
  readonly content: string;
  readonly state: "open" | "settled";
  readonly madeAt: Date;
  readonly settledAt: Date | null;
};

/** Who of its people reported is not even written down: the server speaks for them. */
export async function insertReport(
  tx: Tx,
  made: Pick<Report, "id" | "host" | "about" | "content">,
): Promise<void> {
  await tx.insert(report).values({ ...made, actor: `https://${made.host}/`, state: "open" });
}

/** Reports of a server in the last day. */
export async function reportsToday(db: Db, host: string): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(report)
    .where(and(eq(report.host, host), gt(report.madeAt, sql`now() - interval '1 day'`)));
  return row?.n ?? 0;
}

const { id, host, about, content, state, madeAt, settledAt } = report;
const shown = { id, host, about, content, state, madeAt, settledAt };

/** The latest first; those that are open, or all of them. */
export function listReports(db: Db, all: boolean): Promise<readonly Report[]> {
  return db
    .select(shown)
    .from(report)
    .where(all ? undefined : eq(report.state, "open"))
    .orderBy(desc(report.madeAt), desc(report.id));
}

export async function reportOf(db: Db, wanted: string): Promise<Report | null> {
  const [row] = await db.select(shown).from(report).where(eq(report.id, wanted));
  return row ?? null;
}

/** False when there is no such report, or it was settled before. */
export async function settleReport(tx: Tx, wanted: string): Promise<boolean> {
  const rows = await tx
    .update(report)
    .set({ state: "settled", settledAt: sql`now()` })
    .where(and(eq(report.id, wanted), eq(report.state, "open")))
    .returning({ id: report.id });
  return rows.length > 0;
}
