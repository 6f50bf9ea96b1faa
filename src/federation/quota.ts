/** How much one site may say: a bucket for each, which fills again evenly (protocol.md 8.2, 429). */

type Bucket = { readonly left: number; readonly at: number };

export type Quota = {
  /** Milliseconds until there is room for one more request of this site; 0 when there is. */
  readonly pause: (site: string, now: number) => number;
  /** One request was this site's indeed. Whoever only claims to be it takes nothing from it. */
  readonly count: (site: string, now: number) => void;
};

/** More sites than send us anything in an hour; those that were quiet longest are forgotten first. */
const mostSites = 10_000;

const hour = 3_600_000;

export function quotaOf(perHour: number): Quota {
  const buckets = new Map<string, Bucket>();
  const left = (site: string, now: number): number => {
    const bucket = buckets.get(site);
    if (bucket === undefined) return perHour;
    const since = Math.max(0, now - bucket.at);
    return Math.min(perHour, bucket.left + (since * perHour) / hour);
  };
  return {
    pause: (site, now) => Math.max(0, ((1 - left(site, now)) * hour) / perHour),
    count: (site, now) => {
      const after = left(site, now) - 1;
      buckets.delete(site);
      const [quietest] = buckets.keys();
      if (buckets.size >= mostSites && quietest !== undefined) buckets.delete(quietest);
      buckets.set(site, { left: after, at: now });
    },
  };
}
