/** One turn of the conversation between a project and a person (protocol.md 4.2). Pure: what is, and what was heard, in; what to do, out. */
import type { Heard } from "./concierge.ts";
import { nameIn } from "./concierge.ts";
import type { Awaiting, InterestState } from "./interests.ts";
import type { Language } from "./languages.ts";
import type { HelpOn } from "./messages.ts";
import type { Place } from "./places.ts";
import { covers, type Territory } from "./territories.ts";

/** Where the person stands with this project. */
export type Standing = {
  readonly state: InterestState;
  readonly awaiting: Awaiting;
  readonly place: Place | null;
  readonly choices: readonly Place[];
  /** An invitation to a team that they have not answered. */
  readonly invited: boolean;
  /** They hold a seat. */
  readonly seated: boolean;
  /** Their interest rests (they declined, or let an invitation pass): a yes wakes it. */
  readonly dormant: boolean;
};

/** What the places that may be meant look like: one for certain, some to choose from, or none. */
export type Found = readonly Place[];

export type Turn =
  | { readonly do: "fall-silent" }
  | { readonly do: "place"; readonly place: Place; readonly covered: boolean }
  | { readonly do: "offer"; readonly choices: readonly Place[] }
  | { readonly do: "unknown-place" }
  | { readonly do: "share" }
  | { readonly do: "keep-to-ourselves" }
  | { readonly do: "take-seat"; readonly name: string | null }
  | { readonly do: "decline-seat" }
  | { readonly do: "name"; readonly name: string | null }
  | { readonly do: "give-link" }
  | { readonly do: "speak"; readonly language: Language; readonly on: HelpOn }
  | { readonly do: "explain"; readonly on: HelpOn }
  | { readonly do: "help"; readonly on: HelpOn };

/** Whether this reply is to be looked up as the name of a town. */
export function namesAPlace(standing: Standing, heard: Heard): boolean {
  const town = !standing.invited && !standing.seated && standing.awaiting !== "name";
  return isYesWithTown(standing, heard) || (town && heard.kind === "words");
}

/** "Yes, Girona", where the town is what was asked for. */
function isYesWithTown(standing: Standing, heard: Heard): boolean {
  const asked = standing.awaiting === "place" && !standing.invited && !standing.seated;
  return asked && heard.kind === "yes" && heard.name !== null;
}

/** C4: what one reply brings about. `found` is what the words name, when `namesAPlace`. */
export function turn(
  standing: Standing,
  heard: Heard,
  given: { readonly found: Found; readonly territory: Territory },
): Turn {
  switch (heard.kind) {
    case "stop":
      return { do: "fall-silent" };
    case "yes":
      return given.found.length > 0 && isYesWithTown(standing, heard)
        ? words(standing, heard.name ?? "", given)
        : yes(standing, heard.name, given.territory);
    case "no":
      return no(standing);
    case "number": {
      const asked = standing.awaiting === "choice" && !standing.invited && !standing.seated;
      const place = asked ? standing.choices[heard.n - 1] : undefined;
      return place === undefined ? help(standing) : settle(place, given.territory);
    }
    case "link":
      return { do: "give-link" };
    case "help":
      return { do: "explain", on: helpOn(standing) };
    case "language":
      return { do: "speak", language: heard.language, on: helpOn(standing) };
    case "words":
      return words(standing, heard.text, given);
    default:
      return heard satisfies never;
  }
}

function yes(standing: Standing, name: string | null, territory: Territory): Turn {
  if (standing.invited) return { do: "take-seat", name };
  // I5: a member too is asked whether they still want it, and is heard.
  if (standing.seated && standing.awaiting !== "still") {
    return name === null ? help(standing) : { do: "name", name };
  }
  if (standing.place === null || !covers(territory, standing.place)) return help(standing);
  // I2: only a yes while we know the place, and cover it, makes L2. With several to choose from we do not.
  if (standing.awaiting === "choice") return help(standing);
  if (standing.state === "placed" || standing.awaiting === "still" || standing.dormant) {
    return { do: "share" };
  }
  return help(standing);
}

function no(standing: Standing): Turn {
  if (standing.invited) return { do: "decline-seat" };
  if (standing.awaiting === "name") return { do: "name", name: null };
  if (standing.seated && standing.awaiting !== "still") return help(standing);
  return { do: "keep-to-ourselves" };
}

function words(
  standing: Standing,
  text: string,
  { found, territory }: { readonly found: Found; readonly territory: Territory },
): Turn {
  if (standing.invited) return help(standing);
  if (standing.awaiting === "name") {
    const name = nameIn(text);
    return name === null ? help(standing) : { do: "name", name };
  }
  if (standing.seated) return help(standing);
  const [only, ...others] = found;
  if (only === undefined) {
    return standing.awaiting === "consent" ? help(standing) : { do: "unknown-place" };
  }
  return others.length === 0 ? settle(only, territory) : { do: "offer", choices: found };
}

function settle(place: Place, territory: Territory): Turn {
  return { do: "place", place, covered: covers(territory, place) };
}

function help(standing: Standing): Turn {
  return { do: "help", on: helpOn(standing) };
}

function helpOn(standing: Standing): HelpOn {
  if (standing.invited) return "invitation";
  if (standing.awaiting === "still") return "still";
  if (standing.seated) return "seated";
  if (standing.awaiting === "choice") return "choice";
  if (standing.state === "shared") return "counted";
  if (standing.place !== null && standing.awaiting === "consent") return "consent";
  return "place";
}
