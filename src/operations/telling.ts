/** What was written with somebody's name in it, and has not left, is written again without it. */
import type { TeamId } from "../domain/ids.ts";
import type { Notice } from "../domain/notices.ts";
import type { Tx } from "../store/db.ts";
import { recallNames } from "../store/letters.ts";
import { postNotices } from "../store/notices.ts";
import { seatsOf } from "../store/teams.ts";

/** Whoever waits for the news of this team gets it with the names as they are now. */
export async function tellAnew(tx: Tx, team: TeamId): Promise<void> {
  const recalled = await recallNames(tx, team);
  const seats = await seatsOf(tx, team, ["taken"]);
  const notices = seats
    .filter((seat) => recalled.includes(seat.person))
    .map((seat): Notice => {
      const message = { say: "team-formed", team } as const;
      return { kind: "tell", person: seat.person, project: seat.project, message };
    });
  await postNotices(tx, notices);
}
