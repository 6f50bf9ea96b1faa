/** The figures: `node bench/main.ts NAME [--json]`. Each is one table, with its floor measured in the same run. */
import { cpus, loadavg } from "node:os";
import { accept } from "./accept.ts";
import { start } from "./start.ts";
import { type Figure, table } from "./table.ts";

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = { start, accept };

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
const figures = await bench();
process.stdout.write(
  words.includes("--json")
    ? `${JSON.stringify({ name, machine, figures }, null, 2)}\n`
    : `${name}: ${machine.cpus} × ${machine.model}, Node ${machine.node}, load ${machine.loadBefore}\n\n${table(figures)}`,
);
process.exit(0);
