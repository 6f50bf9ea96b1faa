/** Environment to settings. The only reader of process.env. */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { Temporal } from "@js-temporal/polyfill";
import { isLanguage, type Language } from "./domain/languages.ts";
import type { Admission } from "./domain/moderation.ts";
import { catalonia } from "./domain/territories.ts";
import { gazetteer } from "./gazetteer.ts";

/** What the instance needs to know of its settings while it works. Times in milliseconds. */
export type Settings = {
  /** The cooperative's name as people read it. */
  readonly name: string;
  /** Its contact or chat page; members of a new team are sent there. */
  readonly contactUrl: string | null;
  readonly territory: readonly string[];
  /** The first is the one in which people are addressed until they write in another. */
  readonly languages: readonly [Language, ...Language[]];
  readonly allowPrivateAddress: boolean;
  readonly waits: Waits;
  readonly asking: { readonly perHostPerSecond: number; readonly perHostPerDay: number };
  /** Whether servers without a rule of their own are admitted (G6). */
  readonly federation: Admission;
  /** Requests that one site may send in an hour. */
  readonly inboxPerSitePerHour: number;
  /** How often in a minute we ask the servers of one site for something. */
  readonly fetchPerSitePerMinute: number;
  /** Accounts of a site of which nobody was here before, within an hour; of more, names are held (G2). */
  readonly crowdPerSitePerHour: number;
  /** 32 bytes; encrypts the keys of our actors at rest. */
  readonly secret: Uint8Array;
};

export type Waits = {
  readonly question: number;
  readonly invitation: number;
  readonly reminder: number;
  readonly interest: number;
  readonly retryFirst: number;
  readonly ownLink: number;
};

export type Config = {
  readonly port: number;
  readonly host: string;
  readonly origin: string;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly secretFile: string;
  readonly logLevel: LogLevel;
  readonly settings: Omit<Settings, "secret">;
};

