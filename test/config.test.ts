/** Every setting: what it is when not given, what is taken, what is refused, and in which words. */
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type Config, readConfig, settingsTable } from "../src/config.ts";
import { command } from "./support/program.ts";

function good(environment: Readonly<Record<string, string>> = {}): Config {
  const read = readConfig(environment);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.config;
}

function problems(environment: Readonly<Record<string, string>>): readonly string[] {
  const read = readConfig(environment);
  return "problems" in read ? read.problems : [];
}

/** What a setting comes to in the configuration. */
const reading: Readonly<Record<string, (config: Config) => unknown>> = {
  PORT: ({ port }) => port,
  HOST: ({ host }) => host,
  ORIGIN: ({ origin }) => origin,
  DATABASE_URL: ({ databaseUrl }) => databaseUrl,
  DATA_DIR: ({ dataDir }) => dataDir,
  SECRET_FILE: ({ secretFile }) => secretFile,
  INSTANCE_NAME: ({ settings }) => settings.name,
  CONTACT_URL: ({ settings }) => settings.contactUrl,
  TERRITORY: ({ settings }) => settings.territory,
  LANGUAGES: ({ settings }) => settings.languages,
  ALLOW_PRIVATE_ADDRESS: ({ settings }) => settings.allowPrivateAddress,
  LOG_LEVEL: ({ logLevel }) => logLevel,
  WAIT_QUESTION: ({ settings }) => settings.waits.question,
  WAIT_INVITATION: ({ settings }) => settings.waits.invitation,
  WAIT_REMINDER: ({ settings }) => settings.waits.reminder,
  WAIT_INTEREST: ({ settings }) => settings.waits.interest,
  WAIT_RETRY_FIRST: ({ settings }) => settings.waits.retryFirst,
  WAIT_OWN_LINK: ({ settings }) => settings.waits.ownLink,
  ASK_PER_HOST_PER_SECOND: ({ settings }) => settings.asking.perHostPerSecond,
  ASK_PER_HOST_PER_DAY: ({ settings }) => settings.asking.perHostPerDay,
  FEDERATION: ({ settings }) => settings.federation,
  INBOX_PER_SITE_PER_HOUR: ({ settings }) => settings.inboxPerSitePerHour,
  FETCH_PER_SITE_PER_MINUTE: ({ settings }) => settings.fetchPerSitePerMinute,
  CROWD_PER_SITE_PER_HOUR: ({ settings }) => settings.crowdPerSitePerHour,
};

const day = 24 * 3600 * 1000;

test("every setting is listed, and none besides", () => {
  expect(settingsTable.map(({ name }) => name).sort()).toEqual(Object.keys(reading).sort());
});

describe("not given, or given empty: the default of the Contract", () => {
  test.each<[string, unknown]>([
    ["PORT", 8000],
    ["HOST", "127.0.0.1"],
    ["ORIGIN", "http://localhost:8000"],
    ["DATABASE_URL", null],
    ["DATA_DIR", resolve("data")],
    ["SECRET_FILE", resolve("data/secret")],
    ["INSTANCE_NAME", "Multaque"],
    ["CONTACT_URL", null],
    ["TERRITORY", ["urn:ine:ccaa:09"]],
    ["LANGUAGES", ["ca", "es", "en"]],
    ["ALLOW_PRIVATE_ADDRESS", false],
    ["LOG_LEVEL", "info"],
    ["WAIT_QUESTION", 60_000],
    ["WAIT_INVITATION", 7 * day],
    ["WAIT_REMINDER", 4 * day],
    ["WAIT_INTEREST", 180 * day],
    ["WAIT_RETRY_FIRST", 30_000],
    ["ASK_PER_HOST_PER_SECOND", 1],
    ["ASK_PER_HOST_PER_DAY", 300],
    ["FEDERATION", "open"],
    ["INBOX_PER_SITE_PER_HOUR", 60_000],
    ["FETCH_PER_SITE_PER_MINUTE", 60],
    ["CROWD_PER_SITE_PER_HOUR", 200],
  ])("%s is %j", (name, value) => {
    expect(reading[name]?.(good())).toEqual(value);
    expect(reading[name]?.(good({ [name]: "" }))).toEqual(value);
    expect(reading[name]?.(good({ [name]: "  " }))).toEqual(value);
  });

  test("ORIGIN follows PORT, and SECRET_FILE follows DATA_DIR", () => {
    expect(good({ PORT: "8123" }).origin).toBe("http://localhost:8123");
    expect(good({ DATA_DIR: "/srv/multaque" }).secretFile).toBe("/srv/multaque/secret");
  });
});

