/** The boot guard: Fedify before 2.3.8 believes a key's self-declared owner, so anyone could speak for anyone. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const least = [2, 3, 8] as const;

/** Throws when the Fedify that is installed is too old to be safe (J5). */
export function refuseOldFedify(installed: string = installedFedify()): void {
  const parts = installed.split(/[.+-]/).map(Number);
  for (const [n, needed] of least.entries()) {
    const part = parts[n] ?? 0;
    if (part > needed) return;
    if (part < needed) {
      throw new Error(
        `Fedify ${installed} is not safe; ${least.join(".")} or newer is needed: run npm ci`,
      );
    }
  }
}

function installedFedify(): string {
  const entry = createRequire(import.meta.url).resolve("@fedify/fedify");
  const folder = entry.slice(0, entry.lastIndexOf("/dist/"));
  const { version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as {
    version: string;
  };
  return version;
}
