/** Connections to PostgreSQL, by address. */
import { join } from "node:path";
import postgres from "postgres";

type Options = NonNullable<Parameters<typeof postgres>[1]>;

/** A client for this address; `?host=/folder` names the folder of a socket, as in PostgreSQL's own tools. */
export function client(address: string, options: Options): postgres.Sql {
  const url = new URL(address);
  const folder = url.searchParams.get("host");
  if (folder?.startsWith("/")) {
    url.searchParams.delete("host");
    // As a whole path: a comma or a colon in a name of a host would mean several hosts.
    const path = join(folder, `.s.PGSQL.${url.port || 5432}`);
    return postgres(url.href, { onnotice: () => {}, ...options, path });
  }
  return postgres(address, { onnotice: () => {}, ...options });
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
