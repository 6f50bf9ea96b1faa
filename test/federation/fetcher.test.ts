/** The one way out: which addresses are asked, how far, how long, how much (boundary.md C and I). */
import dns from "node:dns";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { checkUrl, createFetcher, mayReach, type Transport } from "../../src/federation/fetcher.ts";
import { FetchRefused, type Outgoing } from "../../src/instance.ts";

const origin = "https://girona.test";
/** These tests ask one site often; how often one may is budget.test.ts. */
const perSite = 10_000;

type Sent = { readonly url: string; readonly init: RequestInit };

/** A fetcher over a network that answers as told, and remembers what was sent. */
function over(answer: (sent: Sent) => Response | Promise<Response>, allowPrivateAddress = false) {
  const sent: Sent[] = [];
  const transport: Transport = async (url, init) => {
    sent.push({ url, init });
    return answer({ url, init });
  };
  return { fetcher: createFetcher({ origin, perSite, allowPrivateAddress, transport }), sent };
}

function get(url: string): Outgoing {
  return { method: "GET", url, headers: { accept: "application/activity+json" } };
}

function post(url: string): Outgoing {
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/activity+json" },
    body: "{}",
  };
}

const ok = () => new Response("{}");

afterEach(() => vi.restoreAllMocks());

describe("addresses that are not asked (C1, C4, C17)", () => {
  const refused = [
    // Private, by every way of writing them.
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://127.255.255.254/",
    "https://%31%32%37.0.0.1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://１２７.0.0.1/",
    "https://127。0。0。1/",
    "https://0.0.0.0/",
    "https://0/",
    "https://10.0.0.1/",
    "https://10.255.255.255/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.0.1/",
    "https://0xc0a80001/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://100.64.0.1/",
    "https://100.127.255.255/",
    "https://192.0.0.1/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://224.0.0.1/",
    "https://239.255.255.255/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[2001:db8::1]/",
    "https://[3fff::1]/",
    "https://[100::1]/",
    "https://[fc00::1]/",
    "https://[fd12:3456:789a::1]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[5f00::1]/",
    // Other schemes and ports, and names in the address.
    "http://veins.test/",
    "http://veins.test:443/",
    "https://veins.test:8443/",
    "https://veins.test:80/",
    "https://veins.test:22/",
    "https://me@veins.test/",
    "https://me:secret@veins.test/",
    "https://:secret@veins.test/",
    "ftp://veins.test/",
    "file:///etc/passwd",
    "gopher://veins.test/",
    "data:application/activity+json,{}",
    "javascript:alert(1)",
    "blob:https://veins.test/1",
    "ws://veins.test/",
    "wss://veins.test/",
    "about:blank",
    "acct:marta@veins.test",
    "//veins.test/",
    "veins.test",
    "/users/marta",
    "",
    "https://",
    "https:///",
    "https://veins.test:99999/",
    "https://[::1/",
    "https://a b.test/",
  ];

  test.each(refused)("%s", async (url) => {
    const { fetcher, sent } = over(ok);
    for (const request of [get(url), post(url)]) {
      await expect(fetcher(request)).rejects.toBeInstanceOf(FetchRefused);
    }
    expect(sent).toEqual([]);
  });

  test.each([
    "https://veins.test/",
    "https://veins.test:443/",
    "https://VEINS.test/users/marta?page=1",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://caf\u00e9.test/",
  ])("but %s is", async (url) => {
    const { fetcher, sent } = over(ok);
    expect((await fetcher(get(url))).status).toBe(200);
    expect(sent).toHaveLength(1);
  });

  test("when trying out on one machine: http, any port and loopback; still nothing else that is private", () => {
    for (const url of [
      "http://127.0.0.1:8000/",
      "http://[::1]:8000/",
      "http://vic.localhost:8000/",
      "https://veins.test:8443/",
    ]) {
      expect(() => checkUrl(url, true)).not.toThrow();
    }
    for (const url of [
      "http://10.0.0.1/",
      "http://169.254.169.254/",
      "http://0.0.0.0:8000/",
      "http://[::]:8000/",
      "http://192.168.1.1/",
      "http://me@127.0.0.1/",
      "ftp://127.0.0.1/",
      "http://[::ffff:127.0.0.1]:8000/",
    ]) {
      expect(() => checkUrl(url, true), url).toThrow(FetchRefused);
    }
  });

  test("what is no address may never be reached", () => {
    for (const text of ["", "localhost", "veins.test", "127.0.0.1 ", "::g"])
      expect(mayReach(text, true)).toBe(false);
  });
});

/** A server of this machine that counts who comes. */
async function canary(port = 0, host = "127.0.0.1") {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections++;
    socket.destroy();
  });
  server.listen(port, host);
  await once(server, "listening");
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

