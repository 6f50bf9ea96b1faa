/** Everything the pages say, in Catalan: the original. The other languages are typed after it. */

import { themesIn } from "../../domain/themes.ts";
import { genderOf, isComarca, type Where } from "./comarques.ts";
import { followCa } from "./follow/ca.ts";
import { formatIn } from "./format.ts";
import { ownCa } from "./own/ca.ts";

const format = formatIn("ca");
const { number } = format;

/** "a Girona", "al Masnou", "a l'Escala", "als Guiamets", "al Bages", "a l'Anoia". */
function at(where: Where): string {
  if (!isComarca(where)) {
    return `a ${where.name}`
      .replace(/^a El /, "al ")
      .replace(/^a Els /, "als ")
      .replace(/^a (La|Les) /, (_, article: string) => `a ${article.toLowerCase()} `)
      .replace(/^a L'/, "a l'");
  }
  const gender = genderOf(where.name);
  if (gender === "none") return `a ${where.name}`;
  if (gender === "feminine plural") return `a les ${where.name}`;
  if (/^[aeiouàèéíòóú]/i.test(where.name)) return `a l'${where.name}`;
  return gender === "feminine" ? `a la ${where.name}` : `al ${where.name}`;
}

const people = (n: number): string => (n === 1 ? "1 persona" : `${number(n)} persones`);

export const ca = {
  format,
  at,
  languageItself: "Català",

  frame: {
    skip: "Ves al contingut",
    mainMenu: "Principal",
    languages: "Llengua",
    projects: "Projectes",
    how: "Com va",
    about: "Qui som",
    promise: "Sense galetes, sense publicitat i sense res de tercers.",
    software: "Fet amb Multaque, programari lliure (AGPL-3.0).",
  },

  themes: themesIn("ca"),

  home: {
    title: "Projectes per fer al teu poble",
    description:
      "Tria un projecte col·lectiu que ja funciona en altres llocs i troba gent de prop per començar-lo.",
    heading: "Al teu poble hi ha gent que vol el mateix que tu",
    lead: "Tria un projecte que ja funciona en altres llocs. Quan a prop teu hi hagi prou gent que el vol, us proposarem de trobar-vos.",
    yourSeat: "La teva cadira t'espera. Sigues de les primeres.",
    catalogue: "Projectes que podeu començar",
    catalogueLead:
      "Tots funcionen ja en algun lloc. Cada fitxa diu què cal, què costa i com pot fallar, i d'on ho sabem.",
    noProjects: "Encara no hi ha cap projecte. Torna-hi d'aquí a uns dies.",
    teams: "Ja existeix",
    teamsLead: "Grups de gent que s'ha trobat per aquest camí.",
    how: "Com va",
    steps: {
      follow: {
        heading: "Segueixes un projecte",
        text: "Des del teu servidor, amb el compte que ja tens al fediverse. Aquí no n'has d'obrir cap.",
      },
      say: {
        heading: "Dius on vius",
        text: "El projecte t'ho pregunta en privat. Si et sembla bé, la cooperativa sap que allà algú ho vol, però no qui ets.",
      },
      invited: {
        heading: "Et convidem",
        text: "Quan a prop teu hi ha prou gent que vol el mateix, t'ho diem. Tu decideixes.",
      },
      meet: {
        heading: "Dius que sí i us trobeu",
        text: "Fins llavors ningú del grup no sap qui ets. Després, saben el nom que hagis triat.",
      },
    },
    fediverse: "No cal cap compte nou",
    fediverseText:
      "El fediverse és una colla de xarxes socials independents que es parlen entre elles, com ho fan els servidors de correu. Mastodon és la més coneguda. Si tens compte en qualsevol, ja pots seguir els projectes d'aquí. Si no en tens, pots triar un servidor que t'agradi i obrir-n'hi un.",
    fediverseLink: "Tria un servidor a joinmastodon.org",
  },

  catalogue: {
    title: "Projectes",
    titleOf: (theme: string): string => `Projectes: ${theme}`,
    description:
      "Tots els projectes col·lectius que podeu començar al vostre poble o barri. Cerca'ls per paraules, per tema o per quanta gent sou.",
    words: "Què us agradaria fer?",
    example: "plaques, hort, cotxe…",
    people: "Quanta gent sou?",
    anyNumber: "Tant és",
    atMost: (n: number): string => `Com a molt ${n}`,
    button: "Cerca",
    themes: "Temes",
    everyTheme: "Tots els temes",
    fits: (n: number): string => (n === 1 ? "1 projecte" : `${number(n)} projectes`),
    quoted: (text: string): string => `«${text}»`,
    ofAtMost: (n: number): string => `${n} persones o menys`,
    none: "Encara no tenim cap projecte així",
    noneHint:
      "Prova-ho amb una altra paraula o amb menys condicions. I si coneixes un projecte que hi hauria de ser, fes-nos-ho saber.",
    startAgain: "Torna a començar la cerca",
    meanwhile: (n: number): string =>
      n === 1 ? "Mentrestant, l'únic que hi ha" : `Mentrestant, els ${number(n)} que hi ha`,
    seeAll: (n: number): string => `Mira els ${number(n)} projectes`,
  },

  find: {
    label: "On vius?",
    hint: "El nom del teu municipi",
    button: "Mira què s'hi pot fer",
    title: "On vius?",
    description: "Digues on vius i mira quins projectes s'hi poden començar.",
    which: "Quin d'aquests?",
    whichLead: (said: string): string => `Hi ha més d'un lloc que pot ser «${said}».`,
    none: "Encara no hi som",
    noneLead: (said: string): string =>
      `No coneixem cap municipi que es digui «${said}». De moment hi ha tots els de Catalunya, i cap d'enlloc més.`,
    noneHint: "Si és un barri o un poblet, prova-ho amb el nom del municipi.",
  },

  project: {
    people,
    peopleToBegin: (n: number): string => `${people(n)} per començar`,
    toBegin: "Per començar",
    time: "Temps",
    money: "Diners",
    legalForm: "Forma jurídica",
    moved: "Aquest projecte continua en un altre lloc",
    movedText: "Qui el vulgui seguir el trobarà aquí:",
    closed: "Aquest projecte està tancat",
    closedText: "Ja no hi convidem ningú. La fitxa es queda aquí per a qui la vulgui aprofitar.",
    what: "Què és",
    begin: "Com es comença",
    ninetyDays: "Els primers noranta dies",
    needs: "Quines feines hi ha",
    needsLead: "No cal saber-ne. Cal que algú s'hi posi.",
    required: "imprescindible",
    works: "On ja funciona",
    since: (date: string): string => `des ${/^[aeiou]/.test(date) ? "de l'" : "del "}${date}`,
    asOf: (n: number, date: string): string => `${people(n)} (${date})`,
    beforehand: "Què cal saber abans",
    externalities: "Què deixa al seu voltant",
    social: "Per a la gent",
    ecological: "Per al medi",
    economic: "Per a la butxaca",
    similar: "Qui fa coses semblants",
    sources: "D'on ho sabem",
    source: "Font:",
    undated: "sense data",
    licence: "Aquesta fitxa es pot copiar, canviar i tornar a publicar amb la llicència",
    why: (n: number): string => `Per què ${people(n)}?`,
    whyLong: (span: string): string => `Per què ${span}?`,
    teams: "Grups que ja existeixen",
    onThisSide: "Com s'hi participa",
  },

  join: {
    heading: "Sigues de les primeres",
    text: (n: number): string => `Per començar calen ${people(n)} que visquin a prop.`,
    button: "Vull participar-hi",
    how: "Com m'hi apunto?",
    search:
      "Enganxa-la al cercador del teu servidor (Mastodon o un altre del fediverse) i prem «Segueix».",
    answer:
      "Et preguntarà en privat on vius i si pot fer saber a la cooperativa de la zona, sense dir qui ets, que allà algú ho vol.",
    invited:
      "Quan sigueu prou gent a prop, t'hi convidarà. No donem el teu nom a ningú fins que diguis que sí.",
    privacy:
      "Els missatges del fediverse no van xifrats: els podria llegir qui administra el teu servidor o el nostre. Si te'n vols desdir, respon PROU o deixa de seguir-lo, i ho retirem tot.",
    noAccount: "No tens compte al fediverse?",
    noAccountText: "De moment és l'única manera d'apuntar-s'hi. És gratuït i el tries tu:",
    sensitiveHeading: "En aquest projecte no s'hi entra seguint-lo",
    sensitiveText:
      "Demana una cura especial, i per això no hi ajuntem ningú automàticament ni comptem qui el segueix. Si hi vols participar, parla amb la cooperativa.",
    contact: "Parla amb nosaltres",
  },

  place: {
    title: (where: Where): string => `Què es pot fer ${at(where)}`,
    description: (where: Where): string =>
      `Projectes col·lectius que es poden començar ${at(where)} i grups que ja hi existeixen.`,
    inhabitants: (n: number): string => `${number(n)} ${n === 1 ? "habitant" : "habitants"} (2023)`,
    uncovered: "D'aquí encara no se n'encarrega ningú",
    uncoveredText: (cooperative: string): string =>
      `${cooperative} de moment no forma grups en aquest municipi. Si segueixes un projecte i dius que vius aquí, ens apuntarem que hi ha interès, però encara no et podrem convidar a cap grup.`,
    open: "Què s'hi pot començar",
    openLead: "Al costat hi ha quanta gent cal per començar.",
    noProjects: "Ara mateix no hi ha cap projecte obert.",
    here: (where: Where): string => `Ja existeix ${at(where)}`,
    around: (comarca: Where): string => `Ja existeix ${at(comarca)}`,
    smallTown:
      "En un municipi de menys de 2.000 habitants gairebé tothom es coneix. Per això, en públic, els grups d'aquí només porten el nom de la comarca.",
    near: "Municipis de prop",
    nearLead: "La distància és en línia recta.",
    credit:
      "Codis i població: Idescat, a partir de dades de l'INE. Situació: límits municipals de l'IGN (CC BY 4.0).",
  },

  team: {
    title: (project: string, where: Where): string => `${project} ${at(where)}`,
    description: (project: string, where: Where): string =>
      `Un grup de gent ha començat ${at(where)} aquest projecte: ${project}.`,
    formed: (day: string): string => `Grup format ${/^11? /.test(day) ? "l'" : "el "}${day}`,
    language: (name: string): string => `S'hi parla ${name}`,
    exists: "Ja existeix",
    private: "Qui en forma part, i quanta gent són, només ho sap el grup.",
    steps: "Per on comencen",
    stepsLead: "Són els passos del projecte. El grup els pot canviar.",
    ninetyDays: "Els seus primers noranta dies",
    join: "També hi vols ser?",
    joinText:
      "Segueix el projecte des del teu servidor i digues-li on vius. Mirarem si hi ha lloc en un grup de prop, o si amb altra gent en podeu començar un de nou.",
    joinClosed: "El projecte d'on ve aquest grup ja no convida ningú més.",
    project: "Llegeix la fitxa del projecte",
    more: "Més grups",
  },

  cooperative: {
    description: (name: string): string => `Qui és ${name} i on forma grups.`,
    role: "És la cooperativa que porta aquest lloc: tria els projectes, en respon i convida la gent a trobar-se.",
    territory: "On forma grups",
    wholeCatalonia: "A tot Catalunya.",
    territoryList: (names: readonly string[]): string => `${format.list(names)}.`,
    contact: "Contacte",
    noContact: "Encara no ha dit on se li pot escriure.",
    contactButton: "Parla amb nosaltres",
    follow: "Al fediverse",
    followText: "Les seves notícies surten aquí. Cerca aquesta adreça al teu servidor:",
    projects: "Els seus projectes",
  },

  note: {
    title: (author: string): string => `Missatge de ${author}`,
    description: (author: string): string => `Un missatge públic de ${author}.`,
    about: "És sobre aquest projecte:",
  },

  follow: followCa,

  own: ownCa,

  trouble: {
    notFound: "Aquesta pàgina no hi és",
    notFoundText:
      "Potser l'adreça té alguna lletra canviada, o el que hi havia ja no existeix. Des de l'inici ho trobaràs tot.",
    gone: "Això ja no existeix",
    goneText:
      "El que hi havia aquí s'ha acabat i no tornarà. Els grups que ja s'havien format continuen. Si vols engegar alguna cosa de semblant, mira els altres projectes, o digues-nos on vius i et direm què hi ha a prop.",
    notAllowed: "Això no es pot fer aquí",
    notAllowedText: "Aquesta adreça només es pot llegir. Torna a l'inici i prova-ho des d'allà.",
    broken: "Alguna cosa nostra ha fallat",
    brokenText:
      "No és culpa teva. Torna-ho a provar d'aquí a uns minuts; si continua igual, fes-nos-ho saber.",
    home: "Ves a l'inici",
  },
};

export type Messages = typeof ca;
