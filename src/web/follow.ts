/** "Follow from your server": one form, and what other servers send here as if this were one (protocol.md 2, FEP-3b86). */
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { actorOfIri, actorOfPath, actorPath, type OwnActor, pages } from "../addresses.ts";
import type { Instance } from "../instance.ts";
import { actorNamed, handleOf, projectBySlug, projectOf } from "../store/projects.ts";
import { answerElsewhere, answerPage } from "./answer.ts";
import type { View } from "./page.ts";
import {
  type Followable,
  nobodyHerePage,
  type Way,
  wayPage,
  wrongServerPage,
} from "./pages/follow.ts";
import { notAllowedPage, notFoundPage } from "./pages/trouble.ts";
import { isSlug, typed } from "./parts/asked.ts";
import { longestServer } from "./parts/follow.ts";
import { joinAnchor } from "./parts/join.ts";
import { cataloguePath, cooperativePath, inLanguage } from "./parts/links.ts";
import { requesterOf } from "./requester.ts";
import { isFromOurs } from "./same-site.ts";

/** Asks a server where one follows on it; null when none was typed. */
export type FindWay = (asking: {
  readonly server: string;
  readonly object: string;
  readonly requester: string;
}) => Promise<Way | null>;

type Viewing = (request: Request) => View;

const mostBytes = 4_096;

export function serveFollowing(
  app: Hono,
  instance: Instance,
  given: { readonly viewOf: Viewing; readonly findWay: FindWay },
): void {
  const { viewOf, findWay } = given;
  const refused = (c: Context): Promise<Response> => {
    const view = viewOf(c.req.raw);
    return answerPage(view, notAllowedPage(view));
  };
  for (const said of [undefined, ...instance.settings.languages]) {
    const path = inLanguage(said, "/follow");
    // Whoever opens the address by itself has typed no server: here is what can be followed.
    app.get(path, (c) => {
      const view = viewOf(c.req.raw);
      return answerElsewhere(view, { to: cataloguePath(view.said), forGood: false });
    });
    app.post(path, bodyLimit({ maxSize: mostBytes, onError: refused }), async (c) => {
      if (!isFromOurs(c.req.raw, instance.origin)) return refused(c);
      return followFrom(instance, c, { view: viewOf(c.req.raw), findWay });
    });
  }
  // Where Mastodon and others send people to follow something: here they find what is ours.
  app.get("/authorize_interaction", async (c) => intent(instance, c, viewOf(c.req.raw)));
}

/** The page is the answer to the form: what was typed may be somebody's name and stands in no address (F17). */
async function followFrom(
  instance: Instance,
  c: Context,
  { view, findWay }: { readonly view: View; readonly findWay: FindWay },
): Promise<Response> {
  const form = new URLSearchParams(await c.req.text());
  const what = await followable(instance, view, actorOfPath(form.get("actor") ?? ""));
  if (what === null) return answerPage(view, notFoundPage(view));
  const server = typed(form.get("server") ?? "", longestServer);
  const object = instance.origin + what.actor;
  const way = await findWay({ server, object, requester: requesterOf(c) });
  return answerPage(
    view,
    way === null ? wrongServerPage(view, what, server) : wayPage(view, what, way),
  );
}

async function followable(
  { db }: Instance,
  view: View,
  actor: OwnActor | null,
): Promise<Followable | null> {
  if (actor?.kind === "org") {
    const handle = await handleOf(db, actorPath(actor));
    const page = cooperativePath(view.said);
    return handle === null
      ? null
      : { actor: actorPath(actor), handle, name: view.settings.name, page };
  }
  const project = actor?.kind === "project" ? await projectOf(db, actor.id) : null;
  // F24: a sensitive project is not joined by following it.
  if (project === null || project.sheet.sensitive) return null;
  const { sheet, id } = project;
  return {
    actor: actorPath({ kind: "project", id }),
    handle: sheet.handle,
    name: sheet.name[view.language],
    page: pages.project(sheet.slug, view.said),
  };
}

/** An id, a page or a handle of ours leads to the page that says how to take part; anything else is said not to be here. */
async function intent(instance: Instance, c: Context, view: View): Promise<Response> {
  const uri = typed(c.req.query("uri") ?? c.req.query("acct") ?? "", 2_000);
  const to = await pageOf(instance, uri);
  if (to === null) return answerPage(view, nobodyHerePage(view, uri === "" ? null : uri));
  return answerElsewhere(view, { to: instance.origin + to, forGood: false });
}

async function pageOf({ origin, db }: Instance, uri: string): Promise<string | null> {
  const [, name = "", at] = /^(?:acct:)?@?([^@/\s]+)@([^@/\s]+)$/.exec(uri) ?? [];
  const byHandle = at?.toLowerCase() === new URL(origin).host ? await actorNamed(db, name) : null;
  const actor = byHandle === null ? actorOfIri(origin, uri) : actorOfPath(byHandle);
  if (actor?.kind === "org") return cooperativePath();
  const [, slug = ""] =
    /^(?:\/(?:ca|es|en))?\/p\/([^/?#]+)$/.exec(
      uri.startsWith(origin) ? uri.slice(origin.length) : "",
    ) ?? [];
  const project =
    actor?.kind === "project"
      ? await projectOf(db, actor.id)
      : isSlug(slug)
        ? await projectBySlug(db, slug)
        : null;
  return project === null ? null : `${pages.project(project.sheet.slug)}#${joinAnchor}`;
}
