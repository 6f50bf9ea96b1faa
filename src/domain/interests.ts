/** What is between a person and a project: the ladder of consent, rung by rung (product.md). */
import type { PersonId, PlaceKey, ProjectId } from "./ids.ts";
import type { Notice } from "./notices.ts";

/** L0, L1, L2, and nothing any more. L3 is a seat in a team (teams.ts). */
export type InterestState = "follows" | "placed" | "shared" | "withdrawn";

/** from → to. Every rung can be taken back alone; withdrawing is possible from everywhere (I4). */
export const interestLife = {
  follows: ["placed", "withdrawn"],
  placed: ["shared", "follows", "withdrawn"],
  shared: ["placed", "withdrawn"],
  withdrawn: ["follows"],
} as const satisfies Record<InterestState, readonly InterestState[]>;

export function canBecome(from: InterestState, to: InterestState): boolean {
  return (interestLife[from] as readonly InterestState[]).includes(to);
}

/** What we asked last and wait to hear. */
export type Awaiting = "nothing" | "place" | "choice" | "consent" | "name" | "still";

export type Interest = {
  readonly person: PersonId;
  readonly project: ProjectId;
  readonly state: InterestState;
  readonly place: PlaceKey | null;
  readonly awaiting: Awaiting;
  /** The places of the numbered choice that we offered. */
  readonly choices: readonly PlaceKey[];
  readonly followedAt: Date | null;
  readonly sharedAt: Date | null;
};

/** Why an interest is not taken. */
export type Refusal = "no-such-project" | "project-closed";

export type Expressed =
  | { readonly outcome: "refused"; readonly because: Refusal; readonly notices: readonly Notice[] }
  | {
      readonly outcome: "accepted";
      readonly interest: Interest;
      readonly notices: readonly Notice[];
    };

/**
 * A person follows a project.
 *
 * I1: a follow is L0 and nothing more. I3: said again it is answered again and counted once, since
 * the other server may have lost our Accept.
 */
export function express(
  project: { readonly id: ProjectId; readonly open: boolean },
  previous: Interest | null,
  incoming: { readonly person: PersonId; readonly follow: string; readonly at: Date },
): Expressed {
  const about = {
    person: incoming.person,
    of: { project: project.id },
    follow: incoming.follow,
  };
  const standing = previous !== null && previous.state !== "withdrawn" ? previous : null;
  // I6: closed to whoever is new; who is interested keeps what they agreed to.
  if (!project.open && standing === null) {
    return {
      outcome: "refused",
      because: "project-closed",
      notices: [{ kind: "follow-rejected", ...about }],
    };
  }
  const interest: Interest = standing ?? {
    ...nothing(incoming.person, project.id),
    state: "follows",
    followedAt: incoming.at,
  };
  return { outcome: "accepted", interest, notices: [{ kind: "follow-accepted", ...about }] };
}

/** I4: whoever withdraws leaves nothing behind but the fact that something ended. */
export function withdraw(interest: Interest): Interest {
  return nothing(interest.person, interest.project);
}

function nothing(person: PersonId, project: ProjectId): Interest {
  return {
    person,
    project,
    state: "withdrawn",
    place: null,
    awaiting: "nothing",
    choices: [],
    followedAt: null,
    sharedAt: null,
  };
}
