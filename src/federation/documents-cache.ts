/** Serialized documents of our actors, kept while nothing changes (fedify.md 6: 47 times as many answers). */
import { createHash } from "node:crypto";
import { actorPath, type OwnActor } from "../addresses.ts";
import type { Instance } from "../instance.ts";
import { actorDocument } from "./documents.ts";

export type Serialized = { readonly body: string; readonly etag: string };

export type DocumentCache = {
  /** The document of an actor, or null when it is not there. */
  readonly of: (actor: OwnActor) => Promise<Serialized | null>;
  /** Something changed, here or in another process. */
  readonly forget: () => void;
};

/** In case the word that something changed was lost with a connection. */
const keptMs = 60_000;
const most = 2_000;

export function documentCache(instance: Instance): DocumentCache {
  const kept = new Map<string, { readonly serialized: Serialized; readonly until: number }>();
  return {
    of: async (actor) => {
      const path = actorPath(actor);
      const there = kept.get(path);
      if (there !== undefined && there.until > Date.now()) return there.serialized;
      const document = await actorDocument(instance, actor);
      if (document === null) return null;
      const serialized = serialize(document);
      const [oldest] = kept.keys();
      if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
      kept.set(path, { serialized, until: Date.now() + keptMs });
      return serialized;
    },
    forget: () => kept.clear(),
  };
}

export function serialize(document: unknown): Serialized {
  const body = JSON.stringify(document);
  return { body, etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"` };
}
