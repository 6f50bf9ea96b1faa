/** The cooperative that runs this instance: who it is, where it forms groups, how to reach it. */
import { html } from "hono/html";
import { actorIri, actorPath, type OwnActor } from "../../addresses.ts";
import type { PlaceKey } from "../../domain/ids.ts";
import type { Project } from "../../domain/projects.ts";
import { catalonia } from "../../domain/territories.ts";
import { gazetteer } from "../../gazetteer.ts";
import type { Instance } from "../../instance.ts";
import { placesOf } from "../../store/places.ts";
import { allProjects, handleOf } from "../../store/projects.ts";
import type { Html, Outcome, Page, View } from "../page.ts";
import { projectList } from "../parts/cards.ts";
import { followForm } from "../parts/follow.ts";
import { contactButton, handle } from "../parts/join.ts";
import { cooperativePath } from "../parts/links.ts";

export type Cooperative = {
  /** The program's own actor is shown as the cooperative that it works for. */
  readonly actor: OwnActor;
  readonly handle: string | null;
  readonly territory: readonly string[];
  readonly projects: readonly Project[];
};

const org: OwnActor = { kind: "org" };

export function cooperative(instance: Instance, view: View): Promise<Outcome> {
  return shown(instance, view, org);
}

export function program(instance: Instance, view: View): Promise<Outcome> {
  return shown(instance, view, { kind: "instance" });
}

async function shown({ db, settings }: Instance, view: View, actor: OwnActor): Promise<Outcome> {
  const towns = await placesOf(db, settings.territory as readonly PlaceKey[]);
  const names = new Map<string, string>(towns.map(({ key, name }) => [key, name]));
  for (const { comarca } of gazetteer()) names.set(comarca.key, comarca.name);
  return cooperativePage(view, {
    actor,
    handle: await handleOf(db, actorPath(org)),
    territory: settings.territory.map((key) => names.get(key) ?? key),
    projects: await allProjects(db),
  });
}

export function cooperativePage(view: View, about: Cooperative): Page {
  const { t, origin, settings } = view;
  const { name, contactUrl } = settings;
  const open = about.projects.filter((project) => project.open);
  return {
    title: t.frame.about,
    description: t.cooperative.description(name),
    at: cooperativePath,
    id: actorIri(origin, about.actor),
    ...(about.handle === null ? {} : { by: about.handle }),
    main: html`<div class="sunband"><div class="wrap"><h1>${name}</h1><p>${t.cooperative.role}</p></div></div>
<div class="wrap stack"><section><h2>${t.cooperative.territory}</h2><p>${
      settings.territory.includes(catalonia)
        ? t.cooperative.wholeCatalonia
        : t.cooperative.territoryList(about.territory)
    }</p></section>
<section><h2>${t.cooperative.contact}</h2>${contactUrl === null ? html`<p>${t.cooperative.noContact}</p>` : contactButton(contactUrl, t.cooperative.contactButton)}</section>
${about.handle === null ? "" : following(view, about.handle)}
${open.length === 0 ? "" : html`<section><h2>${t.cooperative.projects}</h2>${projectList(view, open)}</section>`}</div>`,
  };
}

function following(view: View, name: string): Html {
  const { t } = view;
  return html`<section><h2>${t.cooperative.follow}</h2>${followForm(view, { actor: actorPath(org), plain: true })}<p>${t.cooperative.followText}</p><p>${handle(view, name)}</p></section>`;
}
