/** The figures: `node bench/main.ts NAME [--json]`. Each is one table, with its floor measured in the same run. */
import { cpus, loadavg } from "node:os";
import { accept } from "./accept.ts";
import { federation } from "./federation.ts";
import { type Cost, costTable } from "./ratios.ts";
import { start } from "./start.ts";
import { type Figure, table } from "./table.ts";

type Bench =
  | { readonly figures: () => Promise<readonly Figure[]> }
  | { readonly costs: () => Promise<readonly Cost[]> };

const benches: Readonly<Record<string, Bench>> = {
  start: { figures: start },
  accept: { figures: accept },
  federation: { costs: federation },
};

const words = process.argv.slice(2);
const names = words.filter((word) => word !== "--json");
const [name = ""] = names;
const bench = benches[name];
if (bench === undefined || names.length > 1) {
  process.stderr.write(
    `Usage: node bench/main.ts NAME [--json]\nNAME: ${Object.keys(benches).join(", ")}\n`,
  );
  process.exit(2);
}

const machine = {
  cpus: cpus().length,
  model: cpus()[0]?.model ?? "",
  node: process.version,
  // What else the machine did: figures from a busy one say little.
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
};
const measured = "figures" in bench ? await bench.figures() : await bench.costs();
const shown = "figures" in bench ? table(measured as Figure[]) : costTable(measured as Cost[]);
process.stdout.write(
  words.includes("--json")
    ? `${JSON.stringify({ name, machine, figures: measured }, null, 2)}\n`
    : `${name}: ${machine.cpus} × ${machine.model}, Node ${machine.node}, load ${machine.loadBefore}\n\n${shown}`,
);
process.exit(0);
