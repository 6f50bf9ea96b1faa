/** The secret that encrypts the keys of our actors: a file outside the database. */
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const length = 32;

/** Reads it, or makes it on first start with mode 0400. Throws in words when it is no such file. */
export function readSecret(file: string): Uint8Array {
  if (!existsSync(file)) makeSecret(file);
  const secret = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (secret.length !== length) {
    throw new Error(`${file} is not a secret of ours: it holds ${length} random bytes in base64`);
  }
  return secret;
}

/** It gets its name when it is whole: of two programs that start at once, one makes it and both read it. */
function makeSecret(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
  const made = `${file}.${randomBytes(6).toString("hex")}`;
  writeFileSync(made, `${randomBytes(length).toString("base64")}\n`, { flag: "wx", mode: 0o400 });
  try {
    linkSync(made, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    unlinkSync(made);
  }
}
