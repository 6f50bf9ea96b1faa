/** Root: one Hono app. Other servers are answered first, then people; health before both. */
import { Hono } from "hono";
import { federation } from "./federation/app.ts";
import type { DocumentCache } from "./federation/documents-cache.ts";
import { wayFinder } from "./federation/follow-from.ts";
import { problem } from "./federation/problems.ts";
import type { Instance } from "./instance.ts";
import { log, reason } from "./log.ts";
import { answers } from "./store/health.ts";
import { pages } from "./web/app.ts";

/** The whole server as one function of requests; tests call it without a socket. */
export function server(instance: Instance, documents: DocumentCache): Hono {
  const app = new Hono();
  const { host } = new URL(instance.origin);

  // Whoever checks health knows this process by another name.
  app.get("/health", async () => {
    if (!(await answers(instance.db))) {
      return problem(503, "The database does not answer.", { "retry-after": "10" });
    }
    return new Response("ok\n", { headers: { "cache-control": "no-store" } });
  });
  app.use(async (c, next) => {
    const asked = (c.req.header("host") ?? new URL(c.req.url).host).toLowerCase();
    if (asked !== host && asked !== withPort(instance.origin)) {
      return problem(421, "This server answers for another name.");
    }
    // No address of ours has it, and PostgreSQL keeps no such character.
    if (/%00/.test(c.req.url)) return problem(400, "The address has a null character in it.");
    return next();
  });
  app.route("/", federation(instance, documents));
  app.route("/", pages(instance, wayFinder(instance)));

  // Pages have their own; what reaches this is a program's request (R40: our fault, so they come again).
  app.onError((error, c) => {
    log.error("Answering {method} failed: {error}", { method: c.req.method, error: reason(error) });
    return problem(503, "Something went wrong here. Try again later.", { "retry-after": "60" });
  });
  return app;
}

/** The host with its port, also where the port is the usual one. */
function withPort(origin: string): string {
  const { hostname, port, protocol } = new URL(origin);
  return `${hostname}:${port === "" ? (protocol === "https:" ? "443" : "80") : port}`;
}
