/** What other servers read: actors, collections, notes, activities; WebFinger and NodeInfo. */
import { type Context, Hono } from "hono";
import { actorIri, actorOfPath, actorPath, noteIri, type OwnActor } from "../addresses.ts";
import { isId } from "../domain/ids.ts";
import type { Instance } from "../instance.ts";
import {
  activityOf,
  type Note,
  outboxPage,
  outboxTotal,
  pinnedNotes,
  storedNote,
} from "../store/notes.ts";
import { idAtSlug } from "../store/projects.ts";
import { quoteOf } from "../store/quotes.ts";
import { formedTeamBySlug } from "../store/teams.ts";
import { inboxes } from "./boundary.ts";
import { activityContext, noteContext } from "./context.ts";
import { discovery } from "./discovery.ts";
import { type DocumentCache, type Serialized, serialize } from "./documents-cache.ts";
import { actorState } from "./existence.ts";
import { asksForDocument } from "./negotiation.ts";
import { createOf, noteDocument } from "./notes.ts";
import { problem } from "./problems.ts";
import { quoteAuthorization } from "./quotes.ts";
import { missing, missingCollection } from "./tombstones.ts";

/** Routes for programs; whatever they leave falls through to the pages. */
export function federation(instance: Instance, documents: DocumentCache): Hono {
  const app = new Hono();
  app.route("/", inboxes(instance));
  app.route("/", discovery(instance));

  app.on(["GET", "HEAD"], "/ap/:rest{.+}", async (c, next) => {
    const path = new URL(c.req.url).pathname;
    const collection = /^(.+)\/(outbox|followers|following|featured)$/.exec(path);
    if (collection !== null) {
      const [, actor = "", name = ""] = collection;
      return collectionOf(instance, c, { actor: actorOfPath(actor), name });
    }
    if (!asksForDocument(c.req.header("accept"))) return next();
    const note = /^\/ap\/notes\/([^/]+)$/.exec(path)?.[1];
    if (note !== undefined) return noteAt(instance, c, note);
    const act = /^\/ap\/acts\/([^/]+)$/.exec(path)?.[1];
    if (act !== undefined) return activityAt(instance, c, act);
    const quote = /^\/ap\/quotes\/([^/]+)$/.exec(path)?.[1];
    if (quote !== undefined) return quoteAt(instance, c, quote);
    const actor = actorOfPath(path);
    const document = actor === null ? null : await documents.of(actor);
    return document === null ? missing(instance, path) : json(c, document);
  });
  // They have no page; whoever looks with a browser sees the document.
  app.get("/ap/quotes/:id", (c) => quoteAt(instance, c, c.req.param("id")));
  app.get("/ap/acts/:id", (c) => activityAt(instance, c, c.req.param("id")));

  // A document asked at a page is at its id.
  for (const prefix of ["", "/:language{ca|es|en}"]) {
    app.get(`${prefix}/p/:slug`, async (c, next) => {
      if (!asksForDocument(c.req.header("accept"))) return next();
      const id = await idAtSlug(instance.db, c.req.param("slug"));
      return toId(instance, id === null ? null : { kind: "project", id });
    });
    app.get(`${prefix}/t/:slug`, async (c, next) => {
      if (!asksForDocument(c.req.header("accept"))) return next();
      const team = await formedTeamBySlug(instance.db, c.req.param("slug"));
      return toId(instance, team === null ? null : { kind: "team", id: team.id });
    });
  }
  app.get("/", async (c, next) =>
    asksForDocument(c.req.header("accept")) ? toId(instance, { kind: "org" }) : next(),
  );
  return app;
}

function toId({ origin }: Instance, actor: OwnActor | null): Response {
  if (actor === null) return problem(404, "There is nothing here.");
  return new Response(null, {
    status: 302,
    headers: { location: actorIri(origin, actor), vary: "Accept" },
  });
}