type Address = { readonly address: string; readonly family: number };

/** Names that resolve as a test says; gives how often each was asked. */
function names(answers: readonly (readonly Address[])[]) {
  let asked = 0;
  vi.spyOn(dns, "lookup").mockImplementation(((
    _host: string,
    _options: unknown,
    found: (error: Error | null, all: readonly Address[]) => void,
  ) => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked++;
    setImmediate(() => found(null, answer));
  }) as never);
  return { asked: () => asked };
}

describe("names are checked where we connect (C1, C3)", () => {
  test("a name that resolves to this machine: nobody comes, also on the usual port", async () => {
    const { connections } = await canary(443).catch(() => canary());
    names([[{ address: "127.0.0.1", family: 4 }]]);
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: false });
    for (const request of [get("https://intern.example/"), post("https://intern.example/inbox")]) {
      await expect(fetcher(request)).rejects.toThrow(FetchRefused);
    }
    expect(connections()).toBe(0);
  });

  test("localhost, as the system resolves it: nobody comes", async () => {
    const { connections } = await canary(443).catch(() => canary());
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: false });
    await expect(fetcher(get("https://localhost/"))).rejects.toThrow(FetchRefused);
    await expect(fetcher(get("https://localhost./"))).rejects.toThrow(FetchRefused);
    expect(connections()).toBe(0);
  });

  test.each([
    ["0.0.0.0, which leads to this machine", { address: "0.0.0.0", family: 4 }],
    ["::", { address: "::", family: 6 }],
    ["this machine, mapped into v6", { address: "::ffff:127.0.0.1", family: 6 }],
    ["a private network", { address: "10.0.0.1", family: 4 }],
    ["the metadata of a cloud", { address: "169.254.169.254", family: 4 }],
  ])("a name that resolves to %s, also when trying out", async (_what, address) => {
    const { port, connections } = await canary();
    names([[address]]);
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    await expect(fetcher(get(`http://intern.example:${port}/`))).rejects.toThrow(FetchRefused);
    expect(connections()).toBe(0);
  });

  test("the address that was checked is the one connected to: a name is asked once for a connection (C3)", async () => {
    const server = await served((_request, response) => response.end("here"));
    // The second answer would be refused, if anybody asked for it.
    const { asked } = names([
      [{ address: "127.0.0.1", family: 4 }],
      [{ address: "10.0.0.1", family: 4 }],
    ]);
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    const answer = await fetcher(get(`http://rebinding.example:${server.port}/`));
    expect(answer.body).toBe("here");
    expect(asked()).toBe(1);
  });

  test("of several addresses only the public ones are tried", async () => {
    const { port, connections } = await canary();
    names([
      [
        { address: "0.0.0.0", family: 4 },
        { address: "10.0.0.1", family: 4 },
        { address: "::", family: 6 },
      ],
    ]);
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    await expect(fetcher(get(`http://several.example:${port}/`))).rejects.toThrow(FetchRefused);
    expect(connections()).toBe(0);
  });

  test("names of .test and .localhost are this machine when trying out, where the system does not know them", async () => {
    const server = await served((request, response) => response.end(request.headers.host));
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    const host = `vic.test:${server.port}`;
    expect((await fetcher(get(`http://${host}/`))).body).toBe(host);
    await expect(
      createFetcher({ origin, perSite, allowPrivateAddress: false })(get("https://vic.test/")),
    ).rejects.toThrow(FetchRefused);
  });
});

/** A server of this machine. */
async function served(handler: Parameters<typeof createServer>[1]) {
  const server: Server = createServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return { port: (server.address() as AddressInfo).port };
}

