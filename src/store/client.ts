/** Connections to PostgreSQL, by address. */
import { join } from "node:path";
import postgres from "postgres";

type Options = NonNullable<Parameters<typeof postgres>[1]>;

const usual = {
  onnotice: () => {},
  // Within seconds, however long PostgreSQL was away (R11); by itself the pause would grow to 20 s.
  backoff: () => 0.3 + Math.random() / 2,
};

/** A client for this address; `?host=/folder` names the folder of a socket, as in PostgreSQL's own tools. */
export function client(address: string, options: Options): postgres.Sql {
  const url = new URL(address);
  const folder = url.searchParams.get("host");
  if (folder?.startsWith("/")) {
    url.searchParams.delete("host");
    // As a whole path: a comma or a colon in a name of a host would mean several hosts.
    const path = join(folder, `.s.PGSQL.${url.port || 5432}`);
    return guarded(postgres(url.href, { ...usual, ...options, path }));
  }
  return guarded(postgres(address, { ...usual, ...options }));
}

type Begin = (work: (sql: postgres.TransactionSql) => unknown) => Promise<unknown>;

/**
 * When its connection is lost, a transaction has failed, and nothing more is said on it: postgres.js
 * would roll it back on a socket that is no longer there, which ends the program (R11).
 */
function guarded(sql: postgres.Sql): postgres.Sql {
  const begin = sql.begin as Begin;
  const transaction: Begin = async (work) => {
    let isOver = false;
    const whole = begin(async (inside) => {
      const worked = await Promise.allSettled([(async () => work(inside))()]);
      // Whoever waits for the transaction hears of the loss before the next turn.
      await new Promise(setImmediate);
      if (isOver) return new Promise(() => {});
      const [done] = worked;
      if (done.status === "rejected") throw done.reason;
      return done.value;
    });
    return whole.finally(() => {
      isOver = true;
    });
  };
  sql.begin = transaction as typeof sql.begin;
  return sql;
}

/**
 * From now on the signal ends the client at once, and what it waits for fails; until the function is
 * called that this gives back.
 */
export function endWith(client: postgres.Sql, signal: AbortSignal | undefined): () => void {
  const end = (): void => void client.end({ timeout: 0 });
  if (signal?.aborted) end();
  else signal?.addEventListener("abort", end, { once: true });
  return () => signal?.removeEventListener("abort", end);
}
