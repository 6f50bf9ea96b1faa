/**
 * The embedded PostgreSQL: real binaries from npm, data under DATA_DIR.
 *
 * The server is a process of its own. It outlives a killed program, which finds it again; whoever
 * leaves last, in order, stops it. It listens on a socket in a folder that only its owner may enter.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Binaries, findBinaries } from "./binaries.ts";
import { makeCluster, removeStalePidFile, serverOf } from "./cluster.ts";
import { giveTo, type Owner, ownerOfCluster, runAs, startAs } from "./cluster-owner.ts";
import { type Seat, takeSeat } from "./seat.ts";
import { inTurn } from "./turn.ts";
import { DatabaseAway, DatabaseUnfit, inWords } from "./unusable.ts";

export type Embedded = {
  readonly url: string;
  /** Stops the server unless somebody else still uses it. */
  readonly leave: () => Promise<void>;
};

type Server = {
  readonly binaries: Binaries;
  readonly owner: Owner;
  readonly cluster: string;
  readonly socket: string;
};

/**
 * Starts it, or joins the one that runs; makes the cluster on first start. Programs that come and go at
 * the same moment do so one after the other. Throws in words; the signal ends the waiting.
 */
export async function startEmbedded(dataDir: string, signal?: AbortSignal): Promise<Embedded> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    return await inTurn(dataDir, () => arrive(dataDir, signal), signal);
  } catch (error) {
    throw ofFolder(dataDir, inWords(error));
  }
}

async function arrive(dataDir: string, signal?: AbortSignal): Promise<Embedded> {
  const binaries = await findBinaries();
  const cluster = join(dataDir, "postgres");
  const owner = await ownerOfCluster(cluster, [dirname(dataDir), dirname(binaries.postgres)]);
  if (owner !== null) {
    // The user who runs PostgreSQL has to get through to it, and no further.
    chmodSync(dataDir, statSync(dataDir).mode | 0o111);
  }
  const socket = makeSocketDir(dataDir, owner);
  await makeCluster(cluster, { owner, initdb: binaries.initdb }, signal);
  const server = { binaries, owner, cluster, socket };
  if (!(await isReady(cluster, signal))) await launch(server, signal);
  const url = `postgres://multaque@localhost:5432/postgres?host=${encodeURIComponent(socket)}`;
  const seat = await takeSeat(url, signal);
  return { url, leave: () => inTurn(dataDir, () => leave(server, seat)) };
}

async function launch(server: Server, signal?: AbortSignal): Promise<void> {
  const { binaries, owner, cluster, socket } = server;
  const settings = [
    "listen_addresses=",
    // A list: a name in it may hold commas and blanks when it stands in quotation marks.
    `unix_socket_directories="${socket.replaceAll('"', '""')}"`,
    "max_connections=60",
    // Small machines: a quarter of what PostgreSQL would take by itself.
    "shared_buffers=64MB",
    "jit=off",
  ];
  const args = ["-D", cluster, ...settings.flatMap((setting) => ["-c", setting])];
  removeStalePidFile(cluster);
  const log = openLog(cluster, owner);
  // Not by pg_ctl: it hands over to a shell, to which some names of folders are commands.
  const started = startAs({ owner, command: binaries.postgres, args }, log);
  closeSync(log);
  try {
    while (!(await isReady(cluster, signal))) {
      const ended = started.ended();
      if (ended !== null) throw new DatabaseUnfit(`${ended}: ${lastWords(cluster)}`);
      await rest(signal);
    }
  } catch (error) {
    if (signal?.aborted) started.end();
    throw error;
  }
}

/** Waits while a server is there that is neither ready nor gone; whether it is ready then. */
async function isReady(cluster: string, signal?: AbortSignal): Promise<boolean> {
  for (const end = performance.now() + patienceMs; ; await rest(signal)) {
    const server = serverOf(cluster);
    if (server !== "not yet") return server === "ready";
    if (performance.now() > end) {
      throw new DatabaseAway(
        `PostgreSQL in ${cluster} does not become ready: ${lastWords(cluster)}`,
      );
    }
  }
}

const patienceMs = 60_000;

function rest(signal?: AbortSignal): Promise<void> {
  return pause(40, undefined, signal ? { signal } : {});
}

/** By root in a folder of another user: a link that stands there is not followed. */
function openLog(cluster: string, owner: Owner): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const file = openSync(
    join(cluster, "server.log"),
    O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY,
    0o600,
  );
  if (owner !== null) fchownSync(file, owner.uid, owner.gid);
  return file;
}

function lastWords(cluster: string): string {
  const log = readFileSync(join(cluster, "server.log"), "utf8").trimEnd().slice(-600);
  return `server.log there ends with: ${log.split("\n").slice(-3).join(" ")}`;
}

/** Whoever leaves last turns off the light. */
async function leave({ binaries, owner, cluster }: Server, seat: Seat): Promise<void> {
  const isLast = await seat.isLast();
  await seat.end();
  if (!isLast) return;
  const args = ["stop", `--pgdata=${cluster}`, "--mode=fast", "--wait", "--timeout=20"];
  await runAs({ owner, command: binaries.pg_ctl, args });
}

/** The folder of the socket, that only the owner may enter: inside, everybody is trusted. */
function makeSocketDir(dataDir: string, owner: Owner): string {
  const folder = socketDir(dataDir);
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  const { uid } = userInfo();
  const there = lstatSync(folder);
  if (!there.isDirectory() || ![uid, owner?.uid].includes(there.uid)) {
    throw new DatabaseUnfit(
      `${folder} is a link or belongs to somebody else: remove it, or set DATABASE_URL`,
    );
  }
  chmodSync(folder, 0o700);
  giveTo(owner, folder);
  return folder;
}

/** In the data folder, or where its path is too long for a socket (107 bytes), in the temporary folder. */
function socketDir(dataDir: string): string {
  const inside = join(dataDir, "run");
  if (Buffer.byteLength(join(inside, ".s.PGSQL.5432")) <= 100) return inside;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  return join(tmpdir(), `multaque-${name}`);
}

/** What the system says of a folder, as a sentence about the setting. */
function ofFolder(dataDir: string, error: unknown): unknown {
  const isOfSystem = error instanceof Error && ("syscall" in error || "errcode" in error);
  return isOfSystem
    ? new DatabaseUnfit(`DATA_DIR=${dataDir} cannot be used: ${error.message}`)
    : error;
}
