/** What a person's own page says, in Spanish. */
import type { OwnMessages } from "./ca.ts";

export const ownEs: OwnMessages = {
  title: "Tu página",
  description: "Una página privada.",
  doorText:
    "Aquí está todo lo que tenemos de ti. No se muestra hasta que pulses el botón, porque algunos servidores abren todos los enlaces que pasan por los mensajes.",
  open: "Abre mi página",
  lead: "Aquí está todo lo que tenemos de ti. Solo se abre con el enlace que te hemos enviado: no se lo pases a nadie.",
  account: "Tu cuenta",
  since: (day) => `Te conocemos desde el ${day}.`,
  silent: "Nos pediste silencio: no te escribiremos más. Lo que ves es lo que queda.",
  nothing: "Ahora no sigues ningún proyecto de aquí, y no te esperamos en ninguna parte.",
  underWay: (n) =>
    n === 0
      ? "No hay ningún mensaje nuestro pendiente de llegarte."
      : n === 1
        ? "Hay un mensaje nuestro pendiente de llegarte."
        : `Hay ${n} mensajes nuestros pendientes de llegarte.`,

  follows: "Lo sigues. No nos has dicho dónde vives.",
  sensitive: "Lo sigues. De este proyecto no preguntamos ni apuntamos nada más.",
  placed: (place) => `Nos has dicho que vives en ${place}. No se lo hemos dicho a nadie.`,
  uncovered: (place) =>
    `Nos has dicho que vives en ${place}. De momento ninguna cooperativa cubre tu municipio; si algún día hay una, te lo preguntaremos.`,
  shared: ({ place, coop, day }) =>
    `Desde el ${day}, ${coop} sabe que alguien de ${place} lo quiere. No sabe quién eres. Te avisaremos cuando seáis bastantes cerca.`,
  resting: "Ahora no te buscamos grupo: dijiste que no al último, o no respondiste.",
  still: "¿Todavía te interesa? Si no nos dices que sí, dejaremos de contar contigo.",
  invited: ({ where, day }) =>
    `Te guardamos un sitio en un grupo de la zona de ${where}${day === null ? "" : `, hasta el ${day}`}. Hasta que digas que sí, el grupo no sabe quién eres.`,
  seated: (where) => `Tienes sitio en un grupo de la zona de ${where}.`,
  called: (name) =>
    name === null ? "El grupo te llama «una persona vecina»." : `El grupo te llama «${name}».`,
  closed: "Este proyecto ya no admite a más gente.",

  town: "¿Dónde vives?",
  townHint:
    "El nombre de tu municipio. Si lo cambias, te volveremos a preguntar si podemos contar contigo.",
  townButton: "Guarda el municipio",
  which: "¿Cuál de estos?",
  unknownTown: (said) =>
    said === ""
      ? "Escribe el nombre de un municipio."
      : `No encontramos ningún municipio que se llame «${said}». Prueba con el nombre completo.`,
  ask: (coop) =>
    `¿Podemos decirle a ${coop} que alguien de allí quiere ayudar a empezarlo? No sabrá quién eres.`,
  yes: "Sí, contad conmigo",
  no: "No, no se lo digáis a nadie",
  takeBack: "Dejad de contar conmigo",
  name: "¿Con qué nombre quieres que te conozcan?",
  nameHint: "El grupo no verá nada más. Si lo dejas en blanco, te llamará «una persona vecina».",
  join: "Me apunto",
  decline: "No, gracias",
  renameHint: "A quien ya le hayan dicho el nombre de antes, no podemos hacérselo olvidar.",
  rename: "Cambia el nombre",
  leave: "Deja este proyecto",

  consents: "Qué nos has dicho, y cuándo",
  noConsents: "Todavía nada.",
  consent: {
    town: "dónde vives",
    shared: (about) => `SÍ: ${about} puede saber que alguien de allí lo quiere`,
    notShared: (about) => `NO: ${about} no tiene que saber nada`,
    joined: "SÍ a un grupo",
    declined: "NO a un grupo",
  },
  words: ({ version, language }) => `texto ${version}, en ${language}`,

  language: "¿En qué lengua te escribimos?",
  export: "Llévatelo",
  exportText:
    "Todo lo que tenemos de ti y nada de nadie más, en un archivo que leen los programas.",
  exportLink: "Descarga el archivo (JSON)",
  stop: "Silencio",
  stopText:
    "Lo dejas todo, en todos los proyectos, y no te escribiremos nunca más. Para recordarlo tenemos que guardar la dirección de tu cuenta.",
  stopButton: "No me escribáis nunca más",
  erase: "Bórralo todo",
  eraseText:
    "Se borra enseguida y no se puede deshacer. Tu servidor puede seguir diciendo que sigues los proyectos: le avisamos de que ya no, pero es él quien debe apuntarlo. Si los vuelves a seguir, empezaremos de cero. A quien ya le hayamos dicho el nombre que elegiste, no podemos hacérselo olvidar.",
  eraseSure: "Sí, borrad todo lo que tenéis de mí",
  eraseButton: "Bórralo",

  done: {
    town: "Guardado.",
    yes: "Hecho: ya contamos contigo.",
    no: "Hecho: no se lo diremos a nadie.",
    join: "Hecho: ya tienes sitio.",
    decline: "Hecho: el sitio será para otra persona.",
    rename: "Hecho: ya te llamamos así.",
    leave: "Hecho: has dejado el proyecto.",
    language: "Hecho: a partir de ahora te escribiremos en esta lengua.",
    stop: "Hecho: no te escribiremos nunca más.",
  },
  notOpen: "Eso ahora no se puede hacer: quizá ya había cambiado. Aquí tienes cómo está.",
  erased: "Ya no tenemos nada de ti",
  erasedText:
    "Lo hemos borrado todo, y este enlace ya no abre nada. Si tu servidor todavía dice que sigues algún proyecto, deja de seguirlo allí.",
  lost: "Este enlace no abre ninguna página",
  lostText:
    "Quizá ha caducado, o hay uno más nuevo, o le falta alguna letra. Para tener uno nuevo, escribe ENLACE en un mensaje privado al proyecto que sigues.",
  refused: "No lo hemos hecho",
  refusedText:
    "Esa petición no venía de tu página, o no se entendía. Vuelve a abrirla con el enlace que te hemos enviado.",
};
