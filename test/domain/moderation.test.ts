/** Which rule holds for whom, and what a list from elsewhere may change (rules G2, G4, G6, G7). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, cutOff, type ListedDomain } from "../../src/domain/blocklist.ts";
import {
  type Admission,
  actorNamed,
  comesInACrowd,
  type DomainRule,
  namesOver,
  type Rules,
  ruleOver,
  serverNamed,
  serverOf,
  standingOf,
  standingOfServer,
  subjectNamed,
} from "../../src/domain/moderation.ts";

function rules(
  domains: Readonly<Record<string, DomainRule>>,
  actors: Readonly<Record<string, "block" | "limit">> = {},
  admission: Admission = "open",
): Rules {
  return {
    admission,
    domains: new Map(Object.entries(domains)),
    actors: new Map(Object.entries(actors)),
  };
}

const worse = { open: 0, limited: 1, blocked: 2 } as const;

describe("G4: one spelling of a server", () => {
  test.each([
    ["bad.example", "bad.example"],
    ["  BAD.Example ", "bad.example"],
    ["bad.example.", "bad.example"],
    ["bad.example..", "bad.example"],
    ["https://bad.example/", "bad.example"],
    ["bad.example:443", "bad.example"],
    ["bad.example:8443", "bad.example:8443"],
    ["Bücher.example", "xn--bcher-kva.example"],
    ["XN--BCHER-KVA.example", "xn--bcher-kva.example"],
    ["bu\u0308cher.example", "xn--bcher-kva.example"],
    ["ｂａｄ。example", "bad.example"],
    ["bad%2eexample", "bad.example"],
    ["127.1", "127.0.0.1"],
    ["[::1]", "[::1]"],
  ])("%s is %s", (written, name) => expect(serverNamed(written)).toBe(name));

  test.each([
    "",
    " ",
    ".",
    "*.bad.example",
    "b*d.example",
    "a b",
    "a/b",
    "a@b",
    "a?b",
    "a#b",
    "a:x",
  ])("%j is none", (written) => expect(serverNamed(written)).toBeNull());

  test("whatever can be written as a server is found again under its name", () => {
    fc.assert(
      fc.property(fc.domain(), fc.boolean(), fc.boolean(), (domain, dot, shout) => {
        const written = (shout ? domain.toUpperCase() : domain) + (dot ? "." : "");
        const name = serverNamed(domain) ?? "";
        expect(serverNamed(written)).toBe(name);
        expect(serverOf(`https://${written}/users/x`)).toBe(name);
        expect(standingOf(rules({ [name]: "block" }), `https://${written}/users/x`)).toBe(
          "blocked",
        );
      }),
    );
  });
});

describe("G4: a rule holds for what is below it, the longest name first", () => {
  test("names over a server, the closest first", () => {
    expect(namesOver("a.b.example:8443")).toEqual([
      "a.b.example:8443",
      "a.b.example",
      "b.example:8443",
      "b.example",
      "example:8443",
      "example",
    ]);
    expect(namesOver("10.0.0.1")).toEqual(["10.0.0.1"]);
    expect(namesOver("[2001:db8::1]:8443")).toEqual(["[2001:db8::1]:8443", "[2001:db8::1]"]);
  });

  test("an allow below a block, and a block below that", () => {
    const some = rules({
      "bad.example": "block",
      "good.bad.example": "allow",
      "x.good.bad.example": "block",
    });
    const standing = (server: string) => standingOfServer(some, server);
    expect(standing("bad.example")).toBe("blocked");
    expect(standing("deep.under.bad.example")).toBe("blocked");
    expect(standing("bad.example:8443")).toBe("blocked");
    expect(standing("good.bad.example")).toBe("open");
    expect(standing("y.good.bad.example")).toBe("open");
    expect(standing("x.good.bad.example")).toBe("blocked");
    // A name that only ends alike is another's.
    expect(standing("notbad.example")).toBe("open");
    expect(standing("bad.example.org")).toBe("open");
  });

  test("a rule with a port is for that port alone", () => {
    const some = rules({ "host.test:8443": "block" });
    expect(standingOfServer(some, "host.test:8443")).toBe("blocked");
    expect(standingOfServer(some, "host.test")).toBe("open");
    expect(standingOfServer(some, "host.test:9443")).toBe("open");
  });

  const label = fc.constantFrom("a", "b", "c");
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
  const someRules = fc.dictionary(name, fc.constantFrom<DomainRule>("block", "limit", "allow"));

  test("the rule that holds is that of the longest name at or above, in any order of rules", () => {
    fc.assert(
      fc.property(someRules, name, fc.boolean(), (made, server, turn) => {
        const entries = Object.entries(made);
        const above = entries.filter(([one]) => server === one || server.endsWith(`.${one}`));
        const longest = above.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? null;
        const domains = new Map(turn ? entries.reverse() : entries);
        expect(ruleOver({ domains }, server)).toBe(longest);
      }),
    );
  });
});

describe("G4: accounts", () => {
  test("an account stands as its server does, or worse", () => {
    const iri = "https://host.test/users/x";
    for (const rule of ["block", "limit", "allow"] as const) {
      for (const own of ["block", "limit"] as const) {
        const server = standingOf(rules({ "host.test": rule }), iri);
        const both = standingOf(rules({ "host.test": rule }, { [iri]: own }), iri);
        const alone = standingOf(rules({}, { [iri]: own }), iri);
        expect(worse[both]).toBe(Math.max(worse[server], worse[alone]));
      }
    }
  });

  test("however its server is spelled; another of the same server is not meant", () => {
    const some = rules({}, { "https://host.test/users/x": "block" });
    expect(standingOf(some, "https://HOST.test/users/x")).toBe("blocked");
    expect(standingOf(some, "https://host.test./users/x")).toBe("blocked");
    expect(standingOf(some, "https://host.test:443/users/x")).toBe("blocked");
    expect(standingOf(some, "https://host.test/users/y")).toBe("open");
    expect(standingOf(some, "https://host.test/users/x/")).toBe("open");
  });

  test("what somebody writes is an account when it has a path, else a server", () => {
    expect(subjectNamed("https://Host.test/users/x")).toEqual({
      kind: "actor",
      name: "https://host.test/users/x",
    });
    expect(subjectNamed("https://Host.test/")).toEqual({ kind: "domain", name: "host.test" });
    expect(subjectNamed("Host.test")).toEqual({ kind: "domain", name: "host.test" });
    expect(subjectNamed("not a name")).toBeNull();
    expect(actorNamed("host.test/users/x")).toBeNull();
  });
});

describe("G6: an allowlist admits whom a rule allows, and nobody else", () => {
  test.each([
    ["allowed.test", "open"],
    ["below.allowed.test", "open"],
    ["limited.test", "blocked"],
    ["blocked.test", "blocked"],
    ["unknown.test", "blocked"],
    ["blocked.allowed.test", "blocked"],
  ] as const)("%s: %s", (server, standing) => {
    const some = rules(
      {
        "allowed.test": "allow",
        "limited.test": "limit",
        "blocked.test": "block",
        "blocked.allowed.test": "block",
      },
      {},
      "allowlist",
    );
    expect(standingOfServer(some, server)).toBe(standing);
  });
});

test("G2: a crowd from a server of which nobody was here before", () => {
  expect(comesInACrowd({ together: 20, known: false }, 20)).toBe(false);
  expect(comesInACrowd({ together: 21, known: false }, 20)).toBe(true);
  expect(comesInACrowd({ together: 500, known: true }, 20)).toBe(false);
});

describe("G7: a list from elsewhere", () => {
  const line = (domain: string, severity = "suspend", n = 1): ListedDomain => ({
    line: n,
    domain,
    severity,
    comment: "spam",
  });

  test("what each line comes to", () => {
    const ours = rules({
      "mine.example": "block",
      "soft.example": "limit",
      "friend.example": "allow",
      "wide.example": "block",
    });
    const verdicts = compare(
      ours,
      [
        line("New.example"),
        line("soft.example"),
        line("mine.example", "silence"),
        line("friend.example"),
        line("below.wide.example", "silence"),
        line("wide.example"),
        line("b*d.example"),
        line("no name"),
        line("odd.example", "noop"),
        line("girona.test"),
        line("test"),
        line("girona.test:443"),
        line("new.example", "silence"),
      ],
      "girona.test",
    );
    expect(verdicts.map((one) => ("take" in one ? [one.take, one.instead] : one.skip))).toEqual([
      ["block", null],
      ["block", "limit"],
      "ours-is-stricter",
      "we-allow-it",
      "ours-is-stricter",
      "already-so",
      "obfuscated",
      "not-a-domain",
      "no-severity",
      "ourselves",
      "ourselves",
      "ourselves",
      "ours-is-stricter",
    ]);
  });

  test("never loosens what holds for any server, and never touches what we allow", () => {
    const names = ["example", "a.example", "b.a.example", "c.b.a.example", "d.example"];
    const name = fc.constantFrom(...names);
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.constantFrom<DomainRule>("block", "limit", "allow")),
        fc.array(fc.tuple(name, fc.constantFrom("suspend", "silence", "noop"))),
        (made, listed) => {
          const before = rules(made);
          const lines = listed.map(([domain, severity], n) => line(domain, severity, n));
          const after = new Map(before.domains);
          for (const one of compare(before, lines, "girona.test")) {
            if ("take" in one) after.set(one.domain, one.take);
          }
          for (const server of [...names, "x.c.b.a.example"]) {
            const was = standingOfServer(before, server);
            const is = standingOfServer({ ...before, domains: after }, server);
            expect(worse[is]).toBeGreaterThanOrEqual(worse[was]);
          }
          for (const [domain, rule] of before.domains) {
            if (rule === "allow") expect(after.get(domain)).toBe("allow");
          }
        },
      ),
    );
  });

  test("whom it would cut off: those who are not cut off already", () => {
    const known = [
      { server: "a.bad.example", followers: 3, seats: 1 },
      { server: "gone.example", followers: 2, seats: 0 },
      { server: "good.example", followers: 9, seats: 4 },
    ];
    const from = rules({ "gone.example": "block" });
    const to = rules({ "gone.example": "block", "bad.example": "block", "good.example": "limit" });
    expect(cutOff(from, to, known)).toEqual([known[0]]);
  });
});
