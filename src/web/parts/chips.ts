/** The themes as a row of links, each to the projects that are about it. */
import { html, raw } from "hono/html";
import type { Project } from "../../domain/projects.ts";
import { type Theme, themes } from "../../domain/themes.ts";
import type { Html, View } from "../page.ts";

/** Every theme of which some open project is, in the order of the house. */
export function themesOf(projects: readonly Project[]): readonly Theme[] {
  return themes.filter((theme) =>
    projects.some(({ open, sheet }) => open && sheet.themes.includes(theme)),
  );
}

export type Chips = {
  readonly themes: readonly Theme[];
  /** The one that is shown; null for all; undefined where none is chosen at all. */
  readonly chosen?: Theme | null;
  readonly address: (theme: Theme | null) => string;
};

export function themeChips({ t }: View, { themes: shown, chosen, address }: Chips): Html {
  const chip = (theme: Theme | null): Html => {
    const here = chosen === theme ? raw(' aria-current="true"') : "";
    return html`<li><a href="${address(theme)}"${here}>${theme === null ? t.catalogue.everyTheme : t.themes[theme]}</a></li>`;
  };
  return html`<nav aria-label="${t.catalogue.themes}"><ul class="chips">${[null, ...shown].map(chip)}</ul></nav>`;
}
