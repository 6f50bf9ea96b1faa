/** Whether an actor of ours exists for others. */
import type { OwnActor } from "../addresses.ts";
import type { Db } from "../store/db.ts";
import { standingOf } from "../store/projects.ts";
import { formedTeamOf } from "../store/teams.ts";

/** Until it has formed, a team is nowhere to be seen (protocol.md 4.6, T1); what was retired is gone for ever. */
export async function actorState(db: Db, actor: OwnActor): Promise<"there" | "gone" | "unknown"> {
  switch (actor.kind) {
    case "instance":
    case "org":
      return "there";
    case "project":
      return standingOf(db, actor.id);
    case "team":
      return (await formedTeamOf(db, actor.id)) === null ? "unknown" : "there";
    default:
      return actor satisfies never;
  }
}
