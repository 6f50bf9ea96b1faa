/** New keys for an actor of ours: followers are told so in a letter that the old ones sign (protocol.md 8.3, 48). */
import type { Instance } from "../instance.ts";
import { newKeyPairs } from "../keypairs.ts";
import { recordDeed } from "../store/audit.ts";
import { replaceKeys } from "../store/keys.ts";
import { postNotices } from "../store/notices.ts";
import { tombstoneAt } from "../store/tombstones.ts";
import { wake } from "../store/wake.ts";
import { transact } from "./transaction.ts";

/** An actor that never signed anything has no keys yet: the first ones will be new. */
export type Turned = "turned" | "no-keys" | "gone";

/** Turns the keys of the actor at this path. */
export async function turnKeys({ db, settings, by }: Instance, actor: string): Promise<Turned> {
  const keys = await newKeyPairs();
  return transact(db, async (tx) => {
    // Its goodbye is signed with the keys that others know.
    if ((await tombstoneAt(tx, actor)) !== null) return "gone";
    const generation = await replaceKeys(tx, actor, { keys, secret: settings.secret });
    if (generation === null) return "no-keys";
    await recordDeed(tx, by, { about: actor, details: { generation } });
    await postNotices(tx, [{ kind: "keys-turned", actor, generation }]);
    await wake(tx, "documents");
    return "turned";
  });
}
