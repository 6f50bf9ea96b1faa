/** How much we fetch, and for whom: C13, C14 of boundary.md, F15 of docs/rules.md. */
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { budgetOf, forOneActivity } from "../../src/federation/budget.ts";
import { createFetcher } from "../../src/federation/fetcher.ts";
import { TooManyFetches } from "../../src/instance.ts";
import { allProjects } from "../../src/store/projects.ts";
import { draft } from "./signer.ts";
import { rows, type Sender, stored, type World, world } from "./world.ts";

afterEach(() => {
  vi.useRealTimers();
});

function over(answer: (url: string) => Response, perSite: number) {
  const asked: string[] = [];
  const transport = async (url: string) => {
    asked.push(url);
    return answer(url);
  };
  const fetcher = createFetcher({
    origin: "https://girona.test",
    allowPrivateAddress: false,
    perSite,
    transport,
  });
  const get = (url: string) => fetcher({ method: "GET", url, headers: {} });
  const post = (url: string) => fetcher({ method: "POST", url, headers: {}, body: "{}" });
  return { get, post, asked };
}

const ok = () => new Response("{}");

describe("C13: one site", () => {
  test("this machine, where the program is tried out, is asked as often as it takes", () => {
    const budget = budgetOf(2);
    for (const url of [
      "http://127.0.0.1:8001/a",
      "http://[::1]:8001/a",
      "http://localhost:8001/a",
    ]) {
      for (let n = 0; n < 9; n++) budget.spend(new URL(url), 0);
    }
    for (let n = 0; n < 2; n++) budget.spend(new URL("https://127.0.0.1.bad.example/"), 0);
    expect(() => budget.spend(new URL("https://127.0.0.1.bad.example/"), 0)).toThrow(
      TooManyFetches,
    );
  });

  test("is asked so often in any minute, whatever names it makes up, and others are asked all the same", async () => {
    const { get, asked } = over(ok, 60);
    for (let n = 0; n < 60; n++) await get(`https://a${n}.b${n % 7}.bad.example/`);
    for (const name of ["bad.example", "x.bad.example", "y.z.bad.example"]) {
      await expect(get(`https://${name}/`)).rejects.toThrow(TooManyFetches);
    }
    expect(asked).toHaveLength(60);
    await get("https://good.example/");
    await get("https://notbad.example/");
  });

  test("is asked again when a minute has gone by, and not at the stroke of the clock", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-22T10:00:50Z") });
    const { get } = over(ok, 2);
    await get("https://a.bad.example/");
    vi.setSystemTime(Date.parse("2026-11-22T10:01:10Z"));
    await get("https://b.bad.example/");
    await expect(get("https://c.bad.example/")).rejects.toThrow(TooManyFetches);
    vi.setSystemTime(Date.parse("2026-11-22T10:01:51Z"));
    await get("https://d.bad.example/");
    await expect(get("https://e.bad.example/")).rejects.toThrow(TooManyFetches);
  });

  test("redirects count, what we post does not", async () => {
    const circle = () => new Response(null, { status: 302, headers: { location: "/on" } });
    const { get, post, asked } = over(circle, 6);
    await expect(get("https://bad.example/1")).rejects.toThrow("redirects");
    await expect(get("https://bad.example/2")).rejects.toThrow(TooManyFetches);
    expect(asked).toHaveLength(6);
    for (let n = 0; n < 20; n++) await post("https://bad.example/inbox");
    expect(asked).toHaveLength(26);
  });

  test("of more sites than can be remembered, the longest quiet are forgotten, and the busy one is not", () => {
    const { spend } = budgetOf(3);
    const ask = (host: string) => spend(new URL(`https://${host}/`), 1_000_000);
    for (let n = 0; n < 30_000; n++) {
      ask(`made-up-${n}.example`);
      if (n === 9_000 || n === 18_000 || n === 27_000) ask("bad.example");
    }
    expect(() => ask("bad.example")).toThrow(TooManyFetches);
  });
});

test("C13: for one activity no more than five addresses are fetched to verify it, and five to handle it", async () => {
  const { get, asked } = over(ok, 1_000);
  const chase = async () => {
    for (let n = 0; ; n++) await get(`https://n${n}.example/`);
  };
  for (const after of [5, 10]) {
    await expect(forOneActivity(chase)).rejects.toThrow(TooManyFetches);
    expect(asked).toHaveLength(after);
  }
  await get("https://other.example/");
});

describe("C13: whoever makes up names below one domain", () => {
  async function follow(w: World, by: Sender): Promise<Response> {
    const [project] = await allProjects(w.instance.db);
    const object = `${w.instance.origin}/ap/projects/${project?.id}`;
    const body = JSON.stringify({
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${by.iri}/follows/1`,
      type: "Follow",
      actor: by.iri,
      object,
    });
    return w.instance.answer(draft(`${object}/inbox`, body, by));
  }

  test("is told to come again when we have asked enough, and nobody else is", async () => {
    const w = await world({ settings: { fetchPerSitePerMinute: 5 } });
    const statuses: number[] = [];
    for (let n = 0; n < 9; n++) {
      const answer = await follow(w, w.sender(`a${n}.bad.example`, "eve"));
      statuses.push(answer.status);
      if (answer.status === 503) expect(answer.headers.get("retry-after")).toBe("60");
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 503, 503, 503, 503]);
    expect(w.asked.filter((one) => one.includes("bad.example"))).toHaveLength(5);
    expect((await follow(w, w.sender("good.example", "marta"))).status).toBe(202);
    expect(await stored(w.instance)).toBe(6);
    // No row for each name that somebody makes up.
    expect(
      await rows(w.instance, sql`select 1 from remote_actor where failure is not null`),
    ).toEqual([]);
  });

  test("whom we know already is heard all the same", async () => {
    const w = await world({ settings: { fetchPerSitePerMinute: 2 } });
    const [eve, ...others] = [0, 1, 2].map((n) => w.sender(`a${n}.bad.example`, "eve"));
    if (eve === undefined) throw new Error("nobody");
    expect((await follow(w, eve)).status).toBe(202);
    for (const other of others) await follow(w, other);
    expect((await follow(w, eve)).status).toBe(202);
  });
});
