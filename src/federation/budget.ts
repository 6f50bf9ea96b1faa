/**
 * How much we fetch: nobody can make us knock at a door again and again, nor lead us from one made-up
 * name to the next (boundary.md C13, C14). Whoever is refused here may be asked later.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { TooManyFetches } from "../instance.ts";
import { siteOf } from "../sites.ts";

/** For one activity: half of it to verify who sent it, half to do what it says. */
const mostForActivity = 10;

const left = new AsyncLocalStorage<{ left: number }>();

/** Whatever `work` fetches, it fetches because of one activity that came in: verifying it, or handling it. */
export function forOneActivity<Of>(work: () => Promise<Of>): Promise<Of> {
  return left.run({ left: mostForActivity / 2 }, work);
}

const minute = 60_000;
/** More sites than anybody asks us for in a minute; those that were asked longest ago are forgotten first. */
const mostSites = 10_000;

export type Budget = {
  /** Throws TooManyFetches when nothing more is fetched there now; counts the fetch else. */
  readonly spend: (url: URL, now: number) => void;
};

/** So many fetches from one site in any minute: all names that somebody can make up below theirs are one. */
export function budgetOf(perSite: number): Budget {
  const spent = new Map<string, readonly number[]>();
  return {
    spend: ({ hostname }, now) => {
      const site = siteOf(hostname);
      const recent = (spent.get(site) ?? []).filter((at) => at > now - minute);
      if (recent.length >= perSite && !isThisMachine(hostname)) {
        throw new TooManyFetches("too many from there in a minute");
      }
      const activity = left.getStore();
      if (activity?.left === 0) throw new TooManyFetches("too many for one activity");
      if (activity !== undefined) activity.left--;
      spent.delete(site);
      const [oldest] = spent.keys();
      if (spent.size >= mostSites && oldest !== undefined) spent.delete(oldest);
      spent.set(site, [...recent, now]);
    },
  };
}

/** Which is reached only where the program is tried out: nobody else is knocked at there. */
function isThisMachine(hostname: string): boolean {
  return /^127\.[\d.]+$/.test(hostname) || hostname === "[::1]" || hostname === "localhost";
}
