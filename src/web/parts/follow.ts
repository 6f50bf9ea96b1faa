/** One field: the reader's own server, from which they follow an actor of ours. Works without the script that remembers it. */
import { html, raw } from "hono/html";
import { fileAddress } from "../look/files.ts";
import type { Html, View } from "../page.ts";
import { inLanguage } from "./links.ts";

/** Longest that is read of what was typed. */
export const longestServer = 200;

function followPath(view: View): string {
  return inLanguage(view.said, "/follow");
}

export type FollowForm = {
  /** The path of the actor to be followed. */
  readonly actor: string;
  readonly value?: string;
  readonly wrong?: boolean;
  /** Where something else is what the page is for. */
  readonly plain?: boolean;
};

export function followForm(
  view: View,
  { actor, value = "", wrong = false, plain = false }: FollowForm,
): Html {
  const { follow } = view.t;
  const error = wrong
    ? html`<p class="wrong" id="server-wrong" role="alert">${follow.wrong}</p>`
    : "";
  return html`<form class="ask" method="post" action="${followPath(view)}"><input type="hidden" name="actor" value="${actor}"><label for="server">${follow.label}</label>${error}<input id="server" name="server" type="text" value="${value}" required maxlength="${longestServer}" inputmode="url" autocapitalize="none" autocomplete="off" spellcheck="false" aria-describedby="${wrong ? "server-wrong " : ""}server-hint"${wrong ? raw(' aria-invalid="true"') : ""}><p class="hint" id="server-hint">${follow.hint}</p><button class="btn${plain ? " plain" : ""}" type="submit">${follow.button}</button></form><script src="${fileAddress("/look/server.js")}" defer></script>`;
}
