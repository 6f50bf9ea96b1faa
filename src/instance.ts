/** The instance: what every part of the program is given to work in. There is no container. */
import { randomBytes } from "node:crypto";
import type { Settings } from "./config.ts";
import { idFrom } from "./domain/ids.ts";
import type { By } from "./store/audit.ts";
import type { Db } from "./store/db.ts";

export type Instance = {
  readonly origin: string;
  readonly db: Db;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The one way out to other servers. */
  readonly fetcher: Fetcher;
  readonly settings: Settings;
  /** The administrator who acts, by a command: what they change is written down with their name (G12). */
  readonly by?: By;
};

/** Sends one request and gives the answer with its body, whole and within limits (boundary.md C). */
export type Fetcher = (request: Outgoing) => Promise<Answer>;

export type Outgoing = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
};

/** Another server could not be asked, or said something that we do not take. */
export class FetchRefused extends Error {
  override readonly name = "FetchRefused";
}

/** We have asked enough for now: it says nothing of the other server, and is not remembered of it. */
export class TooManyFetches extends FetchRefused {}

export function newId(): string {
  return idFrom(randomBytes(48));
}
