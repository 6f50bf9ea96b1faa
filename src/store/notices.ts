/** Notices waiting to be written out as letters, and appointments. */
import { and, asc, eq, lt, lte, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { PersonId, ProjectId } from "../domain/ids.ts";
import { type Notice, subjectOf } from "../domain/notices.ts";
import type { Db, Tx } from "./db.ts";
import { appointment, notice } from "./schema.ts";
import { mostTries, nextTry } from "./trying.ts";
import { wake } from "./wake.ts";

export async function postNotices(tx: Tx, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return;
  await Promise.all([
    tx.insert(notice).values(notices.map((one) => ({ notice: one, subject: subjectOf(one) }))),
    wake(tx, "write"),
  ]);
}

/** Whether the answer to a Follow is still to be written. */
export async function isAnswerPending(db: Db, follow: string): Promise<boolean> {
  const [row] = await db
    .select({ seq: notice.seq })
    .from(notice)
    .where(sql`${notice.notice} ->> 'follow' = ${follow}`)
    .limit(1);
  return row !== undefined;
}

export type NoticeRow = { readonly seq: number; readonly notice: Notice };

/**
 * The next notice, locked until the transaction ends; those that others hold are passed over, and so
 * is what must be said after something that is not said yet.
 */
export async function lockNextNotice(tx: Tx): Promise<NoticeRow | null> {
  const earlier = alias(notice, "earlier");
  const [row] = await tx
    .select({ seq: notice.seq, notice: notice.notice })
    .from(notice)
    .where(
      and(
        lte(notice.dueAt, sql`now()`),
        lt(notice.attempts, mostTries),
        notExists(
          tx
            .select({ seq: earlier.seq })
            .from(earlier)
            .where(
              and(
                eq(earlier.subject, notice.subject),
                lt(earlier.seq, notice.seq),
                lt(earlier.attempts, mostTries),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(notice.seq))
    .limit(1)
    .for("update", { of: notice, skipLocked: true });
  return row === undefined ? null : { seq: row.seq, notice: row.notice as Notice };
}

/** A written notice has done its work; what it said is in letters and documents. */
export async function removeNotice(tx: Tx, seq: number): Promise<void> {
  await tx.delete(notice).where(eq(notice.seq, seq));
}

/** A notice that could not be written is tried again later, and put aside at last (R30). */
export async function postponeNotice(db: Db, seq: number): Promise<void> {
  await db
    .update(notice)
    .set({ attempts: sql`${notice.attempts} + 1`, dueAt: nextTry(notice.attempts) })
    .where(eq(notice.seq, seq));
}

export type AppointmentKind =
  | "question"
  | "covered"
  | "reminder"
  | "invitation-ends"
  | "interest-ends";

export type Appointment = {
  readonly seq: number;
  readonly kind: AppointmentKind;
  readonly person: PersonId;
  readonly project: ProjectId;
  readonly seat: string | null;
};

/** Something to do about somebody in so many milliseconds, by the database's clock. */
export async function makeAppointment(
  tx: Tx,
  made: Omit<Appointment, "seq" | "seat"> & { readonly seat?: string; readonly inMs: number },
): Promise<void> {
  await tx.insert(appointment).values({
    kind: made.kind,
    personId: made.person,
    projectId: made.project,
    seatId: made.seat ?? null,
    dueAt: sql`now() + ${made.inMs} * interval '1 millisecond'`,
  });
  // What is due later is found when it is due.
  if (made.inMs < soonMs) await wake(tx, "appointments");
}

const soonMs = 1_000;

export async function cancelAppointments(
  tx: Tx,
  person: PersonId,
  which: { readonly project: ProjectId; readonly kind: AppointmentKind },
): Promise<void> {
  await tx
    .delete(appointment)
    .where(
      and(
        eq(appointment.personId, person),
        eq(appointment.projectId, which.project),
        eq(appointment.kind, which.kind),
      ),
    );
}

/** The next appointment that is due, without a lock: who keeps it locks the project first. */
export async function nextDue(db: Db): Promise<Appointment | null> {
  const [row] = await db
    .select()
    .from(appointment)
    .where(and(lte(appointment.dueAt, sql`now()`), lt(appointment.attempts, mostTries)))
    .orderBy(asc(appointment.dueAt), asc(appointment.seq))
    .limit(1);
  if (row === undefined) return null;
  return {
    seq: row.seq,
    kind: row.kind as AppointmentKind,
    person: row.personId as PersonId,
    project: row.projectId as ProjectId,
    seat: row.seatId,
  };
}

/** Strikes an appointment out; false when somebody else kept it already. */
export async function strikeOut(tx: Tx, seq: number): Promise<boolean> {
  const rows = await tx
    .delete(appointment)
    .where(eq(appointment.seq, seq))
    .returning({ seq: appointment.seq });
  return rows.length > 0;
}

export async function postponeAppointment(tx: Tx, seq: number, inMs: number): Promise<void> {
  await tx
    .update(appointment)
    .set({ dueAt: sql`now() + ${inMs} * interval '1 millisecond'` })
    .where(eq(appointment.seq, seq));
}

/** An appointment that could not be kept is tried again later, and put aside at last (R30). */
export async function retryAppointment(db: Db, seq: number): Promise<void> {
  await db
    .update(appointment)
    .set({ attempts: sql`${appointment.attempts} + 1`, dueAt: nextTry(appointment.attempts) })
    .where(eq(appointment.seq, seq));
}
