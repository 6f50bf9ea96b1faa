/** The two instances of Multaque under the eye of the demo: child processes with their own settings and data. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export type Area = {
  readonly key: "girona" | "osona";
  readonly comarca: string;
  readonly territory: string;
  readonly cooperative: string;
  readonly home: string;
};

export const areas: readonly Area[] = [
  {
    key: "girona",
    comarca: "Gironès",
    territory: "urn:idescat:comarca:20",
    cooperative: "Cooperativa del Gironès (demo)",
    home: "girona.localhost",
  },
  {
    key: "osona",
    comarca: "Osona",
    territory: "urn:idescat:comarca:24",
    cooperative: "Cooperativa d'Osona (demo)",
    home: "osona.localhost",
  },
];

/** The waits of a week and more, in seconds. */
export const waits = { question: 1, invitation: 24, reminder: 7, retryFirst: 1 } as const;

export type Instance = {
  readonly area: Area;
  readonly origin: string;
  readonly contact: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly child: ChildProcess;
  /** The last lines that it wrote on standard error. */
  readonly errors: readonly string[];
  /** Settles when the process has ended, with the reason in words. */
  readonly ended: Promise<string>;
};

export type Sought = {
  readonly port: number;
  readonly directory: string;
  readonly contact: string;
};

const root = fileURLToPath(new URL("..", import.meta.url));
const program = join(root, "src", "main.ts");
const patienceForStart = 90_000;
const patienceForEnd = 30_000;

/** Free ports, all different: they are held until every one is known. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
  );
  return ports;
}

/** What a program needs of our own environment; a DATABASE_URL of ours is not meant for the demo. */
const inherited = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR"];

export function startInstance(area: Area, { port, directory, contact }: Sought): Instance {
  const origin = `http://${area.home}:${port}`;
  const environment: NodeJS.ProcessEnv = {
    ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
    PORT: String(port),
    HOST: "127.0.0.1",
    ORIGIN: origin,
    DATA_DIR: join(directory, area.key),
    TERRITORY: area.territory,
    INSTANCE_NAME: area.cooperative,
    CONTACT_URL: contact,
    ALLOW_PRIVATE_ADDRESS: "1",
    LOG_LEVEL: "warning",
    WAIT_QUESTION: `PT${waits.question}S`,
    WAIT_INVITATION: `PT${waits.invitation}S`,
    WAIT_REMINDER: `PT${waits.reminder}S`,
    WAIT_RETRY_FIRST: `PT${waits.retryFirst}S`,
    ASK_PER_HOST_PER_SECOND: "20",
  };
  // A process group of its own: Ctrl-C in the terminal reaches us alone, and we end it in good order.
  const child = spawn(process.execPath, [program, "serve"], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const errors: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors.push(...text.split("\n").filter((line) => line.trim() !== ""));
    errors.splice(0, errors.length - 20);
  });
  const ended = new Promise<string>((resolve) => {
    const last = (): string => errors.map((line) => `\n    ${line}`).join("");
    child.once("error", (error) =>
      resolve(`${area.comarca} could not be started: ${error.message}`),
    );
    // Not "close": its database may hold the pipe longer than it. A moment, for its last words.
    child.once("exit", (code, signal) =>
      setTimeout(
        () =>
          resolve(
            `${area.comarca} has ended (${signal ?? `exit ${code}`}). The last it said on standard error:${last() || " nothing"}`,
          ),
        200,
      ),
    );
  });
  return { area, origin, contact, environment, child, errors, ended };
}

/** Resolves when the instance says that it listens; rejects when it ends or takes too long. */
export function listening(instance: Instance): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(
      () => reject(new Error(`${instance.area.comarca} did not say "listening" in 90 s`)),
      patienceForStart,
    );
    instance.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4000);
      if (said.split("\n").includes(`listening ${instance.origin}`)) {
        clearTimeout(timer);
        resolve();
      }
    });
    void instance.ended.then((reason) => {
      clearTimeout(timer);
      reject(new Error(reason));
    });
  });
}

/** What an admin command of this instance prints, as JSON. */
export async function command(instance: Instance, words: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words, "--json"], {
    cwd: root,
    env: instance.environment,
    timeout: 30_000,
  });
  return JSON.parse(stdout);
}

/** Ask it to end, wait as long as it may take, and then insist. */
export async function endInstance({ child, ended, environment }: Instance): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  const { pid } = child;
  const insist = setTimeout(() => kill(-pid, "SIGKILL"), patienceForEnd);
  await ended;
  clearTimeout(insist);
  child.stdout?.destroy();
  child.stderr?.destroy();
  await endDatabase(environment.DATA_DIR ?? "");
}

/**
 * A program that was killed could not end its database, which lives on in a group of its own: its
 * number stands in the data directory that we made. After a good end there is no such file.
 */
async function endDatabase(directory: string): Promise<void> {
  const inside = await readdir(directory).catch(() => []);
  for (const name of inside) {
    const file = join(directory, name, "postmaster.pid");
    const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n", 1)[0]);
    if (!Number.isInteger(pid) || pid <= 1) continue;
    // PostgreSQL takes SIGINT as "end now, in good order".
    kill(pid, "SIGINT");
    for (let waited = 0; waited < 5000 && isAlive(pid); waited += 100) await pause(100);
    if (isAlive(pid)) kill(pid, "SIGKILL");
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Nothing is left of it.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
