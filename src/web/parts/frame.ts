/** What stands around every page: the head, the way to the other pages and languages, the foot. */
import { html, raw } from "hono/html";
import type { Language } from "../../domain/languages.ts";
import { messages } from "../language.ts";
import { fileAddress } from "../look/files.ts";
import { logo } from "../look/ring.ts";
import type { Html, Page, View } from "../page.ts";
import { cataloguePath, cooperativePath, homePath } from "./links.ts";

export const activityJson = "application/activity+json";

export function framed(view: View, page: Page): Html {
  const { t } = view;
  const { name } = view.settings;
  return html`${raw("<!DOCTYPE html>")}
<html lang="${view.language}">
<head>
<meta charset="utf-8">
<title>${page.title} · ${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${page.description}">
<meta name="theme-color" content="#ffc83d" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#3c1435" media="(prefers-color-scheme: dark)">
<link rel="stylesheet" href="${fileAddress("/look/app.css")}">
<link rel="icon" href="${fileAddress("/look/icon.svg")}" type="image/svg+xml">
${relations(view, page)}
</head>
<body>
<a class="skip" href="#main">${t.frame.skip}</a>
<header class="top"><div class="wrap">
<a class="brand" href="${homePath(view.said)}">${logo()}<span>${name}</span></a>
${languageSwitch(view, page)}
<nav class="menu" aria-label="${t.frame.mainMenu}"><a href="${cataloguePath(view.said)}">${t.frame.projects}</a><a href="${homePath(view.said)}#com-va">${t.frame.how}</a><a href="${cooperativePath(view.said)}">${t.frame.about}</a></nav>
</div></header>
<main id="main" tabindex="-1">
${page.main}
</main>
<footer><div class="wrap">
<p><a href="${cooperativePath(view.said)}">${name}</a></p>
<p class="small">${t.frame.promise} ${t.frame.software}</p>
</div></footer>
</body>
</html>
`;
}

/** What the page is to other addresses: the same in other languages, the same for servers. */
function relations(view: View, page: Page): Html {
  const { at } = page;
  const { languages } = view.settings;
  const language = (hreflang: string, path: string): Html =>
    html`<link rel="alternate" hreflang="${hreflang}" href="${view.origin}${path}">\n`;
  return html`${page.indexed === false ? html`<meta name="robots" content="noindex">\n` : ""}${
    at === null
      ? ""
      : html`<link rel="canonical" href="${view.origin}${at(view.language)}">\n${languages.map((one) => language(one, at(one)))}${language("x-default", at())}`
  }${page.id === undefined ? "" : html`<link rel="alternate" type="${activityJson}" href="${page.id}">\n`}${
    page.by === undefined
      ? ""
      : html`<meta name="fediverse:creator" content="@${page.by}@${new URL(view.origin).host}">\n`
  }${preview(view, page)}${(page.me ?? []).map((profile) => html`<link rel="me" href="${profile}">\n`)}`;
}

const locales: Readonly<Record<Language, string>> = { ca: "ca_ES", es: "es_ES", en: "en_GB" };

/** What others show when somebody shares the page (Open Graph). */
function preview(view: View, { title, description, at, picture }: Page): Html {
  if (picture === undefined || at === null) return html``;
  const { origin, settings, language } = view;
  const said = {
    type: "article",
    title,
    description,
    url: origin + at(language),
    site_name: settings.name,
    locale: locales[language],
    image: origin + picture.path,
    "image:type": picture.type,
    "image:width": String(picture.width),
    "image:height": String(picture.height),
    "image:alt": picture.alt,
  };
  return html`${Object.entries(said).map(
    ([property, content]) => html`<meta property="og:${property}" content="${content}">\n`,
  )}`;
}

function languageSwitch(view: View, page: Page): Html {
  const { languages } = view.settings;
  if (languages.length === 1) return html``;
  const link = (language: Language): Html => {
    const here = language === view.language;
    const name = messages[language].languageItself;
    return html`<a href="${(page.at ?? homePath)(language)}" lang="${language}" hreflang="${language}" aria-label="${language}, ${name}"${here ? raw(' aria-current="true"') : ""}>${language}</a>`;
  };
  return html`<nav class="langs" aria-label="${view.t.frame.languages}">${languages.map(link)}</nav>`;
}
