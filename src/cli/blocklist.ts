/** Lists of domain blocks in Mastodon's format: read, and written. */
import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import type { ListedDomain } from "../domain/blocklist.ts";
import type { ListedRule } from "../store/moderation.ts";

const columns = [
  "#domain",
  "#severity",
  "#reject_media",
  "#reject_reports",
  "#public_comment",
  "#obfuscate",
] as const;

type Row = Readonly<Record<string, string | undefined>>;

/** The lines of a list, or in words why it is none. Columns that are not there are empty. */
export function readBlocklist(file: string): readonly ListedDomain[] | string {
  try {
    const rows = parse(readFileSync(file), {
      bom: true,
      columns: (head: string[]) => head.map((name) => name.trim().replace(/^#?/, "#")),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { readonly info: { readonly lines: number }; readonly record: Row }[];
    if (rows.some(({ record }) => record["#domain"] === undefined)) {
      return `${file} has no column #domain: it is not a list of domain blocks as Mastodon exports it`;
    }
    return rows.map(({ info, record }) => ({
      line: info.lines,
      domain: printable(record["#domain"] ?? ""),
      // Lists without severities are lists of blocks.
      severity: record["#severity"] ?? "suspend",
      comment: printable(record["#public_comment"] ?? "").replace(neutralised, ""),
    }));
  } catch (error) {
    if (error instanceof CsvError || (error instanceof Error && "code" in error)) {
      return `${file}: ${error.message}`;
    }
    throw error;
  }
}

const severities = { block: "suspend", limit: "silence" } as const;

/** Blocked and limited servers; what is allowed here, and accounts, have no place in that format. */
export function writeBlocklist(rules: readonly ListedRule[]): readonly string[] {
  const lines = rules.flatMap(({ kind, about, rule, reason }) =>
    kind === "domain" && rule !== "allow"
      ? [[about, severities[rule], "false", "false", neutral(reason), "false"].map(cell).join(",")]
      : [],
  );
  return [columns.join(","), ...lines];
}

/** It comes from elsewhere, and is shown in a terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, " ");
}

const neutralised = /^'(?=[=+\-@\t\r])/;

/** Programs for tables take what begins so for a formula (E22). */
function neutral(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
