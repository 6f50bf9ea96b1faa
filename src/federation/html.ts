/** The little HTML that we write for other servers; only tags that Mastodon keeps (protocol.md 1.3). */

export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

/** A link whose text is the address without its scheme, or what is given. */
export function link(
  url: string,
  rel = "",
  text = url.replace(/^https?:\/\//, "").replace(/\/$/, ""),
): string {
  const relation = [rel, "nofollow", "noopener"].filter((one) => one !== "").join(" ");
  return `<a href="${escapeHtml(url)}" rel="${relation}" target="_blank">${escapeHtml(text)}</a>`;
}

/** A mention as Mastodon writes it; what makes it one is the tag beside it. */
export function mention(iri: string, handle: string): string {
  const name = handle.split("@", 1)[0] ?? handle;
  return `<span class="h-card" translate="no"><a href="${escapeHtml(iri)}" class="u-url mention">@<span>${escapeHtml(name)}</span></a></span>`;
}

/** Plain text to HTML: addresses become links, lines stay lines. */
export function asHtml(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, n) => (n % 2 === 1 ? link(part, "", part) : escapeHtml(part)))
    .join("")
    .replace(/\n/g, "<br>");
}
