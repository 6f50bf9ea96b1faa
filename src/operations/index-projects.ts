/** Makes projects findable that an earlier version published. */
import type { Instance } from "../instance.ts";
import { saveSearch, unsearchable } from "../store/search.ts";
import { transact } from "./transaction.ts";

export async function indexProjects({ db }: Instance): Promise<void> {
  for (const project of await unsearchable(db)) {
    await transact(db, (tx) => saveSearch(tx, project.id, project.sheet));
  }
}
