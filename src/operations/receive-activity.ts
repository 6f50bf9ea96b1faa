/** Storing a verified activity, before it is acknowledged (R1). */
import { type Received, receive } from "../store/inbox.ts";
import { gathering } from "./gathering.ts";

const mostTogether = 200;

/** Resolves when the activity is stored; one that is here already changes nothing. */
export const receiveActivity = gathering<Received, void>(mostTogether, async ({ db }, together) => {
  await receive(db, together);
  return [];
});
