/** What projects say to people on other servers, in English. */
import type { Messages } from "./ca.ts";

const date = (at: Date) =>
  new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" }).format(at);
const list = (names: readonly string[]) =>
  new Intl.ListFormat("en-GB", { type: "conjunction" }).format(names);

export const en: Messages = {
  fields: {
    web: "Web",
    contact: "Contact",
    cooperative: "Co-op",
    join: "How to join",
    project: "Project",
    where: "Where",
  },
  neighbour: "a neighbour",

  instanceSummary: (org) =>
    `Technical account of this service: no need to follow it. Follow the cooperative, @${org}, or its projects.`,
  orgSummary: ({ name }) =>
    `${name}. We publish commons projects that already work somewhere and bring together the people who want to start them near home. Follow the project you like and it will ask you, in private, where you live.`,
  orgNote: ({ projects }) =>
    `Hello! These are some of the projects you can start with people who live near you: ${list(projects)}. Follow the one you like from your own account; it will ask you in private where you live and, when enough of you are near one another, invite you to meet. Nobody will know who you are until you say yes.`,
  runBy: ({ name }) => `This account is run by ${name}.`,
  teamSummary: ({ project, where }) =>
    `Local group starting “${project}” (${where}). To join, follow the project and say where you live.`,
  formedNote: ({ project, where, link }) =>
    `A group has formed to start “${project}”: ${where}. There is room for more: ${link}`,

  where: ({ project, coop, own }) => [
    `Thank you for following “${project}”! This account is run by ${coop}. Which town do you live in? Reply with just its name and we will tell you when people nearby want this too.`,
    `Messages like this are not encrypted. Or answer on your own page: ${own}`,
    "Reply STOP and we will never write again.",
  ],
  consent: ({ place, comarca, coop, own }) => [
    `${own !== null ? "You told us that you live in " : ""}${place} (${comarca}). Shall we count you in? If you say yes, ${coop}, the cooperative that covers your area, will know that someone there wants to help start this. It will not know who you are.`,
    "Reply YES, NO or STOP. If you live somewhere else, write its name.",
    ...(own === null ? [] : [`Or do it on your own page: ${own}`]),
  ],
  which: ({ choices }) => [
    "Which of these do you mean? Reply with the number.",
    choices.map((choice, n) => `${n + 1}. ${choice}`).join("\n"),
  ],
  unknownPlace: ({ link }) => [
    "We know no town by that name. If it is in Catalonia, try again with its full name; if it isn't, we are not there yet and keep nothing of it.",
    link,
  ],
  notCovered: ({ place, coop }) => [
    `Noted: ${place}. No cooperative covers your town yet (${coop} works in another area). We will tell you when one does; until then you are only counted.`,
  ],
  covered: ({ project, place, coop, own }) => [
    `Good news: ${coop} now covers ${place} too. Do you still want “${project}”? If you say yes, it will know that someone there wants to help start this. It will not know who you are.`,
    `Reply YES, NO or STOP, or go to your own page: ${own}`,
  ],
  shared: ({ place, own }) => [
    `Done! You are counted in ${place}. We will write when enough of you live near one another to meet. Until then there is nothing you need to do.`,
    `You can undo it at any time: reply NO, stop following us, or go to your own page: ${own}`,
  ],
  notShared: () => [
    "Understood: we will tell nobody. If you change your mind, write us the name of your town.",
  ],
  invitation: ({ project, where, people, until }) => [
    `Good news: around ${where} there are ${people} of you who want “${project}”. Will you join in? If you say yes, the group will see the name you choose and nothing else.`,
    `Reply YES and the name you want to be called (for example: yes, Marta), or NO. You have until ${date(until)}. STOP: we will never write again.`,
  ],
  reminder: ({ project, where, until }) => [
    `We are still holding your place in the group for “${project}” around ${where}, until ${date(until)}. Reply YES and the name you want to be called, or NO. This is the only reminder. STOP: we will never write again.`,
  ],
  seatTaken: ({ name, missing }) => [
    `${name === null ? "You have your place" : `You have your place, ${name}`}.${
      missing === 0
        ? ""
        : missing === 1
          ? " One more person has to say yes, and we will put you in touch."
          : ` ${missing} more people have to say yes, and we will put you in touch.`
    }`,
    ...(name === null
      ? [
          "What would you like to be called? Reply with a name; otherwise we will say “a neighbour”.",
        ]
      : []),
  ],
  nameKept: ({ name }) => [
    name === null
      ? "Fine: in the group we will call you “a neighbour”."
      : `Thank you, ${name}. That is what the group will call you.`,
  ],
  declined: () => [
    "No problem, and thank you for saying so: the place goes to somebody else. We will not invite you again unless you write YES.",
  ],
  teamFormed: ({ project, where, names, step, contact, page }) => [
    `You are a group now! “${project}”, around ${where}: ${list(names)}.`,
    `The first step: ${step}`,
    contact === null ? `The group's page: ${page}` : `To meet and talk: ${contact}`,
  ],
  still: ({ project, place }) => [
    `Half a year ago you told us that you would like “${project}” in ${place}. Do you still want it? Reply YES and we will keep counting you in; if you say nothing, we will stop. STOP: we will never write again.`,
  ],
  followFirst: ({ project }) => [
    `Thank you for writing! To take part in “${project}”, follow this account first; then tell us which town you live in.`,
  ],
  inPrivate: ({ link }) => [
    `Thank you! Anybody can read that, so we have not kept it. Reply to this message in private with the name of your town. All of it explained: ${link}`,
  ],
  byLink: ({ link }) => [
    `We ask and keep nothing about this project by message. How to take part: ${link}`,
  ],
  ownLink: ({ own }) => [
    `Your own page: everything we hold about you, to look at, change, take with you or erase. ${own}`,
    "Only this link opens it: give it to nobody. After a while it expires; for a new one, write LINK. Those you had before no longer work.",
  ],
  commands: () => [
    "You can write: the name of your town; YES or NO when we ask; LINK, and we send you your own page, with everything we hold about you; CATALÀ or CASTELLANO, and we speak it with you; STOP, and we will never write again.",
  ],
  languageKept: "Fine: from now on we will write to you in English.",
  closed: ({ project }) => [
    `Thank you for your interest. “${project}” takes nobody new at the moment.`,
  ],
  ended: ({ project, coop, link }) => [
    `${coop} has closed “${project}” and will not bring together any more groups. You are no longer counted, and there is nothing you need to do. Thank you for wanting to be part of it.`,
    ...(link === null
      ? []
      : [`If you want to start it on your own, this is how it is done: ${link}`]),
  ],
  notUnderstood: "We did not quite understand.",
  help: {
    place:
      "Reply with just the name of the town you live in. STOP if you don't want us to write again.",
    choice:
      "Reply with the number of one of the places on the list, or write the name of your town again.",
    consent: "Reply YES or NO; if you live somewhere else, write its name.",
    invitation: "Reply YES and the name you want to be called, or NO.",
    counted:
      "You are counted: we will write when enough of you live near one another. If you have moved, write the name of your new town; to stop, reply NO.",
    seated: "You have your place in the group. To leave it, unfollow this account or reply STOP.",
    still: "Do you still want it? Reply YES or NO.",
  },
};
