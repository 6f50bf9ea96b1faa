/** A local team and its seats. */
import type { PersonId, PlaceKey, ProjectId, TeamId } from "./ids.ts";
import type { Language } from "./languages.ts";

export type TeamState = "proposed" | "formed" | "closed";

/** from → to. T1: a team is formed exactly when its critical mass has said yes. */
export const teamLife = {
  proposed: ["formed", "closed"],
  formed: ["closed"],
  closed: [],
} as const satisfies Record<TeamState, readonly TeamState[]>;

export type SeatState = "invited" | "taken" | "declined" | "expired" | "left";

/** from → to. T2: a seat is taken only by the person's own yes to that team. */
export const seatLife = {
  invited: ["taken", "declined", "expired", "left"],
  taken: ["left"],
  declined: [],
  expired: [],
  left: [],
} as const satisfies Record<SeatState, readonly SeatState[]>;

export type Team = {
  readonly id: TeamId;
  readonly slug: string;
  readonly root: string;
  readonly project: ProjectId;
  readonly hub: PlaceKey;
  readonly language: Language;
  readonly state: TeamState;
  readonly min: number;
  readonly max: number;
  readonly formedAt: Date | null;
};

export type Seat = {
  readonly id: string;
  readonly team: TeamId;
  readonly person: PersonId;
  readonly project: ProjectId;
  readonly state: SeatState;
  readonly name: string | null;
};

/** The state of a team in which `taken` people have said yes (T1). Once formed it stays formed. */
export function stateWith(team: Pick<Team, "state" | "min">, taken: number): TeamState {
  return team.state === "proposed" && taken >= team.min ? "formed" : team.state;
}

/** The name of a team in an address: the project and where, and a number when there are several. */
export function teamSlug(project: string, where: string, taken: ReadonlySet<string>): string {
  const base = `${project}-${where}`;
  for (let n = 1; ; n++) {
    const slug = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(slug)) return slug;
  }
}

/** The n-th name to try for a team's actor: `equip_energia_girona`, at most 20 characters (protocol.md 8.3, 24). */
export function teamHandle(project: string, where: string, n: number): string {
  const suffix = n === 1 ? "" : `_${n}`;
  const room = 20 - suffix.length - 1;
  const leastPlace = wholeWords(where, 9);
  const name = wholeWords(project, room - leastPlace.length);
  return `${name}_${wholeWords(where, room - name.length)}${suffix}`;
}

/** What means nothing at the end of a name: "la seu d", "sant cugat del". */
const joining = /(?:_(?:d|de|del|dels|el|els|la|les|los|las|i|y))+$/;

/** As many words as there is room for; only a first word that is longer is cut. */
function wholeWords(text: string, room: number): string {
  const plain = text.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  const whole = new RegExp(`^.{1,${room}}(?=_|$)`).exec(plain)?.[0] ?? plain.slice(0, room);
  return whole === plain ? plain : whole.replace(joining, "");
}