describe("taken", () => {
  test.each<[string, string, unknown]>([
    ["PORT", "443", 443],
    ["PORT", " 65535 ", 65535],
    ["HOST", "0.0.0.0", "0.0.0.0"],
    ["HOST", "::1", "::1"],
    ["ORIGIN", "https://multaque.example", "https://multaque.example"],
    ["ORIGIN", "https://Multaque.Example/", "https://multaque.example"],
    ["ORIGIN", "https://multaque.example:443", "https://multaque.example"],
    ["ORIGIN", "https://multaque.example:8443", "https://multaque.example:8443"],
    ["ORIGIN", "https://múltaque.example", "https://xn--mltaque-61a.example"],
    ["ORIGIN", "http://girona.localhost:8001", "http://girona.localhost:8001"],
    ["DATABASE_URL", "postgres://a:b@db:5432/c", "postgres://a:b@db:5432/c"],
    ["DATABASE_URL", "postgresql://a@db/c", "postgresql://a@db/c"],
    ["DATA_DIR", "/srv/multaque", "/srv/multaque"],
    ["DATA_DIR", "elsewhere", resolve("elsewhere")],
    ["SECRET_FILE", "/run/secrets/multaque", "/run/secrets/multaque"],
    ["INSTANCE_NAME", "Cooperativa del Gironès", "Cooperativa del Gironès"],
    ["INSTANCE_NAME", "é".repeat(60), "é".repeat(60)],
    ["CONTACT_URL", "https://xat.example/#room", "https://xat.example/#room"],
    ["TERRITORY", "urn:ine:17079", ["urn:ine:17079"]],
    [
      "TERRITORY",
      "urn:idescat:comarca:20, urn:ine:08019",
      ["urn:idescat:comarca:20", "urn:ine:08019"],
    ],
    ["LANGUAGES", "es", ["es"]],
    ["LANGUAGES", "en, ca", ["en", "ca"]],
    ["ALLOW_PRIVATE_ADDRESS", "1", true],
    ["LOG_LEVEL", "debug", "debug"],
    ["LOG_LEVEL", "warning", "warning"],
    ["LOG_LEVEL", "error", "error"],
    ["WAIT_QUESTION", "PT0S", 0],
    ["WAIT_QUESTION", "PT0.5S", 500],
    ["WAIT_INVITATION", "PT12H", day / 2],
    ["WAIT_REMINDER", "P1DT1H", day + 3_600_000],
    ["WAIT_RETRY_FIRST", "PT1M", 60_000],
    ["ASK_PER_HOST_PER_SECOND", "0.5", 0.5],
    ["ASK_PER_HOST_PER_SECOND", "1000", 1000],
    ["ASK_PER_HOST_PER_DAY", "0", 0],
    ["FEDERATION", "allowlist", "allowlist"],
    ["INBOX_PER_SITE_PER_HOUR", "1", 1],
    ["FETCH_PER_SITE_PER_MINUTE", "1", 1],
    ["CROWD_PER_SITE_PER_HOUR", "0", 0],
  ])("%s=%s", (name, value, comes) => {
    expect(reading[name]?.(good({ [name]: value }))).toEqual(comes);
  });
});

