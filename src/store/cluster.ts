/** The folder of a cluster: made whole or not at all, and what its pid file says. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { giveTo, type Owner, runAs } from "./cluster-owner.ts";
import { DatabaseUnfit } from "./unusable.ts";

/**
 * Makes a cluster where there is none: beside its place, and moved there when it is whole. What a killed
 * initdb leaves is never taken for a cluster, and the next start removes it.
 */
export async function makeCluster(
  cluster: string,
  { owner, initdb }: { readonly owner: Owner; readonly initdb: string },
  signal?: AbortSignal,
): Promise<void> {
  if (isThere(cluster)) return;
  removeUnfinished(cluster);
  const unfinished = mkdtempSync(`${cluster}${making}`);
  giveTo(owner, unfinished);
  const args = [
    `--pgdata=${unfinished}`,
    "--username=multaque",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
  ];
  await runAs({ owner, command: initdb, args }, signal);
  renameSync(unfinished, cluster);
}

/** In the name of a folder in which a cluster is made, before six letters of chance. */
const making = ".making-";

function isThere(cluster: string): boolean {
  if (!existsSync(cluster) || readdirSync(cluster).length === 0) return false;
  if (["PG_VERSION", "global/pg_control"].every((file) => existsSync(join(cluster, file)))) {
    return true;
  }
  throw new DatabaseUnfit(
    `${cluster} is not empty, and no whole database: put a backup there, or move it away to begin anew`,
  );
}

function removeUnfinished(cluster: string): void {
  const folder = dirname(cluster);
  for (const name of readdirSync(folder)) {
    const [before, chance] = name.split(making);
    if (before !== basename(cluster) || chance?.length !== 6) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // An initdb whose program was killed still writes there: a later start removes it.
    }
  }
}

export type Server = "none" | "ready" | "not yet";

/** What the pid file says of the server of this cluster, and whether that process is one. */
export function serverOf(cluster: string): Server {
  const [pid, state] = readPidFile(cluster);
  if (pid === null || !isPostmaster(pid, cluster)) return "none";
  return state === "ready" ? "ready" : "not yet";
}

/**
 * After a power cut the number in the pid file may be another process's, and PostgreSQL would refuse to
 * start. Only then is the file removed: a process that has ended, PostgreSQL handles better itself.
 */
export function removeStalePidFile(cluster: string): void {
  const [pid] = readPidFile(cluster);
  if (pid === null || (isAlive(pid) && !isPostmaster(pid, cluster))) {
    rmSync(pidFile(cluster), { force: true });
  }
}

const pidFile = (cluster: string): string => join(cluster, "postmaster.pid");

function readPidFile(cluster: string): readonly [number | null, string] {
  let lines: readonly string[];
  try {
    lines = readFileSync(pidFile(cluster), "utf8").split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [null, ""];
    throw error;
  }
  const [pid, state = ""] = [Number(lines[0]), lines[7]];
  return [Number.isInteger(pid) && pid > 0 ? pid : null, state.trim()];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process: ours only when we are root, and PostgreSQL another user.
    const isForbidden = error instanceof Error && "code" in error && error.code === "EPERM";
    return isForbidden && userInfo().uid === 0;
  }
}

/** When in doubt it is: two servers on one cluster would destroy it. */
function isPostmaster(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return true;
  try {
    if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== "postgres") return false;
    // It works in the folder of its cluster.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return true;
  }
}
