/** The program: serve, or an administrator's command. */
import { once } from "node:events";
import { serve as listen } from "@hono/node-server";
import { message, text } from "@optique/core/message";
import { run as parse } from "@optique/run";
import { type Command, parser } from "./cli/commands.ts";
import { type AdminCommand, administer } from "./cli/index.ts";
import type { Outcome } from "./cli/outcome.ts";
import { checkSheet } from "./cli/sheets.ts";
import { type Config, readConfig, settingsTable, version } from "./config.ts";
import { documentCache } from "./federation/documents-cache.ts";
import { aliasesOf, forgetRecentActors } from "./federation/remote-actor.ts";
import { forgetRules } from "./federation/rules-cache.ts";
import { refuseOldFedify } from "./guard.ts";
import { run } from "./jobs/run.ts";
import { log, reason, startLogging } from "./log.ts";
import { type Opened, openInstance, shippedSheets } from "./open.ts";
import { server } from "./server.ts";
import { DatabaseAway, DatabaseUnfit } from "./store/unusable.ts";
import { jobs } from "./worker.ts";

const exits = { failed: 1, usage: 2, settings: 78 } as const;

async function main(): Promise<number> {
  const command = parse(parser, {
    programName: "multaque",
    help: { command: true, option: true },
    version: { value: version, option: true },
    errorExitCode: exits.usage,
    brief: message`Multaque ${text(version)}: a follow from any server ends in a local team.`,
    footer: settingsHelp(),
  });
  const read = readConfig();
  if ("problems" in read) {
    for (const problem of read.problems) process.stderr.write(`${problem}\n`);
    process.stderr.write("Correct these settings and start again; --help lists them all.\n");
    return exits.settings;
  }
  await startLogging(read.config.logLevel);
  try {
    refuseOldFedify();
    return command.does === "serve"
      ? await serve(read.config, command)
      : await administrate(read.config, command);
  } catch (error) {
    if (error instanceof DatabaseUnfit) {
      process.stderr.write(`The database cannot be used: ${error.message}\n`);
      return exits.settings;
    }
    if (error instanceof DatabaseAway) {
      process.stderr.write(`The database does not answer now: ${error.message}\n`);
      return exits.failed;
    }
    process.stderr.write(`Multaque could not go on: ${reason(error)}\n`);
    return exits.failed;
  }
}

/** An administrator's command, beside a running instance or alone. */
async function administrate(
  config: Config,
  command: Exclude<Command, { does: "serve" }>,
): Promise<number> {
  const { exit, data, lines } =
    command.does === "project check"
      ? await checkSheet(command.file)
      : await inInstance(config, command);
  const out = exit === 0 || command.json ? process.stdout : process.stderr;
  const text = command.json ? [JSON.stringify(data, null, 2)] : lines;
  out.write(text.map((line) => `${line}\n`).join(""));
  return exit;
}

async function inInstance(config: Config, command: AdminCommand): Promise<Outcome> {
  const opened = await openInstance(config, { connections: 2 });
  try {
    const { instance } = opened;
    return await administer(instance, command, {
      shipped: shippedSheets,
      aliasesOf: (iri) => aliasesOf(instance, iri),
    });
  } finally {
    await opened.close();
  }
}

/** Runs until SIGTERM or SIGINT; then nothing new begins, what runs is finished, and nothing is lost. */
async function serve(
  config: Config,
  asked: { readonly web: boolean; readonly work: boolean },
): Promise<number> {
  const both = asked.web === asked.work;
  const stop = stopSignal();
  const web = both || asked.web ? await open(config) : null;
  let opened: Opened;
  try {
    opened = await openInstance(config, { signal: stop });
  } catch (error) {
    await web?.close();
    if (stop.aborted) return 0;
    throw error;
  }
  const documents = documentCache(opened.instance);
  web?.answer(server(opened.instance, documents).fetch);
  const worker = both || asked.work ? run(jobs(opened.instance)) : null;
  await opened.connection.listen((word) => {
    if (word === "documents" || word === "all") documents.forget();
    if (word === "actors" || word === "all") forgetRecentActors(opened.instance);
    if (word === "moderation" || word === "all") forgetRules(opened.instance);
    worker?.wake(word);
  });
  process.stdout.write(`listening ${config.origin}\n`);
  if (!stop.aborted) await once(stop, "abort");
  log.info("Stopping: what runs is finished first.");
  await web?.close();
  await worker?.stop();
  await opened.close();
  return 0;
}

/** Ends when the program is told to stop; some time later whatever still hangs is left. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const told = (): void => {
    setTimeout(() => process.exit(exits.failed), longestStopMs).unref();
    stop.abort();
  };
  // For good: a second signal, as some wrappers send it, must not cut off what is being finished.
  process.on("SIGTERM", told);
  process.on("SIGINT", told);
  return stop.signal;
}

const longestStopMs = 30_000;

type Answer = (request: Request) => Response | Promise<Response>;

/** Listens at once; says 503 until there is somebody to answer. */
function open(
  config: Config,
): Promise<{ readonly answer: (by: Answer) => void; readonly close: () => Promise<void> }> {
  let answer: Answer = () =>
    new Response("starting\n", { status: 503, headers: { "retry-after": "2" } });
  return new Promise((resolve, reject) => {
    const http = listen(
      {
        fetch: (request) => answer(request),
        port: config.port,
        hostname: config.host,
        serverOptions: { headersTimeout: 30_000, requestTimeout: 60_000, maxHeaderSize: 16_384 },
      },
      () =>
        resolve({
          answer: (by) => {
            answer = by;
          },
          close: () =>
            new Promise((closed) => {
              http.close(() => closed());
              if ("closeIdleConnections" in http) http.closeIdleConnections();
              // Whoever keeps a connection open without asking anything is not waited for.
              setTimeout(
                () => "closeAllConnections" in http && http.closeAllConnections(),
                5_000,
              ).unref();
            }),
        }),
    );
    http.on("error", reject);
  });
}

function settingsHelp() {
  return message`Settings, by environment: ${text(
    settingsTable
      .map(
        ({ name, byDefault, says }) =>
          `${name}${byDefault === "" ? "" : ` (${byDefault})`}: ${says}.`,
      )
      .join("\n\n"),
  )}`;
}

/** Resolves when somebody has read what was said, or has left. */
function said(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

for (const stream of [process.stdout, process.stderr]) {
  // Whoever reads only the beginning, as `head` does, has what they wanted.
  stream.on("error", () => {});
}
process.exitCode = await main();
await Promise.all([said(process.stdout), said(process.stderr)]);
// Whatever a library keeps open does not keep the program.
process.exit();
