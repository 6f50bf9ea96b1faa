/** How to take part in a project: follow it from one's own server. There is no other way yet. */
import { html } from "hono/html";
import { actorPath } from "../../addresses.ts";
import type { Project } from "../../domain/projects.ts";
import { emptyRing } from "../look/ring.ts";
import type { Html, View } from "../page.ts";
import { followForm } from "./follow.ts";
import { away } from "./links.ts";

/** `@cotxe_compartit@example.org`, whole at one touch where it is to be copied. */
export function handle(view: View, name: string): Html {
  return html`<strong class="handle">@${name}<wbr>@${new URL(view.origin).host}</strong>`;
}

export const joinAnchor = "participar";

export function joinPanel(view: View, project: Project): Html {
  return project.sheet.sensitive ? talkFirst(view) : howToJoin(view, project);
}

function howToJoin(view: View, { id, sheet }: Project): Html {
  const { join } = view.t;
  const actor = actorPath({ kind: "project", id });
  return html`<section class="panel key" id="${joinAnchor}" aria-labelledby="h-join">
<div class="seats">${emptyRing(sheet.criticalMass)}<div><h2 id="h-join">${join.heading}</h2><p>${join.text(sheet.criticalMass)}</p></div></div>
${followForm(view, { actor })}
<h3>${join.how}</h3>
<ol class="way"><li>${view.t.follow.orCopy} ${handle(view, sheet.handle)}</li><li>${join.search}</li><li>${join.answer}</li><li>${join.invited}</li></ol>
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
