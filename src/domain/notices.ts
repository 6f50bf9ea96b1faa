/** What must be told, in our words. Stored in the transaction of its cause, written out later. */
import type { ActorIri, PersonId, ProjectId, TeamId } from "./ids.ts";
import type { Message } from "./messages.ts";

/** What can be followed: a project, the cooperative, or the instance as such. */
export type Followed = { readonly project: ProjectId } | "org" | "instance";

/** A note of somebody: its id, and the thread that their server says it belongs to. */
export type Answered = { readonly note: string; readonly context: string | null };

export type Notice =
  | {
      readonly kind: "follow-accepted" | "follow-rejected";
      readonly person: PersonId;
      readonly of: Followed;
      /** The id of the Follow that is answered. */
      readonly follow: string;
      /** They called it Join: the answer calls it so, too. */
      readonly as?: "Join";
    }
  /** A follow that stood is ended by us. Who followed is said in full: they may be erased by the time it is told. */
  | {
      readonly kind: "follow-ended";
      readonly iri: ActorIri;
      readonly inbox: string;
      /** The path of our actor that they followed. */
      readonly target: string;
      readonly follow: string;
    }
  | {
      readonly kind: "tell";
      readonly person: PersonId;
      readonly project: ProjectId;
      readonly message: Message;
      /** What it answers; nothing when it is said unasked. */
      readonly answers?: Answered;
    }
  /** To the server of an account: a moderator reports it, with these posts of it, in these words (G8). */
  | {
      readonly kind: "report";
      readonly person: PersonId;
      readonly posts: readonly string[];
      readonly content: string;
    }
  /** To whoever asked to quote a note of ours: with the permission, or null for none. */
  | {
      readonly kind: "quote-answered";
      /** The path of our actor that answers. */
      readonly actor: string;
      readonly iri: ActorIri;
      readonly inbox: string;
      readonly request: string;
      readonly note: string;
      /** The post that quotes. */
      readonly by: string;
      readonly quote: string | null;
    }
  /** To those who follow: the project's sheet, and these notes made of it, have changed or are gone. */
  | {
      readonly kind: "project-changed";
      readonly project: ProjectId;
      readonly notes: readonly string[];
      readonly gone: readonly string[];
    }
  /** To those who follow: the project goes on under this actor elsewhere. */
  | { readonly kind: "project-moved"; readonly project: ProjectId; readonly to: string }
  /** To those who followed, by their inboxes, since their follows ended with it: the project and its notes are no more. */
  | {
      readonly kind: "project-retired";
      readonly project: ProjectId;
      readonly notes: readonly string[];
      readonly inboxes: readonly string[];
    }
  /** To those who follow: the actor at this path has new keys; the pair of this generation, the one before, signs. */
  | { readonly kind: "keys-turned"; readonly actor: string; readonly generation: number }
  /** To the world, without names: the cooperative writes, the project boosts. */
  | { readonly kind: "team-formed"; readonly team: TeamId };

/** Whom or what a notice is about: what is said about one subject is said in its order (D4). */
export function subjectOf(notice: Notice): string {
  switch (notice.kind) {
    case "follow-accepted":
    case "follow-rejected":
    case "tell":
    case "report":
      return notice.person;
    case "follow-ended":
    case "quote-answered":
      return notice.iri;
    case "project-changed":
    case "project-moved":
    case "project-retired":
      return notice.project;
    case "keys-turned":
      return notice.actor;
    case "team-formed":
      return notice.team;
    default:
      return notice satisfies never;
  }
}
