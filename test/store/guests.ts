/** Programs that use the embedded database under a folder, each in a process of its own. */
import { spawnSync } from "node:child_process";
import { userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { type Program, start } from "../support/program.ts";

export const guestFile = fileURLToPath(new URL("guest.ts", import.meta.url));

/** Somebody who uses the database under this folder; see guest.ts. */
export function guest(dataDir: string, settings: Readonly<Record<string, string>> = {}): Program {
  return start({ port: 8000, settings, words: [dataDir], file: guestFile });
}

export const isRoot = userInfo().uid === 0;
/** An ordinary user, as whom root can run a program. */
export const nobody = { uid: idOf("-u"), gid: idOf("-g") };

/** In front of a command. */
export const asNobody = [
  "setpriv",
  `--reuid=${nobody.uid}`,
  `--regid=${nobody.gid}`,
  "--clear-groups",
  "--",
];

function idOf(option: string): number {
  return Number(spawnSync("id", [option, "nobody"], { encoding: "utf8" }).stdout);
}
