/** A made-up sheet, so that no test depends on what the showcase says today. */
import type { Sheet } from "../../src/domain/sheet.ts";

const same = (text: string) => ({ ca: text, es: text, en: text });

/** Five people are enough, and eight are the most. */
export const energia: Sheet = {
  slug: "energia-compartida",
  handle: "energia_compartida",
  themes: ["energy"],
  hashtags: ["Energia", "Procomu"],
  name: { ca: "Energia compartida", es: "Energía compartida", en: "Shared energy" },
  sentence: {
    ca: "Veïnes i veïns que comparteixen l'electricitat d'una teulada.",
    es: "Vecinas y vecinos que comparten la electricidad de un tejado.",
    en: "Neighbours who share the electricity of one roof.",
  },
  what: same("Una teulada, unes plaques i gent que se'n reparteix l'electricitat."),
  criticalMass: 5,
  maximum: 8,
  whyThisMany: same("És una tria d'aquesta prova."),
  months: { from: 3, to: 12 },
  whyThisLong: same("És un càlcul d'aquesta prova."),
  money: same("Cap"),
  legalForm: same("Cap"),
  steps: {
    ca: ["Trobeu-vos un vespre.", "Busqueu una teulada.", "Pregunteu a la cooperativa."],
    es: ["Quedad una tarde.", "Buscad un tejado.", "Preguntad a la cooperativa."],
    en: ["Meet one evening.", "Look for a roof.", "Ask the cooperative."],
  },
  ninetyDays: { ca: ["Comenceu."], es: ["Empezad."], en: ["Begin."] },
  needs: [],
  beforehand: { ca: ["Cal temps."], es: ["Hace falta tiempo."], en: ["It takes time."] },
  externalities: { social: same("Bones."), ecological: same("Bones."), economic: same("Bones.") },
  evidence: [],
  similarTo: [],
  licence: "CC-BY-SA-4.0",
  sensitive: false,
};
