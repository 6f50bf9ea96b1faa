/** As whom the embedded PostgreSQL runs: never as root, whatever folders are closed on the way. */
import { spawn } from "node:child_process";
import { lchownSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { DatabaseUnfit } from "./unusable.ts";

/** Null: as the user of this program. */
export type Owner = {
  readonly uid: number;
  readonly gid: number;
  /** A folder above the data or the binaries is closed to this user. */
  readonly shutOut: boolean;
} | null;

/**
 * PostgreSQL refuses to run as root: then it runs as whoever owns the cluster that is there, or as the
 * user postgres, who is made when missing. `paths`: folders that the owner has to get through to.
 */
export async function ownerOfCluster(cluster: string, paths: readonly string[]): Promise<Owner> {
  if (userInfo().uid !== 0) return null;
  const shutOut = paths.some(isClosed);
  const there = statSync(cluster, { throwIfNoEntry: false });
  if (there !== undefined && there.uid !== 0) return { uid: there.uid, gid: there.gid, shutOut };
  const id = async (option: string) => Number(await run("id", [option, "postgres"], {}));
  try {
    return { uid: await id("-u"), gid: await id("-g"), shutOut };
  } catch {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"], {}).catch(
      (error: unknown) => {
        throw new DatabaseUnfit(
          `PostgreSQL does not run as root, and no user postgres could be made (${error}). Run Multaque as an ordinary user, or set DATABASE_URL`,
        );
      },
    );
    return { uid: await id("-u"), gid: await id("-g"), shutOut };
  }
}

/** Whether a folder on the way is closed to other users, as /root often is. */
function isClosed(path: string): boolean {
  const parent = dirname(path);
  return (statSync(path).mode & 0o001) === 0 || (parent !== path && isClosed(parent));
}

/** Gives the owner what we made; by the folder itself, never by a link. */
export function giveTo(owner: Owner, path: string): void {
  if (owner !== null) lchownSync(path, owner.uid, owner.gid);
}

/**
 * How a command runs as the owner of the cluster. Where a folder on the way is closed to that user, it
 * is given the one capability that it lacks, to search folders, and nothing on disk is changed.
 */
function asOwner(
  owner: Owner,
  command: string,
  args: readonly string[],
): { readonly command: string; readonly args: readonly string[]; readonly as: object } {
  if (owner === null) return { command, args, as: {} };
  const { uid, gid, shutOut } = owner;
  if (!shutOut || process.platform !== "linux") return { command, args, as: { uid, gid } };
  const capability = [
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
    // Or asking whether a file may be read (access) would be answered as if it had none.
    "--securebits=+no_setuid_fixup",
  ];
  const user = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  return { command: "setpriv", args: [...user, ...capability, "--", command, ...args], as: {} };
}

export type Command = {
  readonly owner: Owner;
  readonly command: string;
  readonly args: readonly string[];
};

/** Runs a command to its end as the owner; the signal ends it before. Gives what it said. */
export async function runAs(
  { owner, command, args }: Command,
  signal?: AbortSignal,
): Promise<string> {
  const how = asOwner(owner, command, args);
  try {
    return await run(how.command, how.args, { ...how.as, ...(signal ? { signal } : {}) });
  } catch (error) {
    throw new DatabaseUnfit(whyNot(owner, command, error));
  }
}

function whyNot(owner: Owner, command: string, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const closed = owner !== null && /EACCES|ENOENT|[Pp]ermission denied|not permitted/.test(said);
  return closed
    ? `the user postgres, as whom PostgreSQL must run when you are root, cannot get to ${command} or to the data: a folder above is closed to it. Put both below a folder that others may enter (chmod o+x), run Multaque as an ordinary user, or set DATABASE_URL. (${said})`
    : `${command} failed: ${said}`;
}

export type Started = {
  /** Why it has ended, or null while it runs. */
  readonly ended: () => string | null;
  /** Asks it to end, without waiting for who is connected. */
  readonly end: () => void;
};

/**
 * Starts a command that outlives us, as the owner, out of reach of our terminal's signals; what it says
 * goes to an open file.
 */
export function startAs({ owner, command, args }: Command, log: number): Started {
  const how = asOwner(owner, command, args);
  const child = spawn(how.command, how.args, {
    ...surroundings,
    ...how.as,
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  let ended: string | null = null;
  child.on("error", (error) => {
    ended = whyNot(owner, command, error);
  });
  child.on("exit", () => {
    ended = `${command} ended`;
  });
  return { ended: () => ended, end: () => void child.kill("SIGINT") };
}

/** Nothing of our own environment: what is set there for other databases means nothing to this one. */
const surroundings = {
  cwd: "/",
  env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", TZ: "UTC" },
} as const;

export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly uid?: number; readonly signal?: AbortSignal },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...surroundings,
      ...options,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let said = "";
    child.stdout.on("data", (part) => (out += part));
    child.stderr.on("data", (part) => (said += part));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve(out)
        : reject(new Error(`${said}${out}`.trim().slice(-500) || `exit ${code}`)),
    );
  });
}
