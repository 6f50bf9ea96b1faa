// Installs what is missing, once, and again whenever package-lock.json changed. Runs on any Node >= 18, without dependencies.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".installed");
const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
const installed =
  existsSync(stamp) &&
  readFileSync(stamp, "utf8") === wanted &&
  existsSync(join(root, "node_modules", ".bin", "node"));

if (!installed) {
  // On standard error: what the program itself prints on standard output stays clean for other programs.
  process.stderr.write("Installing what Multaque needs (once)…\n");
  // Not `npm ci`: it refuses a lock file that lacks the binaries of platforms which a registry does not carry.
  const npm = spawnSync(
    "npm",
    ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32",
    },
  );
  if (npm.status !== 0) process.exit(npm.status ?? 1);
  writeFileSync(stamp, wanted);
}
if (existsSync(join(root, ".git")) && existsSync(join(root, ".githooks"))) {
  spawnSync("git", ["config", "core.hooksPath", ".githooks"], { cwd: root, stdio: "ignore" });
}
