/** What a project may say to one person in private; the sentences are in federation/messages. */
import type { PlaceKey, TeamId } from "./ids.ts";

export type Message =
  /** The one question that nobody asked for: where do you live? */
  | { readonly say: "where" }
  /** The same, to somebody whose town we know from another project. */
  | { readonly say: "consent"; readonly place: PlaceKey; readonly known: boolean }
  | { readonly say: "which"; readonly choices: readonly PlaceKey[] }
  | { readonly say: "unknown-place" }
  | { readonly say: "not-covered"; readonly place: PlaceKey }
  /** To whoever was told so: the cooperative covers their town now. */
  | { readonly say: "covered"; readonly place: PlaceKey }
  | { readonly say: "shared"; readonly place: PlaceKey }
  | { readonly say: "not-shared" }
  | { readonly say: "invitation"; readonly team: TeamId }
  | { readonly say: "reminder"; readonly team: TeamId }
  | { readonly say: "seat-taken"; readonly team: TeamId; readonly name: string | null }
  | { readonly say: "name-kept"; readonly name: string | null }
  | { readonly say: "declined" }
  | { readonly say: "team-formed"; readonly team: TeamId }
  | { readonly say: "still" }
  | { readonly say: "follow-first" }
  | { readonly say: "in-private" }
  /** Of a sensitive project: it asks and keeps nothing by messages (product.md, "Vulnerable people"). */
  | { readonly say: "by-link" }
  | { readonly say: "closed" }
  /** The link to their own page, which they asked for (C10). */
  | { readonly say: "own-link" }
  /** What they can write, which they asked for; and what we wait for. */
  | { readonly say: "commands"; readonly on: HelpOn }
  /** The language that they chose, in that language. */
  | { readonly say: "language"; readonly on: HelpOn }
  /** To whoever waited for a team of a project that is closed now. */
  | { readonly say: "ended" }
  /** A kind answer to what was not understood, by what we wait for. */
  | { readonly say: "help"; readonly on: HelpOn };

export type HelpOn = "place" | "choice" | "consent" | "invitation" | "counted" | "seated" | "still";

/** The version of the words with which consent is asked; stands in every consent record (F22). */
export const textVersion = "2026-11";
