/** How the people of other servers take it that we ask them: where asking is switched off, and why. */
import { mayAskAt } from "../domain/asking.ts";
import type { Instance } from "../instance.ts";
import { receptions } from "../store/remotes.ts";
import type { Outcome } from "./outcome.ts";

/** Every server where somebody was asked; `asking` is false where too many block us (C6). */
export async function listServers({ db }: Instance): Promise<Outcome> {
  const data = (await receptions(db)).map((one) => ({ ...one, asking: mayAskAt(one) }));
  return {
    exit: 0,
    data,
    lines: data.map(
      ({ host, asked, blocks, asking }) =>
        `${host}  ${asked} asked, ${blocks} of them block us  ${asking ? "asked on" : "not asked any more"}`,
    ),
  };
}
