/** How others find us: WebFinger, host-meta, NodeInfo. */
import { Hono } from "hono";
import { actorIri, actorOfIri, actorOfPath, type OwnActor } from "../addresses.ts";
import { version } from "../config.ts";
import type { Instance } from "../instance.ts";
import { actorNamed, handleOf, idAtSlug, totals } from "../store/projects.ts";
import { formedTeamBySlug } from "../store/teams.ts";
import { actorState } from "./existence.ts";
import { problem } from "./problems.ts";

export function discovery(instance: Instance): Hono {
  const { origin } = instance;
  const app = new Hono();

  app.get("/.well-known/webfinger", async (c) => {
    const resource = c.req.query("resource");
    if (resource === undefined || resource === "") {
      return open(problem(400, "Say which resource: ?resource=acct:name@host"));
    }
    const actor = await actorOfResource(instance, resource);
    const state = actor === null ? "unknown" : await actorState(instance.db, actor);
    // Never for any other reason: other servers delete an account for which they hear this (P21).
    if (state === "gone") return open(problem(410, "Who had that name is gone."));
    if (actor === null || state === "unknown") {
      return open(problem(404, "Nobody here has that name."));
    }
    return open(await jrd(instance, actor));
  });

  app.get("/.well-known/host-meta", () =>
    open(
      new Response(
        `<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="lrdd" type="application/jrd+json" template="${origin}/.well-known/webfinger?resource={uri}"/></XRD>\n`,
        { headers: { "content-type": "application/xrd+xml; charset=utf-8" } },
      ),
    ),
  );

  app.get("/.well-known/nodeinfo", () =>
    open(
      Response.json({
        links: [
          {
            rel: "http://nodeinfo.diaspora.software/ns/schema/2.1",
            href: `${origin}/nodeinfo/2.1`,
          },
          // FEP-2677: the actor of the application.
          {
            rel: "https://www.w3.org/ns/activitystreams#Application",
            href: actorIri(origin, { kind: "instance" }),
          },
        ],
      }),
    ),
  );

  app.get("/nodeinfo/2.1", async () => {
    const { projects, notes } = await totals(instance.db);
    const body = {
      version: "2.1",
      software: { name: "multaque", version },
      protocols: ["activitypub"],
      services: { inbound: [], outbound: [] },
      openRegistrations: false,
      // Nobody has an account here, and small numbers are nobody's business (J7).
      usage: { users: {}, localPosts: notes },
      metadata: { nodeName: instance.settings.name, projects },
    };
    return open(
      new Response(JSON.stringify(body), {
        headers: {
          "content-type":
            'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"',
        },
      }),
    );
  });
  return app;
}

/** Anybody's program may read this, wherever it runs. */
function open(response: Response): Response {
  response.headers.set("access-control-allow-origin", "*");
  response.headers.set("cache-control", response.ok ? "public, max-age=300" : "no-store");
  return response;
}

/** By form: an `acct:` name, the id of an actor, or the address of its page; `https://host/` is the application (FEP-d556). */
async function actorOfResource(instance: Instance, resource: string): Promise<OwnActor | null> {
  const { origin, db } = instance;
  const { host } = new URL(origin);
  const acct = /^(?:acct:)?@?([^@/]+)@([^@/]+)$/i.exec(resource);
  if (acct !== null) {
    const [, name = "", at = ""] = acct;
    if (at.toLowerCase() !== host) return null;
    return actorOfPath((await actorNamed(db, name)) ?? "");
  }
  if (resource === `${origin}/` || resource === origin) return { kind: "instance" };
  return actorOfIri(origin, resource) ?? (await actorOfPage(instance, resource));
}

async function actorOfPage({ origin, db }: Instance, url: string): Promise<OwnActor | null> {
  if (!url.startsWith(`${origin}/`)) return null;
  const [, kind, slug = ""] =
    /^(?:\/(?:ca|es|en))?\/([pt])\/([^/?#]+)$/.exec(url.slice(origin.length)) ?? [];
  if (kind === "p") {
    const id = await idAtSlug(db, slug);
    return id === null ? null : { kind: "project", id };
  }
  if (kind === "t") {
    const team = await formedTeamBySlug(db, slug);
    return team === null ? null : { kind: "team", id: team.id };
  }
  return null;
}

async function jrd(instance: Instance, actor: OwnActor): Promise<Response> {
  const iri = actorIri(instance.origin, actor);
  const name = await handleOf(instance.db, iri.slice(instance.origin.length));
  const body = {
    subject: `acct:${name}@${new URL(instance.origin).host}`,
    aliases: [iri],
    links: [
      { rel: "self", type: "application/activity+json", href: iri },
      { rel: "http://webfinger.net/rel/profile-page", type: "text/html", href: iri },
    ],
  };
  return new Response(JSON.stringify(body), {
    headers: { "content-type": "application/jrd+json" },
  });
}
