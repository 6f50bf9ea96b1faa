/** What a person's own page says, in English. */
import type { OwnMessages } from "./ca.ts";

export const ownEn: OwnMessages = {
  title: "Your own page",
  description: "A private page.",
  doorText:
    "Everything we hold about you is here. It is not shown until you press the button, since some servers open every link in the messages that they carry.",
  open: "Open my page",
  lead: "This is everything we hold about you. Only the link that we sent you opens it: give it to nobody.",
  account: "Your account",
  since: (day) => `We have known you since ${day}.`,
  silent: "You asked us for silence: we will not write again. What you see is what is left.",
  nothing: "You follow no project here at the moment, and we expect you nowhere.",
  underWay: (n) =>
    n === 0
      ? "No message of ours is on its way to you."
      : n === 1
        ? "One message of ours is on its way to you."
        : `${n} messages of ours are on their way to you.`,

  follows: "You follow it. You have not told us where you live.",
  sensitive: "You follow it. About this project we ask and note nothing else.",
  placed: (place) => `You told us that you live in ${place}. We have told nobody.`,
  uncovered: (place) =>
    `You told us that you live in ${place}. No cooperative covers your town yet; if one ever does, we will ask you.`,
  shared: ({ place, coop, day }) =>
    `Since ${day}, ${coop} knows that somebody in ${place} wants this. It does not know who you are. We will tell you when there are enough of you nearby.`,
  resting:
    "We are not looking for a group for you now: you said no to the last one, or did not answer.",
  still: "Do you still want it? If you do not say yes, we will stop counting you in.",
  invited: ({ where, day }) =>
    `We are holding a place for you in a group around ${where}${day === null ? "" : `, until ${day}`}. Until you say yes, the group does not know who you are.`,
  seated: (where) => `You have a place in a group around ${where}.`,
  called: (name) =>
    name === null ? "The group calls you “a neighbour”." : `The group calls you “${name}”.`,
  closed: "This project takes nobody new.",

  town: "Where do you live?",
  townHint:
    "The name of your municipality. If you change it we will ask again whether to count you in.",
  townButton: "Save the town",
  which: "Which of these?",
  unknownTown: (said) =>
    said === ""
      ? "Write the name of a municipality."
      : `We know no municipality called “${said}”. Try its full name.`,
  ask: (coop) =>
    `May we tell ${coop} that somebody there wants to help start this? It will not know who you are.`,
  yes: "Yes, count me in",
  no: "No, tell nobody",
  takeBack: "Stop counting me in",
  name: "What would you like to be called?",
  nameHint: "The group sees nothing else. If you leave it empty, it will say “a neighbour”.",
  join: "I'm in",
  decline: "No, thank you",
  renameHint: "Whoever has been told the name before cannot be made to forget it.",
  rename: "Change the name",
  leave: "Leave this project",

  consents: "What you told us, and when",
  noConsents: "Nothing yet.",
  consent: {
    town: "where you live",
    shared: (about) => `YES: ${about} may know that somebody there wants this`,
    notShared: (about) => `NO: ${about} is to know nothing`,
    joined: "YES to a group",
    declined: "NO to a group",
  },
  words: ({ version, language }) => `text ${version}, in ${language}`,

  language: "In which language shall we write to you?",
  export: "Take it with you",
  exportText:
    "All that we hold about you and nothing about anybody else, in a file that programs read.",
  exportLink: "Download the file (JSON)",
  stop: "Silence",
  stopText:
    "You leave everything, in every project, and we never write to you again. To remember that, we have to keep the address of your account.",
  stopButton: "Never write to me again",
  erase: "Erase everything",
  eraseText:
    "It is erased at once and cannot be undone. Your server may go on saying that you follow the projects: we tell it that you no longer do, but it is the one to note it. If you follow them again, we begin anew. Whoever has been told the name that you chose cannot be made to forget it.",
  eraseSure: "Yes, erase everything you hold about me",
  eraseButton: "Erase it",

  done: {
    town: "Saved.",
    yes: "Done: we count you in.",
    no: "Done: we will tell nobody.",
    join: "Done: you have your place.",
    decline: "Done: the place goes to somebody else.",
    rename: "Done: that is what we call you.",
    leave: "Done: you have left the project.",
    language: "Done: from now on we write to you in this language.",
    stop: "Done: we will never write to you again.",
  },
  notOpen: "That cannot be done now: it may have changed meanwhile. This is how things are.",
  erased: "We hold nothing about you any more",
  erasedText:
    "Everything is erased, and this link opens nothing now. If your server still says that you follow a project, unfollow it there.",
  lost: "This link opens no page",
  lostText:
    "It may have expired, there may be a newer one, or a letter is missing. For a new one, write LINK in a private message to the project that you follow.",
  refused: "We did not do that",
  refusedText:
    "The request did not come from your own page, or could not be read. Open it again with the link that we sent you.",
};
