/** "Follow from your server", in Catalan: the original. */

export const followCa = {
  label: "El teu servidor, o la teva adreça",
  hint: "Per exemple: mastodon.social, o @marta@mastodon.social",
  button: "Segueix-lo des d'allà",
  orCopy: "O copia aquesta adreça:",
  title: "Segueix-lo des del teu servidor",
  description: "Com seguir un projecte des del teu servidor.",
  goTo: (host: string): string => `Continua a ${host}`,
  leaves: (host: string): string =>
    `Ara aniràs a ${host}, el servidor que has escrit. Allà et demanarà si el vols seguir: digues que sí.`,
  unknown: (host: string): string => `No sabem com obrir-ho directament a ${host}`,
  unknownText:
    "No passa res: copia aquesta adreça, enganxa-la al cercador del teu servidor i prem «Segueix».",
  wrong:
    "Això no sembla l'adreça de cap servidor. Escriu-la com mastodon.social o @marta@mastodon.social.",
  back: "Torna-hi",
  nobodyHere: "Aquí no s'hi segueix res",
  nobodyHereText:
    "En aquest lloc ningú no hi té compte: els projectes d'aquí se segueixen des del teu servidor.",
};

export type FollowMessages = typeof followCa;
