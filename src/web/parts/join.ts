/** How to take part in a project: follow it from one's own server. There is no other way yet, and no form pretends one. */
import { html } from "hono/html";
import type { Project } from "../../domain/projects.ts";
import { emptyRing } from "../look/ring.ts";
import type { Html, View } from "../page.ts";
import { away } from "./links.ts";

/** `@cotxe_compartit@example.org`, whole at one touch where it is to be copied. */
export function handle(view: View, name: string): Html {
  return html`<strong class="handle">@${name}<wbr>@${new URL(view.origin).host}</strong>`;
}

export const joinAnchor = "participar";

export function joinPanel(view: View, { sheet }: Project): Html {
  return sheet.sensitive ? talkFirst(view) : howToJoin(view, sheet);
}

function howToJoin(view: View, sheet: Project["sheet"]): Html {
  const { join } = view.t;
  return html`<section class="panel key" id="${joinAnchor}" aria-labelledby="h-join">
<div class="seats">${emptyRing(sheet.criticalMass)}<div><h2 id="h-join">${join.heading}</h2><p>${join.text(sheet.criticalMass)}</p></div></div>
<h3>${join.how}</h3>
<ol class="way"><li>${join.copy} ${handle(view, sheet.handle)}</li><li>${join.search}</li><li>${join.answer}</li><li>${join.invited}</li></ol>
<p class="small">${join.privacy}</p>
<p class="small"><b>${join.noAccount}</b> ${join.noAccountText} ${away("https://joinmastodon.org/servers", "joinmastodon.org")}</p>
</section>`;
}

/** Nobody is brought together by a program here (boundary.md F24): people speak with people. */
function talkFirst(view: View): Html {
  const { join } = view.t;
  const { contactUrl } = view.settings;
  return html`<section class="panel key" id="${joinAnchor}" aria-labelledby="h-join">
<h2 id="h-join">${join.sensitiveHeading}</h2>
<p>${join.sensitiveText}</p>
${contactUrl === null ? "" : contactButton(contactUrl, join.contact)}
</section>`;
}

export function contactButton(address: string, text: string): Html {
  return html`<p><a class="btn" href="${address}" rel="noopener">${text}</a></p>`;
}
