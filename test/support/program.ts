/** The real program as a child process: started, stopped, killed, frozen; always ended by its own pid. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Program = {
  readonly pid: number;
  readonly origin: string;
  /** Settles with the line `listening ORIGIN`; rejects when the program ends before. */
  readonly listening: Promise<void>;
  readonly ended: Promise<Ended>;
  readonly out: () => string;
  readonly errors: () => string;
  /** SIGTERM, and SIGKILL when it takes longer than it may. */
  readonly stop: () => Promise<Ended>;
  /** SIGKILL. */
  readonly kill: () => Promise<Ended>;
  /** SIGSTOP and SIGCONT. */
  readonly freeze: () => void;
  readonly thaw: () => void;
};

export type Start = {
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  /** Another program than the real one. */
  readonly file?: string;
  /** In front of the command: `setpriv …`. */
  readonly through?: readonly string[];
};

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const mainFile = join(root, "src", "main.ts");

/** What a program needs of our own environment; settings of ours are not meant for it. */
const inherited = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR"];
const patience = { start: 60_000, stop: 45_000 };

/** As package.json starts it. */
const memory = "--max-semi-space-size=4";

/** Short waits, and people on this machine. */
const hasty = {
  ALLOW_PRIVATE_ADDRESS: "1",
  WAIT_QUESTION: "PT0.1S",
  WAIT_INVITATION: "PT1H",
  WAIT_REMINDER: "PT1H",
  WAIT_RETRY_FIRST: "PT0.1S",
  ASK_PER_HOST_PER_SECOND: "1000",
  ASK_PER_HOST_PER_DAY: "100000",
  FETCH_PER_SITE_PER_MINUTE: "100000",
  LOG_LEVEL: "warning",
} as const;

/** Settings for a program on this machine, and nothing else of ours. */
export function environment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
    // Loading is the larger part of a start: compiled once for all programs of the tests.
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "multaque-tests"),
    ...settings,
  };
}

const alive = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Starts the program; it is ended with the test, or by the caller outside of one. */
export function start(asked: Start): Program {
  const { port, settings, words = ["serve"], file = mainFile, through = [] } = asked;
  const origin = settings.ORIGIN ?? `http://127.0.0.1:${port}`;
  const [command = "", ...rest] = [...through, process.execPath, memory, file, ...words];
  const child = spawn(command, rest, {
    cwd: root,
    env: environment({ ...hasty, PORT: String(port), ORIGIN: origin, ...settings }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  alive.add(child);
  let out = "";
  let errors = "";
  const ended = new Promise<Ended>((resolve) => {
    child.once("error", () => resolve({ code: null, signal: null }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  void ended.then(() => alive.delete(child));
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    errors += part;
  });
  const listening = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not listening after ${patience.start} ms: ${errors}`)),
      patience.start,
    );
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      out += part;
      if (out.split("\n").includes(`listening ${origin}`)) {
        clearTimeout(timer);
        resolve();
      }
    });
    void ended.then(({ code, signal }) => {
      clearTimeout(timer);
      reject(new Error(`ended (${signal ?? code}) before it listened: ${errors}`));
    });
  });
  // Whoever kills it does not wait for it to listen.
  listening.catch(() => {});
  const send = (signal: NodeJS.Signals): boolean => alive.has(child) && child.kill(signal);
  const kill = (): Promise<Ended> => {
    send("SIGKILL");
    return ended;
  };
  const program: Program = {
    pid: child.pid ?? 0,
    origin,
    listening,
    ended,
    out: () => out,
    errors: () => errors,
    stop: async () => {
      const insist = setTimeout(() => send("SIGKILL"), patience.stop);
      send("SIGTERM");
      const end = await ended;
      clearTimeout(insist);
      return end;
    },
    kill,
    freeze: () => send("SIGSTOP"),
    thaw: () => send("SIGCONT"),
  };
  atTheEnd(async () => {
    await kill();
  });
  return program;
}

export type Ran = Ended & { readonly out: string; readonly errors: string };

/** Runs one command to its end. */
export async function command(
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const program = start({
    port: 8000,
    settings: { ORIGIN: "http://127.0.0.1:8000", ...settings },
    words,
  });
  const limit = setTimeout(() => void program.kill(), patience.start);
  const end = await program.ended;
  clearTimeout(limit);
  // Its last words may come after its end.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { ...end, out: program.out(), errors: program.errors() };
}

/**
 * A port that nobody listens on, outside of the range from which connections take theirs: it stays
 * free while the program that uses it is down.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error("no free port");
}

/** A folder that others may enter; gone at the end, with the database server that runs in it. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), "multaque-program-"));
  chmodSync(path, 0o755);
  const remove = async (): Promise<void> => {
    await endDatabase(path);
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  atTheEnd(remove);
  return { path, remove };
}

/** The pid of the embedded server under this DATA_DIR, or null when none runs there. */
export function databasePid(dataDir: string): number | null {
  const file = join(dataDir, "postgres", "postmaster.pid");
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, "utf8").split("\n", 1)[0]);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : null;
}

/** Ends the embedded server under this DATA_DIR, that a killed program left behind. */
export async function endDatabase(dataDir: string): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    const pid = databasePid(dataDir);
    if (pid === null) return;
    // "Fast": it does not wait for those who are connected. The last word is "immediate".
    if (waited === 0) process.kill(pid, "SIGINT");
    if (waited === 10_000) process.kill(pid, "SIGQUIT");
    await pause(50);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something holds; says what did not, when it takes too long. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  within = 40_000,
): Promise<void> {
  const end = Date.now() + within;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`after ${within} ms still not: ${what}`);
    await pause(25);
  }
}

/** With the test that is running; in a hook the caller does it. */
function atTheEnd(end: () => Promise<void>): void {
  try {
    onTestFinished(end, 60_000);
  } catch {
    // Not in a test: whoever started it ends it.
  }
}