describe("refused, in words that name the setting and say what to write", () => {
  test.each<[string, string]>([
    ["PORT", "eighty"],
    ["PORT", "-1"],
    ["PORT", "65536"],
    ["PORT", "80.5"],
    ["ORIGIN", "multaque.example"],
    ["ORIGIN", "ftp://multaque.example"],
    ["ORIGIN", "https://multaque.example/path"],
    ["ORIGIN", "https://multaque.example/?a=b"],
    ["ORIGIN", "https://multaque.example/#a"],
    ["ORIGIN", "https://user@multaque.example"],
    ["ORIGIN", "https://"],
    ["DATABASE_URL", "mysql://localhost/multaque"],
    ["DATABASE_URL", "localhost:5432"],
    ["DATABASE_URL", "postgres://localhost:99999/multaque"],
    ["INSTANCE_NAME", "a".repeat(61)],
    ["CONTACT_URL", "xat.example"],
    ["CONTACT_URL", "javascript:alert(1)"],
    ["TERRITORY", "Girona"],
    ["TERRITORY", "urn:ine:99999"],
    ["TERRITORY", "urn:idescat:comarca:99"],
    ["TERRITORY", ","],
    ["LANGUAGES", "fr"],
    ["LANGUAGES", "ca,fr"],
    ["LANGUAGES", "ca,ca"],
    ["LANGUAGES", "ca,,es"],
    ["ALLOW_PRIVATE_ADDRESS", "yes"],
    ["ALLOW_PRIVATE_ADDRESS", "true"],
    ["LOG_LEVEL", "verbose"],
    ["LOG_LEVEL", "toString"],
    ["WAIT_QUESTION", "60"],
    ["WAIT_QUESTION", "-PT60S"],
    ["WAIT_QUESTION", "P1M"],
    ["WAIT_INVITATION", "P1Y"],
    ["WAIT_REMINDER", "4 days"],
    ["WAIT_INTEREST", "P99999D"],
    ["WAIT_INTEREST", "P2W"],
    ["WAIT_RETRY_FIRST", "PT"],
    ["ASK_PER_HOST_PER_SECOND", "0"],
    ["ASK_PER_HOST_PER_SECOND", "-1"],
    ["ASK_PER_HOST_PER_SECOND", "1001"],
    ["ASK_PER_HOST_PER_SECOND", "many"],
    ["ASK_PER_HOST_PER_DAY", "-1"],
    ["ASK_PER_HOST_PER_DAY", "1.5"],
    ["FEDERATION", "closed"],
    ["HOST", "999.1.1.1"],
    ["HOST", "1.2.3"],
    ["HOST", "all of them"],
    ["FEDERATION", "Allowlist"],
    ["INBOX_PER_SITE_PER_HOUR", "0"],
    ["FETCH_PER_SITE_PER_MINUTE", "0"],
    ["CROWD_PER_SITE_PER_HOUR", "-1"],
  ])("%s=%s", (name, value) => {
    const said = problems({ [name]: value });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(name);
    expect(said[0]?.toLowerCase()).toMatch(/write|at most/);
  });

  test("ALLOW_PRIVATE_ADDRESS=1 with an https ORIGIN", () => {
    const said = problems({ ALLOW_PRIVATE_ADDRESS: "1", ORIGIN: "https://multaque.example" });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("ALLOW_PRIVATE_ADDRESS");
    expect(said[0]).toContain("https");
  });

  test.each([
    { DATABASE_URL: "mysql://multaque:geheim@db/multaque" },
    { DATABASE_URL: "postgres://multaque:geheim@db:99999/multaque" },
    { DATABASE_URL: "multaque:geheim@db" },
    { ORIGIN: "https://multaque:geheim@multaque.example" },
  ])("a password is never repeated: %j", (environment) => {
    const said = problems(environment);
    expect(said).toHaveLength(1);
    expect(said[0]).not.toContain("geheim");
  });
});

describe("the program", () => {
  const wrong = {
    PORT: "eighty",
    ORIGIN: "https://multaque.example/path",
    DATABASE_URL: "mysql://multaque:geheim@db/multaque",
    CONTACT_URL: "xat.example",
    TERRITORY: "Girona",
    LANGUAGES: "fr",
    ALLOW_PRIVATE_ADDRESS: "yes",
    LOG_LEVEL: "verbose",
    INSTANCE_NAME: "a".repeat(61),
    WAIT_QUESTION: "60",
    WAIT_INVITATION: "P1M",
    WAIT_REMINDER: "x",
    WAIT_INTEREST: "x",
    WAIT_RETRY_FIRST: "x",
    ASK_PER_HOST_PER_SECOND: "0",
    ASK_PER_HOST_PER_DAY: "-1",
  } as const;

  test("says all problems at once, on standard error, and ends with 78", async () => {
    const { code, out, errors } = await command(["serve"], wrong);
    expect(code).toBe(78);
    expect(out).toBe("");
    for (const name of Object.keys(wrong)) {
      expect(
        errors.split("\n").filter((line) => line.startsWith(name)),
        name,
      ).toHaveLength(1);
    }
    expect(errors).not.toContain("geheim");
    expect(errors).not.toMatch(/\n\s+at /);
  });
});
