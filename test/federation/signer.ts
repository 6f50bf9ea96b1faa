/**
 * Signs requests in both dialects with node:crypto alone, and wrongly in every way that a test asks
 * for. It shares nothing with the code under test.
 */
import { createHash, generateKeyPairSync, type KeyObject, sign as signBytes } from "node:crypto";

export type KeyKind = "rsa" | "stranger" | "rsa1024" | "ed25519";

type Pair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
const made = new Map<KeyKind, Pair>();

/** One pair of each kind for the whole file: what takes time in tests is making keys. */
export function pair(kind: KeyKind): Pair {
  const there = made.get(kind);
  if (there !== undefined) return there;
  const fresh =
    kind === "ed25519"
      ? generateKeyPairSync("ed25519")
      : generateKeyPairSync("rsa", { modulusLength: kind === "rsa1024" ? 1024 : 2048 });
  made.set(kind, fresh);
  return fresh;
}

export function pem(kind: KeyKind): string {
  return pair(kind).publicKey.export({ type: "spki", format: "pem" }).toString();
}

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The public half of an Ed25519 key as Multikey writes it: base58btc of 0xed 0x01 and the key. */
export function multibase(kind: "ed25519" = "ed25519"): string {
  const spki = pair(kind).publicKey.export({ type: "spki", format: "der" });
  const bytes = Buffer.concat([Buffer.from([0xed, 0x01]), spki.subarray(-32)]);
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (; rest > 0n; rest /= 58n) text = alphabet.charAt(Number(rest % 58n)) + text;
  return `z${text}`;
}

export type Signer = { readonly keyId: string; readonly key?: KeyKind };

type Common = {
  readonly at?: Date;
  /** Sent instead of what was signed. */
  readonly sentBody?: string | Uint8Array;
  readonly contentType?: string | null;
  /** Signed and sent as host. */
  readonly host?: string;
  /** Sent beside the others; signed when covered. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
};

export type DraftOptions = Common & {
  /** The Date header as it stands; null for none. */
  readonly date?: string | null;
  readonly covered?: readonly string[];
  readonly digest?: string | null;
  readonly algorithm?: string | null;
  /** What is signed as the target, instead of the request's own. */
  readonly target?: string;
  /** Rewrites the finished Signature header; null leaves it out. */
  readonly rewrite?: (header: string) => string | null;
};

export const draftCovers = ["(request-target)", "host", "date", "digest", "content-type"] as const;

/** A POST signed as draft-cavage-http-signatures-12 says. */
export function draft(
  url: string,
  body: string | Uint8Array,
  signer: Signer,
  options: DraftOptions = {},
): Request {
  const { pathname, search, host } = new URL(url);
  const digest = options.digest === undefined ? `SHA-256=${sha256(body)}` : options.digest;
  const date = options.date === undefined ? httpDate(options.at) : options.date;
  const contentType = options.contentType === undefined ? activityJson : options.contentType;
  const headers: Record<string, string> = {
    host: options.host ?? host,
    ...(date === null ? {} : { date }),
    ...(digest === null ? {} : { digest }),
    ...(contentType === null ? {} : { "content-type": contentType }),
  };
  const covered = options.covered ?? draftCovers;
  const lines = covered.map((name) =>
    name === "(request-target)"
      ? `${name}: ${options.target ?? `post ${pathname}${search}`}`
      : `${name}: ${headers[name] ?? options.headers?.[name] ?? ""}`,
  );
  const algorithm = options.algorithm === undefined ? "rsa-sha256" : options.algorithm;
  const parts = [
    `keyId="${signer.keyId}"`,
    ...(algorithm === null ? [] : [`algorithm="${algorithm}"`]),
    `headers="${covered.join(" ")}"`,
    `signature="${signed(lines.join("\n"), signer.key)}"`,
  ];
  const signature =
    options.rewrite === undefined ? parts.join(",") : options.rewrite(parts.join(","));
  return new Request(url, {
    method: options.method ?? "POST",
    body: bytes(options.sentBody ?? body),
    headers: {
      ...headers,
      ...(signature === null ? {} : { signature }),
      ...options.headers,
    },
  });
}

export type Rfc9421Options = Common & {
  readonly covered?: readonly string[];
  readonly digest?: string | null;
  readonly created?: number | null;
  readonly expires?: number;
  readonly alg?: string | null;
  readonly label?: string;
  readonly rewriteInput?: (header: string) => string | null;
  readonly rewrite?: (header: string) => string | null;
};

const rfc9421Covers = ["@method", "@target-uri", "content-digest"] as const;

/** A POST signed as RFC 9421 says. */
export function rfc9421(
  url: string,
  body: string | Uint8Array,
  signer: Signer,
  options: Rfc9421Options = {},
): Request {
  const { pathname, search, host } = new URL(url);
  const digest = options.digest === undefined ? `sha-256=:${sha256(body)}:` : options.digest;
  const contentType = options.contentType === undefined ? activityJson : options.contentType;
  const method = options.method ?? "POST";
  const headers: Record<string, string> = {
    host: options.host ?? host,
    date: httpDate(options.at),
    ...(digest === null ? {} : { "content-digest": digest }),
    ...(contentType === null ? {} : { "content-type": contentType }),
  };
  const derived: Record<string, string> = {
    "@method": method,
    "@target-uri": url,
    "@authority": options.host ?? host,
    "@path": pathname,
    "@query": search === "" ? "?" : search,
    "@scheme": "https",
    "@request-target": `${pathname}${search}`,
  };
  const covered = options.covered ?? rfc9421Covers;
  const created =
    options.created === undefined
      ? Math.floor((options.at ?? new Date()).getTime() / 1000)
      : options.created;
  const alg =
    options.alg === undefined
      ? signer.key === "ed25519"
        ? "ed25519"
        : "rsa-v1_5-sha256"
      : options.alg;
  const parameters = [
    `(${covered.map((name) => `"${name}"`).join(" ")})`,
    ...(created === null ? [] : [`created=${created}`]),
    ...(options.expires === undefined ? [] : [`expires=${options.expires}`]),
    `keyid="${signer.keyId}"`,
    ...(alg === null ? [] : [`alg="${alg}"`]),
  ].join(";");
  const base = [
    ...covered.map((name) => `"${name}": ${derived[name] ?? headers[name] ?? ""}`),
    `"@signature-params": ${parameters}`,
  ].join("\n");
  const label = options.label ?? "sig1";
  const finished = `${label}=:${signed(base, signer.key)}:`;
  const input = (options.rewriteInput ?? same)(`${label}=${parameters}`);
  const signature = (options.rewrite ?? same)(finished);
  return new Request(url, {
    method,
    body: bytes(options.sentBody ?? body),
    headers: {
      ...headers,
      ...(input === null ? {} : { "signature-input": input }),
      ...(signature === null ? {} : { signature }),
      ...options.headers,
    },
  });
}

export const activityJson = "application/activity+json";

export function sha256(body: string | Uint8Array): string {
  return createHash("sha256").update(body).digest("base64");
}

export function httpDate(at: Date = new Date()): string {
  return at.toUTCString();
}

function signed(text: string, kind: KeyKind = "rsa"): string {
  const { privateKey } = pair(kind);
  return signBytes(kind === "ed25519" ? null : "sha256", Buffer.from(text), privateKey).toString(
    "base64",
  );
}

function bytes(body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof body === "string" ? Buffer.from(body) : Buffer.from(body);
}

function same(header: string): string | null {
  return header;
}
