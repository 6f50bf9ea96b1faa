/** What is asked for at nearly the same moment is done together: at a rush, one statement serves many. */
import type { Instance } from "../instance.ts";
import type { Db } from "../store/db.ts";

type Asked<In, Out> = {
  readonly item: In;
  readonly done: (out: Out) => void;
  readonly failed: (error: unknown) => void;
};

type Gathering<In, Out> = { readonly waiting: Asked<In, Out>[]; busy: boolean };

/**
 * Makes a function of one item out of `work`, which does at most `most` of them together and gives
 * what came of each, in their order. While it is at work, what comes waits for the next time. When
 * several fail together each is tried alone, so that one does not take the others with it.
 */
export function gathering<In, Out>(
  most: number,
  work: (instance: Instance, items: readonly In[]) => Promise<readonly Out[]>,
): (instance: Instance, item: In) => Promise<Out> {
  // By database: what is written together goes to one place.
  const gatherings = new WeakMap<Db, Gathering<In, Out>>();

  const attempt = async (instance: Instance, asked: readonly Asked<In, Out>[]): Promise<void> => {
    try {
      const outs = await work(
        instance,
        asked.map(({ item }) => item),
      );
      for (const [n, { done }] of asked.entries()) done(outs[n] as Out);
    } catch (error) {
      if (asked.length === 1) asked[0]?.failed(error);
      else for (const one of asked) await attempt(instance, [one]);
    }
  };

  return (instance, item) => {
    const gathering = gatherings.get(instance.db) ?? { waiting: [], busy: false };
    gatherings.set(instance.db, gathering);
    return new Promise((done, failed) => {
      gathering.waiting.push({ item, done, failed });
      if (gathering.busy) return;
      gathering.busy = true;
      void (async () => {
        while (gathering.waiting.length > 0) {
          await attempt(instance, gathering.waiting.splice(0, most));
        }
        gathering.busy = false;
      })();
    });
  };
}
