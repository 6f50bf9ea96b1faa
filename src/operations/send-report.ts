/** A moderator reports an account to its own server, in the name of the instance and of nobody else (G8). */
import type { ActorIri } from "../domain/ids.ts";
import { standingOf } from "../domain/moderation.ts";
import type { Instance } from "../instance.ts";
import { recordDeed } from "../store/audit.ts";
import { rulesFor } from "../store/moderation.ts";
import { postNotices } from "../store/notices.ts";
import { personByIri } from "../store/people.ts";
import { transact } from "./transaction.ts";

export type SendReport = {
  readonly account: ActorIri;
  /** Posts of theirs that it is about. */
  readonly posts: readonly string[];
  readonly reason: string;
};

export type ReportSent = "sent" | "unknown-account" | "blocked-server" | "posts-of-others";

/** Only accounts that followed or wrote to us are known here, and only those can be reported. */
export function sendReport(instance: Instance, asked: SendReport): Promise<ReportSent> {
  const { account, posts, reason } = asked;
  const { origin } = new URL(account);
  return transact(instance.db, async (tx): Promise<ReportSent> => {
    const person = await personByIri(tx, account);
    if (person === null) return "unknown-account";
    if (!posts.every((post) => URL.canParse(post) && new URL(post).origin === origin)) {
      return "posts-of-others";
    }
    const { admission, domains } = await rulesFor(tx, account, instance.settings.federation);
    // Their server is asked, so only its own standing counts: a blocked account may be reported.
    if (standingOf({ admission, domains, actors: new Map() }, account) === "blocked") {
      return "blocked-server";
    }
    await postNotices(tx, [{ kind: "report", person: person.id, posts, content: reason }]);
    await recordDeed(tx, instance.by, { about: account, details: { posts, reason } });
    return "sent";
  });
}
