/** An instance on a real database, with the whole server around it and a network in memory. */
import { onTestFinished } from "vitest";
import { readConfig, type Settings } from "../../src/config.ts";
import { documentCache } from "../../src/federation/documents-cache.ts";
import { createFetcher, type Transport } from "../../src/federation/fetcher.ts";
import { type Instance, newId } from "../../src/instance.ts";
import { prepare } from "../../src/open.ts";
import { server } from "../../src/server.ts";
import { readShowcase } from "../../src/showcase.ts";
import { connect } from "../../src/store/db.ts";
import { appRole } from "../../src/store/role.ts";
import { jobs } from "../../src/worker.ts";
import { testDatabase } from "./database.ts";

export type TestInstance = Instance & {
  readonly databaseUrl: string;
  /** Asks the whole server, boundary included. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  readonly answer: (request: Request) => Promise<Response>;
  /** Does everything that there is to do now; gives how many steps it took. */
  readonly settle: () => Promise<number>;
  readonly close: () => Promise<void>;
};

export type Overrides = {
  readonly origin?: string;
  readonly settings?: Partial<Settings>;
  readonly transport?: Transport;
  readonly now?: () => Date;
};

/** Three of the projects that ship: what tests need is not the whole showcase. */
const fewSheets = readShowcase("showcase").sheets.filter((sheet) =>
  ["comunitat-energetica", "cotxe-electric-compartit", "xarxa-oberta"].includes(sheet.slug),
);

const noNetwork: Transport = async (url) => {
  throw new Error(`no network in this test: ${url}`);
};

/** Waits are zero unless a test says otherwise: what is due is due at once. */
const hasty = {
  question: 0,
  invitation: 3_600_000,
  reminder: 1_800_000,
  interest: 86_400_000,
  retryFirst: 1,
  ownLink: 86_400_000,
};

/** Made for one test, or (outside of tests, in a hook) closed by the caller. */
export async function testInstance(overrides: Overrides = {}): Promise<TestInstance> {
  const database = await testDatabase();
  const read = readConfig({ ORIGIN: overrides.origin ?? "https://girona.test" });
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  const { config } = read;
  const connection = connect({ url: database.url, max: 6, role: appRole });
  const instance: Instance = {
    origin: config.origin,
    db: connection.db,
    now: overrides.now ?? (() => new Date()),
    newId,
    fetcher: createFetcher({
      origin: config.origin,
      allowPrivateAddress: false,
      perSite: overrides.settings?.fetchPerSitePerMinute ?? 100_000,
      transport: overrides.transport ?? noNetwork,
    }),
    settings: {
      ...config.settings,
      name: "Cooperativa de Girona",
      contactUrl: "https://xat.girona.test/",
      secret: new Uint8Array(32).fill(7),
      waits: hasty,
      asking: { perHostPerSecond: 1000, perHostPerDay: 100_000 },
      ...overrides.settings,
    },
  };
  await prepare(instance, () => fewSheets);
  const documents = documentCache(instance);
  const app = server(instance, documents);
  const steps = jobs(instance).filter((job) => job.name !== "forget");
  const answer = async (request: Request) => app.fetch(request);
  const close = async () => {
    await connection.close();
    await database.drop();
  };
  const made: TestInstance = {
    ...instance,
    databaseUrl: database.url,
    answer,
    request: (path, init) => answer(new Request(instance.origin + path, init)),
    settle: async () => {
      let worked = 0;
      for (let before = -1; before !== worked; ) {
        before = worked;
        for (const job of steps) while (await job.step(() => {})) worked++;
      }
      // By then the word that something changed has reached every process.
      documents.forget();
      return worked;
    },
    close,
  };
  try {
    onTestFinished(close);
  } catch {
    // In a hook: whoever made it closes it.
  }
  return made;
}
