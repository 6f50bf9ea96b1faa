/** Connections to PostgreSQL, by address. */
import postgres from "postgres";

type Options = NonNullable<Parameters<typeof postgres>[1]>;

/** A client for this address; `?host=/folder` names the folder of a socket, as in PostgreSQL's own tools. */
export function client(address: string, options: Options): postgres.Sql {
  const url = new URL(address);
  const folder = url.searchParams.get("host");
  if (folder !== null) {
    url.searchParams.delete("host");
    return postgres(url.href, { onnotice: () => {}, ...options, host: folder });
  }
  return postgres(address, { onnotice: () => {}, ...options });
}