const logLevels = ["debug", "info", "warning", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

type Setting = { readonly name: string; readonly byDefault: string; readonly says: string };

/** Every setting, as `--help` and docs/operating.md list it. */
export const settingsTable: readonly Setting[] = [
  { name: "PORT", byDefault: "8000", says: "port to listen on" },
  { name: "HOST", byDefault: "127.0.0.1", says: "address to listen on" },
  {
    name: "ORIGIN",
    byDefault: "http://localhost:PORT",
    says: "public address of this instance; it stands in every id, so it is for life",
  },
  {
    name: "DATABASE_URL",
    byDefault: "",
    says: "PostgreSQL 15 to 18 (postgres://…); without it, an embedded PostgreSQL under DATA_DIR",
  },
  {
    name: "DATA_DIR",
    byDefault: "./data",
    says: "where the embedded database and the secret live",
  },
  {
    name: "SECRET_FILE",
    byDefault: "DATA_DIR/secret",
    says: "32 random bytes that encrypt the actors' keys at rest; made on first start, mode 0400",
  },
  { name: "INSTANCE_NAME", byDefault: "Multaque", says: "name of the cooperative" },
  { name: "CONTACT_URL", byDefault: "", says: "contact or chat page of the cooperative" },
  {
    name: "TERRITORY",
    byDefault: catalonia,
    says: "place keys that this instance covers, separated by commas (urn:ine:17079, urn:idescat:comarca:20, urn:ine:ccaa:09)",
  },
  {
    name: "LANGUAGES",
    byDefault: "ca,es,en",
    says: "languages of this instance, the first is the usual one",
  },
  {
    name: "ALLOW_PRIVATE_ADDRESS",
    byDefault: "0",
    says: "1: for trying out on one machine; http, any port and loopback addresses are accepted. Never with an https ORIGIN",
  },
  { name: "LOG_LEVEL", byDefault: "info", says: logLevels.join(", ") },
  {
    name: "WAIT_QUESTION",
    byDefault: "PT60S",
    says: "from an accepted follow to the question where they live",
  },
  { name: "WAIT_INVITATION", byDefault: "P7D", says: "time to answer an invitation to a team" },
  { name: "WAIT_REMINDER", byDefault: "P4D", says: "from an invitation to its one reminder" },
  {
    name: "WAIT_INTEREST",
    byDefault: "P180D",
    says: "how long an interest lives before we ask again",
  },
  {
    name: "WAIT_RETRY_FIRST",
    byDefault: "PT30S",
    says: "before a failed delivery is tried again for the first time",
  },
  {
    name: "WAIT_OWN_LINK",
    byDefault: "P30D",
    says: "how long a link to somebody's own page opens it",
  },
  {
    name: "ASK_PER_HOST_PER_SECOND",
    byDefault: "1",
    says: "questions per second to people of one server",
  },
  {
    name: "ASK_PER_HOST_PER_DAY",
    byDefault: "300",
    says: "questions per day to people of one server",
  },
  {
    name: "FEDERATION",
    byDefault: "open",
    says: "open: other servers may come unless they are blocked; allowlist: only those that moderation allow names",
  },
  {
    name: "INBOX_PER_SITE_PER_HOUR",
    byDefault: "60000",
    says: "what the servers of one site may send in an hour before they are asked to wait",
  },
  {
    name: "FETCH_PER_SITE_PER_MINUTE",
    byDefault: "60",
    says: "how often each process asks the servers of one site for something; whoever needs more is told to come again",
  },
  {
    name: "CROWD_PER_SITE_PER_HOUR",
    byDefault: "200",
    says: "accounts of a site never seen before that may come within an hour before the names they choose are held until a moderator has looked",
  },
];

export type Read = { readonly config: Config } | { readonly problems: readonly string[] };

/** Reads all settings; either a configuration, or every problem at once, in words. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Read {
  const problems: string[] = [];
  const text = (name: string): string => {
    const given = environment[name]?.trim();
    return given === undefined || given === ""
      ? (settingsTable.find((setting) => setting.name === name)?.byDefault ?? "")
      : given;
  };
  const wrong = (name: string, why: string): void => {
    // Whoever writes a password into an address by mistake does not want to read it in a log.
    const shown = text(name).replace(/\/\/[^/@\s]*@/g, "//…@");
    problems.push(`${name}=${JSON.stringify(shown)}: ${why}`);
  };
  const whole = (name: string, least: number, most: number): number => {
    const value = Number(text(name));
    if (!Number.isInteger(value) || value < least || value > most) {
      wrong(name, `write a whole number from ${least} to ${most}`);
    }
    return value;
  };
  const wait = (name: string): number => {
    const value = milliseconds(text(name));
    if (value === null)
      wrong(name, "write an ISO 8601 duration of days and below, such as PT60S, PT12H or P7D");
    return value ?? 0;
  };

  const port = whole("PORT", 0, 65535);
  const allowPrivate = text("ALLOW_PRIVATE_ADDRESS");
  if (allowPrivate !== "0" && allowPrivate !== "1") wrong("ALLOW_PRIVATE_ADDRESS", "write 0 or 1");

  const origin = readOrigin(
    environment.ORIGIN?.trim() || `http://localhost:${isPort(port) ? port : 8000}`,
  );
  if (origin === null) {
    wrong(
      "ORIGIN",
      "write the public address alone, such as https://multaque.example (no path, no name or password)",
    );
  } else if (allowPrivate === "1" && origin.startsWith("https:")) {
    wrong(
      "ALLOW_PRIVATE_ADDRESS",
      "1 is only for trying out, never with an https ORIGIN: other servers could make this one reach into your own network",
    );
  }

  if (!isListenAddress(text("HOST"))) {
    wrong(
      "HOST",
      "write an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::, or its name",
    );
  }

  const databaseUrl = text("DATABASE_URL");
  if (
    databaseUrl !== "" &&
    !(/^postgres(ql)?:\/\//.test(databaseUrl) && URL.canParse(databaseUrl))
  ) {
    // The value may hold a password: it is not repeated.
    problems.push("DATABASE_URL: write postgres://user:password@host:5432/database");
  }

  const languages = text("LANGUAGES")
    .split(",")
    .map((language) => language.trim());
  if (
    languages.length === 0 ||
    !languages.every(isLanguage) ||
    new Set(languages).size < languages.length
  ) {
    wrong("LANGUAGES", "write one or more of ca, es, en, each once, separated by commas");
  }

  const territory = text("TERRITORY")
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "");
  const unknown = territory.filter((key) => !isKnownTerritory(key));
  if (territory.length === 0 || unknown.length > 0) {
    wrong(
      "TERRITORY",
      `${unknown.length > 0 ? `${unknown.join(", ")}: no such place. ` : ""}Write municipalities of Catalonia (urn:ine:17079), comarques (urn:idescat:comarca:20) or all of it (${catalonia})`,
    );
  }

  const contactUrl = text("CONTACT_URL");
  if (contactUrl !== "" && !isWebAddress(contactUrl))
    wrong("CONTACT_URL", "write a web address (https://…)");

  const logLevel = text("LOG_LEVEL");
  if (!(logLevels as readonly string[]).includes(logLevel))
    wrong("LOG_LEVEL", `write one of ${logLevels.join(", ")}`);

  const name = text("INSTANCE_NAME");
  if (name.length > 60) wrong("INSTANCE_NAME", "at most 60 characters: it stands in every message");

  const federation = text("FEDERATION");
  if (federation !== "open" && federation !== "allowlist")
    wrong("FEDERATION", "write open or allowlist");

  const perSecond = Number(text("ASK_PER_HOST_PER_SECOND"));
  if (!(perSecond > 0 && perSecond <= 1000))
    wrong("ASK_PER_HOST_PER_SECOND", "write a number above 0, at most 1000");

  const config: Config = {
    port,
    host: text("HOST"),
    origin: origin ?? "",
    databaseUrl: databaseUrl === "" ? null : databaseUrl,
    dataDir: resolve(text("DATA_DIR")),
    secretFile: resolve(environment.SECRET_FILE?.trim() || `${text("DATA_DIR")}/secret`),
    logLevel: logLevel as LogLevel,
    settings: {
      name,
      contactUrl: contactUrl === "" ? null : contactUrl,
      territory,
      languages: languages as [Language, ...Language[]],
      allowPrivateAddress: allowPrivate === "1",
      waits: {
        question: wait("WAIT_QUESTION"),
        invitation: wait("WAIT_INVITATION"),
        reminder: wait("WAIT_REMINDER"),
        interest: wait("WAIT_INTEREST"),
        retryFirst: wait("WAIT_RETRY_FIRST"),
        ownLink: wait("WAIT_OWN_LINK"),
      },
      asking: {
        perHostPerSecond: perSecond,
        perHostPerDay: whole("ASK_PER_HOST_PER_DAY", 0, 1_000_000),
      },
      federation: federation as Admission,
      inboxPerSitePerHour: whole("INBOX_PER_SITE_PER_HOUR", 1, 100_000_000),
      fetchPerSitePerMinute: whole("FETCH_PER_SITE_PER_MINUTE", 1, 1_000_000),
      crowdPerSitePerHour: whole("CROWD_PER_SITE_PER_HOUR", 0, 1_000_000),
    },
  };
  return problems.length > 0 ? { problems } : { config };
}

/** The program's own version. */
export const version: string = (
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  }
).version;

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

/** An address, or a name: what is made of numbers and dots alone is an address or a slip. */
function isListenAddress(text: string): boolean {
  return isIP(text) !== 0 || (/^[a-z0-9._-]+$/i.test(text) && !/^[\d.]+$/.test(text));
}

/** An origin alone, as the URL standard writes it, or null. */
function readOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const alone =
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.pathname === "/" &&
    url.search === "" &&
    url.hash === "" &&
    url.username === "" &&
    url.password === "";
  return alone ? url.origin : null;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isKnownTerritory(key: string): boolean {
  return (
    key === catalonia || gazetteer().some((place) => place.key === key || place.comarca.key === key)
  );
}

/** Longest wait that timers and intervals take without surprise: ten years. */
const longestWait = 3650 * 24 * 3600 * 1000;

function milliseconds(text: string): number | null {
  try {
    const duration = Temporal.Duration.from(text);
    // Months and years have no fixed length: Temporal refuses them here, and so do we.
    const total = duration.total({ unit: "millisecond" });
    return total >= 0 && total <= longestWait ? Math.round(total) : null;
  } catch {
    return null;
  }
}
