/**
 * The circle of seats: as many as a project needs. It is the logo, the empty ring with the seat that
 * waits for you, and the green one with a check that says "it exists now" (look.md). The sentence
 * always stands beside it, so the drawing is hidden from screen readers.
 */
import { html } from "hono/html";
import type { Html } from "../page.ts";

type Seat = "taken" | "yours" | "empty";

/** Above this many, a seat of the drawing stands for several people. */
const mostSeats = 24;

/** Centres of so many seats round a table, clockwise from the top, and how large they may be. */
function around(seats: number, distance: number) {
  const radius = Math.min(8.2, ((2 * Math.PI * distance) / seats) * 0.37);
  const points = Array.from({ length: seats }, (_, n) => {
    const angle = (2 * Math.PI * n) / seats - Math.PI / 2;
    return { x: 50 + distance * Math.cos(angle), y: 50 + distance * Math.sin(angle) };
  });
  return { radius, points };
}

const short = (n: number): string => String(Math.round(n * 10) / 10);

function circle(seat: Seat, point: { x: number; y: number }, radius: number): Html {
  // Outlines are drawn a little smaller, so that the stroke ends where a filled seat does.
  const r = short(seat === "taken" ? radius : radius - 0.7);
  return html`<circle class="${seat}" cx="${short(point.x)}" cy="${short(point.y)}" r="${r}"/>`;
}

/** Nobody is counted in public yet: every seat is empty, and the next one is yours. */
export function emptyRing(seats: number): Html {
  const { radius, points } = around(Math.min(seats, mostSeats), 40.5);
  const [yours, ...others] = points;
  if (yours === undefined) return html``;
  const arm = radius * 0.5;
  // Dashes would run together in a small seat.
  const look = radius < 6 ? "ring many" : "ring";
  return html`<svg class="${look}" viewBox="0 0 100 100" aria-hidden="true" focusable="false"><circle class="table" cx="50" cy="50" r="25"/>${others.map((point) => circle("empty", point, radius))}<g class="seat">${circle("yours", yours, radius)}<path class="plus" d="M${short(yours.x - arm)} ${short(yours.y)}h${short(2 * arm)}M${short(yours.x)} ${short(yours.y - arm)}v${short(2 * arm)}"/></g></svg>`;
}

/** A team exists. Always twelve seats: the drawing must not tell how many they are. */
export function fullRing(): Html {
  const { radius, points } = around(12, 40.5);
  return html`<svg class="ring done" viewBox="0 0 100 100" aria-hidden="true" focusable="false"><circle class="table" cx="50" cy="50" r="25"/>${points.map((point) => circle("taken", point, radius))}<path class="check" d="M39 50l8 8 14-15"/></svg>`;
}

const logoSeats = around(8, 40).points;

export function logo(): Html {
  return html`<svg class="ring logo" viewBox="0 0 100 100" aria-hidden="true" focusable="false"><circle class="table" cx="50" cy="50" r="24"/>${logoSeats.map((point, n) => html`<circle class="${n === 1 ? "yours" : "taken"}" cx="${short(point.x)}" cy="${short(point.y)}" r="${n === 1 ? 7.5 : 9}"/>`)}</svg>`;
}

/** The logo as a file of its own: its colours stand in it, readable on light and dark tabs. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50" cy="50" r="50" fill="#fff"/><circle cx="50" cy="50" r="22" fill="#ffc83d"/>${around(
  8,
  36,
)
  .points.map(({ x, y }, n) => {
    const look =
      n === 1 ? 'r="7" fill="none" stroke="#b3195f" stroke-width="4"' : 'r="9" fill="#6b1f5c"';
    return `<circle cx="${short(x)}" cy="${short(y)}" ${look}/>`;
  })
  .join("")}</svg>`;

/** The ring of a team as a picture of its own: green, with the check that says "it exists now". */
export const formedIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50" cy="50" r="50" fill="#fff"/><circle cx="50" cy="50" r="23" fill="#17603f"/><path d="M40 50l7.4 7.4 12.6-13.4" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>${around(
  12,
  37,
)
  .points.map(({ x, y }) => `<circle cx="${short(x)}" cy="${short(y)}" r="7.2" fill="#17603f"/>`)
  .join("")}</svg>`;
