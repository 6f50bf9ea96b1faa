import { readFileSync } from "node:fs";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { themes } from "../../src/domain/themes.ts";
import { inks, tilePicture } from "../../src/web/look/tile.ts";
import { type Served, serve } from "./serve.ts";

let at: Served;
beforeAll(async () => {
  at = await serve();
});
afterAll(() => at.instance.close());

const bytes = async (path: string) => Buffer.from(await (await at.get(path)).arrayBuffer());

describe("GET /look/*.png", () => {
  const tile = () => `/look/tile/${at.project.sheet.slug}.png`;

  test("200 with a PNG of 400 by 400, for a project, the cooperative and teams", async () => {
    for (const path of [tile(), "/look/icon.png", "/look/team.png"]) {
      const answer = await at.get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("image/png");
      const png = Buffer.from(await answer.arrayBuffer());
      expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
      expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 400, height: 400 });
      // No corner is left to the page of somebody else.
      expect((await sharp(png).stats()).isOpaque).toBe(true);
      expect(png.length).toBeLessThan(40_000);
    }
  });

  test("is in the inks of its theme", async () => {
    const { data } = await sharp(await bytes(tile()))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const seen = new Set<string>();
    for (let n = 0; n < data.length; n += 3)
      seen.add(`#${data.subarray(n, n + 3).toString("hex")}`);
    for (const ink of inks[at.project.sheet.themes[0] ?? "culture"]) expect(seen).toContain(ink);
  });

  test("is kept for a day, and not sent again to whoever has it", async () => {
    for (const path of [tile(), "/look/icon.png"]) {
      const { headers } = await at.get(path);
      expect(headers.get("cache-control")).toBe("public, max-age=86400");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      const etag = headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      for (const known of [etag, `"other", W/${etag}`, "*"]) {
        const again = await at.get(path, { "if-none-match": known });
        expect([again.status, await again.text()]).toEqual([304, ""]);
        expect(again.headers.get("etag")).toBe(etag);
      }
      expect((await at.get(path, { "if-none-match": '"other"' })).status).toBe(200);
    }
  });

  test("is the same every time, and another for another project", async () => {
    expect(await bytes(tile())).toEqual(await bytes(tile()));
    expect(tilePicture({ slug: "a", themes: ["energy"] })).not.toBe(
      tilePicture({ slug: "b", themes: ["energy"] }),
    );
  });

  test.each([
    "cap-projecte.png",
    "cap-projecte.svg",
    ".png",
    "%00.png",
    "..%2f..%2fpackage.json",
    `${"a".repeat(500)}.png`,
    "<svg>.png",
  ])("404 /look/tile/%s", async (file) => {
    expect((await at.get(`/look/tile/${file}`)).status).toBe(404);
  });

  test("404 for a project without the ending", async () => {
    expect((await at.get(tile().replace(".png", ""))).status).toBe(404);
  });
});

test("a picture is drawn of nothing but its theme and dice", () => {
  for (const theme of themes) {
    expect(tilePicture({ slug: "><script>&", themes: [theme] })).not.toMatch(/script|&/);
  }
});

test("its inks are those of the cover", () => {
  const css = readFileSync(new URL("../../src/web/look/app.css", import.meta.url), "utf8");
  for (const theme of themes) {
    const rule = new RegExp(`\\.${theme} \\{\\s+--a: (#\\w+);\\s+--b: (#\\w+);`).exec(css);
    expect(rule?.slice(1)).toEqual(inks[theme]);
  }
});

describe("documents carry a picture that answers", () => {
  test("of the cooperative, a project and a team, with words beside it", async () => {
    const paths = ["/ap/org", `/ap/projects/${at.project.id}`, `/ap/teams/${at.formed}`];
    const shown = [];
    for (const path of paths) {
      const answer = await at.instance.request(path, {
        headers: { accept: "application/activity+json" },
      });
      const { icon } = (await answer.json()) as { icon: Record<string, string> };
      expect(icon).toEqual({
        type: "Image",
        mediaType: "image/png",
        url: expect.stringMatching(/^https:\/\/girona\.test\/look\/.+\.png$/),
        name: expect.stringMatching(/\S.{10,}\.$/),
      });
      shown.push(new URL(icon.url ?? "").pathname);
      const picture = await at.instance.request(new URL(icon.url ?? "").pathname, {
        headers: { accept: "image/*" },
      });
      expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
    }
    expect(shown).toEqual([
      "/look/icon.png",
      `/look/tile/${at.project.sheet.slug}.png`,
      "/look/team.png",
    ]);
  });

  test("a page that is shared shows the same", async () => {
    const { sheet } = at.project;
    const html = await (await at.get(`/es/p/${sheet.slug}`)).text();
    const meta = (property: string) =>
      new RegExp(`<meta property="og:${property}" content="([^"]*)">`).exec(html)?.[1];
    expect(meta("title")).toBe(sheet.name.es);
    expect(meta("description")).toBe(sheet.sentence.es);
    expect(meta("image")).toBe(`${at.instance.origin}/look/tile/${sheet.slug}.png`);
    expect(meta("url")).toBe(`${at.instance.origin}/es/p/${sheet.slug}`);
    expect(meta("type")).toBe("article");
    expect(meta("locale")).toBe("es_ES");
  });
});
