/** One public note of ours, as it was sent. */
import type { HonoRequest } from "hono";
import { html, raw } from "hono/html";
import { actorOfPath, noteIri, pages } from "../../addresses.ts";
import { isId } from "../../domain/ids.ts";
import type { Instance } from "../../instance.ts";
import { noteOf, type PublicNote } from "../../store/notes.ts";
import { projectOf } from "../../store/projects.ts";
import { formedTeamOf } from "../../store/teams.ts";
import { tombstoneAt } from "../../store/tombstones.ts";
import type { Outcome, Page, View } from "../page.ts";
import { cooperativePath, notePath } from "../parts/links.ts";
import { gonePage } from "./trouble.ts";

export type Author = { readonly name: string; readonly path: string };

export async function note(instance: Instance, view: View, asked: HonoRequest): Promise<Outcome> {
  const id = asked.param("id") ?? "";
  if (!isId(id)) return null;
  const found = await noteOf(instance.db, id);
  if (found === null) {
    return (await tombstoneAt(instance.db, `/ap/notes/${id}`)) === null ? null : gonePage(view);
  }
  const author = await authorOf(instance, view, found.actor);
  return author === null ? null : notePage(view, found, author);
}

/** Null when the author is nobody whom the public may know of: a team that has not formed. */
async function authorOf(
  { db, settings }: Instance,
  view: View,
  path: string,
): Promise<Author | null> {
  const { t, language, said } = view;
  const actor = actorOfPath(path);
  switch (actor?.kind) {
    case undefined:
      return null;
    case "instance":
    case "org":
      return { name: settings.name, path: cooperativePath(said) };
    case "project": {
      const sheet = (await projectOf(db, actor.id))?.sheet;
      return sheet === undefined
        ? null
        : { name: sheet.name[language], path: pages.project(sheet.slug, said) };
    }
    case "team": {
      const team = await formedTeamOf(db, actor.id);
      return team === null
        ? null
        : {
            name: t.team.title(team.project.sheet.name[language], team.where),
            path: pages.team(team.slug, said),
          };
    }
    default:
      return actor satisfies never;
  }
}

export function notePage(view: View, shown: PublicNote, author: Author): Page {
  const { t, language, said, origin } = view;
  const sheet = shown.about?.sheet;
  return {
    title: t.note.title(author.name),
    description: t.note.description(author.name),
    at: (in_) => notePath(shown.id, in_),
    id: noteIri(origin, shown.id),
    main: html`<div class="wrap stack narrow"><h1>${t.note.title(author.name)}</h1>
<article class="panel note" lang="${shown.language}">${raw(shown.html)}</article>
<p class="meta"><a href="${author.path}">${author.name}</a> · <time datetime="${shown.publishedAt.toISOString()}">${t.format.day(shown.publishedAt)}</time></p>
${sheet === undefined ? "" : html`<p>${t.note.about} <a href="${pages.project(sheet.slug, said)}">${sheet.name[language]}</a></p>`}</div>`,
  };
}
