/** What projects are about. A closed list: each theme has its tile, its chip, and words by which others know it. */
import type { Language, Texts } from "./languages.ts";

type About = Texts & {
  /** Keywords of Murmurations profiles: free there, in English by custom, common nouns in lower case. */
  readonly tags: readonly [string, ...string[]];
};

const table = {
  energy: {
    ca: "Energia",
    es: "Energía",
    en: "Energy",
    tags: ["energy", "renewable energy"],
  },
  mobility: {
    ca: "Mobilitat",
    es: "Movilidad",
    en: "Mobility",
    tags: ["mobility", "transport"],
  },
  connection: {
    ca: "Connexió",
    es: "Conexión",
    en: "Connection",
    tags: ["internet", "telecommunications"],
  },
  food: {
    ca: "Alimentació",
    es: "Alimentación",
    en: "Food",
    tags: ["food", "agroecology"],
  },
  housing: {
    ca: "Habitatge",
    es: "Vivienda",
    en: "Housing",
    tags: ["housing"],
  },
  care: {
    ca: "Cures",
    es: "Cuidados",
    en: "Care",
    tags: ["care", "mutual aid"],
  },
  making: {
    ca: "Fabricació",
    es: "Fabricación",
    en: "Making",
    tags: ["making", "repair"],
  },
  money: {
    ca: "Diners",
    es: "Dinero",
    en: "Money",
    tags: ["exchange", "solidarity economy"],
  },
  culture: {
    ca: "Cultura",
    es: "Cultura",
    en: "Culture",
    tags: ["culture", "community"],
  },
} as const satisfies Readonly<Record<string, About>>;

export type Theme = keyof typeof table;

/** In the order of the house. */
export const themes = Object.keys(table) as [Theme, ...Theme[]];

/** What people call each theme in a language. */
export function themesIn(language: Language): Readonly<Record<Theme, string>> {
  const names = themes.map((theme) => [theme, table[theme][language]]);
  return Object.fromEntries(names) as Record<Theme, string>;
}

/** The keywords of a theme in the Murmurations network. */
export function tagsOf(theme: Theme): readonly string[] {
  return table[theme].tags;
}
