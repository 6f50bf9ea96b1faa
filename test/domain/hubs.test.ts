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
    const distances = hubDistances(places);
    const metres = new Map(distances.map((one) => [`${one.place} ${one.hub}`, one.metres]));
    const hubs = places.filter(({ key }) => metres.has(`${key} ${key}`));
    expect(metres.size).toBe(distances.length);
    expect(new Set(distances.map(({ hub }) => hub))).toEqual(new Set(hubs.map(({ key }) => key)));
    for (const hub of hubs) {
      for (const other of hubs) {
        const apart = metresBetween(hub, other);
        if (hub !== other && apart < 3_000)
          expect.fail(`${hub.name} and ${other.name}: ${apart} m`);
        if (metres.get(`${hub.key} ${other.key}`) !== metres.get(`${other.key} ${hub.key}`)) {
          expect.fail(`${hub.name} to ${other.name} is not as far as back`);
        }
      }
      for (const one of places) {
        const apart = metresBetween(hub, one);
        const listed = metres.get(`${one.key} ${hub.key}`);
        if (listed !== (apart <= 15_000 ? apart : undefined)) {
          expect.fail(`${one.name} to ${hub.name}: ${apart} m, listed ${listed}`);
        }
      }
    }
    // A town is left out only for a larger one near it.
    for (const one of places.filter((some) => !hubs.includes(some))) {
      const nearby = hubs.filter(
        (hub) => metresBetween(hub, one) < 3_000 && hub.population >= one.population,
      );
      if (nearby.length === 0) expect.fail(`${one.name} is no meeting point, and has none near it`);
    }
  }

  test("M3: in Catalonia: 3 km apart, large towns first, everybody within 15 km listed", () => {
    expectRule(gazetteer());
  });

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
