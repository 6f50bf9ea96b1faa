/** The table of administrators' commands. Each gives what to print, for people and for programs. */
import { actorIri } from "../addresses.ts";
import type { LetterState } from "../domain/delivery.ts";
import type { Sheet } from "../domain/sheet.ts";
import type { Instance } from "../instance.ts";
import { closeProject } from "../operations/close-project.ts";
import type { AliasesOf } from "../operations/move-project.ts";
import { latestLetters } from "../store/letters.ts";
import { allTeams } from "../store/teams.ts";
import type { Command } from "./commands.ts";
import { retire, turn } from "./ending.ts";
import { moderate } from "./moderators.ts";
import { alias, move } from "./moving.ts";
import { failed, type Outcome } from "./outcome.ts";
import { listServers } from "./servers.ts";
import {
  bringSheet,
  editSheet,
  noSuch,
  projectNamed,
  projectRows,
  publish,
  showSheet,
} from "./sheets.ts";
import { showDifferences, takeUpdate } from "./updates.ts";
import { operator } from "./who.ts";

/** What only some commands need, and nothing of before. */
export type Around = {
  /** The sheets in the box. */
  readonly shipped: () => readonly Sheet[];
  /** Asked of another server. */
  readonly aliasesOf: AliasesOf;
};

export type AdminCommand = Exclude<Command, { does: "serve" | "project check" }>;

export async function administer(
  opened: Instance,
  command: AdminCommand,
  { shipped, aliasesOf }: Around,
): Promise<Outcome> {
  const instance = { ...opened, by: { who: operator(), did: command.does } };
  switch (command.does) {
    case "project list":
      return listProjects(instance);
    case "project add":
      return addProject(instance, command.file);
    case "project show":
      return showSheet(instance, command.project);
    case "project edit":
      return editSheet(instance, command.project, command.file);
    case "project diff":
      return showDifferences(instance, shipped(), command.project);
    case "project update":
      return takeUpdate(instance, shipped(), command);
    case "project close":
      return close(instance, command.project);
    case "project retire":
      return retire(instance, command);
    case "project move":
      return move(instance, command, aliasesOf);
    case "project alias":
      return alias(instance, command);
    case "keys turn":
      return turn(instance, command);
    case "team list":
      return listTeams(instance, null);
    case "team show":
      return listTeams(instance, command.team);
    case "letters":
      return listLetters(instance, command);
    case "servers":
      return listServers(instance);
    default:
      return moderate(instance, command);
  }
}

async function listProjects(instance: Instance): Promise<Outcome> {
  const data = await projectRows(instance);
  return {
    exit: 0,
    data,
    lines: data.map(
      (row) =>
        `${row.handle}  ${row.open ? "open" : "closed"}  ${row.criticalMass} to begin  ${row.url}`,
    ),
  };
}

async function addProject(instance: Instance, file: string): Promise<Outcome> {
  const brought = await bringSheet(file);
  return "exit" in brought ? brought : publish(instance, brought);
}

async function close(instance: Instance, named: string): Promise<Outcome> {
  const project = await projectNamed(instance, named);
  const outcome = project === null ? "no-such-project" : await closeProject(instance, project.id);
  if (outcome === "no-such-project") {
    return noSuch(named);
  }
  return {
    exit: 0,
    data: { id: project?.id, outcome },
    lines: [outcome === "closed" ? `Closed: ${named}` : `It was closed before: ${named}`],
  };
}

/** `place` is the key of the meeting point; `seats` counts those who said yes. */
async function listTeams({ db, origin }: Instance, named: string | null): Promise<Outcome> {
  const teams = (await allTeams(db)).filter(
    (team) => named === null || team.id === named || team.slug === named,
  );
  if (named !== null && teams.length === 0) {
    return failed(`there is no team ${named}: see team list`);
  }
  const data = teams.map((team) => ({
    id: team.id,
    slug: team.slug,
    actor: actorIri(origin, { kind: "team", id: team.id }),
    project: team.project,
    place: team.hub,
    state: team.state,
    seats: team.taken,
    invited: team.invited,
    criticalMass: team.min,
    formedAt: team.formedAt,
  }));
  return {
    exit: 0,
    data: named === null ? data : data[0],
    lines: data.map(
      (row) =>
        `${row.slug}  ${row.state}  ${row.seats} of ${row.criticalMass} seats taken, ${row.invited} invited  ${row.actor}`,
    ),
  };
}

async function listLetters(
  { db }: Instance,
  asked: { readonly most: number; readonly state?: LetterState | undefined },
): Promise<Outcome> {
  const data = await latestLetters(db, asked.most, asked.state ?? null);
  return {
    exit: 0,
    data,
    lines: data.map(
      (letter) =>
        `${letter.id}  ${letter.state}  ${letter.attempts} attempts  ${letter.inbox}${letter.lastError === null ? "" : `  (${letter.lastError})`}`,
    ),
  };
}
