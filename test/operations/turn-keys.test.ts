/** Turning keys: the old one announces the new one, and is shown and then forgotten (protocol.md 8.3, 48). */
import { createPublicKey, createVerify, type KeyObject } from "node:crypto";
import { importMultibaseKey } from "@fedify/vocab-runtime";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { actorOfPath } from "../../src/addresses.ts";
import { actorDocument } from "../../src/federation/documents.ts";
import { turnKeys } from "../../src/operations/turn-keys.ts";
import { forgetRetiredKeys } from "../../src/store/keys.ts";
import { allProjects } from "../../src/store/projects.ts";
import { draft } from "../federation/signer.ts";
import { actorsAge, document, rows, somebody, type World, world } from "../federation/world.ts";

type Shown = { readonly id: string; readonly publicKeyPem: string };
type Multikey = {
  readonly id: string;
  readonly controller: string;
  readonly publicKeyMultibase: string;
};
type ActorDocument = { readonly publicKey: Shown; readonly assertionMethod: readonly Multikey[] };
type Post = {
  readonly type: string;
  readonly keyId: string;
  readonly request: Request;
  readonly body: string;
};

let w: World;
let path: string;
let posts: Post[];

beforeEach(async () => {
  w = await world();
  const [project] = await allProjects(w.instance.db);
  path = `/ap/projects/${project?.id}`;
  posts = [];
});

/** A follower on a server of their own, whose inbox takes what comes. */
async function follower(host: string): Promise<void> {
  const person = somebody(host, "marta");
  w.route(person.iri, () => document(person.document));
  w.route(`https://${host}/*`, async (request) => {
    const body = await request.clone().text();
    const keyId = /keyId="([^"]+)"/.exec(request.headers.get("signature") ?? "")?.[1] ?? "";
    posts.push({ type: (JSON.parse(body) as { type: string }).type, keyId, request, body });
    return new Response(null, { status: 202 });
  });
  await follow(host, "1");
}

async function follow(host: string, n: string): Promise<void> {
  const person = somebody(host, "marta");
  const object = w.instance.origin + path;
  const id = `${person.iri}/follows/${n}`;
  const body = JSON.stringify({
    "@context": "https://www.w3.org/ns/activitystreams",
    id,
    type: "Follow",
    actor: person.iri,
    object,
  });
  const answer = await w.instance.answer(draft(`${object}/inbox`, body, person));
  expect(answer.status).toBe(202);
}

async function shown(): Promise<ActorDocument> {
  const actor = actorOfPath(path);
  if (actor === null) throw new Error("no actor");
  return (await actorDocument(w.instance, actor)) as unknown as ActorDocument;
}

/** Whether a request was signed with this key, as a server would verify that knows it. */
function isSignedBy(post: Post, pem: string | KeyObject): boolean {
  const header = post.request.headers.get("signature") ?? "";
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? "";
  const { pathname } = new URL(post.request.url);
  const text = part("headers")
    .split(" ")
    .map((name) =>
      name === "(request-target)"
        ? `${name}: post ${pathname}`
        : `${name}: ${post.request.headers.get(name)}`,
    )
    .join("\n");
  const key = typeof pem === "string" ? createPublicKey(pem) : pem;
  return createVerify("sha256").update(text).verify(key, part("signature"), "base64");
}

const own = () => `${w.instance.origin}${path}`;

