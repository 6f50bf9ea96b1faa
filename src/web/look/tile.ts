/**
 * Floor tiles as covers: a project has no budget for photographs, so it gets a floor of hydraulic
 * tiles, of a motif by its theme, laid in a way that its slug decides (look.md).
 */
import { html } from "hono/html";
import type { Sheet, Theme } from "../../domain/sheet.ts";
import type { Html } from "../page.ts";

type Motif = "sun" | "path" | "waves" | "leaf" | "seed" | "sail";

/** Inks of a cover; the colours are in app.css. Six motifs in nine inks: no two themes look alike. */
const motifs: Readonly<Record<Theme, Motif>> = {
  energy: "sun",
  mobility: "path",
  connection: "waves",
  food: "leaf",
  housing: "sail",
  care: "seed",
  making: "sail",
  money: "leaf",
  culture: "path",
};

/** One tile of 40 by 40, drawn so that its edges meet those of its neighbours however it is turned. */
const drawings: Readonly<Record<Motif, Html>> = {
  sun: html`<path d="M0 0h17a17 17 0 0 1-17 17z" fill="currentColor"/><path d="M30 0a30 30 0 0 1-30 30" stroke-width="9" stroke-dasharray="6.8 5"/>`,
  path: html`<path d="M20 0a20 20 0 0 1-20 20M40 20a20 20 0 0 0-20 20" stroke-width="7"/>`,
  waves: html`<path d="M10 0a10 10 0 0 1-10 10M22 0a22 22 0 0 1-22 22M34 0a34 34 0 0 1-34 34" stroke-width="5"/>`,
  leaf: html`<path d="M0 40A40 40 0 0 1 40 0 40 40 0 0 1 0 40z" fill="currentColor"/>`,
  seed: html`<circle cx="20" cy="20" r="10.5" fill="currentColor"/><path d="M0 0h10a10 10 0 0 1-10 10zM40 40h-10a10 10 0 0 1 10-10z" fill="currentColor"/>`,
  sail: html`<path d="M-.3-.3h40.6L-.3 40.3z" fill="currentColor"/>`,
};

/** Four quarters that meet in a whole rosette or circle. */
const whole = [
  [180, 270],
  [90, 0],
] as const;

/** A cover is two tiles high; the floor begins again after ten. */
const columns = 10;
const rows = 2;

/** Small numbers that always follow one another in the same way for the same word (mulberry32). */
function dice(word: string): (sides: number) => number {
  let state = 2166136261;
  for (const letter of word) {
    state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16777619);
  }
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** How each tile is turned: paths and sails wander, the others make rosettes with a few tiles astray. */
function turns(motif: Motif, slug: string): readonly number[] {
  const throwDice = dice(slug);
  const wanders = motif === "path" || motif === "sail";
  return Array.from({ length: columns * rows }, (_, n) => {
    const settled = whole[Math.floor(n / columns) % 2 === 0 ? 0 : 1][n % 2 === 0 ? 0 : 1];
    return wanders || throwDice(5) === 0 ? throwDice(4) * 90 : settled;
  });
}

export function cover({ slug, themes }: Pick<Sheet, "slug" | "themes">): Html {
  const theme = themes[0] ?? "culture";
  const motif = motifs[theme];
  const tiles = turns(motif, slug).map((turn, n) => {
    const x = (n % columns) * 40;
    const y = Math.floor(n / columns) * 40;
    const place = x === 0 && y === 0 ? "" : `translate(${x} ${y})`;
    const turned = turn === 0 ? "" : `rotate(${turn} 20 20)`;
    return html`<use href="#tile-${slug}" transform="${place}${turned}"/>`;
  });
  return html`<div class="cover ${theme}"><svg aria-hidden="true" focusable="false"><defs><g id="tile-${slug}" fill="none" stroke="currentColor" stroke-width="0">${drawings[motif]}</g><pattern id="floor-${slug}" width="${columns * 40}" height="${rows * 40}" patternUnits="userSpaceOnUse">${tiles}</pattern></defs><rect width="100%" height="100%" fill="url(#floor-${slug})"/></svg></div>`;
}
