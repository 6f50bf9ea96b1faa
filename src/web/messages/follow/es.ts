/** "Follow from your server", in Spanish. */
import type { FollowMessages } from "./ca.ts";

export const followEs: FollowMessages = {
  label: "Tu servidor, o tu dirección",
  hint: "Por ejemplo: mastodon.social, o @marta@mastodon.social",
  button: "Síguelo desde allí",
  orCopy: "O copia esta dirección:",
  title: "Síguelo desde tu servidor",
  description: "Cómo seguir un proyecto desde tu servidor.",
  goTo: (host) => `Continúa en ${host}`,
  leaves: (host) =>
    `Ahora irás a ${host}, el servidor que has escrito. Allí te preguntará si lo quieres seguir: di que sí.`,
  unknown: (host) => `No sabemos cómo abrirlo directamente en ${host}`,
  unknownText:
    "No pasa nada: copia esta dirección, pégala en el buscador de tu servidor y pulsa «Seguir».",
  wrong:
    "Eso no parece la dirección de ningún servidor. Escríbela como mastodon.social o @marta@mastodon.social.",
  back: "Vuelve",
  nobodyHere: "Aquí no se sigue nada",
  nobodyHereText:
    "En este sitio nadie tiene cuenta: los proyectos de aquí se siguen desde tu servidor.",
};
