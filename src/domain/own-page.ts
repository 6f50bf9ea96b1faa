/** What somebody can do on their own page: never more than their messages can (conversation.ts). */
import type { Standing } from "./conversation.ts";
import { covers, type Territory } from "./territories.ts";

/** About one project: say the town, share or not, answer the invitation, be called otherwise, leave it. */
export const deeds = ["town", "yes", "no", "join", "decline", "rename", "leave"] as const;
export type Deed = (typeof deeds)[number];

export type About = {
  readonly open: boolean;
  readonly sensitive: boolean;
  /** The person said STOP, or blocked us (P5). */
  readonly silent: boolean;
};

/** What is open to somebody who stands so; what is not among it is neither offered nor done (C11). */
export function openDeeds(
  standing: Standing,
  project: About,
  territory: Territory,
): readonly Deed[] {
  if (standing.state === "withdrawn") return [];
  // P8: nothing is asked about a sensitive project, here neither. P5: nobody is counted whom we cannot invite.
  if (project.sensitive || project.silent) return ["leave"];
  if (standing.invited) return ["join", "decline", "leave"];
  const yes: readonly Deed[] = mayShare(standing, territory) ? ["yes"] : [];
  // I5: a member too is asked whether they still want it.
  if (standing.seated && standing.awaiting === "still") return [...yes, "no", "rename", "leave"];
  if (standing.seated) return ["rename", "leave"];
  const no: readonly Deed[] = mayTakeBack(standing) ? ["no"] : [];
  // I6: what was shared can be taken back; nobody new is counted.
  if (!project.open) return [...no, "leave"];
  return ["town", ...yes, ...no, "leave"];
}

/** I2: only while we know where they live, cover it, and no choice between several towns is open. */
function mayShare({ state, place, awaiting, dormant }: Standing, territory: Territory): boolean {
  if (place === null || !covers(territory, place) || awaiting === "choice") return false;
  return state === "placed" || awaiting === "still" || dormant;
}

function mayTakeBack({ state, awaiting }: Standing): boolean {
  return state === "shared" || awaiting === "consent";
}
