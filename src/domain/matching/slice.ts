/** What the matcher looks at for one event, and what it may decide (matching.md 5.3). */

import type { PersonId, PlaceKey, ProjectId, TeamId } from "../ids.ts";
import type { Language } from "../languages.ts";
import { languages } from "../languages.ts";

export type MatchEvent = {
  readonly seq: number;
  readonly kind: MatchEventKind;
  readonly person: PersonId;
  readonly root: string;
  /** For `seat.freed`: the team. */
  readonly arg: string | null;
};

/** Added and resumed: somebody begins to wait. Freed: a seat of a team is empty again. */
export type MatchEventKind = "interest.added" | "interest.resumed" | "seat.freed";

export type Rule = { readonly root: string; readonly min: number; readonly max: number };

/** Somebody who waits. Languages as a bit mask (`languageBit`). */
export type Wait = {
  readonly person: PersonId;
  readonly project: ProjectId;
  readonly place: PlaceKey;
  readonly languages: number;
  /** Sequence number of the event since which they wait; smaller waited longer. */
  readonly since: number;
  /** Seats held or taken in any team, and how many they want at most. */
  readonly load: number;
  readonly cap: number;
};

export type OpenTeam = {
  readonly id: TeamId;
  readonly hub: PlaceKey;
  readonly language: Language;
  readonly state: "proposed" | "formed";
  /** Seats held by invitations, and taken. */
  readonly held: number;
  readonly taken: number;
  readonly max: number;
};

/** Hubs in reach of a place, in whole metres. */
export type Hubs = ReadonlyMap<
  PlaceKey,
  readonly { readonly hub: PlaceKey; readonly metres: number }[]
>;

export type Slice = {
  readonly rule: Rule;
  readonly hubs: Hubs;
  /** Everybody who waits for this root within reach of the event, in any order. */
  readonly pool: readonly Wait[];
  /** Teams of this root within reach with room, in any order. */
  readonly open: readonly OpenTeam[];
};

export type Why = Readonly<Record<string, string | number>>;

export type Decision =
  /** A new team; everybody in it is invited. */
  | {
      readonly kind: "form";
      readonly hub: PlaceKey;
      readonly language: Language;
      readonly members: readonly Wait[];
      readonly why: Why;
    }
  /** A free seat of a team is held for this person. */
  | { readonly kind: "join"; readonly team: TeamId; readonly person: Wait; readonly why: Why }
  | { readonly kind: "wait"; readonly person: PersonId; readonly why: Why }
  /** At their cap: the interest rests until a seat of theirs comes free. */
  | { readonly kind: "park"; readonly person: PersonId; readonly why: Why };

export function languageBit(language: Language): number {
  return 1 << languages.indexOf(language);
}

export function languageMask(spoken: Iterable<Language>): number {
  let mask = 0;
  for (const language of spoken) mask |= languageBit(language);
  return mask;
}
