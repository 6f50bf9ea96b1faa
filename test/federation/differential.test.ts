/**
 * Our verification of signatures against Fedify's, over generated requests in both dialects, good and
 * spoilt (A2, A3, A9 to A17): what we take, Fedify takes; what it takes and we do not has a stricter
 * rule. And Fedify takes what we sign.
 */
import { verifyRequest } from "@fedify/fedify/sig";
import type { DocumentLoader } from "@fedify/vocab-runtime";
import { Temporal } from "@js-temporal/polyfill";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { offlineContexts } from "../../src/federation/context.ts";
import { signDraft, signRfc9421 } from "../../src/federation/sign.ts";
import { readSignature } from "../../src/federation/signature.ts";
import { verifySender } from "../../src/federation/verify.ts";
import {
  activityJson,
  type DraftOptions,
  draft,
  draftCovers,
  type KeyKind,
  pair,
  type Rfc9421Options,
  rfc9421,
  sha256,
} from "./signer.ts";
import { type Sender, type World, world } from "./world.ts";

const seed = Number(process.env.FUZZ_SEED ?? 20_261_122);
// Without a query: what Fedify signs of one is not what the draft and RFC 9421 say.
const url = "https://girona.test/ap/inbox";
const now = new Date("2026-11-21T12:00:00Z");
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000);
const body = JSON.stringify({ id: "https://veins.test/1", type: "Follow" });

let w: World;
let senders: Readonly<Record<KeyKind, Sender>>;

beforeAll(async () => {
  w = await world({ now: () => now });
  const one = (key: KeyKind) => w.sender("veins.test", key, { key });
  senders = {
    rsa: one("rsa"),
    stranger: one("stranger"),
    rsa1024: one("rsa1024"),
    ed25519: one("ed25519"),
  };
  return () => w.instance.close();
});

/** Serves the documents of our senders, and nothing else. */
const documentLoader: DocumentLoader = async (asked) => {
  const sender = Object.values(senders).find(({ iri }) => asked.split("#", 1)[0] === iri);
  if (sender === undefined) throw new Error(`nothing at ${asked}`);
  return { document: sender.document, documentUrl: sender.iri, contextUrl: null };
};

/** Whether Fedify takes it as this actor's; what it throws at is not taken. */
async function fedifyTakes(request: Request, actor: string, at = now): Promise<boolean> {
  // The same Temporal, of which TypeScript has types of its own.
  const currentTime = Temporal.Instant.fromEpochMilliseconds(at.getTime()) as never;
  const options = { documentLoader, contextLoader: offlineContexts, currentTime };
  const key = await verifyRequest(request, options).catch(() => null);
  return key?.ownerId?.href === actor;
}

/** Why we do not take it, or null. */
async function refusal(request: Request, actor: string): Promise<string | null> {
  const sent = new Uint8Array(await request.arrayBuffer());
  const read = readSignature({ url: new URL(url), headers: request.headers, body: sent }, now);
  if ("refused" in read) return read.refused;
  const verified = await verifySender(w.instance, { actor, type: "Follow" }, read.claimed);
  return verified.outcome === "refused" ? verified.why : null;
}

/** Where we are stricter than Fedify, by the row of boundary.md. */
const stricter: readonly (readonly [rule: string, why: RegExp])[] = [
  ["A9, A10, A11, A14", /^the signature does not cover /],
  ["A9: SHA-256 alone", /^the digest is not that of the body$/],
  ["A12", /^the request was signed more than an hour from now$/],
  ["A13, A15: one reading, or none", /^the signature header is malformed$/],
  ["A15: expires is honoured", /^the signature has expired$/],
  ["A16: algorithms that servers use", /^the algorithm is not taken$/],
  ["A9: what is signed is there", /^a (?:header|component) that was signed is missing$/],
];

type Case = {
  readonly key: KeyKind;
  readonly actor: KeyKind;
  /** For whoever reads a counterexample. */
  readonly options: unknown;
  readonly request: () => Request;
};

const keys = fc.constantFrom<KeyKind>("rsa", "rsa", "rsa", "ed25519", "rsa1024");
/** Mostly nothing, so that what is spoilt is spoilt in one or two places. */
const rarely = <Value>(...values: readonly Value[]) => seldom(fc.constantFrom(...values));
function seldom<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, arbitrary);
}
const moments = rarely(hours(-30), hours(-1.5), hours(-0.5), hours(0.5), hours(1.5));
const bodies = rarely(`${body} `, "", "{}");
const seconds = (n: number) => Math.floor(hours(n).getTime() / 1000);

/** Ways in which a header comes to be another. */
const spoiling: readonly ((header: string) => string | null)[] = [
  (header) => header.slice(0, -4),
  (header) => header.replaceAll('"', "'"),
  (header) => `${header},${header}`,
  (header) => header.replace(/keyid=/i, "keyid=x;keyid="),
  (header) => header.replace(/[A-Za-z](?=[^A-Za-z]*$)/, "*"),
  (header) => `${header}, other=("@method");created=1`,
  (header) => header.toUpperCase(),
  (header) => ` ${header} `,
  (header) => header.replace("=", " = "),
  () => "",
  () => null,
];
const spoilt = rarely(...spoiling);

