/** Letters out: the only place that posts to other servers. */
import { setTimeout } from "node:timers/promises";
import { actorOfPath } from "../addresses.ts";
import { FetchRefused, type Instance } from "../instance.ts";
import { log, reason } from "../log.ts";
import { dropLetter } from "../operations/drop-letter.ts";
import { recordDelivery } from "../operations/record-delivery.ts";
import { takeLetters } from "../operations/take-letters.ts";
import type { ClaimedLetter } from "../store/letters.ts";
import { rememberSigns, type Signs } from "../store/remotes.ts";
import { mayLeave } from "./gate.ts";
import { sendSigned } from "./sign.ts";

/** Letters under way at the same time, and taken at once, by one process. */
const most = { underWay: 256, together: 64 };
/** While letters are under way, more are looked for in such pauses: long for one, short for many (ms). */
const pauses = { shortest: 10, longest: 100 };

/**
 * The job that hands letters over. A step takes what may leave and does not wait until it has arrived:
 * a server that answers slowly holds up nobody but itself. False when nothing is due or under way.
 */
export function deliveries(instance: Instance): {
  readonly step: () => Promise<boolean>;
  /** Resolves when what is under way has arrived, or not. */
  readonly done: () => Promise<void>;
} {
  const underWay = new Set<Promise<void>>();
  return {
    step: async () => {
      const room = Math.min(most.together, most.underWay - underWay.size);
      const letters = room === 0 ? [] : await takeLetters(instance, room);
      for (const letter of letters) {
        const one: Promise<void> = handOver(instance, letter)
          .catch((error: unknown) =>
            log.error("A letter failed: {error}", { error: reason(error) }),
          )
          .finally(() => underWay.delete(one));
        underWay.add(one);
      }
      if (underWay.size === 0) return false;
      if (letters.length < room) {
        await Promise.race([...underWay, setTimeout(pauses.longest)]);
        await setTimeout(pauses.shortest);
      }
      return true;
    },
    done: async () => {
      await Promise.all(underWay);
    },
  };
}

/** Hands over one letter, and writes down what came of it. */
export async function handOver(instance: Instance, letter: ClaimedLetter): Promise<void> {
  if (!(await mayLeave(instance, letter))) return dropLetter(instance, letter);
  const attempt = await post(instance, letter);
  if (attempt.status === null || attempt.status >= 300) {
    log.info("A letter to {host} was not taken ({status}), attempt {attempts}", {
      host: letter.host,
      status: attempt.status ?? attempt.error,
      attempts: letter.attempts,
    });
  }
  await recordDelivery(instance, letter, attempt);
}

type Attempt = {
  readonly status: number | null;
  readonly retryAfter: number | null;
  readonly error: string | null;
};

/** The way of signing that every server understands comes first: snac2 knows no other (stack.md). */
const ways = ["draft-cavage-http-signatures-12", "rfc9421"] as const satisfies readonly Signs[];

/** A 401 leads to one try with the other way of signing, which is remembered when it works (43). */
async function post(instance: Instance, letter: ClaimedLetter): Promise<Attempt> {
  const [first, second] = letter.server.signs === "rfc9421" ? ([ways[1], ways[0]] as const) : ways;
  const attempt = await postSigned(instance, letter, first);
  if (attempt.status !== 401) return attempt;
  const again = await postSigned(instance, letter, second);
  if (again.status !== null && again.status < 300) {
    await rememberSigns(instance.db, letter.host, second);
    return again;
  }
  return attempt;
}

async function postSigned(
  instance: Instance,
  letter: ClaimedLetter,
  signs: Signs,
): Promise<Attempt> {
  const actor = actorOfPath(letter.actor);
  if (actor === null) return { status: null, retryAfter: null, error: "no such actor of ours" };
  try {
    const answer = await sendSigned(instance, actor, {
      method: "POST",
      url: letter.inbox,
      headers: { "content-type": "application/activity+json" },
      body: letter.body,
      signs,
      keyGeneration: letter.keyGeneration,
    });
    const refused = answer.status >= 300 ? `status ${answer.status}` : null;
    return {
      status: answer.status,
      retryAfter: retryAfter(answer.headers, instance.now()),
      error: refused,
    };
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error;
    return { status: null, retryAfter: null, error: error.message };
  }
}

/** Seconds or a date (RFC 9110), as milliseconds from now. */
function retryAfter(headers: Headers, now: Date): number | null {
  const text = headers.get("retry-after");
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) ? ms : null;
}
