/** Why a database cannot be used, in words for whoever runs the program. */

/** It cannot be used as it is set; says what to do. Another start finds it no different. */
export class DatabaseUnfit extends Error {
  override readonly name = "DatabaseUnfit";
}

/** It does not answer now; another start may find it. */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";
}

type Said = { readonly code: string; readonly message: string; readonly at: string };

/** What the driver, the system or PostgreSQL says of a database that is not there now. */
const away: Readonly<Record<string, (said: Said) => string>> = {
  ECONNREFUSED: ({ at }) => `nothing listens at ${at}`,
  ENOENT: ({ at }) => `there is no socket at ${at}`,
  EAI_AGAIN: ({ message }) => `its name cannot be looked up (${message})`,
  ETIMEDOUT: ({ at }) => `no answer from ${at}`,
  CONNECT_TIMEOUT: ({ at }) => `no answer from ${at}`,
  EHOSTUNREACH: ({ at }) => `there is no way to ${at}`,
  ENETUNREACH: ({ at }) => `there is no way to ${at}`,
  ECONNRESET: ({ at }) => `${at || "it"} hangs up`,
  EPIPE: ({ at }) => `${at || "it"} hangs up`,
  CONNECTION_CLOSED: ({ at }) => `${at || "it"} hangs up`,
  CONNECTION_ENDED: ({ at }) => `${at || "it"} hangs up`,
  CONNECTION_DESTROYED: ({ at }) => `${at || "it"} hangs up`,
};

/** Codes of PostgreSQL, or their first two places: it is stopping, starting, full or overrun. */
const awayNow = ["08", "53", "57P01", "57P02", "57P03"];
/** Login, no such database, not allowed, an option or extension that it does not have, read-only. */
const unfit = ["08P01", "28", "3D", "42501", "42704", "0A000", "55P02", "22023", "25006", "58P01"];

const network = new Set(["connect", "getaddrinfo", "read", "write"]);

const address =
  "DATABASE_URL cannot be read: write postgres://user:password@host:5432/database, with %25 for a % in it";

/** The same in words, when it speaks of the database; anything else as it is. */
export function inWords(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DatabaseUnfit || cause instanceof DatabaseAway) return cause;
    if (cause instanceof URIError) return new DatabaseUnfit(address);
    const said = saidBy(cause);
    if (said.code === "ERR_INVALID_URL") return new DatabaseUnfit(address);
    if (said.code === "ENOTFOUND" || said.code === "EACCES") return new DatabaseUnfit(said.message);
    const sentence = away[said.code];
    if (sentence !== undefined) return new DatabaseAway(sentence(said));
    const isOne = (code: string) => said.code.length === 5 && said.code.startsWith(code);
    if (unfit.some(isOne)) return new DatabaseUnfit(said.message);
    if (awayNow.some(isOne)) return new DatabaseAway(said.message);
  }
  return error;
}

function saidBy(error: Error): Said {
  // A name with several addresses: what was said of the last one.
  const last = error instanceof AggregateError ? error.errors.at(-1) : error;
  const { code, syscall, message, address, port } = last as Error & {
    readonly code?: unknown;
    readonly syscall?: string;
    readonly address?: string;
    readonly port?: number;
  };
  const at = [address, port].filter((part) => part !== undefined).join(":");
  // A file that is missing is no socket that is missing.
  const isOurs = typeof code === "string" && (syscall === undefined || network.has(syscall));
  return { code: isOurs ? code : "", message, at };
}
