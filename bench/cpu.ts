/** CPU time of processes, as Linux counts it: what an operation costs, whatever else the machine does. */
import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** Milliseconds of CPU that these processes and all below them have used so far. */
export function cpuOf(pids: readonly number[]): number {
  const all = family(pids);
  return all.reduce((sum, pid) => sum + ownCpu(pid), 0);
}

/** The same for the processes of a PostgreSQL server; backends that have ended count with it. */
export function cpuOfDatabase(postmaster: number): number {
  const ended = fieldsOf(postmaster)
    .slice(13, 15)
    .reduce((sum, ticks) => sum + Number(ticks), 0);
  return cpuOf([postmaster]) + (ended * 1000) / ticksPerSecond;
}

function family(pids: readonly number[]): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(fieldsOf(Number(name))[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (const queue = [...pids]; queue.length > 0; ) {
    const pid = queue.pop() ?? 0;
    found.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return found;
}

function ownCpu(pid: number): number {
  const [user = 0, system = 0] = fieldsOf(pid).slice(11, 13).map(Number);
  return ((user + system) * 1000) / ticksPerSecond;
}

/** /proc/PID/stat from its third field on: the second may hold spaces. Empty when the process is gone. */
function fieldsOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
