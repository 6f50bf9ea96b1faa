/** From what a page says to what goes out: status, headers, language, and where servers read the same. */
import type { Elsewhere, Page, View } from "./page.ts";
import { activityJson, framed } from "./parts/frame.ts";

/** On every answer for people (boundary.md, "Security defaults"). */
const always: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "geolocation=(), camera=(), microphone=(), interest-cohort=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  // Servers and people read the same addresses, in their own format and language.
  Vary: "Accept, Accept-Language",
};

/** A promise to browsers for two years: only where the instance is reached by https at all. */
const onlyHttps = { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" };

const publicly = "public, max-age=60";

function headers({ origin }: View): Record<string, string> {
  return { ...always, ...(origin.startsWith("https:") ? onlyHttps : {}) };
}

export async function answerPage(view: View, page: Page): Promise<Response> {
  const { id, status = 200, cached = status === 200 || status === 404 || status === 410 } = page;
  return new Response(String(await framed(view, page)), {
    status,
    headers: {
      ...headers(view),
      "Content-Type": "text/html; charset=utf-8",
      "Content-Language": view.language,
      "Cache-Control": cached ? publicly : "no-store",
      ...(id === undefined ? {} : { Link: `<${id}>; rel="alternate"; type="${activityJson}"` }),
      ...(page.indexed === false ? { "X-Robots-Tag": "noindex" } : {}),
      ...(status === 405 ? { Allow: "GET, HEAD" } : {}),
      ...(status === 503 ? { "Retry-After": "60" } : {}),
    },
  });
}

export function answerElsewhere(view: View, { to, forGood }: Elsewhere): Response {
  return new Response(null, {
    status: forGood ? 301 : 302,
    headers: {
      ...headers(view),
      Location: to,
      "Cache-Control": forGood ? publicly : "no-store",
    },
  });
}

/** A file of one person, for that person alone. */
export function answerFile(
  view: View,
  file: { readonly name: string; readonly body: string },
): Response {
  return new Response(file.body, {
    headers: {
      ...headers(view),
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="${file.name}"`,
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
    },
  });
}
