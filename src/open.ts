/** Opening an instance: database, migrations, secret; and what a first start needs. */
import { fileURLToPath } from "node:url";
import type { Config } from "./config.ts";
import type { Sheet } from "./domain/sheet.ts";
import { createFetcher, type Transport } from "./federation/fetcher.ts";
import { welcomeNotes } from "./federation/welcome.ts";
import { gazetteer } from "./gazetteer.ts";
import { type Instance, newId } from "./instance.ts";
import { log } from "./log.ts";
import { findNewlyCovered } from "./operations/find-newly-covered.ts";
import { indexProjects } from "./operations/index-projects.ts";
import { isOpen, loadPlaces, nameActors, welcome } from "./operations/open-cooperative.ts";
import { publishProject } from "./operations/publish-project.ts";
import { pictureInBox } from "./pictures.ts";
import { readSecret } from "./secret.ts";
import { fingerprint, readShowcase } from "./showcase.ts";
import { type Connection, connect, type Db } from "./store/db.ts";
import { type Embedded, startEmbedded } from "./store/embedded.ts";
import { isSecretOf } from "./store/keys.ts";
import { checkDatabase, migrateDatabase } from "./store/migrate.ts";
import { DatabaseUnfit, inWords } from "./store/unusable.ts";

export type Opened = {
  readonly instance: Instance;
  readonly connection: Connection;
  /** Closes what was opened, in order; the embedded database stops when nobody else uses it. */
  readonly close: () => Promise<void>;
};

export type Opening = {
  readonly transport?: Transport;
  readonly connections?: number;
  /** Ends the waiting for a database; what has begun is finished. */
  readonly signal?: AbortSignal;
};

/**
 * Opens the instance that this configuration describes; ready to serve when it resolves. Throws
 * DatabaseUnfit or DatabaseAway in words, and leaves nothing open then.
 */
export async function openInstance(config: Config, options: Opening = {}): Promise<Opened> {
  const secret = secretOf(config);
  const embedded =
    config.databaseUrl === null ? await startEmbedded(config.dataDir, options.signal) : null;
  const url = config.databaseUrl ?? embedded?.url ?? "";
  let connection = null as Connection | null;
  const prepareAs = async (role: string | null) => {
    if (role === null) log.warning(withoutRole);
    const connected = connect({ url, role, max: options.connections ?? 16 });
    connection = connected;
    const instance = instanceOf(config, { db: connected.db, secret, ...options });
    await prepare(instance, shippedSheets);
    return { instance, connected };
  };
  try {
    await checkDatabase(url, options.signal);
    const { instance, connected } = await migrateDatabase(url, prepareAs, options.signal);
    options.signal?.throwIfAborted();
    if (!(await isSecretOf(connected.db, secret))) {
      throw new DatabaseUnfit(
        `${config.secretFile} is not the secret with which its keys were encrypted: put the right file back`,
      );
    }
    return { instance, connection: connected, close: () => close(connected, embedded) };
  } catch (error) {
    await close(connection, embedded);
    throw inWords(error);
  }
}

const withoutRole =
  "This database's login may not make the role multaque_app: the audit log is protected by a trigger alone. See docs/operating.md, A PostgreSQL of your own.";

function secretOf({ secretFile }: Config): Uint8Array {
  try {
    return readSecret(secretFile);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new DatabaseUnfit(`its secret cannot be had from ${secretFile}: ${said}`);
  }
}

function instanceOf(
  config: Config,
  {
    db,
    secret,
    transport,
  }: { readonly db: Db; readonly secret: Uint8Array; readonly transport?: Transport },
): Instance {
  return {
    origin: config.origin,
    db,
    now: () => new Date(),
    newId,
    fetcher: createFetcher({
      origin: config.origin,
      allowPrivateAddress: config.settings.allowPrivateAddress,
      perSite: config.settings.fetchPerSitePerMinute,
      ...(transport === undefined ? {} : { transport }),
    }),
    settings: { ...config.settings, secret },
  };
}

/** Places, names, and on first start these projects. Interrupted, it goes on at the next start. */
export async function prepare(instance: Instance, shipped: () => readonly Sheet[]): Promise<void> {
  await loadPlaces(instance, gazetteer());
  await indexProjects(instance);
  await findNewlyCovered(instance);
  if (await isOpen(instance)) return;
  await nameActors(instance);
  const sheets = shipped();
  for (const sheet of sheets) {
    const picture = await pictureInBox(sheet);
    await publishProject(instance, sheet, { shipped: fingerprint(sheet), picture });
  }
  await welcome(instance, welcomeNotes(instance, sheets));
}

/** The sheets that come in the box; what is wrong with one is said, and the others are taken. */
export function shippedSheets(): readonly Sheet[] {
  const { sheets, problems } = readShowcase(fileURLToPath(new URL("../showcase", import.meta.url)));
  for (const { file, line, message } of problems) {
    log.warning("{file}:{line}: {message}", { file, line, message });
  }
  return sheets;
}

async function close(connection: Connection | null, embedded: Embedded | null): Promise<void> {
  await connection?.close();
  await embedded?.leave();
}
