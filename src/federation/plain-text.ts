/** What somebody wrote, as plain text: without markup, and without the mentions that only address it. */
import { Parser } from "htmlparser2";

const breaks = new Set(["p", "br", "div", "li", "blockquote", "pre"]);
const unread = new Set(["script", "style", "template", "noscript"]);
const longest = 20_000;

/** `handles`: the names of the mention tags, for servers that write mentions as bare text. */
export function plainText(html: string, handles: readonly string[] = []): string {
  let text = "";
  // How deep we are inside something that is not read: a mention, a script.
  let inside = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const skipped = name === "a" && isMention(attributes.class ?? "");
        if (inside > 0 || skipped || unread.has(name)) {
          if (!emptyTags.has(name)) inside++;
        } else if (breaks.has(name)) {
          text += "\n";
        }
      },
      ontext(part) {
        if (inside === 0) text += part;
      },
      onclosetag(name) {
        if (inside > 0) {
          if (!emptyTags.has(name)) inside--;
        } else if (breaks.has(name)) {
          text += "\n";
        }
      },
    },
    { decodeEntities: true },
  );
  parser.write(html.slice(0, longest));
  parser.end();
  return withoutHandles(text, handles);
}

/** Hashtags are words, though Mastodon gives their links the class of mentions too. */
function isMention(classes: string): boolean {
  const names = classes.split(/\s+/);
  return names.includes("mention") && !names.includes("hashtag");
}

const emptyTags = new Set(["br", "img", "hr", "wbr"]);

function withoutHandles(text: string, handles: readonly string[]): string {
  let rest = text.replace(/[\u200b-\u200f\u2060\ufeff]/g, "").trim();
  const names = handles.flatMap((handle) => [handle, handle.split("@").slice(0, 2).join("@")]);
  for (let before = ""; before !== rest; ) {
    before = rest;
    for (const name of names) {
      if (name.startsWith("@") && rest.toLowerCase().startsWith(name.toLowerCase())) {
        const after = rest.slice(name.length);
        if (!/^[\p{L}\p{N}_@.-]/u.test(after)) rest = after.trimStart();
      }
    }
    rest = rest.replace(/^@[\w.-]+@[\w.-]+(?::\d+)?\s+/, "");
  }
  return rest
    .replace(/[^\S\n]+/gu, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
}
