/**
 * The articles of the comarques, whose names are kept without: one lives "al Bages", "a la Selva",
 * "a les Garrigues", and plainly "a Osona".
 */
const feminine = new Set([
  "Alta Ribagorça",
  "Anoia",
  "Cerdanya",
  "Conca de Barberà",
  "Garrotxa",
  "Noguera",
  "Ribera d'Ebre",
  "Segarra",
  "Selva",
  "Terra Alta",
]);

export type Gender = "none" | "feminine" | "feminine plural" | "masculine";

/** What stands in public as the place of something: a town, or a comarca by its key. */
export type Where = { readonly name: string; readonly key: string };

export function isComarca(where: Where): boolean {
  return where.key.startsWith("urn:idescat:comarca:");
}

export function genderOf(comarca: string): Gender {
  if (comarca === "Osona") return "none";
  if (comarca === "Garrigues") return "feminine plural";
  return feminine.has(comarca) ? "feminine" : "masculine";
}
