/** Root: everything that happens without anybody asking. */
import type { ActorIri } from "./domain/ids.ts";
import { scribe } from "./federation/activities.ts";
import { deliveries } from "./federation/deliver.ts";
import { handleNextActivity } from "./federation/inbox/index.ts";
import { isPeer } from "./federation/peers.ts";
import { remoteActor } from "./federation/remote-actor.ts";
import type { Instance } from "./instance.ts";
import type { Job } from "./jobs/run.ts";
import { endNextBlocked } from "./operations/end-blocked.ts";
import { eraseDeparted } from "./operations/erase-departed.ts";
import { keepNextAppointment } from "./operations/keep-appointment.ts";
import { matchNextEvent } from "./operations/match-next-event.ts";
import { writeNextNotice } from "./operations/write-next-notice.ts";
import { forgetHandled } from "./store/inbox.ts";
import { forgetRetiredKeys } from "./store/keys.ts";
import { forgetDelivered } from "./store/letters.ts";
import { forgetMatched } from "./store/matching.ts";
import { forgetOwnLinks } from "./store/own-links.ts";
import { forgetGone } from "./store/people.ts";
import { forgetRetired } from "./store/tombstones.ts";

export function jobs(instance: Instance): readonly Job[] {
  const write = scribe(instance);
  const peers = (host: string) => isPeer(instance, host);
  const look = async (iri: ActorIri) => (await remoteActor(instance, iri)).outcome;
  return [
    {
      name: "inbox",
      restMs: 2_000,
      atOnce: 4,
      step: (found) => handleNextActivity(instance, found),
    },
    { name: "match", restMs: 2_000, atOnce: 1, step: () => matchNextEvent(instance) },
    {
      name: "write",
      restMs: 2_000,
      atOnce: 2,
      step: (found) => writeNextNotice(instance, write, found),
    },
    { name: "deliver", restMs: 500, atOnce: 1, ...deliveries(instance) },
    {
      name: "appointments",
      restMs: 500,
      atOnce: 1,
      step: () => keepNextAppointment(instance, peers),
    },
    { name: "moderation", restMs: 30_000, atOnce: 1, step: () => endNextBlocked(instance) },
    {
      name: "departed",
      restMs: 3_600_000,
      atOnce: 1,
      step: () => eraseDeparted(instance, look),
    },
    {
      name: "forget",
      restMs: 3_600_000,
      atOnce: 1,
      step: async () => {
        await forgetDelivered(instance.db);
        await forgetHandled(instance.db);
        await forgetGone(instance.db);
        await forgetMatched(instance.db);
        await forgetOwnLinks(instance.db);
        await forgetRetiredKeys(instance.db);
        await forgetRetired(instance.db);
        return false;
      },
    },
  ];
}
