/** Another server reports something of ours: kept for moderators, and nothing else happens (B18, G8). */
import type { Instance } from "../instance.ts";
import { type Claim, finishActivity } from "../store/inbox.ts";
import { insertReport, reportsToday } from "../store/reports.ts";
import { transact } from "./transaction.ts";

/** What a team of volunteers can read of one server in a day; honest servers send a few in a year. */
const mostADay = 50;

export type TakeReport = {
  readonly claim: Claim;
  /** The server that reports. */
  readonly host: string;
  readonly about: readonly string[];
  /** Plain text. */
  readonly content: string;
};

/** Gives whether it was kept. */
export function takeReport({ db, newId }: Instance, asked: TakeReport): Promise<boolean> {
  const { claim, ...report } = asked;
  return transact(db, async (tx) => {
    if (!(await finishActivity(tx, claim))) return false;
    if ((await reportsToday(tx, report.host)) >= mostADay) return false;
    await insertReport(tx, { ...report, id: newId() });
    return true;
  });
}
