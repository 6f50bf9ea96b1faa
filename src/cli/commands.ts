/** The command line: what can be said, and what it parses to. */
import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import type { InferValue } from "@optique/core/parser";
import { argument, command, constant, flag, option } from "@optique/core/primitives";
import { choice, integer, string } from "@optique/core/valueparser";
import { audit, moderation, report } from "./moderation-commands.ts";

const json = option("--json", { description: message`Print JSON for other programs.` });

const serve = command(
  "serve",
  object({
    does: constant("serve"),
    web: option("--web", { description: message`Answer requests only.` }),
    work: option("--work", { description: message`Work only: match, write, deliver.` }),
  }),
  { description: message`Run the instance: web and worker, or one of them.` },
);

const projectName = argument(string({ metavar: "PROJECT" }), {
  description: message`Its id or its short name.`,
});

const project = command(
  "project",
  or(
    command("list", object({ does: constant("project list"), json }), {
      description: message`List the projects of this instance.`,
    }),
    command(
      "add",
      object({
        does: constant("project add"),
        file: argument(string({ metavar: "FILE" }), {
          description: message`A sheet in YAML, like those in showcase/.`,
        }),
        json,
      }),
      { description: message`Publish a project out of its sheet.` },
    ),
    command(
      "check",
      object({
        does: constant("project check"),
        file: argument(string({ metavar: "FILE" }), { description: message`A sheet in YAML.` }),
        json,
      }),
      { description: message`Say what is wrong with a sheet; changes nothing.` },
    ),
    command("show", object({ does: constant("project show"), project: projectName, json }), {
      description: message`Print the sheet of a project, for editing.`,
    }),
    command(
      "edit",
      object({
        does: constant("project edit"),
        project: projectName,
        file: argument(string({ metavar: "FILE" }), { description: message`Its new sheet.` }),
        json,
      }),
      { description: message`Put another sheet in the place of a project's own.` },
    ),
    command(
      "diff",
      object({ does: constant("project diff"), project: optional(projectName), json }),
      { description: message`Show what a newer version in the box would change.` },
    ),
    command(
      "update",
      object({
        does: constant("project update"),
        project: projectName,
        keep: option("--keep", {
          description: message`Keep ours; do not offer this version again.`,
        }),
        replace: option("--replace", {
          description: message`Take it although we changed ours: what we wrote is lost.`,
        }),
        json,
      }),
      { description: message`Take the newer version in the box, or a project that is new in it.` },
    ),
    command(
      "close",
      object({
        does: constant("project close"),
        project: projectName,
        json,
      }),
      { description: message`Close a project to new people.` },
    ),
    command(
      "retire",
      object({
        does: constant("project retire"),
        project: projectName,
        yes: option("--yes", { description: message`Really: it cannot be undone.` }),
        json,
      }),
      { description: message`End a project for good, and tell its followers' servers.` },
    ),
    command(
      "move",
      object({
        does: constant("project move"),
        project: projectName,
        to: option("--to", string({ metavar: "ACTOR" }), {
          description: message`The id of the actor elsewhere that goes on with it.`,
        }),
        json,
      }),
      { description: message`Close a project here and send its followers on.` },
    ),
    command(
      "alias",
      object({
        does: constant("project alias"),
        project: projectName,
        of: option("--of", string({ metavar: "ACTOR" }), {
          description: message`The id of the actor elsewhere that it was.`,
        }),
        json,
      }),
      { description: message`Let an actor elsewhere send its followers to a project.` },
    ),
  ),
  {
    description: message`Projects: list, add, check, show, edit, diff, update, close, retire, move, alias.`,
  },
);

const team = command(
  "team",
  or(
    command("list", object({ does: constant("team list"), json }), {
      description: message`List the teams.`,
    }),
    command(
      "show",
      object({
        does: constant("team show"),
        team: argument(string({ metavar: "TEAM" }), {
          description: message`Its id or its short name.`,
        }),
        json,
      }),
      { description: message`Show one team.` },
    ),
  ),
  { description: message`Teams: list, show.` },
);

const letters = command(
  "letters",
  object({
    does: constant("letters"),
    most: withDefault(
      option("--most", integer({ metavar: "N", min: 1, max: 100_000 }), {
        description: message`How many, the latest first.`,
      }),
      1_000,
    ),
    state: optional(
      option("--state", choice(["waiting", "delivered", "resting"], { metavar: "STATE" }), {
        description: message`Only those that are waiting, delivered or resting.`,
      }),
    ),
    json,
  }),
  { description: message`Letters to other servers, and what became of them.` },
);

const servers = command("servers", object({ does: constant("servers"), json }), {
  description: message`Servers whose people were asked, and how many of them block us.`,
});

const does = constant("keys turn");

const keys = command(
  "keys",
  command(
    "turn",
    or(
      object({ does, all: flag("--all", { description: message`Of every actor.` }), json }),
      object({
        does,
        actor: argument(string({ metavar: "ACTOR" }), {
          description: message`instance, org, or the name of a project or team.`,
        }),
        json,
      }),
    ),
    { description: message`New keys for an actor; other servers are told with the old ones.` },
  ),
  { description: message`The keys with which our actors sign: turn.` },
);

export const parser = or(serve, project, team, letters, servers, keys, moderation, report, audit);

export type Command = InferValue<typeof parser>;