function json(c: Context, { body, etag }: Serialized): Response {
  const headers = {
    "content-type": "application/activity+json",
    vary: "Accept",
    etag,
    "cache-control": "public, max-age=60",
    "x-content-type-options": "nosniff",
  };
  if (matches(c.req.header("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(c.req.method === "HEAD" ? null : body, { headers });
}

/** Also when a proxy weakened the tag, as some do when they compress (RFC 9110, 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  return (header ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

async function noteAt(instance: Instance, c: Context, id: string): Promise<Response> {
  const note = isId(id) ? await storedNote(instance.db, id) : null;
  if (note === null) return missing(instance, `/ap/notes/${id}`);
  return json(c, serialize(noteDocument(instance, note)));
}

async function activityAt(instance: Instance, c: Context, id: string): Promise<Response> {
  const activity = isId(id) ? await activityOf(instance.db, id) : null;
  if (activity === null) return missing(instance, `/ap/acts/${id}`);
  return json(c, serialize(JSON.parse(activity.body)));
}

async function quoteAt(instance: Instance, c: Context, id: string): Promise<Response> {
  const quote = isId(id) ? await quoteOf(instance.db, id) : null;
  if (quote === null) return missing(instance, `/ap/quotes/${id}`);
  return json(c, serialize(quoteAuthorization(instance, quote)));
}

type Asked = { readonly actor: OwnActor | null; readonly name: string };

async function collectionOf(
  instance: Instance,
  c: Context,
  { actor, name }: Asked,
): Promise<Response> {
  if (actor === null) return problem(404, "There is nothing here.");
  if ((await actorState(instance.db, actor)) !== "there") {
    return missingCollection(instance, actorPath(actor), name);
  }
  const owner = actorIri(instance.origin, actor);
  const head = { "@context": activityContext, id: `${owner}/${name}`, type: "OrderedCollection" };
  switch (name) {
    case "outbox":
      return outbox(instance, c, owner);
    case "featured": {
      const notes = await pinnedNotes(instance.db, owner.slice(instance.origin.length));
      const items = notes.map((note) => noteIri(instance.origin, note.id));
      return json(c, serialize({ ...head, totalItems: items.length, orderedItems: items }));
    }
    case "following":
      return json(c, serialize({ ...head, totalItems: 0, orderedItems: [] }));
    default:
      // Who follows is nobody's business, and how many only by the publishing rule (F4).
      return json(c, serialize({ ...head, attributedTo: owner }));
  }
}

/** Newest first, in pages whose cursors stay true while new items come (protocol.md 8.3, 31). */
async function outbox(instance: Instance, c: Context, owner: string): Promise<Response> {
  const actor = owner.slice(instance.origin.length);
  const id = `${owner}/outbox`;
  const total = await outboxTotal(instance.db, actor);
  const cursor = c.req.query("cursor");
  if (cursor === undefined) {
    return json(
      c,
      serialize({
        "@context": activityContext,
        id,
        type: "OrderedCollection",
        totalItems: total,
        first: `${id}?cursor=first`,
      }),
    );
  }
  if (cursor !== "first" && !/^\d{1,13}_[0-9a-z]{25}$/.test(cursor)) {
    return problem(400, "There is no such page: begin at the collection itself.");
  }
  const page = await outboxPage(instance.db, actor, cursor === "first" ? null : cursor);
  return json(
    c,
    serialize({
      "@context": noteContext,
      id: `${id}?cursor=${cursor}`,
      type: "OrderedCollectionPage",
      partOf: id,
      totalItems: total,
      ...(page.next === null ? {} : { next: `${id}?cursor=${page.next}` }),
      orderedItems: page.items.map((item) => outboxItem(instance, item)),
    }),
  );
}

function outboxItem(instance: Instance, item: Note | { readonly body: string }): unknown {
  if ("html" in item) return createOf(instance, item);
  const { "@context": _context, ...activity } = JSON.parse(item.body) as Record<string, unknown>;
  return activity;
}
