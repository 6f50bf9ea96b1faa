import { describe, expect, test } from "vitest";
import { themes } from "../../src/domain/themes.ts";
import { emptyRing, fullRing } from "../../src/web/look/ring.ts";
import { cover } from "../../src/web/look/tile.ts";

const count = (html: unknown, piece: string): number => String(html).split(piece).length - 1;

describe("the ring", () => {
  test.each([3, 7, 12, 24])("of %i has as many seats, and one of them is yours", (seats) => {
    const ring = emptyRing(seats);
    expect(count(ring, 'class="empty"')).toBe(seats - 1);
    expect(count(ring, 'class="yours"')).toBe(1);
    expect(count(ring, 'class="taken"')).toBe(0);
  });

  test("of more than 24 stays readable", () => {
    expect(count(emptyRing(500), "<circle")).toBe(count(emptyRing(24), "<circle"));
  });

  test("of a team says nothing of how many they are", () => {
    expect(count(fullRing(), 'class="taken"')).toBe(12);
  });

  test("is hidden from screen readers: the sentence stands beside it", () => {
    for (const ring of [emptyRing(7), fullRing()])
      expect(String(ring)).toContain('aria-hidden="true"');
  });
});

describe("a cover", () => {
  test("is the same for the same project, every time", () => {
    const sheet = { slug: "banc-de-temps", themes: ["care"] } as const;
    expect(String(cover(sheet))).toBe(String(cover(sheet)));
  });

  test("differs between two projects of one theme", () => {
    const turns = (slug: string) =>
      String(cover({ slug, themes: ["energy"] }))
        .match(/href="#sun\d+/g)
        ?.join();
    expect(turns("comunitat-energetica")).not.toBe(turns("biogas-de-poble"));
  });

  test.each(themes)("exists for %s, with its two inks", (theme) => {
    expect(String(cover({ slug: "x", themes: [theme] }))).toContain(`class="cover ${theme}"`);
  });
});
