/** What projects say to people on other servers, in Catalan: the original. Each message is a list of paragraphs. */

const date = (at: Date) =>
  new Intl.DateTimeFormat("ca", { weekday: "long", day: "numeric", month: "long" }).format(at);
const list = (names: readonly string[]) =>
  new Intl.ListFormat("ca", { type: "conjunction" }).format(names);

export const ca = {
  fields: {
    web: "Web",
    contact: "Contacte",
    cooperative: "Cooperativa",
    join: "Com apuntar-s'hi",
    project: "Projecte",
    where: "On",
  },
  neighbour: "una persona veïna",

  instanceSummary: (org: string) =>
    `Compte tècnic d'aquest servei: no cal seguir-lo. Segueix la cooperativa, @${org}, o els seus projectes.`,
  orgSummary: ({ name }: { name: string }) =>
    `${name}. Publiquem projectes comunitaris que ja funcionen en algun lloc i posem en contacte la gent que els vol fer a prop de casa. Segueix el projecte que t'interessi i et preguntarà, en privat, on vius.`,
  orgNote: ({ projects }: { projects: readonly string[] }) =>
    `Hola! Aquests són alguns dels projectes que pots començar amb gent de prop de casa teva: ${list(projects)}. Segueix el que t'interessi des del teu compte; et preguntarà en privat on vius i, quan hi hagi prou gent a prop, us convidarà a trobar-vos. Ningú no sabrà qui ets fins que diguis que sí.`,
  runBy: ({ name }: { name: string }) => `Aquest compte el porta ${name}.`,
  teamSummary: ({ project, where }: { project: string; where: string }) =>
    `Grup local que engega «${project}» (${where}). Per afegir-t'hi, segueix el projecte i digues on vius.`,
  formedNote: ({ project, where, link }: { project: string; where: string; link: string }) =>
    `S'ha format un grup per engegar «${project}»: ${where}. Encara hi cap més gent: ${link}`,

  where: ({ project, coop, own }: { project: string; coop: string; own: string }) => [
    `Gràcies per seguir «${project}»! Aquest compte el porta ${coop}. A quin poble o ciutat vius? Respon només amb el nom i et direm quan hi hagi gent de prop que també ho vol.`,
    `Els missatges com aquest no van xifrats. O respon a la teva pàgina: ${own}`,
    "Si respons STOP, no t'escriurem mai més.",
  ],
  consent: (of: { place: string; comarca: string; coop: string; own: string | null }) => [
    `${of.own !== null ? "Ens vas dir que vius a " : ""}${of.place} (${of.comarca}). Podem comptar amb tu? Si dius que sí, ${of.coop}, la cooperativa de la teva zona, sabrà que algú d'aquí vol ajudar a començar-ho. No sabrà qui ets.`,
    "Respon SÍ, NO o STOP. Si vius en un altre lloc, escriu-ne el nom.",
    ...(of.own === null ? [] : [`O fes-ho a la teva pàgina: ${of.own}`]),
  ],
  which: ({ choices }: { choices: readonly string[] }) => [
    "Quin d'aquests vols dir? Respon amb el número.",
    choices.map((choice, n) => `${n + 1}. ${choice}`).join("\n"),
  ],
  unknownPlace: ({ link }: { link: string }) => [
    "No trobem cap municipi amb aquest nom. Si és de Catalunya, torna-ho a provar amb el nom sencer; si no ho és, encara no hi arribem i no en guardem res.",
    link,
  ],
  notCovered: ({ place, coop }: { place: string; coop: string }) => [
    `Apuntat: ${place}. De moment cap cooperativa no cobreix el teu municipi (${coop} treballa en una altra zona). T'ho direm quan n'hi hagi una; fins llavors només et comptem.`,
  ],
  covered: (of: { project: string; place: string; coop: string; own: string }) => [
    `Bones notícies: ${of.coop} ara també cobreix ${of.place}. Encara vols «${of.project}»? Si dius que sí, sabrà que algú d'aquí vol ajudar a començar-ho. No sabrà qui ets.`,
    `Respon SÍ, NO o STOP, o ves a la teva pàgina: ${of.own}`,
  ],
  shared: ({ place, own }: { place: string; own: string }) => [
    `Fet! Ja compten amb tu a ${place}. T'escriurem quan sigueu prou gent a prop per trobar-vos. Mentrestant no cal que facis res.`,
    `Ho pots desfer quan vulguis: respon NO, deixa de seguir-nos, o ves a la teva pàgina: ${own}`,
  ],
  notShared: () => [
    "Entesos: no ho direm a ningú. Si canvies d'idea, escriu-nos el nom del teu poble.",
  ],
  invitation: (of: { project: string; where: string; people: number; until: Date }) => [
    `Bones notícies: a la teva zona (${of.where}) ja sou ${of.people} persones que voleu «${of.project}». T'hi apuntes? Si dius que sí, el grup veurà el nom que triïs i res més.`,
    `Respon SÍ i el nom amb què vols que et coneguin (per exemple: sí, Marta), o NO. Tens temps fins ${date(of.until)}. STOP: no t'escriurem mai més.`,
  ],
  reminder: (of: { project: string; where: string; until: Date }) => [
    `Encara et guardem el lloc al grup de «${of.project}» de la teva zona (${of.where}), fins ${date(of.until)}. Respon SÍ i el nom amb què vols que et coneguin, o NO. És l'únic recordatori. STOP: no t'escriurem mai més.`,
  ],
  seatTaken: ({ name, missing }: { name: string | null; missing: number }) => [
    `${name === null ? "Ja hi tens lloc" : `Ja hi tens lloc, ${name}`}!${
      missing === 0
        ? ""
        : missing === 1
          ? " Falta que una persona més digui que sí, i us posarem en contacte."
          : ` Falta que ${missing} persones més diguin que sí, i us posarem en contacte.`
    }`,
    ...(name === null
      ? ["Amb quin nom vols que et coneguin? Respon-nos-el; si no, et direm «una persona veïna»."]
      : []),
  ],
  nameKept: ({ name }: { name: string | null }) => [
    name === null
      ? "D'acord: al grup et direm «una persona veïna»."
      : `Gràcies, ${name}. Així et dirà el grup.`,
  ],
  declined: () => [
    "Cap problema, i gràcies per dir-ho: el lloc serà per a una altra persona. No et tornarem a convidar si no ens escrius SÍ.",
  ],
  teamFormed: (of: {
    project: string;
    where: string;
    names: readonly string[];
    step: string;
    contact: string | null;
    page: string;
  }) => [
    `Ja sou un grup! «${of.project}» (${of.where}): ${list(of.names)}.`,
    `El primer pas: ${of.step}`,
    of.contact === null
      ? `La pàgina del grup: ${of.page}`
      : `Per trobar-vos i parlar: ${of.contact}`,
  ],
  still: ({ project, place }: { project: string; place: string }) => [
    `Fa mig any que ens vas dir que voldries «${project}» a ${place}. Encara t'interessa? Respon SÍ i hi continuarem comptant; si no dius res, deixarem de comptar-t'hi. STOP: no t'escriurem mai més.`,
  ],
  followFirst: ({ project }: { project: string }) => [
    `Gràcies per escriure! Per participar a «${project}», primer segueix aquest compte; després digue'ns en quin poble o ciutat vius.`,
  ],
  inPrivate: ({ link }: { link: string }) => [
    `Gràcies! Això ho pot llegir tothom i per tant no ho hem guardat. Respon-nos en privat a aquest missatge amb el nom del teu poble o ciutat. Tot explicat: ${link}`,
  ],
  byLink: ({ link }: { link: string }) => [
    `Per missatge no preguntem ni guardem res d'aquest projecte. Com participar-hi: ${link}`,
  ],
  ownLink: ({ own }: { own: string }) => [
    `La teva pàgina: tot el que tenim de tu, per mirar-ho, canviar-ho, endur-t'ho o esborrar-ho. ${own}`,
    "Només l'obre aquest enllaç: no el passis a ningú. D'aquí a un temps caduca; si en vols un de nou, escriu ENLLAÇ. Els que tenies ja no valen.",
  ],
  commands: () => [
    "Pots escriure: el nom del teu poble o ciutat; SÍ o NO quan et preguntem; ENLLAÇ, i t'enviarem la teva pàgina, amb tot el que tenim de tu; CASTELLANO o ENGLISH, i et parlarem així; STOP, i no t'escriurem mai més.",
  ],
  languageKept: "D'acord: a partir d'ara et parlarem en català.",
  closed: ({ project }: { project: string }) => [
    `Gràcies per l'interès. «${project}» ara no admet més gent.`,
  ],
  ended: ({ project, coop, link }: { project: string; coop: string; link: string | null }) => [
    `${coop} ha tancat «${project}» i no formarà cap més grup. Ja no hi comptes: no has de fer res. Gràcies per haver-hi volgut ser.`,
    ...(link === null
      ? []
      : [`Si el vols tirar endavant pel teu compte, aquí tens com es fa: ${link}`]),
  ],
  notUnderstood: "No t'hem entès bé.",
  help: {
    place:
      "Respon només amb el nom del poble o ciutat on vius. STOP si no vols que t'escrivim més.",
    choice:
      "Respon amb el número d'un dels llocs de la llista, o torna a escriure el nom del teu poble.",
    consent: "Respon SÍ o NO; si vius en un altre lloc, escriu-ne el nom.",
    invitation: "Respon SÍ i el nom amb què vols que et coneguin, o NO.",
    counted:
      "Ja compten amb tu: t'escriurem quan sigueu prou gent a prop. Si has canviat de poble, escriu-ne el nom; si ho vols deixar, respon NO.",
    seated: "Ja tens lloc al grup. Si el vols deixar, deixa de seguir aquest compte o respon STOP.",
    still: "Encara t'interessa? Respon SÍ o NO.",
  },
};

type Widened<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : T extends (...given: infer Given) => string[]
      ? (...given: Given) => string[]
      : { readonly [Key in keyof T]: Widened<T[Key]> };

/** The sentences that every language has: one that is missing does not compile. */
export type Messages = Widened<typeof ca>;
