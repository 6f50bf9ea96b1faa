/** What a Mastodon server writes: its people, their follows and their private mentions, word for word. */

import { randomInt } from "node:crypto";
import type { Key } from "./signatures.ts";
import type { Json } from "./wire.ts";

/** Somebody, or something, with an address and a key on our server. */
export type Account = {
  readonly id: string;
  readonly type: "Person" | "Application";
  readonly handle: string;
  readonly name: string;
  readonly url: string;
  readonly inbox: string;
  readonly key: Key;
};

/** An actor of another server, as far as one needs to know it to write to it. */
export type Correspondent = {
  readonly id: string;
  readonly type: string;
  readonly handle: string;
  readonly host: string;
  readonly url: string;
  readonly inbox: string;
  readonly followers: string | null;
};

export type Words = {
  readonly text: string;
  readonly language: string;
  readonly inReplyTo: string | null;
  readonly now: Date;
};

const activityStreams = "https://www.w3.org/ns/activitystreams";

const actorContext = [
  activityStreams,
  "https://w3id.org/security/v1",
  {
    manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
    toot: "http://joinmastodon.org/ns#",
    featured: { "@id": "toot:featured", "@type": "@id" },
    discoverable: "toot:discoverable",
    indexable: "toot:indexable",
  },
];

const noteContext = [
  activityStreams,
  {
    ostatus: "http://ostatus.org#",
    atomUri: "ostatus:atomUri",
    inReplyToAtomUri: "ostatus:inReplyToAtomUri",
    conversation: "ostatus:conversation",
    sensitive: "as:sensitive",
    toot: "http://joinmastodon.org/ns#",
    votersCount: "toot:votersCount",
  },
];

export function actorDocument(account: Account): Json {
  return {
    "@context": actorContext,
    id: account.id,
    type: account.type,
    following: `${account.id}/following`,
    followers: `${account.id}/followers`,
    inbox: account.inbox,
    outbox: `${account.id}/outbox`,
    featured: `${account.id}/collections/featured`,
    preferredUsername: account.handle,
    name: account.name,
    summary: "",
    url: account.url,
    manuallyApprovesFollowers: false,
    discoverable: false,
    indexable: false,
    published: "2024-03-11T00:00:00Z",
    publicKey: { id: account.key.id, owner: account.id, publicKeyPem: account.key.publicPem },
    tag: [],
    attachment: [],
  };
}

export function webfingerDocument(account: Account): Json {
  return {
    subject: `acct:${account.handle}@${new URL(account.id).host}`,
    aliases: [account.url, account.id],
    links: [
      { rel: "http://webfinger.net/rel/profile-page", type: "text/html", href: account.url },
      { rel: "self", type: "application/activity+json", href: account.id },
    ],
  };
}

export function emptyCollection(id: string): Json {
  return { "@context": activityStreams, id, type: "OrderedCollection", totalItems: 0 };
}

export function follow(account: Account, whom: Correspondent): Json {
  return {
    "@context": activityStreams,
    id: `${new URL(account.id).origin}/${crypto.randomUUID()}`,
    type: "Follow",
    actor: account.id,
    object: whom.id,
  };
}

export function undo(account: Account, followed: Json): Json {
  const { "@context": _context, ...object } = followed;
  return {
    "@context": activityStreams,
    id: `${account.id}#follows/${randomInt(1, 1_000_000)}/undo`,
    type: "Undo",
    actor: account.id,
    object,
  };
}

/**
 * A private mention. To a Group, Mastodon addresses its followers too (an artefact, not a
 * permission); with nobody else addressed it is a private mention all the same.
 */
export function privateMention(account: Account, whom: Correspondent, words: Words): Json {
  const number = `11${words.now.getTime()}${randomInt(1000, 10_000)}`;
  const id = `${account.id}/statuses/${number}`;
  const to =
    whom.type === "Group" && whom.followers !== null ? [whom.id, whom.followers] : [whom.id];
  const published = `${words.now.toISOString().slice(0, 19)}Z`;
  const content = `<p>${mentionAnchor(whom)} ${escaped(words.text)}</p>`;
  return {
    "@context": noteContext,
    id: `${id}/activity`,
    type: "Create",
    actor: account.id,
    published,
    to,
    cc: [],
    object: {
      id,
      type: "Note",
      summary: null,
      inReplyTo: words.inReplyTo,
      published,
      url: `${account.url}/${number}`,
      attributedTo: account.id,
      to,
      cc: [],
      sensitive: false,
      atomUri: id,
      inReplyToAtomUri: words.inReplyTo,
      conversation: `tag:${new URL(account.id).host},${published.slice(0, 10)}:objectId=${number}:objectType=Conversation`,
      content,
      contentMap: { [words.language]: content },
      attachment: [],
      tag: [{ type: "Mention", href: whom.id, name: `@${whom.handle}@${whom.host}` }],
      replies: {
        id: `${id}/replies`,
        type: "Collection",
        first: {
          type: "CollectionPage",
          next: `${id}/replies?only_other_accounts=true&page=true`,
          partOf: `${id}/replies`,
          items: [],
        },
      },
    },
  };
}

function mentionAnchor(whom: Correspondent): string {
  return `<span class="h-card" translate="no"><a href="${escaped(whom.url)}" class="u-url mention">@<span>${escaped(whom.handle)}</span></a></span>`;
}

/** Text as HTML, also inside quotes. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
