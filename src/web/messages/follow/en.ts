/** "Follow from your server", in English. */
import type { FollowMessages } from "./ca.ts";

export const followEn: FollowMessages = {
  label: "Your server, or your address",
  hint: "For example: mastodon.social, or @marta@mastodon.social",
  button: "Follow it from there",
  orCopy: "Or copy this address:",
  title: "Follow it from your server",
  description: "How to follow a project from your own server.",
  goTo: (host) => `Go on at ${host}`,
  leaves: (host) =>
    `You are about to go to ${host}, the server that you typed. It will ask whether you want to follow: say yes.`,
  unknown: (host) => `We do not know how to open it directly at ${host}`,
  unknownText:
    "Never mind: copy this address, paste it into the search box of your server and press “Follow”.",
  wrong:
    "That does not look like the address of a server. Write it like mastodon.social or @marta@mastodon.social.",
  back: "Go back",
  nobodyHere: "Nothing is followed from here",
  nobodyHereText:
    "Nobody has an account on this site: its projects are followed from your own server.",
};
