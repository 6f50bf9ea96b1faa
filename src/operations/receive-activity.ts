/** Storing a verified activity, before it is acknowledged (R1). */
import type { Instance } from "../instance.ts";
import type { Db } from "../store/db.ts";
import { type Received, receive } from "../store/inbox.ts";

type Waiting = {
  readonly received: Received;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
};

type Gathering = { readonly waiting: Waiting[]; busy: boolean };

const gatherings = new WeakMap<Db, Gathering>();
const mostTogether = 200;

/**
 * Resolves when the activity is stored. What comes while a statement is under way is stored together
 * in the next one: at a rush, one commit serves many.
 */
export function receiveActivity(instance: Instance, received: Received): Promise<void> {
  const gathering = gatherings.get(instance.db) ?? { waiting: [], busy: false };
  gatherings.set(instance.db, gathering);
  return new Promise((done, failed) => {
    gathering.waiting.push({ received, done, failed });
    if (!gathering.busy) void storeAll(instance, gathering);
  });
}

async function storeAll(instance: Instance, gathering: Gathering): Promise<void> {
  gathering.busy = true;
  while (gathering.waiting.length > 0) {
    const together = gathering.waiting.splice(0, mostTogether);
    // One that cannot be stored does not take the others with it.
    if (!(await store(instance, together)) && together.length > 1) {
      for (const one of together) await store(instance, [one]);
    }
  }
  gathering.busy = false;
}

/** False when several could not be stored together: then each of them is tried alone. */
async function store({ db }: Instance, together: readonly Waiting[]): Promise<boolean> {
  try {
    await receive(
      db,
      together.map(({ received }) => received),
    );
    for (const { done } of together) done();
    return true;
  } catch (error) {
    if (together.length === 1) for (const { failed } of together) failed(error);
    return false;
  }
}
