/** Where somebody can follow an actor of ours on their own server: asked of that server, within limits (C14). */
import { z } from "zod";
import {
  readServer,
  type Template,
  type TypedServer,
  wayAmong,
  wayOfSoftware,
} from "../domain/servers.ts";
import { FetchRefused, type Instance } from "../instance.ts";
import { sameOrigin } from "./remote-actor.ts";
import { sendUnsigned } from "./sign.ts";

export type Way = {
  readonly host: string;
  /** Null when that server offers none, or was not asked. */
  readonly url: string | null;
};

export type Asking = {
  /** What was typed. */
  readonly server: string;
  /** The id of the actor to be followed. */
  readonly object: string;
  /** Who asks, as far as the network tells. */
  readonly requester: string;
};

/** How often in a minute: one who asks, one server that is asked, and everybody together. */
const aMinute = { requester: 10, server: 10, everybody: 60 } as const;

/** Gives null when no server was typed. */
export type FindWay = (asking: Asking) => Promise<Way | null>;

/** At most three requests to one server for each question: nobody can make us knock much. */
export function wayFinder(instance: Instance): FindWay {
  const within = limits(instance);
  return async ({ server, object, requester }) => {
    const typed = readServer(server);
    if (typed === null) return null;
    const { host } = typed;
    const ours = host === new URL(instance.origin).hostname;
    if (ours || !within(requester, host)) return { host, url: null };
    try {
      return { host, url: await look(instance, typed, object) };
    } catch (error) {
      if (!(error instanceof FetchRefused)) throw error;
      return { host, url: null };
    }
  };
}

/** Counted by the minute, and forgotten with it. */
function limits({ now }: Instance): (requester: string, host: string) => boolean {
  let minute = 0;
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    return n;
  };
  return (requester, host) => {
    const this_ = Math.floor(now().getTime() / 60_000);
    if (this_ !== minute) counts.clear();
    minute = this_;
    if (count(`by ${requester}`) > aMinute.requester) return false;
    if (count(`at ${host}`) > aMinute.server) return false;
    return count("all") <= aMinute.everybody;
  };
}

async function look(
  instance: Instance,
  { host, name }: TypedServer,
  object: string,
): Promise<string | null> {
  const to = { host, object };
  if (name !== null) {
    const resource = encodeURIComponent(`acct:${name}@${host}`);
    const found = await json(
      instance,
      `https://${host}/.well-known/webfinger?resource=${resource}`,
    );
    const way = wayAmong(templatesIn(found), to);
    if (way !== null) return way;
  }
  const software = await softwareOf(instance, host);
  return software === null ? null : wayOfSoftware(software, to);
}

const described = z.object({ links: z.array(z.unknown()) });
const link = z.object({
  rel: z.string(),
  template: z.string().optional(),
  href: z.string().optional(),
});

/** Under `template`, or, as FEP-3b86 also has it, under `href`. */
function templatesIn(document: unknown): readonly Template[] {
  const links = described.safeParse(document).data?.links ?? [];
  return links.flatMap((one) => {
    const { rel = "", template, href } = link.safeParse(one).data ?? {};
    const said = template ?? href;
    return said === undefined ? [] : [{ rel, template: said }];
  });
}

const nodeInfo = z.object({ software: z.object({ name: z.string() }) });

async function softwareOf(instance: Instance, host: string): Promise<string | null> {
  const index = await json(instance, `https://${host}/.well-known/nodeinfo`);
  const schema = "http://nodeinfo.diaspora.software/ns/schema/";
  const at = templatesIn(index).find(({ rel }) => rel.startsWith(schema))?.template;
  if (at === undefined || !sameOrigin(at, `https://${host}/`)) return null;
  return nodeInfo.safeParse(await json(instance, at)).data?.software.name ?? null;
}

async function json(instance: Instance, url: string): Promise<unknown> {
  const headers = { accept: "application/jrd+json, application/json" };
  const answer = await sendUnsigned(instance, { method: "GET", url, headers });
  const type = answer.headers.get("content-type") ?? "";
  if (answer.status !== 200 || !/^application\/(?:jrd\+)?json\b/i.test(type)) return null;
  try {
    return JSON.parse(answer.body);
  } catch {
    return null;
  }
}
