/** The few pages of the third server: what each person sees in their own app, for whoever looks on. */

import type { Person } from "./cast.ts";
import { escaped } from "./documents.ts";

/** The page at this path, or null. */
export function pageAt(path: string, cast: readonly Person[]): string | null {
  if (path === "/") {
    const items = cast.map(
      ({ account, plan }) =>
        `<li><a href="/@${account.handle}">${escaped(plan.name)}</a>, ${escaped(plan.home)}</li>`,
    );
    return frame("The twenty people of the demo", `<ul>${items.join("")}</ul>`);
  }
  if (path.startsWith("/contact/")) {
    return frame("A page for members", "<p>Here the cooperative would open a chat.</p>");
  }
  const person = cast.find(({ account }) => path === `/@${account.handle}`);
  return person === undefined ? null : frame(person.plan.name, conversation(person));
}

function conversation({ plan, lines }: Person): string {
  const said = lines.map(
    ({ text, mine }) => `<p class="${mine ? "mine" : "theirs"}">${escaped(text)}</p>`,
  );
  return `<p>${escaped(plan.home)}. Private messages with the project:</p>${said.join("")}`;
}

function frame(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:1rem/1.5 system-ui;max-width:36rem;margin:2rem auto;padding:0 1rem}
.mine,.theirs{white-space:pre-line;padding:.6rem .9rem;border-radius:.8rem;background:#eee}
.mine{background:#dcebdc;margin-inline-start:4rem}</style>
<h1>${escaped(title)}</h1>${body}</html>`;
}
