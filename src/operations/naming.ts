/** Names that teams read: shown at once, or when a moderator has looked at them (G2, G5). */
import { comesInACrowd, type Rules, serverOf, standingOf } from "../domain/moderation.ts";
import type { Person } from "../domain/people.ts";
import type { Instance } from "../instance.ts";
import { siteOf } from "../sites.ts";
import type { Tx } from "../store/db.ts";
import {
  companyOf,
  forgetHeldName,
  type Held,
  heldNames,
  holdName,
  releaseName,
} from "../store/held.ts";
import { rulesFor } from "../store/moderation.ts";
import { saveSeat, seatOf } from "../store/teams.ts";

/**
 * The name as the team shall read it now: none while it is held. Whoever is held is told nothing of it:
 * that somebody looks at them is the moderators' business.
 */
export async function nameToShow(
  tx: Tx,
  instance: Instance,
  chosen: { readonly person: Person; readonly seat: string; readonly name: string | null },
): Promise<string | null> {
  const { person, seat, name } = chosen;
  await forgetHeldName(tx, seat);
  if (name === null || !(await isHeldBack(tx, instance, person))) return name;
  await holdName(tx, { id: instance.newId(), seat, person: person.id, text: name });
  return null;
}

async function isHeldBack(tx: Tx, { settings }: Instance, person: Person): Promise<boolean> {
  const rules = await rulesFor(tx, person.iri, settings.federation);
  if (standingOf(rules, person.iri) === "limited") return true;
  return comesInACrowd(await companyOf(tx, person.id, siteOf(serverOf(person.iri))));
}

/** A name that was shown is held from now on. */
export async function hideName(tx: Tx, name: Held): Promise<void> {
  await holdName(tx, name);
  await saveSeat(tx, name.seat, { name: null });
}

/** From now on the team reads it, where it is read: nobody is written to because of it. */
export async function showName(tx: Tx, name: Held): Promise<void> {
  await releaseName(tx, name.id);
  const seat = await seatOf(tx, name.seat);
  if (seat?.state === "taken") await saveSeat(tx, seat.id, { name: name.text });
}

/** Names that only a limit kept back are shown when it is lifted. */
export async function showHeldNamesOfOpen(tx: Tx, rules: Rules): Promise<void> {
  for (const name of await heldNames(tx)) {
    if (standingOf(rules, name.iri) !== "open") continue;
    const company = await companyOf(tx, name.person, siteOf(serverOf(name.iri)));
    if (!comesInACrowd(company)) await showName(tx, name);
  }
}
