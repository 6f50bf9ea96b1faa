/** What a person's own page says, in Catalan: the original. */

export const ownCa = {
  title: "La teva pàgina",
  description: "Una pàgina privada.",
  doorText:
    "Aquí hi ha tot el que tenim de tu. No s'ensenya fins que premis el botó, perquè alguns servidors obren tots els enllaços que passen pels missatges.",
  open: "Obre la meva pàgina",
  lead: "Aquí hi ha tot el que tenim de tu. Només s'obre amb l'enllaç que t'hem enviat: no el passis a ningú.",
  account: "El teu compte",
  since: (day: string): string => `Et coneixem des del ${day}.`,
  silent: "Ens vas demanar silenci: no t'escriurem més. El que veus és el que en queda.",
  nothing: "Ara no segueixes cap projecte d'aquí, i no t'esperem enlloc.",
  underWay: (n: number): string =>
    n === 0
      ? "No hi ha cap missatge nostre pendent d'arribar-te."
      : n === 1
        ? "Hi ha un missatge nostre pendent d'arribar-te."
        : `Hi ha ${n} missatges nostres pendents d'arribar-te.`,

  follows: "El segueixes. No ens has dit on vius.",
  sensitive: "El segueixes. D'aquest projecte no preguntem ni apuntem res més.",
  placed: (place: string): string => `Ens has dit que vius a ${place}. No ho hem dit a ningú.`,
  uncovered: (place: string): string =>
    `Ens has dit que vius a ${place}. De moment cap cooperativa no cobreix el teu municipi; si algun dia n'hi ha una, t'ho preguntarem.`,
  shared: (of: { place: string; coop: string; day: string }): string =>
    `Des del ${of.day}, ${of.coop} sap que algú de ${of.place} ho vol. No sap qui ets. T'avisarem quan sigueu prou gent a prop.`,
  resting: "Ara no et busquem cap grup: vas dir que no a l'últim, o no vas respondre.",
  still: "Encara t'interessa? Si no ens dius que sí, deixarem de comptar-t'hi.",
  invited: (of: { where: string; day: string | null }): string =>
    `Et guardem un lloc en un grup de la zona de ${of.where}${of.day === null ? "" : `, fins al ${of.day}`}. Fins que diguis que sí, el grup no sap qui ets.`,
  seated: (where: string): string => `Tens lloc en un grup de la zona de ${where}.`,
  called: (name: string | null): string =>
    name === null ? "El grup et diu «una persona veïna»." : `El grup et diu «${name}».`,
  closed: "Aquest projecte ja no admet gent nova.",

  town: "On vius?",
  townHint: "El nom del teu municipi. Si el canvies, et tornarem a preguntar si hi podem comptar.",
  townButton: "Desa el municipi",
  which: "Quin d'aquests?",
  unknownTown: (said: string): string =>
    said === ""
      ? "Escriu el nom d'un municipi."
      : `No trobem cap municipi que es digui «${said}». Prova-ho amb el nom sencer.`,
  ask: (coop: string): string =>
    `Podem dir a ${coop} que algú d'allà vol ajudar a començar-ho? No sabrà qui ets.`,
  yes: "Sí, compteu amb mi",
  no: "No, no ho digueu a ningú",
  takeBack: "Deixeu de comptar amb mi",
  name: "Amb quin nom vols que et coneguin?",
  nameHint: "El grup no veurà res més. Si ho deixes en blanc, et dirà «una persona veïna».",
  join: "M'hi apunto",
  decline: "No, gràcies",
  renameHint: "A qui ja li han dit el nom d'abans, no l'hi podem fer oblidar.",
  rename: "Canvia el nom",
  leave: "Deixa aquest projecte",

  consents: "Què ens has dit, i quan",
  noConsents: "Encara no res.",
  consent: {
    town: "on vius",
    shared: (about: string): string => `SÍ: ${about} pot saber que algú d'allà ho vol`,
    notShared: (about: string): string => `NO: ${about} no n'ha de saber res`,
    joined: "SÍ a un grup",
    declined: "NO a un grup",
  },
  words: (of: { version: string; language: string }): string =>
    `text ${of.version}, en ${of.language}`,

  language: "En quina llengua t'hem d'escriure?",
  export: "Endú-t'ho",
  exportText:
    "Tot el que tenim de tu i res de ningú més, en un fitxer que llegeixen els programes.",
  exportLink: "Baixa el fitxer (JSON)",
  stop: "Silenci",
  stopText:
    "Ho deixes tot, a tots els projectes, i no t'escriurem mai més. Per recordar-ho hem de guardar l'adreça del teu compte.",
  stopButton: "No m'escriviu mai més",
  erase: "Esborra-ho tot",
  eraseText:
    "S'esborra de seguida i no es pot desfer. El teu servidor pot continuar dient que segueixes els projectes: l'avisem que ja no, però és ell qui ho ha d'apuntar. Si els tornes a seguir, començarem de zero. A qui ja li hem dit el nom que vas triar, no l'hi podem fer oblidar.",
  eraseSure: "Sí, esborreu tot el que teniu de mi",
  eraseButton: "Esborra-ho",

  done: {
    town: "Desat.",
    yes: "Fet: ja comptem amb tu.",
    no: "Fet: no ho direm a ningú.",
    join: "Fet: ja hi tens lloc.",
    decline: "Fet: el lloc serà per a una altra persona.",
    rename: "Fet: ja et diem així.",
    leave: "Fet: has deixat el projecte.",
    language: "Fet: a partir d'ara t'escriurem en aquesta llengua.",
    stop: "Fet: no t'escriurem mai més.",
  },
  notOpen: "Això ara no es pot fer: potser ja havia canviat. Aquí tens com està.",
  erased: "Ja no tenim res de tu",
  erasedText:
    "Ho hem esborrat tot, i aquest enllaç ja no obre res. Si el teu servidor encara diu que segueixes algun projecte, deixa'l de seguir allà.",
  lost: "Aquest enllaç no obre cap pàgina",
  lostText:
    "Potser ha caducat, o n'hi ha un de més nou, o li falta alguna lletra. Per tenir-ne un de nou, escriu ENLLAÇ en un missatge privat al projecte que segueixes.",
  refused: "No ho hem fet",
  refusedText:
    "Aquesta petició no venia de la teva pàgina, o no s'entenia. Torna-la a obrir amb l'enllaç que t'hem enviat.",
};

export type OwnMessages = typeof ownCa;
