/** What somebody wrote, as plain text: protocol.md 4.2, rule 4. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainText } from "../../src/federation/plain-text.ts";
import { work } from "./world.ts";

const handles = ["@projecte@girona.test"];
const href = "https://girona.test/p/projecte";

describe("mentions that only address are taken out", () => {
  test.each([
    [
      "Mastodon",
      `<p><span class="h-card" translate="no"><a href="${href}" class="u-url mention">@<span>projecte</span></a></span> Girona</p>`,
    ],
    [
      "Mastodon, before 4",
      `<p><span class="h-card"><a href="${href}" class="u-url mention">@<span>projecte</span></a></span> Girona</p>`,
    ],
    [
      "GoToSocial",
      `<p><span class="h-card"><a href="${href}" class="u-url mention" rel="nofollow noreferrer noopener" target="_blank">@<span>projecte</span></a></span> Girona</p>`,
    ],
    [
      "Misskey",
      `<p><a href="${href}" class="u-url mention">@projecte@girona.test</a><span> Girona</span></p>`,
    ],
    [
      "Misskey, before 2023",
      `<p><a href="${href}" class="mention">@projecte@girona.test</a><span> Girona</span></p>`,
    ],
    [
      "Akkoma",
      `<span class="h-card"><a class="u-url mention" data-user="9z" href="${href}" rel="ugc">@<span>projecte</span></a></span> Girona`,
    ],
    [
      "Friendica",
      `<span class="h-card"><a href="${href}" class="u-url mention" target="_blank">@<span>projecte</span></a></span> Girona`,
    ],
    ["snac2", `<a href="${href}" class="u-url h-card mention">@projecte@girona.test</a> Girona`],
    [
      "at the end",
      `<p>Girona <span class="h-card"><a href="${href}" class="u-url mention">@<span>projecte</span></a></span></p>`,
    ],
    [
      "two of them",
      `<p><a class="mention" href="${href}">@projecte</a> <a class="mention" href="https://veins.test/@pere">@pere</a> Girona</p>`,
    ],
    ["plain, with the host", "@projecte@girona.test Girona"],
    ["plain, without it", "@projecte Girona"],
    ["plain, in capitals", "@PROJECTE@Girona.Test Girona"],
    ["plain, with a comma", "@projecte@girona.test, Girona"],
    ["plain, in a paragraph", "<p>@projecte@girona.test Girona</p>"],
    ["plain, on a line of its own", "<p>@projecte@girona.test<br>Girona</p>"],
    ["plain, somebody else's first", "@pere@veins.test @projecte@girona.test Girona"],
    ["plain, with a port", "@projecte@localhost:8000 Girona"],
  ])("%s", (_program, html) => {
    expect(plainText(html, handles).replace(/^[,\s]+/, "")).toBe("Girona");
  });

  test("with the sign outside of the link (Hubzilla), the sign is all that stays", () => {
    expect(plainText(`@<a href="${href}" class="mention u-url">projecte</a> Girona`, handles)).toBe(
      "@ Girona",
    );
  });

  test("plain, also without tags: @a@b.test Girona", () => {
    expect(plainText("@a@b.test Girona")).toBe("Girona");
    expect(plainText("@a@b.test @c@d.example Vic")).toBe("Vic");
  });

  test("what only begins like the name stays: @projectes is somebody else", () => {
    expect(plainText("@projectes Girona", handles)).toBe("@projectes Girona");
    expect(plainText("@projecte.vic Girona", handles)).toBe("@projecte.vic Girona");
  });

  test("an address of mail in the middle stays", () => {
    expect(plainText("escriu a marta@veins.test", handles)).toBe("escriu a marta@veins.test");
  });

  test("a hashtag is a word, though its link is of the class mention too", () => {
    const link =
      '<a href="https://mastodon.test/tags/girona" class="mention hashtag" rel="tag">#<span>Girona</span></a>';
    expect(plainText(`<p>Visc a ${link}</p>`)).toBe("Visc a #Girona");
    expect(plainText(link)).toBe("#Girona");
  });

  test("nothing but a mention is nothing", () => {
    expect(
      plainText(
        `<p><a class="u-url mention" href="${href}">@<span>projecte</span></a></p>`,
        handles,
      ),
    ).toBe("");
    expect(plainText("@projecte@girona.test", handles)).toBe("");
    expect(plainText("  ", handles)).toBe("");
    expect(plainText("", [])).toBe("");
  });
});

describe("markup becomes text", () => {
  test.each([
    ["paragraphs", "<p>Girona</p><p>sí</p>", "Girona\nsí"],
    ["line breaks", "Girona<br>sí<br/>no<br />", "Girona\nsí\nno"],
    ["many line breaks", "<p>Girona</p><br><br><p></p><p>sí</p>", "Girona\nsí"],
    ["lists", "<ul><li>Girona</li><li>Salt</li></ul>", "Girona\nSalt"],
    ["quotations", "<blockquote>on vius?</blockquote>Girona", "on vius?\nGirona"],
    ["words in bold", "<p>Visc a <strong>Girona</strong></p>", "Visc a Girona"],
    ["a word cut by tags", "Gi<b>ro</b>na", "Girona"],
    ["spaces", "Visc   a\t\u00a0 Girona", "Visc a Girona"],
    ["links", '<a href="https://veins.test/">Girona</a>', "Girona"],
    [
      "entities",
      "L&apos;Hospitalet &amp; Ll&iacute;via &#8211; &#x53;alt &lt;3",
      "L'Hospitalet & Llívia – Salt <3",
    ],
    ["entities twice escaped stay once", "&amp;lt;b&amp;gt;", "&lt;b&gt;"],
    ["accents", "<p>Móra d&#39;Ebre</p>", "Móra d'Ebre"],
    ["invisible letters", "Gi\u200bro\ufeffna\u200e", "Girona"],
    ["pictures", 'Girona <img src="x" alt="foto" onerror="alert(1)">', "Girona"],
    ["a comment", "Gir<!-- <p>Vic</p> -->ona", "Girona"],
    ["no markup at all", "Girona", "Girona"],
    ["a lonely bracket", "3 < 5", "3 < 5"],
  ])("%s", (_what, html, text) => {
    expect(plainText(html)).toBe(text);
  });

  test.each([
    ["script", "<script>alert('Vic')</script>Girona"],
    ["style", "<style>p { content: 'Vic' }</style>Girona"],
    ["template", "<template><p>Vic</p></template>Girona"],
    ["noscript", "<noscript>Vic</noscript>Girona"],
    [
      "script with attributes",
      '<script type="text/plain" src="https://dolent.test/">Vic</script>Girona',
    ],
    ["script within a mention", '<a class="mention"><script>Vic</script>Salt</a>Girona'],
    ["line breaks within a mention", '<a class="mention">Vic<br>Salt<img></a>Girona'],
  ])("what stands in %s is not read (E1)", (_what, html) => {
    expect(plainText(html)).toBe("Girona");
  });

  test("what is never closed hides what follows, and harms nothing", () => {
    expect(plainText("<script>Girona")).toBe("");
    expect(plainText('<a class="mention">Girona')).toBe("");
    expect(plainText("<p><b>Girona")).toBe("Girona");
    expect(plainText("</p></b>Girona</a>")).toBe("Girona");
  });
});

describe("whatever comes", () => {
  const pieces = fc.constantFrom(
    "<p>",
    "</p>",
    "<br>",
    "<a class='mention'>",
    "</a>",
    "<script>",
    "</script>",
    "<style>",
    "&amp;",
    "&#x0;",
    "&lt;script&gt;",
    "@a@b.test ",
    "@projecte",
    "Girona",
    "\u0000",
    "\ud800",
    "\u202e",
    "<",
    ">",
    '"',
    "<!--",
    "]]>",
  );

  test("the result is text on tidy lines, without markup of its own making", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) => {
        const text = plainText(parts.join(""), handles);
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(/\n\n|\t|\u200b|\ufeff/);
      }),
      { numRuns: 500 },
    );
  });

  test("long ones are cut, and read in no time (D15)", () => {
    const began = work();
    expect(plainText("x".repeat(1_000_000)).length).toBeLessThanOrEqual(20_000);
    plainText("<a class='mention'>".repeat(100_000));
    plainText("<".repeat(100_000));
    plainText("&".repeat(100_000));
    plainText("@a@b.test ".repeat(10_000), handles);
    plainText(" ".repeat(100_000));
    plainText("\n \n".repeat(50_000));
    plainText(
      "Girona",
      Array.from({ length: 400 }, (_, n) => `@p${n}@${"x".repeat(200)}.test`),
    );
    expect(work() - began).toBeLessThan(2_000);
  });
});
