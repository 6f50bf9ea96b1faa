import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, serve } from "./serve.ts";

let at: Served;
beforeAll(async () => {
  at = await serve();
});
afterAll(() => at.instance.close());

const decoded = (address: string) => address.replaceAll("&amp;", "&").replaceAll("&#39;", "'");

/** Every address in a page that leads to our own server, without its fragment, and the fragments apart. */
function leads(html: string, origin: string, page: string) {
  const found = [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(
    ([, address = ""]) => new URL(decoded(address), origin + page),
  );
  return found.filter((url) => url.origin === origin);
}

// Towns lead to towns: those of one comarca are enough to see that the rest would answer.
const mostPages = 250;

test("every internal link answers, and every anchor exists", async () => {
  const { origin } = at.instance;
  const seen = new Map<string, string>();
  const anchors: { readonly from: string; readonly to: string; readonly id: string }[] = [];
  const toSee = [
    "/",
    "/ca",
    "/es",
    "/en",
    "/lloc",
    "/ca/lloc/17079-girona",
    "/es/lugar?on=sant%20pere",
    "/ca/projectes",
    "/proyectos",
    "/en/projects?q=car&gent=8",
    `/en/ap/notes/${at.news}`,
    "/ca/no-hi-es",
  ];
  while (toSee.length > 0 && seen.size < mostPages) {
    const path = toSee.shift() ?? "";
    if (seen.has(path)) continue;
    const answer = await at.instance.request(path, { headers: { accept: "text/html" } });
    // A form goes there; whoever looks at it by itself is sent to what can be followed.
    const forms = path.endsWith("/follow") ? 302 : 200;
    const expected = { "/ca/no-hi-es": 404, "/proyectos": 301 }[path] ?? forms;
    expect([path, answer.status]).toEqual([path, expected]);
    const html = answer.headers.get("content-type")?.startsWith("text/html")
      ? await answer.text()
      : "";
    seen.set(path, html);
    for (const url of leads(html, origin, path)) {
      const to = url.pathname + url.search;
      if (url.hash !== "") anchors.push({ from: path, to, id: url.hash.slice(1) });
      if (!seen.has(to)) toSee.push(to);
    }
  }
  for (const { from, to, id } of anchors) {
    const html = seen.get(to) ?? (await (await at.get(to)).text());
    expect(html.includes(`id="${id}"`), `${from} leads to #${id} of ${to}`).toBe(true);
  }
  expect(seen.size).toBeGreaterThan(40);
});
