/** Storing a verified activity, before it is acknowledged (R1). */
import type { Instance } from "../instance.ts";
import { type Received, receive } from "../store/inbox.ts";
import { transact } from "./transaction.ts";

export function receiveActivity({ db }: Instance, received: Received): Promise<void> {
  return transact(db, (tx) => receive(tx, received));
}
