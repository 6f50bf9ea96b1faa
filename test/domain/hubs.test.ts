import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hubDistances, metresBetween, type Place } from "../../src/domain/places.ts";
import { gazetteer } from "../../src/gazetteer.ts";
import { place } from "./made-up.ts";

describe("distance", () => {
  const points = fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
  });

  test("M3: is in whole metres, the same both ways, and none to oneself", () => {
    fc.assert(
      fc.property(points, points, points, (a, b, c) => {
        expect(Number.isInteger(metresBetween(a, b))).toBe(true);
        expect(metresBetween(a, b)).toBe(metresBetween(b, a));
        expect(metresBetween(a, a)).toBe(0);
        expect(metresBetween(a, c)).toBeLessThanOrEqual(
          metresBetween(a, b) + metresBetween(b, c) + 2,
        );
      }),
    );
  });

  test("M3: is that of the map", () => {
    expect(metresBetween({ lat: 41.9818, lon: 2.8237 }, { lat: 41.3874, lon: 2.1686 })).toBeCloseTo(
      85_500,
      -3,
    );
    expect(metresBetween({ lat: 0, lon: 0 }, { lat: 0, lon: 180 })).toBeCloseTo(20_015_115, -2);
  });
});

describe("meeting points", () => {
  test("M3: 3 km apart is far enough, 15 km is near enough, and not a metre less or more", () => {
    const north = (metres: number) => {
      const lat = 42 + ((metres / 6_371_009) * 180) / Math.PI;
      const [large, small] = [place("large"), place("small", { lat, population: 1 })];
      expect(metresBetween(large, small)).toBe(metres);
      return hubDistances([large, small]).map(({ place, hub }) => `${place.at(9)}${hub.at(9)}`);
    };
    expect(north(2_999)).toEqual(["ll", "sl"]);
    expect(north(3_000)).toEqual(["ll", "ls", "sl", "ss"]);
    expect(north(15_000)).toEqual(["ll", "ls", "sl", "ss"]);
    expect(north(15_001)).toEqual(["ll", "ss"]);
  });

  /** Says of these places what the rule says, the slow way. */
  function expectRule(places: readonly Place[]): void {
    const listed = new Map<string, Map<string, number>>();
    for (const { place, hub, metres } of hubDistances(places)) {
      const around = listed.get(hub) ?? new Map<string, number>();
      if (around.has(place)) expect.fail(`${place} to ${hub} stands there twice`);
      listed.set(hub, around.set(place, metres));
    }
    const hubs = places.filter(({ key }) => listed.has(key));
    expect(hubs.length).toBe(listed.size);
    for (const one of places) {
      let isNearLarger = false;
      for (const hub of hubs) {
        const apart = metresBetween(one, hub);
        if (listed.get(hub.key)?.get(one.key) !== (apart <= 15_000 ? apart : undefined)) {
          expect.fail(`${one.name} to ${hub.name} is ${apart} m, and not listed so`);
        }
        if (one === hub || apart >= 3_000) continue;
        if (listed.has(one.key)) expect.fail(`${one.name} and ${hub.name} are ${apart} m apart`);
        isNearLarger ||= hub.population >= one.population;
      }
      // A town is left out only for a larger one near it.
      if (!listed.has(one.key) && !isNearLarger) expect.fail(`${one.name} meets nowhere near`);
    }
  }

  test.each(["08", "17", "25", "43"])(
    "M3: in province %s: 3 km apart, large towns first, everybody within 15 km listed",
    (province) => {
      const towns = gazetteer().filter(({ key }) => key.startsWith(`urn:ine:${province}`));
      expect(towns.length).toBeGreaterThan(150);
      expectRule(towns);
    },
  );

  test("M3: anywhere, and in whatever order the places are read", () => {
    const country = fc
      .array(
        fc.record({
          lat: fc.double({ min: 41.8, max: 42.1, noNaN: true }),
          lon: fc.double({ min: 2, max: 2.4, noNaN: true }),
          population: fc.nat({ max: 5 }),
        }),
        { maxLength: 25 },
      )
      .map((all) => all.map((about, n) => Object.freeze(place(`t${n}`, about))));
    fc.assert(
      fc.property(
        country.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
        ),
        ([places, shuffled]) => {
          expectRule(places);
          expect(new Set(hubDistances(shuffled).map((one) => JSON.stringify(one)))).toEqual(
            new Set(hubDistances(Object.freeze(places)).map((one) => JSON.stringify(one))),
          );
        },
      ),
    );
  });
});
