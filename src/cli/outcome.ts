/** What a command came to: for programs, for people, and for the shell. */

export type Outcome = {
  readonly exit: 0 | 1;
  /** For programs. */
  readonly data: unknown;
  /** For people: lines. */
  readonly lines: readonly string[];
};

export function failed(error: string, problems: readonly string[] = []): Outcome {
  return { exit: 1, data: { error, problems }, lines: [error, ...problems] };
}