describe("redirects (C2, C4, A7)", () => {
  const moved = (location: string, status = 302) =>
    new Response(null, { status, headers: { location } });

  test.each([301, 302, 303, 307, 308])("on the same server, up to three (%i)", async (status) => {
    const { fetcher, sent } = over(({ url }) => {
      const n = Number(/(\d)$/.exec(url)?.[1] ?? 0);
      return n < 3 ? moved(`/step${n + 1}`, status) : new Response("there");
    });
    expect((await fetcher(get("https://veins.test/step0"))).body).toBe("there");
    expect(sent.map(({ url }) => url)).toEqual(
      [0, 1, 2, 3].map((n) => `https://veins.test/step${n}`),
    );
  });

  test("not a fourth, nor in circles", async () => {
    const { fetcher, sent } = over(() => moved("/again"));
    await expect(fetcher(get("https://veins.test/"))).rejects.toThrow(FetchRefused);
    expect(sent).toHaveLength(4);
  });

  test.each([
    "https://altres.test/",
    "https://www.veins.test/",
    "//altres.test/",
    "http://veins.test/",
    "https://veins.test:8443/",
    "https://me@veins.test/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "data:application/activity+json,{}",
    "file:///etc/passwd",
    "gopher://veins.test/",
    "javascript:alert(1)",
    "https://",
    "http://[",
  ])("not to %s", async (location) => {
    const { fetcher, sent } = over(({ url }) =>
      url === "https://veins.test/" ? moved(location) : ok(),
    );
    await expect(fetcher(get("https://veins.test/"))).rejects.toThrow(FetchRefused);
    expect(sent).toHaveLength(1);
  });

  test("without a place to go it is an answer like others", async () => {
    const { fetcher } = over(() => new Response(null, { status: 304 }));
    expect((await fetcher(get("https://veins.test/"))).status).toBe(304);
  });

  test.each([301, 302, 303, 307, 308])("never of a POST: %i is the answer (I4)", async (status) => {
    const { fetcher, sent } = over(() => moved("https://veins.test/elsewhere", status));
    expect((await fetcher(post("https://veins.test/inbox"))).status).toBe(status);
    expect(sent).toHaveLength(1);
  });

  test("the transport is never let to follow by itself", async () => {
    const { fetcher, sent } = over(ok);
    await fetcher(get("https://veins.test/"));
    await fetcher(post("https://veins.test/"));
    for (const { init } of sent) expect(init.redirect).toBe("manual");
  });

  test("a link to an alternate is not followed (C5)", async () => {
    const { fetcher, sent } = over(
      () =>
        new Response('<link rel="alternate" type="application/activity+json" href="/other">', {
          headers: {
            "content-type": "text/html",
            link: '</other>; rel="alternate"; type="application/activity+json"',
          },
        }),
    );
    await fetcher(get("https://veins.test/"));
    expect(sent).toHaveLength(1);
  });
});

describe("size (C7, I6)", () => {
  /** Sends pieces until it is stopped; gives how many bytes were taken. */
  function endless(piece = new Uint8Array(64 * 1024)) {
    let given = 0;
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += piece.byteLength;
        controller.enqueue(piece);
        if (given > 64_000_000) controller.close();
      },
      cancel() {
        cancelled = true;
      },
    });
    return { stream, given: () => given, cancelled: () => cancelled };
  }

  test("exactly a megabyte is read, one byte more is refused", async () => {
    for (const [size, taken] of [
      [1_000_000, true],
      [1_000_001, false],
    ] as const) {
      const { fetcher } = over(() => new Response("x".repeat(size)));
      const answer = fetcher(get("https://veins.test/"));
      if (taken) expect((await answer).body).toHaveLength(size);
      else await expect(answer).rejects.toThrow(FetchRefused);
    }
  });

  test("an answer without end is stopped soon", async () => {
    const { stream, given, cancelled } = endless();
    const { fetcher } = over(() => new Response(stream));
    await expect(fetcher(get("https://veins.test/"))).rejects.toThrow(FetchRefused);
    expect(given()).toBeLessThan(2_000_000);
    expect(cancelled()).toBe(true);
  });

  test("what is answered to a POST is cut, not refused", async () => {
    const { stream, given, cancelled } = endless();
    const { fetcher } = over(() => new Response(stream, { status: 202 }));
    const answer = await fetcher(post("https://veins.test/inbox"));
    expect(answer.status).toBe(202);
    expect(answer.body.length).toBeLessThanOrEqual(4_096);
    expect(given()).toBeLessThan(500_000);
    expect(cancelled()).toBe(true);
  });

  test.each([
    ["gzip", gzipSync(Buffer.alloc(100_000_000))],
    ["br", brotliCompressSync(Buffer.alloc(100_000_000))],
  ])("a bomb (%s): a hundred megabytes in a few kilobytes", async (encoding, bomb) => {
    expect(bomb.byteLength).toBeLessThan(200_000);
    const server = await served((_request, response) => {
      response.writeHead(200, {
        "content-encoding": encoding,
        "content-type": "application/activity+json",
      });
      response.end(bomb);
    });
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    const before = process.memoryUsage().rss;
    await expect(fetcher(get(`http://127.0.0.1:${server.port}/`))).rejects.toThrow(FetchRefused);
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
  });

  test("what is only compressed is read", async () => {
    const server = await served((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync('{"a":1}'));
    });
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    expect((await fetcher(get(`http://127.0.0.1:${server.port}/`))).body).toBe('{"a":1}');
  });
});

