/** The command line of moderators: what can be said about servers, accounts, names, reports and the records. */
import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { string } from "@optique/core/valueparser";

const json = option("--json", { description: message`Print JSON for other programs.` });

const subject = argument(string({ metavar: "DOMAIN-OR-ACCOUNT" }), {
  description: message`A server (bad.example) with all below it, or an account (its address, or name@server).`,
});

const reason = option("--reason", string({ metavar: "TEXT" }), {
  description: message`Why; for those who read the rules and the records later.`,
});

const id = argument(string({ metavar: "ID" }), { description: message`As the list shows it.` });

export const moderation = command(
  "moderation",
  or(
    command("block", object({ does: constant("moderation block"), subject, reason, json }), {
      description: message`Take nothing from there, send nothing there, end what was.`,
    }),
    command("limit", object({ does: constant("moderation limit"), subject, reason, json }), {
      description: message`Accept, but hold what others would see until it is approved.`,
    }),
    command("allow", object({ does: constant("moderation allow"), subject, reason, json }), {
      description: message`Admit a server below a blocked one, or where only those allowed are admitted.`,
    }),
    command(
      "lift",
      object({
        does: constant("moderation lift"),
        subject,
        reason: withDefault(reason, ""),
        json,
      }),
      { description: message`Take a rule away.` },
    ),
    command("list", object({ does: constant("moderation list"), json }), {
      description: message`List the rules.`,
    }),
    command(
      "import",
      object({
        does: constant("moderation import"),
        file: argument(string({ metavar: "FILE" }), {
          description: message`A list of domain blocks as Mastodon exports it (CSV).`,
        }),
        yes: option("--yes", { description: message`Do it; without this, only show it.` }),
        json,
      }),
      { description: message`Show what a list from elsewhere would change; with --yes, do it.` },
    ),
    command("export", object({ does: constant("moderation export"), json }), {
      description: message`Print blocked and limited servers in Mastodon's format.`,
    }),
    command("held", object({ does: constant("moderation held"), json }), {
      description: message`List what is held until it is approved.`,
    }),
    command("approve", object({ does: constant("moderation approve"), id, json }), {
      description: message`Show what is held.`,
    }),
    command("refuse", object({ does: constant("moderation refuse"), id, json }), {
      description: message`Never show it.`,
    }),
  ),
  {
    description: message`Servers and accounts: block, limit, allow, lift, list, import, export; names: held, approve, refuse.`,
  },
);

export const report = command(
  "report",
  or(
    command(
      "list",
      object({
        does: constant("report list"),
        all: option("--all", { description: message`Also those that are settled.` }),
        json,
      }),
      { description: message`List the reports that other servers sent.` },
    ),
    command("show", object({ does: constant("report show"), id, json }), {
      description: message`Show one.`,
    }),
    command("settle", object({ does: constant("report settle"), id, json }), {
      description: message`Put it away.`,
    }),
    command(
      "send",
      object({
        does: constant("report send"),
        subject: argument(string({ metavar: "ACCOUNT" }), {
          description: message`Its address, or name@server.`,
        }),
        posts: multiple(
          option("--post", string({ metavar: "ADDRESS" }), {
            description: message`A post of theirs; may be repeated.`,
          }),
        ),
        reason,
        json,
      }),
      { description: message`Report an account to its own server, in the instance's name.` },
    ),
  ),
  { description: message`Reports: list, show, settle, send.` },
);

export const audit = command(
  "audit",
  object({
    does: constant("audit"),
    since: optional(
      option("--since", string({ metavar: "DATE" }), {
        description: message`From this day on (2026-11-01); without it, from the beginning.`,
      }),
    ),
    json,
  }),
  { description: message`What administrators and moderators did, and who.` },
);
