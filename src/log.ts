/** Logging: one JSON line per event on standard error; no bodies, no identities (boundary.md, F19 and J6). */
import { configure, getJsonLinesFormatter, getLogger } from "@logtape/logtape";
import type { LogLevel } from "./config.ts";

export const log = getLogger("multaque");

/** Fedify's own lines carry whole activities: only its errors are let through, without their properties. */
export async function startLogging(level: LogLevel): Promise<void> {
  const format = getJsonLinesFormatter({ properties: "nest:properties" });
  await configure({
    reset: true,
    sinks: {
      stderr: (record) => {
        process.stderr.write(
          format(record.category[0] === "multaque" ? record : { ...record, properties: {} }),
        );
      },
    },
    loggers: [
      { category: "multaque", sinks: ["stderr"], lowestLevel: level },
      { category: "fedify", sinks: ["stderr"], lowestLevel: "fatal" },
      { category: ["logtape", "meta"], sinks: ["stderr"], lowestLevel: "error" },
    ],
  });
}

/** What went wrong, without the values of a query: they may be somebody's. */
export function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : "unknown";
}
