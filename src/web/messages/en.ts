/** Everything the pages say, in English. */

import { themesIn } from "../../domain/themes.ts";
import type { Messages } from "./ca.ts";
import { followEn } from "./follow/en.ts";
import { formatIn } from "./format.ts";
import { ownEn } from "./own/en.ts";

const format = formatIn("en");
const { number } = format;

const people = (n: number): string => (n === 1 ? "1 person" : `${number(n)} people`);

/** English leaves the articles of comarques out: "in Bages". */
const at = (where: { readonly name: string }): string => `in ${where.name}`;

export const en: Messages = {
  format,
  at,
  languageItself: "English",

  frame: {
    skip: "Skip to content",
    mainMenu: "Main",
    languages: "Language",
    projects: "Projects",
    how: "How it works",
    about: "About us",
    promise: "No cookies, no advertising, nothing from third parties.",
    software: "Made with Multaque, free software (AGPL-3.0).",
  },

  themes: themesIn("en"),

  home: {
    title: "Projects to start in your town",
    description:
      "Choose a commons project that already works elsewhere and find people nearby to start it with.",
    heading: "In your town there are people who want what you want",
    lead: "Choose a project that already works elsewhere. Once enough people near you want it too, we will suggest that you meet.",
    yourSeat: "Your seat is waiting. Be one of the first.",
    catalogue: "Projects you can start",
    catalogueLead:
      "All of them already work somewhere. Each page says what it takes, what it costs and how it can fail, and how we know.",
    noProjects: "There is no project yet. Come back in a few days.",
    teams: "It exists now",
    teamsLead: "Groups of people who met this way.",
    how: "How it works",
    steps: {
      follow: {
        heading: "You follow a project",
        text: "From your own server, with the account that you already have in the fediverse. You open none here.",
      },
      say: {
        heading: "You say where you live",
        text: "The project asks you privately. If you agree, the cooperative learns that somebody there wants this, but not who you are.",
      },
      invited: {
        heading: "You are invited",
        text: "When enough people near you want the same, we tell you. You decide.",
      },
      meet: {
        heading: "You say yes, and you meet",
        text: "Until then nobody in the group knows who you are. Then they know the name that you chose.",
      },
    },
    fediverse: "No new account needed",
    fediverseText:
      "The fediverse is a family of independent social networks that talk to one another, the way mail servers do. Mastodon is the best known. If you have an account on any of them you can already follow the projects here. If you have none, you can pick a server that you like and open one there.",
    fediverseLink: "Pick a server at joinmastodon.org",
  },

  catalogue: {
    title: "Projects",
    titleOf: (theme) => `Projects: ${theme}`,
    description:
      "All the commons projects that you can start in your town or neighbourhood. Search them by words, by theme or by how many you are.",
    words: "What would you like to do?",
    example: "solar, garden, car…",
    people: "How many are you?",
    anyNumber: "Any number",
    atMost: (n) => `At most ${n}`,
    button: "Search",
    themes: "Themes",
    everyTheme: "All themes",
    fits: (n) => (n === 1 ? "1 project" : `${number(n)} projects`),
    quoted: (text) => `“${text}”`,
    ofAtMost: (n) => `${n} people or fewer`,
    none: "We have no project like that yet",
    noneHint:
      "Try another word, or fewer conditions. And if you know a project that should be here, let us know.",
    startAgain: "Start the search again",
    meanwhile: (n) =>
      n === 1 ? "Meanwhile, the only one there is" : `Meanwhile, all ${number(n)} of them`,
    seeAll: (n) => `See all ${number(n)} projects`,
  },

  find: {
    label: "Where do you live?",
    hint: "The name of your municipality",
    button: "See what can be done there",
    title: "Where do you live?",
    description: "Say where you live and see which projects can be started there.",
    which: "Which of these?",
    whichLead: (said) => `More than one place could be “${said}”.`,
    none: "We are not there yet",
    noneLead: (said) =>
      `We know no municipality called “${said}”. For now we have all those of Catalonia, and none from elsewhere.`,
    noneHint: "If it is a quarter or a hamlet, try the name of its municipality.",
  },

  project: {
    people,
    peopleToBegin: (n) => `${people(n)} to begin`,
    toBegin: "To begin",
    time: "Time",
    money: "Money",
    legalForm: "Legal form",
    moved: "This project goes on elsewhere",
    movedText: "Whoever wants to follow it finds it here:",
    closed: "This project is closed",
    closedText: "We invite nobody to it any more. Its page stays here for whoever can use it.",
    what: "What it is",
    begin: "How it begins",
    ninetyDays: "The first ninety days",
    needs: "What there is to do",
    needsLead: "You need not be an expert. Somebody has to take it on.",
    required: "essential",
    works: "Where it already works",
    since: (date) => `since ${date}`,
    asOf: (n, date) => `${people(n)} (${date})`,
    beforehand: "What to know beforehand",
    externalities: "What it does to the world around it",
    social: "For people",
    ecological: "For nature",
    economic: "For your pocket",
    similar: "Who does something similar",
    sources: "How we know",
    source: "Source:",
    undated: "undated",
    licence: "You may copy, change and republish this page under the licence",
    why: (n) => `Why ${people(n)}?`,
    whyLong: (span) => `Why ${span}?`,
    teams: "Groups that exist",
    onThisSide: "How to take part",
  },

  join: {
    heading: "Be one of the first",
    text: (n) => `It takes ${people(n)} who live near one another to begin.`,
    button: "I want to take part",
    how: "How do I join?",
    search:
      "Paste it into the search box of your server (Mastodon or another in the fediverse) and press “Follow”.",
    answer:
      "It will ask you privately where you live, and whether it may tell the cooperative of your area that somebody there wants this, without saying who you are.",
    invited:
      "Once there are enough of you nearby it invites you. We give your name to nobody until you say yes.",
    privacy:
      "Messages in the fediverse are not encrypted: whoever runs your server or ours could read them. If you change your mind, answer STOP or unfollow it, and we withdraw everything.",
    noAccount: "No account in the fediverse?",
    noAccountText:
      "For now it is the only way to join. It is free of charge, and you choose where:",
    sensitiveHeading: "This project is not joined by following it",
    sensitiveText:
      "It needs special care, so we bring nobody together automatically and do not count who follows it. If you want to take part, talk to the cooperative.",
    contact: "Talk to us",
  },

  place: {
    title: (where) => `What can be done ${at(where)}`,
    description: (where) =>
      `Commons projects that can be started ${at(where)}, and groups that already exist there.`,
    inhabitants: (n) => `${number(n)} ${n === 1 ? "inhabitant" : "inhabitants"} (2023)`,
    uncovered: "Nobody looks after this place yet",
    uncoveredText: (cooperative) =>
      `For now ${cooperative} forms no groups in this municipality. If you follow a project and say that you live here we will note that there is interest, but we cannot invite you to a group yet.`,
    open: "What can be started here",
    openLead: "Beside each stands how many people it takes to begin.",
    noProjects: "No project is open at the moment.",
    here: (where) => `It exists ${at(where)}`,
    around: (comarca) => `It exists ${at(comarca)}`,
    smallTown:
      "In a municipality of fewer than 2,000 inhabitants nearly everybody knows everybody. That is why, in public, groups from here bear only the name of the comarca, the wider area.",
    near: "Towns nearby",
    nearLead: "Distances are as the crow flies.",
    credit:
      "Codes and population: Idescat, from data of the INE. Position: municipal boundaries of the IGN (CC BY 4.0).",
  },

  team: {
    title: (project, where) => `${project} ${at(where)}`,
    description: (project, where) =>
      `A group of people has begun this project ${at(where)}: ${project}.`,
    formed: (day) => `Formed on ${day}`,
    language: (name) => `They speak ${name}`,
    exists: "It exists",
    private: "Who is in it, and how many, only the group knows.",
    steps: "Where they begin",
    stepsLead: "These are the steps of the project. The group may change them.",
    ninetyDays: "Their first ninety days",
    join: "Would you like to be in it?",
    joinText:
      "Follow the project from your server and tell it where you live. We will see whether there is room in a group nearby, or whether you can start a new one with others.",
    joinClosed: "The project that this group comes from invites nobody any more.",
    project: "Read about the project",
    more: "More groups",
  },

  cooperative: {
    description: (name) => `Who ${name} is and where it forms groups.`,
    role: "The cooperative that runs this site: it chooses the projects, answers for them and invites people to meet.",
    territory: "Where it forms groups",
    wholeCatalonia: "In all of Catalonia.",
    territoryList: (names) => `${format.list(names)}.`,
    contact: "Contact",
    noContact: "It has not said yet where it can be written to.",
    contactButton: "Talk to us",
    follow: "In the fediverse",
    followText: "Its news appear here. Search for this address on your server:",
    projects: "Its projects",
  },

  note: {
    title: (author) => `A message from ${author}`,
    description: (author) => `A public message from ${author}.`,
    about: "It is about this project:",
  },

  follow: followEn,

  own: ownEn,

  trouble: {
    notFound: "This page is not here",
    notFoundText:
      "The address may have a wrong letter, or what was here no longer exists. You can find everything from the start page.",
    gone: "This no longer exists",
    goneText:
      "What was here has ended and will not come back. Groups that had already formed go on. If you want to start something like it, look at the other projects, or tell us where you live and we will say what there is nearby.",
    notAllowed: "That cannot be done here",
    notAllowedText: "This address can only be read. Go back to the start page and try from there.",
    broken: "Something of ours has failed",
    brokenText:
      "It is not your fault. Please try again in a few minutes; if it goes on, let us know.",
    home: "Go to the start page",
  },
};