const drafts = fc
  .record({
    key: keys,
    other: rarely<KeyKind>("stranger", "rsa"),
    at: moments,
    covered: seldom(fc.subarray([...draftCovers, "user-agent", "(created)"])),
    algorithm: rarely("hs2019", "rsa-sha512", "hmac-sha256", "RSA-SHA256", null),
    digest: rarely(null, `SHA-512=${sha256(body)}`, `sha-256=${sha256(body)}`, "SHA-256=AAAA"),
    date: rarely(null, "yesterday", "2026-11-21T12:00:00Z"),
    sentBody: bodies,
    target: rarely("post /ap/inbox?x", "get /ap/inbox", "POST /ap/inbox"),
    rewrite: spoilt,
  })
  .map(({ key, other, at, ...rest }): Case => {
    const options = { at: at ?? now, ...defined(rest) } as DraftOptions;
    const signer = () => ({ keyId: senders[other ?? key].keyId, key });
    return {
      key,
      actor: other ?? key,
      options,
      request: () => draft(url, body, signer(), options),
    };
  });

const components = ["@method", "@target-uri", "@authority", "@path", "@scheme"];

const messages = fc
  .record({
    key: keys,
    other: rarely<KeyKind>("stranger", "rsa"),
    at: moments,
    covered: fc.oneof(
      fc.constant(undefined),
      fc.subarray([...components, "content-digest", "content-type", "date", "host"]),
    ),
    created: rarely(null, seconds(-2), seconds(2)),
    expires: rarely(seconds(-0.1), seconds(0.1)),
    alg: rarely("rsa-pss-sha512", "rsa-v1_5-sha512", "hmac-sha256", "ed25519", null),
    digest: rarely(
      null,
      "sha-256=:AAAA:",
      `sha-512=:${sha256(body)}:`,
      `SHA-256=:${sha256(body)}:`,
    ),
    sentBody: bodies,
    label: rarely("sig", "a-b", "SIG1"),
    rewriteInput: spoilt,
    rewrite: spoilt,
  })
  .map(({ key, other, at, ...rest }): Case => {
    const options = { at: at ?? now, ...defined(rest) } as Rfc9421Options;
    const signer = () => ({ keyId: senders[other ?? key].keyId, key });
    return {
      key,
      actor: other ?? key,
      options,
      request: () => rfc9421(url, body, signer(), options),
    };
  });

function defined(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

describe(`what we take, Fedify takes (FUZZ_SEED=${seed})`, () => {
  test.each([
    ["draft-cavage-http-signatures-12", drafts],
    ["RFC 9421", messages],
  ] as const)("A2, A3, A9 to A17: %s", { timeout: 120_000 }, async (_, cases) => {
    const taken = { both: 0, fedify: 0, neither: 0 };
    const property = fc.asyncProperty(cases, async ({ key, actor, request }) => {
      const { iri } = senders[actor];
      const why = await refusal(request(), iri);
      const theirs = await fedifyTakes(request(), iri);
      taken[why === null ? "both" : theirs ? "fedify" : "neither"]++;
      if (why === null) expect(theirs, "we take what Fedify does not").toBe(true);
      else if (theirs && key !== "rsa1024") {
        expect(
          stricter.filter(([, rule]) => rule.test(why)),
          `refused by us alone: ${why}`,
        ).not.toEqual([]);
      }
    });
    await fc.assert(property, { numRuns: 1_500, seed });
    expect(Math.min(...Object.values(taken)), JSON.stringify(taken)).toBeGreaterThan(20);
  });

  test("A17: a key of 1024 bits is good enough for Fedify, and not for us", async () => {
    const { iri, keyId } = senders.rsa1024;
    const request = () => draft(url, body, { keyId, key: "rsa1024" }, { at: now });
    expect(await fedifyTakes(request(), iri)).toBe(true);
    expect(await refusal(request(), iri)).toBe("the signature is not that of the actor");
  });
});

test("8.3, 42: Fedify takes what we sign, in both dialects, with and without a body", async () => {
  const { iri, keyId } = senders.rsa;
  const how = { key: pair("rsa").privateKey, keyId, at: now };
  const words = fc.webPath().map((path) => `https://veins.test/ap${path}`);
  const property = fc.asyncProperty(words, fc.option(fc.string()), async (to, said) => {
    const sent = said === null ? {} : { headers: { "content-type": activityJson }, body: said };
    const outgoing = {
      method: said === null ? "GET" : "POST",
      url: to,
      headers: {},
      ...sent,
    } as const;
    for (const sign of [signDraft, signRfc9421]) {
      const headers = { host: "veins.test", ...outgoing.headers, ...sign(outgoing, how) };
      const init = { method: outgoing.method, headers, ...(said === null ? {} : { body: said }) };
      expect(await fedifyTakes(new Request(to, init), iri), sign.name).toBe(true);
    }
  });
  await fc.assert(property, { numRuns: 200, seed });
});
