/** What other servers are asked for a reader, and what they are not: C14, E6; and who is a peer (protocol.md 4.2, rule 2). */
import { beforeEach, describe, expect, test } from "vitest";
import { wayFinder } from "../../src/federation/follow-from.ts";
import { commonsFed, isPeer } from "../../src/federation/peers.ts";
import { type TestInstance, testInstance } from "../support/instance.ts";

type Served = Readonly<Record<string, object | string>>;

let asked: string[];
let signed: boolean;
let served: Served;
let now: Date;
let instance: TestInstance;

beforeEach(async () => {
  asked = [];
  signed = false;
  served = {};
  now = new Date("2026-11-21T10:00:00Z");
  instance = await testInstance({
    now: () => now,
    transport: async (url, init) => {
      asked.push(url);
      signed ||= new Headers(init.headers).has("signature");
      const body = served[url];
      if (body === undefined) return new Response("", { status: 404 });
      const type = url.includes("/ap/") ? "application/activity+json" : "application/json";
      return new Response(typeof body === "string" ? body : JSON.stringify(body), {
        headers: { "content-type": type },
      });
    },
  });
});

const object = "https://girona.test/ap/projects/x";
const escaped = encodeURIComponent(object);
const finger = "https://veins.test/.well-known/webfinger?resource=acct%3Amarta%40veins.test";
const nodeInfo: Served = {
  "https://veins.test/.well-known/nodeinfo": {
    links: [
      {
        rel: "http://nodeinfo.diaspora.software/ns/schema/2.0",
        href: "https://veins.test/nodeinfo/2.0",
      },
    ],
  },
  "https://veins.test/nodeinfo/2.0": { software: { name: "mastodon", version: "4.4" } },
};

describe("the way to follow on somebody's server", () => {
  const ask = (server: string, requester = "192.0.2.1") =>
    wayFinder(instance)({ server, object, requester });

  test.each(["template", "href"])(
    "is what their WebFinger says under %s: one request, unsigned",
    async (key) => {
      served = {
        [finger]: {
          links: [
            { rel: "https://w3id.org/fep/3b86/Follow", [key]: "https://veins.test/f?o={object}" },
          ],
        },
      };
      expect(await ask("@marta@veins.test")).toEqual({
        host: "veins.test",
        url: `https://veins.test/f?o=${escaped}`,
      });
      expect(asked).toEqual([finger]);
      expect(signed).toBe(false);
    },
  );

  test("is that of the program, when only the server is known or says nothing: three requests at most", async () => {
    served = nodeInfo;
    const url = `https://veins.test/authorize_interaction?uri=${escaped}`;
    expect(await ask("veins.test")).toEqual({ host: "veins.test", url });
    expect(await ask("@marta@veins.test")).toEqual({ host: "veins.test", url });
    expect(asked.length).toBe(2 + 3);
  });

  test.each([
    ["nothing", {}],
    ["no JSON", { [finger]: "<html>" }],
    [
      "another's template",
      {
        [finger]: {
          links: [
            {
              rel: "http://ostatus.org/schema/1.0/subscribe",
              template: "https://evil.test/?u={uri}",
            },
          ],
        },
      },
    ],
    ["odd links", { [finger]: { links: [null, 7, { rel: 1 }, "x"] } }],
    [
      "NodeInfo of another server",
      {
        "https://veins.test/.well-known/nodeinfo": {
          links: [
            { rel: "http://nodeinfo.diaspora.software/ns/schema/2.0", href: "https://evil.test/n" },
          ],
        },
      },
    ],
  ] as const)("is none when it answers %s, and nobody else is asked", async (_, answers) => {
    served = answers;
    expect(await ask("@marta@veins.test")).toEqual({ host: "veins.test", url: null });
    expect(asked.every((url) => url.startsWith("https://veins.test/"))).toBe(true);
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  test("is none of ours, and nothing is asked of what is no server", async () => {
    expect(await ask("girona.test")).toEqual({ host: "girona.test", url: null });
    for (const typed of ["127.0.0.1", "localhost", "[::1]", "x"])
      expect(await ask(typed)).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe("C14: nobody makes us knock", () => {
  test("one who asks is heard ten times a minute, wherever they send us", async () => {
    const find = wayFinder(instance);
    for (let n = 0; n < 30; n++) {
      await find({ server: `s${n}.test`, object, requester: "192.0.2.1" });
    }
    expect(new Set(asked.map((url) => new URL(url).host)).size).toBe(10);
    now = new Date(now.getTime() + 60_000);
    await find({ server: "late.test", object, requester: "192.0.2.1" });
    expect(asked.at(-1)).toContain("late.test");
  });

  test("one server is asked ten times a minute, whoever asks; and all of them sixty", async () => {
    const find = wayFinder(instance);
    for (let n = 0; n < 30; n++) {
      await find({ server: "veins.test", object, requester: `192.0.2.${n}` });
    }
    expect(asked.length).toBe(10);
    for (let n = 0; n < 300; n++) {
      await find({ server: `s${n}.test`, object, requester: `198.51.100.${n}` });
    }
    expect(asked.length).toBe(60);
  });
});

describe("a server with an instance of its own", () => {
  const name = "https://peer.test/.well-known/webfinger?resource=https%3A%2F%2Fpeer.test%2F";
  const links = { links: [{ rel: "self", href: "https://peer.test/ap/instance" }] };
  const actor = (implements_: unknown): Served => ({
    [name]: links,
    "https://peer.test/ap/instance": {
      id: "https://peer.test/ap/instance",
      type: "Application",
      implements: implements_,
    },
  });

  test.each([
    [[{ type: "Link", href: commonsFed }], true],
    [commonsFed, true],
    [[{ id: commonsFed }, "https://other.test"], true],
    [[{ type: "Link", href: "https://datatracker.ietf.org/doc/html/rfc9421" }], false],
    [undefined, false],
    [null, false],
  ])("is one whose Application implements %j: %s", async (implements_, peer) => {
    served = actor(implements_);
    expect(await isPeer(instance, "peer.test")).toBe(peer);
  });

  test("is looked up once a day, also when nothing is found", async () => {
    for (let n = 0; n < 3; n++) expect(await isPeer(instance, "peer.test")).toBe(false);
    expect(asked).toEqual([name]);
  });

  test("that does not answer keeps nobody waiting for long", async () => {
    const slow = await testInstance({ transport: () => new Promise(() => {}) });
    const began = performance.now();
    expect(await isPeer(slow, "slow.test")).toBe(false);
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  test("says so itself: no other server speaks for it", async () => {
    served = {
      [name]: { links: [{ rel: "self", href: "https://evil.test/ap/instance" }] },
      "https://evil.test/ap/instance": {
        id: "https://evil.test/ap/instance",
        implements: commonsFed,
      },
    };
    expect(await isPeer(instance, "peer.test")).toBe(false);
    expect(asked).toEqual([name]);
  });

  test("is not an instance like this one yet: what is not kept is not promised", async () => {
    const answer = await instance.request("/ap/instance", {
      headers: { accept: "application/activity+json" },
    });
    expect(await answer.text()).not.toContain(commonsFed);
  });
});
