/** Whether somebody asks for a document or for a page (protocol.md 8.3, 9 to 11). */

/**
 * True when the Accept header names an ActivityPub type, and not HTML with more weight. No header,
 * or a star, means a page: link crawlers ask like that.
 */
export function asksForDocument(accept: string | undefined): boolean {
  let document = 0;
  let page = 0;
  for (const range of (accept ?? "").toLowerCase().split(",")) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    const weight = Number(parameters.find((one) => one.startsWith("q="))?.slice(2) ?? 1);
    const q = Number.isFinite(weight) ? weight : 0;
    if (
      type === "application/activity+json" ||
      type === "application/ld+json" ||
      type === "application/json"
    ) {
      document = Math.max(document, q);
    } else if (type === "text/html" || type === "application/xhtml+xml") {
      page = Math.max(page, q);
    }
  }
  return document > 0 && document >= page;
}
