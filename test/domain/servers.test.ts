import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readServer, wayAmong, wayOfSoftware } from "../../src/domain/servers.ts";

const object = "https://girona.test/ap/projects/x?a=1&b=2";
const to = { host: "veins.test", object };
const escaped = encodeURIComponent(object);

describe("the server that somebody types", () => {
  test.each([
    ["mastodon.social", "mastodon.social", null],
    [" Mastodon.Social/ ", "mastodon.social", null],
    ["@marta@mastodon.social", "mastodon.social", "marta"],
    ["marta@mastodon.social", "mastodon.social", "marta"],
    ["acct:marta@mastodon.social", "mastodon.social", "marta"],
    ["https://mastodon.social/@marta", "mastodon.social", "marta"],
    ["https://mastodon.social", "mastodon.social", null],
    ["http://mastodon.social/about", "mastodon.social", null],
    ["@núria.camí_2-3@veïns.cat", "xn--vens-6pa.cat", "núria.camí_2-3"],
  ])("%s", (typed, host, name) => {
    expect(readServer(typed)).toEqual({ host, name });
  });

  test.each([
    "",
    "marta",
    "@marta",
    "localhost",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "[::1]",
    "@a@[::1]",
    "veins.test:8443",
    "https://veins.test:8443/",
    "https://user:pass@veins.test/",
    "a b.test",
    "veins.test/../x",
    "@a@b@veins.test",
    "ftp://veins.test",
    "javascript:alert(1)",
    "veins..test",
    "-veins.test",
    "@marta<b>@veins.test",
  ])("%s is none", (typed) => {
    expect(readServer(typed)).toBeNull();
  });

  test("C1: whatever is typed, the host is a name with a dot, and no number", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "grapheme" }), fc.webUrl(), fc.ipV4(), fc.emailAddress()),
        (typed) => {
          const read = readServer(typed);
          if (read === null) return;
          expect(read.host).toMatch(/^[a-z0-9.-]+\.[a-z][a-z0-9-]*$/);
          expect(new URL(`https://${read.host}/`).hostname).toBe(read.host);
        },
      ),
    );
  });
});

describe("the way to follow (FEP-3b86, OStatus)", () => {
  const follow = {
    rel: "https://w3id.org/fep/3b86/Follow",
    template: "https://veins.test/f?o={object}",
  };
  const show = {
    rel: "https://w3id.org/fep/3b86/Object",
    template: "https://veins.test/o?o={object}",
  };
  const subscribe = {
    rel: "http://ostatus.org/schema/1.0/subscribe",
    template: "https://veins.test/authorize_interaction?uri={uri}",
  };

  test("the best that the server offers, with the object escaped", () => {
    expect(wayAmong([subscribe, show, follow], to)).toBe(`https://veins.test/f?o=${escaped}`);
    expect(wayAmong([subscribe, show], to)).toBe(`https://veins.test/o?o=${escaped}`);
    expect(wayAmong([subscribe], to)).toBe(
      `https://veins.test/authorize_interaction?uri=${escaped}`,
    );
    expect(wayAmong([{ ...follow, rel: follow.rel.toLowerCase() }], to)).not.toBeNull();
    expect(wayAmong([], to)).toBeNull();
  });

  test("what we do not know stays empty", () => {
    const template = "https://veins.test/f?o={object}&on-success={on-success}&x={x}";
    expect(wayAmong([{ ...follow, template }], to)).toBe(
      `https://veins.test/f?o=${escaped}&on-success=&x=`,
    );
  });

  test.each([
    "https://evil.test/?o={object}",
    "https://veins.test.evil.test/?o={object}",
    "https://veins.test@evil.test/?o={object}",
    "https://user@veins.test/?o={object}",
    "http://veins.test/?o={object}",
    "https://veins.test:8443/?o={object}",
    "//veins.test/?o={object}",
    "/f?o={object}",
    "javascript:alert('{object}')",
    "{object}",
    "https://{object}/",
    "https://veins.test/f",
  ])("E6: never to another server, nor by another scheme: %s", (template) => {
    expect(wayAmong([{ ...follow, template }], to)).toBeNull();
    // And the next best is taken.
    expect(wayAmong([{ ...follow, template }, subscribe], to)).toContain("authorize_interaction");
  });

  test("a known program is known by its name", () => {
    expect(wayOfSoftware("Mastodon", to)).toBe(
      `https://veins.test/authorize_interaction?uri=${escaped}`,
    );
    for (const unknown of ["lemmy", "constructor", "", "__proto__"]) {
      expect(wayOfSoftware(unknown, to)).toBeNull();
    }
  });
});
