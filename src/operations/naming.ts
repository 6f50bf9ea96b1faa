/** Names that teams read: shown at once, or when a moderator has looked at them (G2, G5). */
import { comesInACrowd, type Rules, serverOf, standingOf } from "../domain/moderation.ts";
import type { Person } from "../domain/people.ts";
import type { Seat } from "../domain/teams.ts";
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
import { lockProject } from "../store/projects.ts";
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
  const company = await companyOf(tx, person.id, siteOf(serverOf(person.iri)));
  return comesInACrowd(company, settings.crowdPerSitePerHour);
}

/** A name that was shown is held from now on. */
export async function hideName(tx: Tx, name: Held): Promise<void> {
  if ((await lockSeat(tx, name.seat)) === null) return;
  await holdName(tx, name);
  await saveSeat(tx, name.seat, { name: null });
}

/** From now on the team reads it, where it is read: nobody is written to because of it. */
export async function showName(tx: Tx, name: Held): Promise<void> {
  const seat = await lockSeat(tx, name.seat);
  // Said anew or taken back while the lock was waited for: then this one is past.
  const still = await releaseName(tx, name.id);
  if (seat !== null && still !== null) await saveSeat(tx, seat.id, { name: still.text });
}

/** A seat that is taken, its project locked: seats change in that order alone. */
async function lockSeat(tx: Tx, id: string): Promise<Seat | null> {
  const found = await seatOf(tx, id);
  if (found !== null) await lockProject(tx, found.project);
  const seat = await seatOf(tx, id);
  return seat?.state === "taken" ? seat : null;
}

/** Names that only a limit kept back are shown when it is lifted. */
export async function showHeldNamesOfOpen(
  tx: Tx,
  rules: Rules,
  { settings }: Instance,
): Promise<void> {
  for (const name of await heldNames(tx)) {
    if (standingOf(rules, name.iri) !== "open") continue;
    const company = await companyOf(tx, name.person, siteOf(serverOf(name.iri)));
    if (!comesInACrowd(company, settings.crowdPerSitePerHour)) await showName(tx, name);
  }
}
