/** Commands about reports, names that are held, and the audit log. */
import type { ActorIri } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import { judgeName } from "../operations/judge-name.ts";
import { type ReportSent, sendReport } from "../operations/send-report.ts";
import { settleReport } from "../operations/settle-report.ts";
import { deedsSince } from "../store/audit.ts";
import { heldNames } from "../store/held.ts";
import { listReports, type Report, reportOf } from "../store/reports.ts";
import { subjectOf } from "./moderation.ts";
import { failed, type Outcome } from "./outcome.ts";

export async function showReports({ db }: Instance, all: boolean): Promise<Outcome> {
  const data = await listReports(db, all);
  const lines = data.map(
    (one) =>
      `${one.id}  ${one.madeAt.toISOString()}  ${one.state}  ${one.host}  ${one.about.join(" ")}`,
  );
  return { exit: 0, data, lines };
}

export async function showReport({ db }: Instance, id: string): Promise<Outcome> {
  const report = await reportOf(db, id);
  return report === null ? noReport(id) : { exit: 0, data: report, lines: inFull(report) };
}

function inFull(report: Report): readonly string[] {
  return [
    `${report.id}, ${report.state}, of ${report.madeAt.toISOString()}`,
    `by the server ${report.host}, about`,
    ...report.about.map((address) => `  ${address}`),
    report.content === "" ? "without words" : report.content,
  ];
}

export async function putReportAway(instance: Instance, id: string): Promise<Outcome> {
  if (!(await settleReport(instance, id))) return noReport(id);
  return { exit: 0, data: { id, state: "settled" }, lines: [`Settled: ${id}`] };
}

function noReport(id: string): Outcome {
  return failed(`there is no open report ${id}: see report list`);
}

export async function reportAccount(
  instance: Instance,
  asked: { readonly subject: string; readonly posts: readonly string[]; readonly reason: string },
): Promise<Outcome> {
  const { posts, reason } = asked;
  const subject = await subjectOf(instance, asked.subject);
  if (subject?.kind !== "actor") {
    return failed(`${asked.subject} is no account: write its address, or name@server`);
  }
  const account = subject.name as ActorIri;
  const outcome = await sendReport(instance, { account, posts, reason });
  const why = {
    "unknown-account": "only accounts that followed or wrote to us can be reported",
    "blocked-server": "its server is blocked, so nothing is sent there",
    "posts-of-others": "its posts are addresses of its own server",
  } as const satisfies Record<Exclude<ReportSent, "sent">, string>;
  if (outcome !== "sent") return failed(`${account}: ${why[outcome]}`);
  return {
    exit: 0,
    data: { account, posts, reason },
    lines: [`Reported in the name of the instance: ${account}`],
  };
}

/** The account and its name: who looks at it must see both. */
export async function showHeld({ db }: Instance): Promise<Outcome> {
  const data = (await heldNames(db)).map(({ id, handle, text, madeAt }) => ({
    id,
    handle,
    kind: "name",
    text,
    madeAt,
  }));
  const lines = data.map(
    ({ id, handle, text }) => `${id}  @${handle} wants to be called “${text}”`,
  );
  return { exit: 0, data, lines };
}

export async function judge(
  instance: Instance,
  id: string,
  word: "show" | "refuse",
): Promise<Outcome> {
  if (!(await judgeName(instance, id, word))) {
    return failed(`nothing is held under ${id}: see moderation held`);
  }
  const said = { show: "Shown from now on", refuse: "Refused" } as const;
  return { exit: 0, data: { id, shown: word === "show" }, lines: [`${said[word]}: ${id}`] };
}

export async function showDeeds({ db }: Instance, since: string | undefined): Promise<Outcome> {
  const from = new Date(since ?? 0);
  if (Number.isNaN(from.getTime())) return failed(`${since} is no date: write 2026-11-01`);
  const data = await deedsSince(db, from);
  const lines = data.map(
    ({ at, who, did, about, details }) =>
      `${at.toISOString()}  ${who}  ${did}  ${about}  ${JSON.stringify(details)}`,
  );
  return { exit: 0, data, lines };
}
