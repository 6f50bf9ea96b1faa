/** Where the story stands: two comarques, twenty people, and what went wrong. */

import type { Person } from "./cast.ts";
import type { Correspondent } from "./documents.ts";
import type { Instance } from "./instances.ts";
import type { PeopleServer } from "./server.ts";
import type { Teller } from "./telling.ts";

/** One comarca: its instance, the project that its people follow, and what was seen of its team. */
export type Scene = {
  readonly instance: Instance;
  readonly project: Correspondent;
  readonly page: string;
  /** Looks at the team's address before it was formed: the address, and what it answered. */
  readonly early: { readonly at: number; readonly address: string; readonly status: number }[];
  looked: boolean;
  /** When the first member heard that the team is there. */
  formedAt: number | null;
  /** The public note that the project boosted. */
  note: string | null;
};

export type Story = {
  readonly server: PeopleServer;
  readonly scenes: readonly Scene[];
  readonly cast: readonly Person[];
  readonly teller: Teller;
  /** What must not happen at all, in words. */
  readonly faults: string[];
  /** When something last happened. */
  stirredAt: number;
};

export function sceneOf(story: Story, person: Person): Scene {
  const scene = story.scenes.find(({ instance }) => instance.area.key === person.plan.area);
  if (scene === undefined) throw new Error(`${person.plan.name} lives nowhere`);
  return scene;
}

export function peopleOf(story: Story, scene: Scene): Person[] {
  return story.cast.filter(({ plan }) => plan.area === scene.instance.area.key);
}
