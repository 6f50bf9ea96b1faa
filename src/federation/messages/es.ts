/** What projects say to people on other servers, in Spanish. */
import type { Messages } from "./ca.ts";

const date = (at: Date) =>
  new Intl.DateTimeFormat("es", { weekday: "long", day: "numeric", month: "long" }).format(at);
const list = (names: readonly string[]) =>
  new Intl.ListFormat("es", { type: "conjunction" }).format(names);

export const es: Messages = {
  fields: {
    web: "Web",
    contact: "Contacto",
    cooperative: "Cooperativa",
    join: "Cómo apuntarse",
    project: "Proyecto",
    where: "Dónde",
  },
  neighbour: "una persona vecina",

  instanceSummary: (org) =>
    `Cuenta técnica de este servicio: no hace falta seguirla. Sigue a la cooperativa, @${org}, o a sus proyectos.`,
  orgSummary: ({ name }) =>
    `${name}. Publicamos proyectos comunitarios que ya funcionan en algún lugar y ponemos en contacto a quienes quieren hacerlos cerca de casa. Sigue el proyecto que te interese y te preguntará, en privado, dónde vives.`,
  orgNote: ({ projects }) =>
    `¡Hola! Estos son algunos de los proyectos que puedes empezar con gente de cerca de tu casa: ${list(projects)}. Sigue el que te interese desde tu cuenta; te preguntará en privado dónde vives y, cuando haya bastante gente cerca, os invitará a encontraros. Nadie sabrá quién eres hasta que digas que sí.`,
  runBy: ({ name }) => `Esta cuenta la lleva ${name}.`,
  teamSummary: ({ project, where }) =>
    `Grupo local que pone en marcha «${project}» (${where}). Para unirte, sigue el proyecto y di dónde vives.`,
  formedNote: ({ project, where, link }) =>
    `Se ha formado un grupo para poner en marcha «${project}»: ${where}. Todavía cabe más gente: ${link}`,

  where: ({ project, coop, own }) => [
    `¡Gracias por seguir «${project}»! La lleva ${coop}. ¿En qué pueblo o ciudad vives? Responde solo con el nombre y te diremos cuándo hay gente cerca que también lo quiere.`,
    `Estos mensajes no van cifrados. O responde en tu página: ${own}`,
    "Si respondes STOP, no te escribiremos nunca más.",
  ],
  consent: ({ place, comarca, coop, own }) => [
    `${own !== null ? "Nos dijiste que vives en " : ""}${place} (${comarca}). ¿Contamos contigo? Si dices que sí, ${coop}, la cooperativa de tu zona, sabrá que alguien de aquí quiere ayudar a empezarlo. No sabrá quién eres.`,
    "Responde SÍ, NO o STOP. Si vives en otro lugar, escribe su nombre.",
    ...(own === null ? [] : [`O hazlo en tu página: ${own}`]),
  ],
  which: ({ choices }) => [
    "¿Cuál de estos quieres decir? Responde con el número.",
    choices.map((choice, n) => `${n + 1}. ${choice}`).join("\n"),
  ],
  unknownPlace: ({ link }) => [
    "No encontramos ningún municipio con ese nombre. Si es de Cataluña, prueba otra vez con el nombre completo; si no lo es, todavía no llegamos y no guardamos nada.",
    link,
  ],
  notCovered: ({ place, coop }) => [
    `Anotado: ${place}. De momento ninguna cooperativa cubre tu municipio (${coop} trabaja en otra zona). Te lo diremos cuando haya una; hasta entonces solo te contamos.`,
  ],
  covered: ({ project, place, coop, own }) => [
    `Buenas noticias: ${coop} ahora también cubre ${place}. ¿Todavía quieres «${project}»? Si dices que sí, sabrá que alguien de aquí quiere ayudar a empezarlo. No sabrá quién eres.`,
    `Responde SÍ, NO o STOP, o ve a tu página: ${own}`,
  ],
  shared: ({ place, own }) => [
    `¡Hecho! Ya cuentan contigo en ${place}. Te escribiremos cuando seáis bastantes cerca para encontraros. Mientras tanto no tienes que hacer nada.`,
    `Puedes deshacerlo cuando quieras: responde NO, deja de seguirnos, o ve a tu página: ${own}`,
  ],
  notShared: () => [
    "Entendido: no se lo diremos a nadie. Si cambias de idea, escríbenos el nombre de tu pueblo.",
  ],
  invitation: ({ project, where, people, until }) => [
    `Buenas noticias: en tu zona (${where}) ya sois ${people} personas que queréis «${project}». ¿Te apuntas? Si dices que sí, el grupo verá el nombre que elijas y nada más.`,
    `Responde SÍ y el nombre con el que quieres que te conozcan (por ejemplo: sí, Marta), o NO. Tienes hasta el ${date(until)}. STOP: no te escribiremos nunca más.`,
  ],
  reminder: ({ project, where, until }) => [
    `Todavía te guardamos el sitio en el grupo de «${project}» de tu zona (${where}), hasta el ${date(until)}. Responde SÍ y el nombre con el que quieres que te conozcan, o NO. Es el único recordatorio. STOP: no te escribiremos nunca más.`,
  ],
  seatTaken: ({ name, missing }) => [
    `${name === null ? "Ya tienes sitio" : `Ya tienes sitio, ${name}`}.${
      missing === 0
        ? ""
        : missing === 1
          ? " Falta que una persona más diga que sí, y os pondremos en contacto."
          : ` Falta que ${missing} personas más digan que sí, y os pondremos en contacto.`
    }`,
    ...(name === null
      ? [
          "¿Con qué nombre quieres que te conozcan? Respóndenos con él; si no, te llamaremos «una persona vecina».",
        ]
      : []),
  ],
  nameKept: ({ name }) => [
    name === null
      ? "De acuerdo: en el grupo te llamaremos «una persona vecina»."
      : `Gracias, ${name}. Así te llamará el grupo.`,
  ],
  declined: () => [
    "Sin problema, y gracias por decirlo: el sitio será para otra persona. No volveremos a invitarte si no nos escribes SÍ.",
  ],
  teamFormed: ({ project, where, names, step, contact, page }) => [
    `¡Ya sois un grupo! «${project}» (${where}): ${list(names)}.`,
    `El primer paso: ${step}`,
    contact === null ? `La página del grupo: ${page}` : `Para encontraros y hablar: ${contact}`,
  ],
  still: ({ project, place }) => [
    `Hace medio año nos dijiste que querrías «${project}» en ${place}. ¿Todavía te interesa? Responde SÍ y seguiremos contando contigo; si no dices nada, dejaremos de hacerlo. STOP: no te escribiremos nunca más.`,
  ],
  followFirst: ({ project }) => [
    `¡Gracias por escribir! Para participar en «${project}», primero sigue esta cuenta; después dinos en qué pueblo o ciudad vives.`,
  ],
  inPrivate: ({ link }) => [
    `¡Gracias! Eso lo puede leer cualquiera, así que no lo hemos guardado. Respóndenos en privado a este mensaje con el nombre de tu pueblo o ciudad. Todo explicado: ${link}`,
  ],
  byLink: ({ link }) => [
    `Por mensaje no preguntamos ni guardamos nada de este proyecto. Cómo participar: ${link}`,
  ],
  ownLink: ({ own }) => [
    `Tu página: todo lo que tenemos de ti, para verlo, cambiarlo, llevártelo o borrarlo. ${own}`,
    "Solo la abre este enlace: no se lo pases a nadie. Dentro de un tiempo caduca; si quieres uno nuevo, escribe ENLACE. Los que tenías ya no valen.",
  ],
  commands: () => [
    "Puedes escribir: el nombre de tu pueblo o ciudad; SÍ o NO cuando te preguntemos; ENLACE, y te enviaremos tu página, con todo lo que tenemos de ti; CATALÀ o ENGLISH, y te hablaremos así; STOP, y no te escribiremos nunca más.",
  ],
  languageKept: "De acuerdo: a partir de ahora te hablaremos en castellano.",
  closed: ({ project }) => [`Gracias por el interés. «${project}» ahora no admite más gente.`],
  ended: ({ project, coop, link }) => [
    `${coop} ha cerrado «${project}» y no formará más grupos. Ya no cuentas en él: no tienes que hacer nada. Gracias por haber querido estar.`,
    ...(link === null
      ? []
      : [`Si quieres ponerlo en marcha por tu cuenta, aquí tienes cómo se hace: ${link}`]),
  ],
  notUnderstood: "No te hemos entendido bien.",
  help: {
    place:
      "Responde solo con el nombre del pueblo o ciudad donde vives. STOP si no quieres que te escribamos más.",
    choice:
      "Responde con el número de uno de los lugares de la lista, o vuelve a escribir el nombre de tu pueblo.",
    consent: "Responde SÍ o NO; si vives en otro lugar, escribe su nombre.",
    invitation: "Responde SÍ y el nombre con el que quieres que te conozcan, o NO.",
    counted:
      "Ya cuentan contigo: te escribiremos cuando seáis bastantes cerca. Si has cambiado de pueblo, escribe su nombre; si quieres dejarlo, responde NO.",
    seated:
      "Ya tienes sitio en el grupo. Si quieres dejarlo, deja de seguir esta cuenta o responde STOP.",
    still: "¿Todavía te interesa? Responde SÍ o NO.",
  },
};
