/** Opening an instance: database, migrations, secret; and what a first start needs. */
import { fileURLToPath } from "node:url";
import type { Config } from "./config.ts";
import type { Sheet } from "./domain/sheet.ts";
import { createFetcher, type Transport } from "./federation/fetcher.ts";
import { welcomeNotes } from "./federation/welcome.ts";
import { gazetteer } from "./gazetteer.ts";
import { type Instance, newId } from "./instance.ts";
import { log } from "./log.ts";
import { indexProjects } from "./operations/index-projects.ts";
import { isOpen, loadPlaces, nameActors, welcome } from "./operations/open-cooperative.ts";
import { publishProject } from "./operations/publish-project.ts";
import { readSecret } from "./secret.ts";
import { fingerprint, readShowcase } from "./showcase.ts";
import { type Connection, connect } from "./store/db.ts";
import { type Embedded, startEmbedded } from "./store/embedded.ts";
import { isSecretOf } from "./store/keys.ts";
import { migrateDatabase, unfit } from "./store/migrate.ts";

export type Opened = {
  readonly instance: Instance;
  readonly connection: Connection;
  /** Closes what was opened, in order; the embedded database stops when nobody else uses it. */
  readonly close: () => Promise<void>;
};

/** The database cannot be used as it is; says why and what to do. */
export class DatabaseUnfit extends Error {
  override readonly name = "DatabaseUnfit";
}

/** Opens the instance that this configuration describes; ready to serve when it resolves. */
export async function openInstance(
  config: Config,
  options: { readonly transport?: Transport; readonly connections?: number } = {},
): Promise<Opened> {
  const secret = readSecret(config.secretFile);
  const embedded = config.databaseUrl === null ? await startEmbedded(config.dataDir) : null;
  const url = config.databaseUrl ?? embedded?.url ?? "";
  const why = await unfit(url);
  if (why !== null) throw new DatabaseUnfit(why);
  const connection = connect({ url, max: options.connections ?? 16 });
  const instance: Instance = {
    origin: config.origin,
    db: connection.db,
    now: () => new Date(),
    newId,
    fetcher: createFetcher({
      origin: config.origin,
      allowPrivateAddress: config.settings.allowPrivateAddress,
      ...(options.transport === undefined ? {} : { transport: options.transport }),
    }),
    settings: { ...config.settings, secret },
  };
  await migrateDatabase(url, () => prepare(instance, shippedSheets));
  if (!(await isSecretOf(connection.db, secret))) {
    await close(connection, embedded);
    throw new DatabaseUnfit(
      `${config.secretFile} is not the secret with which its keys were encrypted: put the right file back`,
    );
  }
  return { instance, connection, close: () => close(connection, embedded) };
}

/** Places, names, and on first start these projects. Interrupted, it goes on at the next start. */
export async function prepare(instance: Instance, shipped: () => readonly Sheet[]): Promise<void> {
  await loadPlaces(instance, gazetteer());
  await indexProjects(instance);
  if (await isOpen(instance)) return;
  await nameActors(instance);
  const sheets = shipped();
  for (const sheet of sheets) await publishProject(instance, sheet, fingerprint(sheet));
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

async function close(connection: Connection, embedded: Embedded | null): Promise<void> {
  await connection.close();
  await embedded?.leave();
}
