/** What happened to each person so far, as their own server saw it. */

import { type Kind, type Memory, type Message, nothingHeard } from "./conversation.ts";
import type { Account } from "./documents.ts";
import { type Plan, people } from "./people.ts";
import type { Inhabitant } from "./server.ts";
import type { Json } from "./wire.ts";

/** A private message that came, or words that were handed over. */
type Line = { readonly at: number; readonly text: string; readonly mine: boolean };

export type Person = {
  readonly plan: Plan;
  readonly account: Account;
  readonly lines: Line[];
  memory: Memory;
  follow: Json | null;
  followedAt: number | null;
  acceptedAt: number | null;
  invitedAt: number | null;
  /** What was handed over, and what it answered. */
  readonly said: { readonly at: number; readonly to: Kind; readonly text: string }[];
  /** STOP or unfollow was handed over: from here on, silence. */
  leftAt: number | null;
  /** Deeds that are thought of and not yet done. */
  pending: number;
};

export const inhabitants: readonly Inhabitant[] = people.map(({ handle, name }) => ({
  handle,
  name,
}));

export function castOf(accounts: ReadonlyMap<string, Account>): Person[] {
  return people.map((plan) => {
    const account = accounts.get(plan.handle);
    if (account === undefined) throw new Error(`${plan.name} has no account`);
    return {
      plan,
      account,
      lines: [],
      memory: nothingHeard,
      follow: null,
      followedAt: null,
      acceptedAt: null,
      invitedAt: null,
      said: [],
      leftAt: null,
      pending: 0,
    };
  });
}

/** When they said yes to an invitation, or null. */
export function yesAt(person: Person): number | null {
  const answer = person.said.find(({ to }) => to === "join");
  return answer !== undefined && isYes(answer.text) ? answer.at : null;
}

/** When they let the cooperative know of them, or null. */
export function sharedAt(person: Person): number | null {
  const answer = person.said.find(({ to }) => to === "share");
  return answer !== undefined && isYes(answer.text) ? answer.at : null;
}

/** When they gave a name to be called, or null: with their yes, or when asked for it. */
export function namedAt(person: Person): number | null {
  const { called } = person.plan;
  if (called === null) return null;
  return person.said.find(({ text }) => text.includes(called))?.at ?? null;
}

function isYes(text: string): boolean {
  return /^(s[ií]|yes|ok|d'acord|vale)(?![\p{L}'])/iu.test(text);
}

export function isStop(text: string): boolean {
  return /^(stop|prou|para|baja|baixa)$/i.test(text);
}

export function hear(person: Person, message: Message): void {
  person.lines.push({ at: Date.now(), text: message.text, mine: false });
}