describe.concurrent("time (C6)", () => {
  test("a server that never answers is left after ten seconds", async () => {
    const server = await served(() => {});
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    const began = performance.now();
    await expect(fetcher(get(`http://127.0.0.1:${server.port}/`))).rejects.toThrow(FetchRefused);
    expect(performance.now() - began).toBeLessThan(14_000);
  }, 30_000);

  test("one that answers drop by drop is left after ten seconds", async () => {
    const server = await served((_request, response) => {
      response.writeHead(200, { "content-type": "application/activity+json" });
      const drops = setInterval(() => response.write(" "), 100);
      response.on("close", () => clearInterval(drops));
    });
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    const began = performance.now();
    await expect(fetcher(get(`http://127.0.0.1:${server.port}/`))).rejects.toThrow(FetchRefused);
    expect(performance.now() - began).toBeLessThan(14_000);
  }, 30_000);

  test("so is one that redirects again and again, slowly: ten seconds for all together", async () => {
    const server = await served((_request, response) => {
      setTimeout(() => {
        response.writeHead(302, { location: "/again" });
        response.end();
      }, 4_000);
    });
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    const began = performance.now();
    await expect(fetcher(get(`http://127.0.0.1:${server.port}/`))).rejects.toThrow(FetchRefused);
    expect(performance.now() - began).toBeLessThan(14_000);
  }, 30_000);
});

describe("answers that break", () => {
  test.each<[string, (port: number) => string]>([
    ["nobody listens", () => "http://127.0.0.1:1/"],
    ["a name without an address", () => "http://no-such-host.invalid/"],
  ])("%s: refused, as everything else", async (_what, url) => {
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    await expect(fetcher(get(url(0)))).rejects.toBeInstanceOf(FetchRefused);
  });

  test("a connection that ends in the middle", async () => {
    const server = await served((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{");
      setTimeout(() => response.destroy(), 20);
    });
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    await expect(fetcher(get(`http://127.0.0.1:${server.port}/`))).rejects.toBeInstanceOf(
      FetchRefused,
    );
  });

  test("headers without end", async () => {
    const server = await served((_request, response) => {
      for (let n = 0; n < 200; n++) response.setHeader(`x-${n}`, "y".repeat(1_000));
      response.end();
    });
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    await expect(fetcher(get(`http://127.0.0.1:${server.port}/`))).rejects.toBeInstanceOf(
      FetchRefused,
    );
  });

  test("a certificate that nobody vouches for (C16)", async () => {
    let requests = 0;
    const server = createTlsServer(
      { key: selfSigned.key, cert: selfSigned.cert },
      (_request, response) => {
        requests++;
        response.end("{}");
      },
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
    const fetcher = createFetcher({ origin, perSite, allowPrivateAddress: true });
    const { port } = server.address() as AddressInfo;
    await expect(fetcher(get(`https://localhost:${port}/`))).rejects.toBeInstanceOf(FetchRefused);
    expect(requests).toBe(0);
  });
});

describe("what we say of ourselves", () => {
  test("who we are, and nothing of this machine", async () => {
    const { fetcher, sent } = over(ok);
    await fetcher(get("https://veins.test/"));
    const headers = new Headers(sent[0]?.init.headers);
    expect(headers.get("user-agent")).toMatch(
      /^Multaque\/\d+\.\d+\.\d+ \(\+https:\/\/girona\.test\/\)$/,
    );
    expect([...headers.keys()].sort()).toEqual(["accept", "user-agent"]);
    for (const name of ["cookie", "authorization", "referer", "x-forwarded-for"])
      expect(headers.has(name)).toBe(false);
  });

  test("the body goes out as it is, byte for byte", async () => {
    const { fetcher, sent } = over(ok);
    const body = '{"content":"à € 😀  "}';
    await fetcher({ ...post("https://veins.test/inbox"), body });
    expect(sent[0]?.init.body).toBe(body);
  });
});

/** Made for this test with openssl; signed by itself, for localhost. */
const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOeOh6uqgWaKoiHL5
EQFdnijJh7EI2X5juFj1Yb9k9AyhRANCAATLX5vXkruFwrYOL4/2xTLfzaO7tPd7
h/nYmE9rbj2NuAUtl8XN4jvVW5QaCVdfLeowEydcWXX4iuMdEJG8hLIc
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUYt6CK3huh/mlRPXAbPb9ANThrbAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTIzMTM0NVoYDzIxMjYxMDI4
MjMxMzQ1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATLX5vXkruFwrYOL4/2xTLfzaO7tPd7h/nYmE9rbj2NuAUtl8XN4jvV
W5QaCVdfLeowEydcWXX4iuMdEJG8hLIco2kwZzAdBgNVHQ4EFgQUNkoCcVubXNKR
EwBg4Yi1UuQP3KAwHwYDVR0jBBgwFoAUNkoCcVubXNKREwBg4Yi1UuQP3KAwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIhAMVrDiYOgzQLmlaB+chdu95tuYIQzHJ/fSu3GduvGzEVAiBUvWojyahu
rAaPZYu4knTiqgvm1mABt87sPRCe4ynEbg==
-----END CERTIFICATE-----
`,
};
