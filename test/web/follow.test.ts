/** "Follow from your server", as a browser sees it; and what other servers send here. */
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pages } from "../../src/web/app.ts";
import type { FindWay } from "../../src/web/follow.ts";
import { type Served, serve } from "./serve.ts";

let at: Served;
let app: Hono;
let asked: Parameters<FindWay>[0][];

beforeAll(async () => {
  at = await serve();
  app = pages(at.instance, async (asking) => {
    asked.push(asking);
    if (asking.server === "nonsense") return null;
    const known = asking.server !== "unknown.test";
    return { host: "veins.test", url: known ? "https://veins.test/f?o=1&p=2" : null };
  });
});
afterAll(() => at.instance.close());

const actor = () => `/ap/projects/${at.project.id}`;
const send = async (
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { "sec-fetch-site": "same-origin" },
  env: object = {},
) => {
  asked = [];
  return app.request(
    `${at.instance.origin}/ca/follow`,
    {
      method: "POST",
      body: new URLSearchParams(form).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    },
    env,
  );
};

describe("the form", () => {
  test("stands on the page of a project and of the cooperative, with one small script of ours", async () => {
    for (const [path, of] of [
      [`/ca/p/${at.project.sheet.slug}`, actor()],
      ["/ca/ap/org", "/ap/org"],
    ] as const) {
      const html = await (await at.get(path)).text();
      expect(html).toContain(`<input type="hidden" name="actor" value="${of}">`);
      expect(html.match(/<script/g)).toHaveLength(1);
      const [, src = ""] = /<script src="([^"]+)" defer>/.exec(html) ?? [];
      const script = await at.get(src);
      expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
      expect(script.headers.get("cache-control")).toContain("immutable");
      expect((await script.text()).length).toBeLessThan(2_000);
    }
  });

  test("shows where it leads before anybody goes there, and the address to copy", async () => {
    const answer = await send({ actor: actor(), server: "@marta@veins.test" });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain(
      '<a class="btn" href="https://veins.test/f?o=1&amp;p=2" rel="nofollow noopener">Continua a veins.test</a>',
    );
    expect(html).toContain(`@${at.project.sheet.handle}<wbr>@girona.test`);
    expect(asked).toEqual([
      {
        server: "@marta@veins.test",
        object: `${at.instance.origin}${actor()}`,
        requester: expect.any(String),
      },
    ]);
  });

  test("F17: what was typed stands in no address, and nobody keeps the answer", async () => {
    const { headers } = await send({ actor: actor(), server: "@marta@veins.test" });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-robots-tag")).toBe("noindex");
    expect(headers.get("location")).toBeNull();
  });

  test("a server that offers no way: the address to copy", async () => {
    const html = await (await send({ actor: actor(), server: "unknown.test" })).text();
    expect(html).toContain("No sabem com obrir-ho directament a veins.test");
    expect(html).toContain(`@${at.project.sheet.handle}<wbr>@girona.test`);
    expect(html).not.toContain('class="btn"');
  });

  test("what is no server comes back in the form", async () => {
    const answer = await send({ actor: actor(), server: "nonsense" });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('value="nonsense"');
    expect(html).toContain('aria-invalid="true"');
  });

  test("for an actor that is not there, nobody is asked anything", async () => {
    for (const of of [
      "",
      "/ap/projects/none",
      `/ap/teams/${at.formed}`,
      "https://evil.test/",
      "/ap/instance",
    ]) {
      expect((await send({ actor: of, server: "veins.test" })).status).toBe(404);
      expect(asked).toEqual([]);
    }
  });

  test("C14: another site cannot make us ask", async () => {
    const form = { actor: actor(), server: "veins.test" };
    expect((await send(form, { "sec-fetch-site": "cross-site" })).status).toBe(405);
    expect((await send(form, { origin: "https://evil.test" })).status).toBe(405);
    expect(asked).toEqual([]);
  });

  test("E16: who asks is the other end, or what a proxy of ours says last", async () => {
    const from = async (remoteAddress: string, forwarded: string) => {
      const headers = { "sec-fetch-site": "same-origin", "x-forwarded-for": forwarded };
      const env = { incoming: { socket: { remoteAddress } } };
      await send({ actor: actor(), server: "veins.test" }, headers, env);
      return asked[0]?.requester;
    };
    expect(await from("203.0.113.9", "192.0.2.1")).toBe("203.0.113.9");
    expect(await from("127.0.0.1", "192.0.2.7, 192.0.2.1")).toBe("192.0.2.1");
    expect(await from("::ffff:10.0.0.2", "192.0.2.1")).toBe("192.0.2.1");
    expect(await from("10.0.0.2", "nonsense")).toBe("10.0.0.2");
  });
});

describe("what other servers send here to be followed", () => {
  const to = async (uri: string) => {
    const answer = await app.request(
      `${at.instance.origin}/authorize_interaction?uri=${encodeURIComponent(uri)}`,
    );
    return [answer.status, answer.headers.get("location")];
  };

  test("an actor of ours, by its id, page or handle, leads to how one takes part", async () => {
    const { origin } = at.instance;
    const { slug, handle } = at.project.sheet;
    const page = `${origin}/p/${slug}#participar`;
    for (const uri of [
      `${origin}${actor()}`,
      `${origin}/p/${slug}`,
      `${origin}/es/p/${slug}`,
      `acct:${handle}@girona.test`,
      `@${handle}@girona.test`,
    ]) {
      expect(await to(uri), uri).toEqual([302, page]);
    }
    expect(await to(`${origin}/ap/org`)).toEqual([302, `${origin}/ap/org`]);
  });

  test("E6: anything else leads nowhere: it is said that nobody follows from here", async () => {
    for (const uri of [
      "",
      "https://evil.test/",
      "https://girona.test.evil.test/p/x",
      "javascript:alert(1)",
      "@x@evil.test",
    ]) {
      expect(await to(uri), uri).toEqual([404, null]);
    }
  });
});
