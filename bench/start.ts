/** From nothing to the first answer; a later start; and what an idle instance takes of the memory. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import {
  databasePid,
  environment,
  freePort,
  type Program,
  pause,
  start as startProgram,
  temporaryFolder,
} from "../test/support/program.ts";
import { type Figure, figure } from "./table.ts";

const rounds = 5;

export async function start(): Promise<readonly Figure[]> {
  const floor: number[] = [];
  const listening: number[] = [];
  const first: number[] = [];
  const later: number[] = [];
  const cached: number[] = [];
  const stopped: number[] = [];
  const memory = { program: [] as number[], cached: [] as number[], database: [] as number[] };
  const warm = temporaryFolder();
  for (let round = 0; round < rounds; round++) {
    floor.push(await bareServer());
    const folder = temporaryFolder();
    const port = await freePort();
    // As anybody starts it: nothing is compiled beforehand.
    const settings = {
      DATA_DIR: join(folder.path, "data"),
      NODE_DISABLE_COMPILE_CACHE: "1",
      LOG_LEVEL: "error",
    };
    const run = async (times: number[], more: Readonly<Record<string, string>> = {}) => {
      const at = performance.now();
      const program = startProgram({ port, settings: { ...settings, ...more } });
      await firstAnswer(port);
      times.push(performance.now() - at);
      return { program, at };
    };
    const one = await run(first);
    await one.program.listening;
    listening.push(performance.now() - one.at);
    await stop(one.program, stopped);

    const two = await run(later);
    await pause(5_000);
    memory.program.push(rss(two.program.pid));
    const database = databasePid(settings.DATA_DIR);
    memory.database.push(database === null ? Number.NaN : withChildren(database));
    await stop(two.program, stopped);

    // Twice: what the first run compiled, the second finds.
    const cache = { NODE_DISABLE_COMPILE_CACHE: "", NODE_COMPILE_CACHE: warm.path };
    const three = await run([], cache);
    await stop(three.program, stopped);
    const four = await run(cached, cache);
    await pause(5_000);
    memory.cached.push(rss(four.program.pid));
    await stop(four.program, stopped);
    await folder.remove();
  }
  await warm.remove();
  return [
    figure("floor: a bare node:http server, to its first answer", "ms", floor),
    figure("first start, to the first answer", "ms", first),
    figure("first start, to the line `listening`", "ms", listening),
    figure("later start, to the first answer", "ms", later),
    figure("later start with NODE_COMPILE_CACHE", "ms", cached),
    figure("SIGTERM to the end, idle", "ms", stopped),
    figure("memory of the program, idle (RSS)", "MB", memory.program),
    figure("the same with NODE_COMPILE_CACHE", "MB", memory.cached),
    figure("memory of its database, idle (PSS of all its processes)", "MB", memory.database),
  ];
}

async function stop(program: Program, times: number[]): Promise<void> {
  const at = performance.now();
  await program.stop();
  times.push(performance.now() - at);
}

/** Until the home page is there: before that there is nobody, or 503. */
async function firstAnswer(port: number): Promise<void> {
  for (;;) {
    const status = await new Promise<number>((resolve) => {
      const asked = request({ host: "127.0.0.1", port, path: "/", agent: false }, (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
      });
      asked.on("error", () => resolve(0)).end();
    });
    if (status === 200) return;
    await pause(10);
  }
}

async function bareServer(): Promise<number> {
  const port = await freePort();
  const at = performance.now();
  const child = spawn(
    process.execPath,
    ["-e", `require("node:http").createServer((_, a) => a.end("ok")).listen(${port}, "127.0.0.1")`],
    { stdio: "ignore", env: environment({ NODE_DISABLE_COMPILE_CACHE: "1" }) },
  );
  await firstAnswer(port);
  const took = performance.now() - at;
  child.kill();
  return took;
}

function rss(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, /VmRSS:\s+(\d+)/) / 1024;
}

/** Shared memory counted once: what its processes share is divided among them. */
function withChildren(pid: number): number {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => kilobytes(`/proc/${name}/status`, /PPid:\s+(\d+)/) === pid);
  return [String(pid), ...children].reduce(
    (sum, one) => sum + kilobytes(`/proc/${one}/smaps_rollup`, /Pss:\s+(\d+)/) / 1024,
    0,
  );
}

function kilobytes(file: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(file, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
