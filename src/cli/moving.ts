/** Commands that hand a project over to an actor elsewhere, or take one over. */
import type { Instance } from "../instance.ts";
import { type Aliased, aliasProject } from "../operations/alias-project.ts";
import { type AliasesOf, moveProject, type ProjectMoved } from "../operations/move-project.ts";
import { failed, type Outcome } from "./outcome.ts";
import { noSuch, projectNamed } from "./sheets.ts";

type Named = { readonly project: string };

export async function move(
  instance: Instance,
  asked: Named & { readonly to: string },
  aliasesOf: AliasesOf,
): Promise<Outcome> {
  const project = await projectNamed(instance, asked.project);
  if (project === null) return noSuch(asked.project);
  if (!isElsewhere(instance, asked.to)) return failed(notAnActor(asked.to));
  const outcome = await moveProject(instance, { id: project.id, to: asked.to }, aliasesOf);
  const { slug } = project.sheet;
  const wrong = whyNotMoved(outcome, asked);
  if (wrong !== null) return failed(...wrong);
  return {
    exit: 0,
    data: { id: project.id, slug, outcome, to: asked.to },
    lines: [`Moved: ${slug}, which is closed here; its followers are told`],
  };
}

type Failure = readonly [string, (readonly string[])?];

function whyNotMoved(
  outcome: ProjectMoved,
  asked: Named & { readonly to: string },
): Failure | null {
  switch (outcome) {
    case "moved":
      return null;
    case "moved-before":
      return ["it has moved elsewhere before: that cannot be undone"];
    case "not-known-there":
      return [
        `${asked.to} does not say that it is this project too, or cannot be had`,
        [
          "Let it have the id of the project in alsoKnownAs first, on a Multaque with: project alias.",
        ],
      ];
    case "no-such-project":
      return [`there is no project ${asked.project}: see project list`];
    default:
      return outcome satisfies never;
  }
}

const says = {
  aliased: "It says so from now on",
  "already-aliased": "It said so before",
  "too-many": "It has as many as others read",
  "no-such-project": "It was retired",
} as const satisfies Record<Aliased, string>;

export async function alias(
  instance: Instance,
  asked: Named & { readonly of: string },
): Promise<Outcome> {
  const project = await projectNamed(instance, asked.project);
  if (project === null) return noSuch(asked.project);
  if (!isElsewhere(instance, asked.of)) return failed(notAnActor(asked.of));
  const outcome = await aliasProject(instance, { id: project.id, of: asked.of });
  const said = `${says[outcome]}: ${project.sheet.slug}, ${asked.of}`;
  if (outcome === "too-many" || outcome === "no-such-project") return failed(said);
  const data = { id: project.id, slug: project.sheet.slug, outcome, of: asked.of };
  return { exit: 0, data, lines: [said] };
}

function isElsewhere({ origin }: Instance, iri: string): boolean {
  if (!URL.canParse(iri) || iri.length > 1_000) return false;
  const { protocol, origin: theirs } = new URL(iri);
  return (protocol === "https:" || protocol === "http:") && theirs !== origin;
}

function notAnActor(said: string): string {
  return `${said} is not the id of an actor of another server`;
}