describe("48: turning keys", () => {
  test("the Update is signed with the old key and carries the whole actor with the new one", async () => {
    await follower("a.test");
    await w.instance.settle();
    const before = await shown();
    expect(before.publicKey.id).toBe(`${own()}#main-key`);
    expect(await turnKeys(w.instance, path)).toBe("turned");
    const after = await shown();
    expect(after.publicKey.id).toBe(`${own()}?key=2#main-key`);
    expect(after.publicKey.publicKeyPem).not.toBe(before.publicKey.publicKeyPem);

    await w.instance.settle();
    const update = posts.at(-1);
    if (update === undefined) throw new Error("nothing was sent");
    expect(update.type).toBe("Update");
    expect(update.keyId).toBe(`${own()}#main-key`);
    expect(isSignedBy(update, before.publicKey.publicKeyPem)).toBe(true);
    const { object } = JSON.parse(update.body) as {
      object: ActorDocument & { name: string; inbox: string };
    };
    expect(object).toMatchObject({ publicKey: after.publicKey, inbox: `${own()}/inbox` });
    expect(object.name).not.toBe("");
  });

  test("what follows the Update is signed with the new key, what comes before it with the old one", async () => {
    await follower("a.test");
    await w.instance.settle();
    const before = await shown();
    await follow("a.test", "2");
    await turnKeys(w.instance, path);
    await w.instance.settle();
    await follow("a.test", "3");
    await w.instance.settle();
    const after = await shown();
    const [first, ...rest] = posts
      .filter((post) => post.type === "Accept" || post.type === "Update")
      .slice(1);
    const signers = [first, ...rest].map((post) => [post?.type, post?.keyId.replace(own(), "")]);
    expect(signers.filter(([type]) => type === "Update")).toEqual([["Update", "#main-key"]]);
    expect(signers.at(-1)).toEqual(["Accept", "?key=2#main-key"]);
    const last = posts.filter((post) => post.type === "Accept").at(-1);
    expect(last !== undefined && isSignedBy(last, after.publicKey.publicKeyPem)).toBe(true);
    for (const post of posts) {
      const pem = post.keyId === `${own()}#main-key` ? before : after;
      expect(isSignedBy(post, pem.publicKey.publicKeyPem)).toBe(true);
    }
  });

  test("a server that has not taken the Update yet hears everything with the old key, another server with the new", async () => {
    await follower("away.test");
    await follower("there.test");
    await w.instance.settle();
    w.down.add("away.test");
    await turnKeys(w.instance, path);
    await w.instance.settle();
    await follow("away.test", "2");
    await follow("there.test", "2");
    await w.instance.settle();
    w.down.delete("away.test");
    posts.length = 0;
    await w.instance.db.execute(
      sql`update letter set next_at = now() - interval '1 second' where state = 'waiting'`,
    );
    await w.instance.db.execute(sql`update remote_host set rests_until = null`);
    await w.instance.settle();
    expect(posts.length).toBeGreaterThan(1);
    const late = posts.filter((post) => new URL(post.request.url).host === "away.test");
    const update = late.findIndex((post) => post.type === "Update");
    expect(update).toBeGreaterThan(0);
    for (const post of late.slice(0, update + 1)) expect(post.keyId).toBe(`${own()}#main-key`);
    const [accept] = await rows<{ n: number }>(
      w.instance,
      sql`select count(*)::int as n from letter where state = 'waiting'`,
    );
    expect(accept?.n).toBe(0);
  });

  test("the old public keys are shown as Multikeys for 30 days, then go", async () => {
    const before = await shown();
    await turnKeys(w.instance, path);
    await turnKeys(w.instance, path);
    const now = await shown();
    expect(now.assertionMethod.map(({ id }) => id.replace(own(), ""))).toEqual([
      "#ed25519-key-3",
      "?key=2#main-key",
      "#ed25519-key-2",
      "#main-key",
      "#ed25519-key",
    ]);
    for (const { controller } of now.assertionMethod) expect(controller).toBe(own());
    const old = now.assertionMethod.find(({ id }) => id === `${own()}#main-key`);
    const jwk = await crypto.subtle.exportKey(
      "jwk",
      await importMultibaseKey(old?.publicKeyMultibase ?? ""),
    );
    const was = createPublicKey(before.publicKey.publicKeyPem).export({ format: "jwk" });
    expect(jwk.n).toBe(was.n);

    await w.instance.db.execute(
      sql`update retired_key set retired_at = retired_at - interval '31 days'`,
    );
    expect((await shown()).assertionMethod).toHaveLength(1);
    await forgetRetiredKeys(w.instance.db);
    expect(await rows(w.instance, sql`select 1 from retired_key`)).toEqual([]);
  });

  test("the private half of an old key goes when no letter needs it, and not sooner", async () => {
    const kept = async () => {
      await forgetRetiredKeys(w.instance.db);
      const found = await rows<{ n: number }>(
        w.instance,
        sql`select octet_length(rsa_private) as n from retired_key`,
      );
      return found.map(({ n }) => n > 0);
    };
    await follower("a.test");
    await w.instance.settle();
    w.down.add("a.test");
    await turnKeys(w.instance, path);
    expect(await kept()).toEqual([true]);
    await w.instance.settle();
    expect(await kept()).toEqual([true]);
    w.down.delete("a.test");
    await w.instance.db.execute(
      sql`update letter set next_at = now() - interval '1 second' where state = 'waiting'`,
    );
    await w.instance.db.execute(sql`update remote_host set rests_until = null`);
    await w.instance.settle();
    expect(await kept()).toEqual([false]);
  });

  test("our look at other servers is signed with the new key too", async () => {
    await turnKeys(w.instance, "/ap/instance");
    const keyIds: string[] = [];
    const person = somebody("b.test", "pere");
    w.route(person.iri, (request) => {
      keyIds.push(/keyId="([^"]+)"/.exec(request.headers.get("signature") ?? "")?.[1] ?? "");
      return document(person.document);
    });
    const object = `${w.instance.origin}${path}`;
    const ask = (id: string) =>
      w.instance.answer(
        draft(
          `${object}/inbox`,
          JSON.stringify({
            "@context": "https://www.w3.org/ns/activitystreams",
            id: `${person.iri}/${id}`,
            type: "Follow",
            actor: person.iri,
            object,
          }),
          person,
        ),
      );
    await ask("1");
    await turnKeys(w.instance, "/ap/instance");
    await actorsAge(w.instance, "2 days");
    await ask("2");
    expect(keyIds.at(-1)).toMatch(/\/ap\/instance\?key=\d#main-key$/);
  });

  test("the address of a new key is one that nobody has looked at before, and shows the actor with that key", async () => {
    const look = async (at: string) => {
      const answer = await w.instance.request(at, {
        headers: { accept: "application/activity+json" },
      });
      expect(answer.status).toBe(200);
      return (await answer.json()) as ActorDocument & { id: string };
    };
    const seen = new Set([(await look(path)).publicKey.id.split("#")[0]]);
    for (const generation of [2, 3]) {
      await turnKeys(w.instance, path);
      await w.instance.settle();
      const { publicKey } = await shown();
      const at = publicKey.id.split("#")[0] ?? "";
      expect(seen).not.toContain(at);
      seen.add(at);
      expect(at).toBe(`${own()}?key=${generation}`);
      expect(await look(at.slice(w.instance.origin.length))).toMatchObject({
        id: own(),
        publicKey,
      });
    }
  });

  test("an actor that never signed has no keys to turn", async () => {
    expect(await turnKeys(w.instance, "/ap/org")).toBe("no-keys");
    expect(await rows(w.instance, sql`select 1 from retired_key`)).toEqual([]);
  });
});
