/** The third server of the demo, alone: it must be as strict as the servers that it stands for. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageIn } from "../../demo/conversation.ts";
import { type Account, follow, privateMention, undo } from "../../demo/documents.ts";
import { lookUp } from "../../demo/lookup.ts";
import { closeServer, openServer, type PeopleServer, post, read } from "../../demo/server.ts";
import { digestOf, newKey, signedPost, verify } from "../../demo/signatures.ts";
import { activityJson, ask, asObject, type Json, jsonIn } from "../../demo/wire.ts";

let girona: PeopleServer;
let vic: PeopleServer;

beforeAll(async () => {
  girona = await openServer("girona.localhost", [
    { handle: "marta", name: "Marta" },
    { handle: "jordi", name: "Jordi" },
  ]);
  vic = await openServer("vic.localhost", [{ handle: "merce", name: "Mercè" }]);
});

afterAll(async () => {
  await closeServer(girona);
  await closeServer(vic);
});

function account(server: PeopleServer, handle: string): Account {
  const found = server.accounts.get(handle);
  if (found === undefined) throw new Error(`no ${handle}`);
  return found;
}

async function followOf(from: Account): Promise<{ activity: Json; inbox: string }> {
  const whom = await lookUp(girona, `merce@${vic.host}`);
  return { activity: follow(from, whom), inbox: whom.inbox };
}

describe("what is received", () => {
  test("a signed Follow is accepted and kept with its signer, and again as a repetition", async () => {
    const marta = account(girona, "marta");
    const { activity, inbox } = await followOf(marta);
    expect((await post(marta, inbox, activity)).status).toBe(202);
    expect((await post(marta, inbox, activity)).status).toBe(202);
    const kept = vic.deliveries.filter((delivery) => delivery.activity.id === activity.id);
    expect(kept.map(({ signer, repeated }) => ({ signer, repeated }))).toEqual([
      { signer: marta.id, repeated: false },
      { signer: marta.id, repeated: true },
    ]);
    expect(kept[0]?.to.handle).toBe("merce");
  });

  test("without a signature: 401", async () => {
    const { activity, inbox } = await followOf(account(girona, "marta"));
    const before = vic.deliveries.length;
    const answer = await ask(inbox, {
      method: "POST",
      headers: { "content-type": activityJson },
      body: JSON.stringify(activity),
    });
    expect(answer.status).toBe(401);
    expect(vic.deliveries.length).toBe(before);
    expect(vic.refusals.at(-1)?.because).toBe("it is not signed");
  });

  test("with the key of somebody else under one's own name: 401", async () => {
    const marta = account(girona, "marta");
    const { activity, inbox } = await followOf(marta);
    const forger = { ...marta, key: await newKey(marta.key.id) };
    expect((await post(forger, inbox, activity)).status).toBe(401);
  });

  test("in the name of a neighbour on the same server: 401", async () => {
    const { activity, inbox } = await followOf(account(girona, "marta"));
    expect((await post(account(girona, "jordi"), inbox, activity)).status).toBe(401);
  });

  test.each([
    ["another body", { body: "{}" }],
    ["another date", { headers: { date: new Date(0).toUTCString() } }],
    [
      "a key that nobody has",
      {
        headers: {
          signature:
            'keyId="http://vic.localhost:1/x#y",headers="(request-target) host date digest",signature="AA=="',
        },
      },
    ],
    ["an unreadable signature", { headers: { signature: "%%%" } }],
  ])("with %s than was signed: 401", async (_name, change: { body?: string; headers?: object }) => {
    const marta = account(girona, "marta");
    const { activity, inbox } = await followOf(marta);
    const body = JSON.stringify(activity);
    const headers = signedPost(
      inbox,
      { body, contentType: activityJson, now: new Date() },
      marta.key,
    );
    const answer = await ask(inbox, {
      method: "POST",
      headers: { ...headers, ...change.headers },
      body: change.body ?? body,
    });
    expect(answer.status).toBe(401);
  });

  test("signed for another inbox, or long ago: 401", async () => {
    const marta = account(girona, "marta");
    const { activity, inbox } = await followOf(marta);
    const body = JSON.stringify(activity);
    const written = { body, contentType: activityJson };
    const elsewhere = signedPost(
      `${vic.origin}/users/x/inbox`,
      { ...written, now: new Date() },
      marta.key,
    );
    const longAgo = signedPost(
      inbox,
      { ...written, now: new Date(Date.now() - 7_200_000) },
      marta.key,
    );
    for (const headers of [elsewhere, longAgo]) {
      expect((await ask(inbox, { method: "POST", headers, body })).status).toBe(401);
    }
  });

  test("there is an inbox for each person, and only POST", async () => {
    const marta = account(girona, "marta");
    const { activity } = await followOf(marta);
    expect((await post(marta, `${vic.origin}/users/nobody/inbox`, activity)).status).toBe(404);
    expect((await ask(account(vic, "merce").inbox)).status).toBe(405);
  });
});

describe("signatures", () => {
  test("one that does not cover the digest is refused, though it is genuine", async () => {
    const key = await newKey("http://girona.localhost/users/marta#main-key");
    const body = "{}";
    const signed = signedPost(
      "http://vic.localhost/inbox",
      { body, contentType: activityJson, now: new Date() },
      key,
    );
    const judging = {
      host: "vic.localhost",
      now: new Date(),
      findKey: async () => ({ owner: "marta", pem: key.publicPem }),
    };
    const request = { method: "POST", target: "/inbox", body };
    expect(await verify({ ...request, headers: signed }, judging)).toMatchObject({ genuine: true });
    const signature = (signed.signature ?? "").replace(" digest", "");
    const verdict = await verify({ ...request, headers: { ...signed, signature } }, judging);
    expect(verdict).toEqual({ genuine: false, because: "its signature does not cover digest" });
  });

  test("the digest is SHA-256 in base64", () => {
    expect(digestOf("")).toBe("SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  });
});

describe("what is published", () => {
  test("WebFinger leads to an actor whose key and inbox are its own", async () => {
    const found = await lookUp(girona, `merce@${vic.host}`);
    const actor = jsonIn((await read(girona, found.id)).body);
    expect(actor).toMatchObject({
      id: `${vic.origin}/users/merce`,
      type: "Person",
      inbox: `${vic.origin}/users/merce/inbox`,
      publicKey: { owner: found.id, id: `${found.id}#main-key` },
    });
    expect(String(asObject(actor?.publicKey)?.publicKeyPem)).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  });

  test("nobody else is found", async () => {
    await expect(lookUp(girona, `nobody@${vic.host}`)).rejects.toThrow("WebFinger does not know");
  });
});

describe("what its people write", () => {
  const group = {
    id: "http://osona.localhost:1/ap/projects/1",
    type: "Group",
    handle: "hort",
    host: "osona.localhost:1",
    url: "http://osona.localhost:1/p/hort",
    inbox: "http://osona.localhost:1/ap/projects/1/inbox",
    followers: "http://osona.localhost:1/ap/projects/1/followers",
  };

  test("a private mention of a Group is shaped as Mastodon's", () => {
    const words = {
      text: "Sóc de <Vic>",
      language: "ca",
      inReplyTo: "http://osona.localhost:1/ap/notes/1",
      now: new Date(),
    };
    const activity = privateMention(account(vic, "merce"), group, words);
    const content =
      '<p><span class="h-card" translate="no"><a href="http://osona.localhost:1/p/hort" class="u-url mention">@<span>hort</span></a></span> Sóc de &lt;Vic&gt;</p>';
    const to = [group.id, group.followers];
    expect(activity).toMatchObject({
      type: "Create",
      actor: `${vic.origin}/users/merce`,
      to,
      cc: [],
      object: {
        type: "Note",
        attributedTo: `${vic.origin}/users/merce`,
        inReplyTo: "http://osona.localhost:1/ap/notes/1",
        to,
        cc: [],
        content,
        contentMap: { ca: content },
        tag: [{ type: "Mention", href: group.id, name: "@hort@osona.localhost:1" }],
      },
    });
    expect(messageIn(activity)?.text).toBe("Sóc de <Vic>");
  });

  test("an Undo holds the whole Follow", () => {
    const merce = account(vic, "merce");
    const followed = follow(merce, group);
    expect(undo(merce, followed)).toMatchObject({
      type: "Undo",
      actor: merce.id,
      object: { id: followed.id, type: "Follow", actor: merce.id, object: group.id },
    });
  });
});
