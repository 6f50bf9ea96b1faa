/** Whether a form was sent from a page of ours (boundary.md E18). */

/**
 * Browsers since 2020 say so themselves. Older ones send an origin, which is "null" after a page
 * with our `Referrer-Policy`: then what is secret in the address has to do.
 */
export function isFromOurs(request: Request, origin: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const from = request.headers.get("origin");
  return from === null || from === "null" || from === origin;
}
