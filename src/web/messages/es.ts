/** Everything the pages say, in Spanish. */

import { themesIn } from "../../domain/themes.ts";
import type { Messages } from "./ca.ts";
import { genderOf, isComarca, type Where } from "./comarques.ts";
import { followEs } from "./follow/es.ts";
import { formatIn } from "./format.ts";
import { ownEs } from "./own/es.ts";

const format = formatIn("es");
const { number } = format;

/** "en Girona", "en El Masnou", "en el Bages", "en la Selva". */
function at(where: Where): string {
  if (!isComarca(where)) return `en ${where.name}`;
  const articles = {
    none: "",
    feminine: "la ",
    "feminine plural": "las ",
    masculine: "el ",
  } as const;
  return `en ${articles[genderOf(where.name)]}${where.name}`;
}

const people = (n: number): string => (n === 1 ? "1 persona" : `${number(n)} personas`);

export const es: Messages = {
  format,
  at,
  languageItself: "Español",

  frame: {
    skip: "Ir al contenido",
    mainMenu: "Principal",
    languages: "Idioma",
    projects: "Proyectos",
    how: "Cómo va",
    about: "Quiénes somos",
    promise: "Sin cookies, sin publicidad y sin nada de terceros.",
    software: "Hecho con Multaque, software libre (AGPL-3.0).",
  },

  themes: themesIn("es"),

  home: {
    title: "Proyectos para hacer en tu pueblo",
    description:
      "Elige un proyecto colectivo que ya funciona en otros lugares y encuentra gente cercana para empezarlo.",
    heading: "En tu pueblo hay gente que quiere lo mismo que tú",
    lead: "Elige un proyecto que ya funciona en otros lugares. Cuando cerca de ti haya bastante gente que lo quiera, os propondremos encontraros.",
    yourSeat: "Tu silla te espera. Sé de las primeras personas.",
    catalogue: "Proyectos que podéis empezar",
    catalogueLead:
      "Todos funcionan ya en algún lugar. Cada ficha dice qué hace falta, qué cuesta y cómo puede fallar, y de dónde lo sabemos.",
    noProjects: "Todavía no hay ningún proyecto. Vuelve dentro de unos días.",
    teams: "Ya existe",
    teamsLead: "Grupos de gente que se ha encontrado por este camino.",
    how: "Cómo funciona",
    steps: {
      follow: {
        heading: "Sigues un proyecto",
        text: "Desde tu servidor, con la cuenta que ya tienes en el fediverso. Aquí no tienes que abrir ninguna.",
      },
      say: {
        heading: "Dices dónde vives",
        text: "El proyecto te lo pregunta en privado. Si te parece bien, la cooperativa sabe que allí alguien lo quiere, pero no quién eres.",
      },
      invited: {
        heading: "Te invitamos",
        text: "Cuando cerca de ti hay bastante gente que quiere lo mismo, te lo decimos. Tú decides.",
      },
      meet: {
        heading: "Dices que sí y os encontráis",
        text: "Hasta entonces nadie del grupo sabe quién eres. Después saben el nombre que hayas elegido.",
      },
    },
    fediverse: "No hace falta ninguna cuenta nueva",
    fediverseText:
      "El fediverso es un conjunto de redes sociales independientes que se hablan entre ellas, como hacen los servidores de correo. Mastodon es la más conocida. Si tienes cuenta en cualquiera, ya puedes seguir los proyectos de aquí. Si no tienes, puedes elegir un servidor que te guste y abrirte una.",
    fediverseLink: "Elige un servidor en joinmastodon.org",
  },

  catalogue: {
    title: "Proyectos",
    titleOf: (theme) => `Proyectos: ${theme}`,
    description:
      "Todos los proyectos colectivos que podéis empezar en vuestro pueblo o barrio. Búscalos por palabras, por tema o por cuánta gente sois.",
    words: "¿Qué os gustaría hacer?",
    example: "placas, huerto, coche…",
    people: "¿Cuánta gente sois?",
    anyNumber: "Da igual",
    atMost: (n) => `Como mucho ${n}`,
    button: "Buscar",
    themes: "Temas",
    everyTheme: "Todos los temas",
    fits: (n) => (n === 1 ? "1 proyecto" : `${number(n)} proyectos`),
    quoted: (text) => `«${text}»`,
    ofAtMost: (n) => `${n} personas o menos`,
    none: "Todavía no tenemos ningún proyecto así",
    noneHint:
      "Prueba con otra palabra o con menos condiciones. Y si conoces un proyecto que debería estar, háznoslo saber.",
    startAgain: "Volver a empezar la búsqueda",
    meanwhile: (n) =>
      n === 1 ? "Mientras tanto, el único que hay" : `Mientras tanto, los ${number(n)} que hay`,
    seeAll: (n) => `Mira los ${number(n)} proyectos`,
  },

  find: {
    label: "¿Dónde vives?",
    hint: "El nombre de tu municipio",
    button: "Mira qué se puede hacer",
    title: "¿Dónde vives?",
    description: "Di dónde vives y mira qué proyectos se pueden empezar allí.",
    which: "¿Cuál de estos?",
    whichLead: (said) => `Hay más de un lugar que puede ser «${said}».`,
    none: "Todavía no estamos ahí",
    noneLead: (said) =>
      `No conocemos ningún municipio que se llame «${said}». De momento están todos los de Cataluña, y ninguno de otro lugar.`,
    noneHint: "Si es un barrio o una aldea, prueba con el nombre del municipio.",
  },

  project: {
    people,
    peopleToBegin: (n) => `${people(n)} para empezar`,
    toBegin: "Para empezar",
    time: "Tiempo",
    money: "Dinero",
    legalForm: "Forma jurídica",
    moved: "Este proyecto continúa en otro lugar",
    movedText: "Quien quiera seguirlo lo encontrará aquí:",
    closed: "Este proyecto está cerrado",
    closedText: "Ya no invitamos a nadie. La ficha se queda aquí para quien quiera aprovecharla.",
    what: "Qué es",
    begin: "Cómo se empieza",
    ninetyDays: "Los primeros noventa días",
    needs: "Qué tareas hay",
    needsLead: "No hace falta saber. Hace falta que alguien se ponga.",
    required: "imprescindible",
    works: "Dónde funciona ya",
    since: (date) => `desde ${date}`,
    asOf: (n, date) => `${people(n)} (${date})`,
    beforehand: "Qué hay que saber antes",
    externalities: "Qué deja a su alrededor",
    social: "Para la gente",
    ecological: "Para el medio",
    economic: "Para el bolsillo",
    similar: "Quién hace cosas parecidas",
    sources: "De dónde lo sabemos",
    source: "Fuente:",
    undated: "sin fecha",
    licence: "Esta ficha se puede copiar, cambiar y volver a publicar con la licencia",
    why: (n) => `¿Por qué ${people(n)}?`,
    whyLong: (span) => `¿Por qué ${span}?`,
    teams: "Grupos que ya existen",
    onThisSide: "Cómo se participa",
  },

  join: {
    heading: "Sé de las primeras personas",
    text: (n) => `Para empezar hacen falta ${people(n)} que vivan cerca.`,
    button: "Quiero participar",
    how: "¿Cómo me apunto?",
    search:
      "Pégala en el buscador de tu servidor (Mastodon u otro del fediverso) y pulsa «Seguir».",
    answer:
      "Te preguntará en privado dónde vives y si puede hacer saber a la cooperativa de la zona, sin decir quién eres, que allí alguien lo quiere.",
    invited:
      "Cuando haya bastante gente cerca, te invitará. No damos tu nombre a nadie hasta que digas que sí.",
    privacy:
      "Los mensajes del fediverso no van cifrados: podría leerlos quien administra tu servidor o el nuestro. Si cambias de idea, responde STOP o deja de seguirlo, y lo retiramos todo.",
    noAccount: "¿No tienes cuenta en el fediverso?",
    noAccountText: "De momento es la única manera de apuntarse. Es gratis y eliges tú dónde:",
    sensitiveHeading: "En este proyecto no se entra siguiéndolo",
    sensitiveText:
      "Pide un cuidado especial, y por eso no juntamos a nadie de forma automática ni contamos quién lo sigue. Si quieres participar, habla con la cooperativa.",
    contact: "Habla con nosotros",
  },

  place: {
    title: (where) => `Qué se puede hacer ${at(where)}`,
    description: (where) =>
      `Proyectos colectivos que se pueden empezar ${at(where)} y grupos que ya existen.`,
    inhabitants: (n) => `${number(n)} ${n === 1 ? "habitante" : "habitantes"} (2023)`,
    uncovered: "De aquí todavía no se encarga nadie",
    uncoveredText: (cooperative) =>
      `${cooperative} de momento no forma grupos en este municipio. Si sigues un proyecto y dices que vives aquí, apuntaremos que hay interés, pero todavía no podremos invitarte a ningún grupo.`,
    open: "Qué se puede empezar",
    openLead: "Al lado está cuánta gente hace falta para empezar.",
    noProjects: "Ahora mismo no hay ningún proyecto abierto.",
    here: (where) => `Ya existe ${at(where)}`,
    around: (comarca) => `Ya existe ${at(comarca)}`,
    smallTown:
      "En un municipio de menos de 2000 habitantes casi todo el mundo se conoce. Por eso, en público, los grupos de aquí solo llevan el nombre de la comarca.",
    near: "Municipios cercanos",
    nearLead: "La distancia es en línea recta.",
    credit:
      "Códigos y población: Idescat, a partir de datos del INE. Situación: límites municipales del IGN (CC BY 4.0).",
  },

  team: {
    title: (project, where) => `${project} ${at(where)}`,
    description: (project, where) =>
      `Un grupo de gente ha empezado ${at(where)} este proyecto: ${project}.`,
    formed: (day) => `Grupo formado el ${day}`,
    language: (name) => `Se habla ${name}`,
    exists: "Ya existe",
    private: "Quién forma parte, y cuánta gente es, solo lo sabe el grupo.",
    steps: "Por dónde empiezan",
    stepsLead: "Son los pasos del proyecto. El grupo los puede cambiar.",
    ninetyDays: "Sus primeros noventa días",
    join: "¿También quieres estar?",
    joinText:
      "Sigue el proyecto desde tu servidor y dile dónde vives. Miraremos si hay sitio en un grupo cercano, o si con otra gente podéis empezar uno nuevo.",
    joinClosed: "El proyecto del que viene este grupo ya no invita a nadie más.",
    project: "Lee la ficha del proyecto",
    more: "Más grupos",
  },

  cooperative: {
    description: (name) => `Quién es ${name} y dónde forma grupos.`,
    role: "Es la cooperativa que lleva este sitio: elige los proyectos, responde de ellos e invita a la gente a encontrarse.",
    territory: "Dónde forma grupos",
    wholeCatalonia: "En toda Cataluña.",
    territoryList: (names) => `${format.list(names)}.`,
    contact: "Contacto",
    noContact: "Todavía no ha dicho dónde se le puede escribir.",
    contactButton: "Habla con nosotros",
    follow: "En el fediverso",
    followText: "Sus noticias salen aquí. Busca esta dirección en tu servidor:",
    projects: "Sus proyectos",
  },

  note: {
    title: (author) => `Mensaje de ${author}`,
    description: (author) => `Un mensaje público de ${author}.`,
    about: "Trata de este proyecto:",
  },

  follow: followEs,

  own: ownEs,

  trouble: {
    notFound: "Esta página no está",
    notFoundText:
      "Quizá la dirección tiene alguna letra cambiada, o lo que había ya no existe. Desde el inicio lo encontrarás todo.",
    gone: "Esto ya no existe",
    goneText:
      "Lo que había aquí se ha acabado y no volverá. Los grupos que ya se habían formado siguen adelante. Si quieres poner en marcha algo parecido, mira los otros proyectos, o dinos dónde vives y te diremos qué hay cerca.",
    notAllowed: "Esto no se puede hacer aquí",
    notAllowedText: "Esta dirección solo se puede leer. Vuelve al inicio y prueba desde allí.",
    broken: "Algo nuestro ha fallado",
    brokenText:
      "No es culpa tuya. Vuelve a probarlo dentro de unos minutos; si sigue igual, háznoslo saber.",
    home: "Ir al inicio",
  },
};
