/**
 * Floor tiles as covers: a project has no budget for photographs, so it gets a floor of hydraulic
 * tiles, of a motif by its theme, laid in a way that its slug decides (look.md).
 */
import { html } from "hono/html";
import type { Sheet } from "../../domain/sheet.ts";
import type { Theme } from "../../domain/themes.ts";
import type { Html } from "../page.ts";

type Tiled = Pick<Sheet, "slug" | "themes">;
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

/** Ground and drawing, once more than in app.css: a picture that other servers show has no style sheet. */
export const inks: Readonly<Record<Theme, readonly [ground: string, drawing: string]>> = {
  energy: ["#ffc83d", "#6b1f5c"],
  mobility: ["#bfe3cd", "#17603f"],
  connection: ["#c9d6ff", "#2d3f8f"],
  food: ["#ffb59e", "#8c2f1a"],
  housing: ["#ffe08f", "#7a5200"],
  care: ["#f6c1d8", "#8a1458"],
  making: ["#cfe3ea", "#1d5266"],
  money: ["#dfe6b0", "#4e5b12"],
  culture: ["#dccdf7", "#52308f"],
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

const side = 40;
/** A cover is two tiles high; the floor begins again after ten. */
const strip = { columns: 10, rows: 2 } as const;
type Floor = { readonly columns: number; readonly rows: number };

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
function turns(motif: Motif, slug: string, { columns, rows }: Floor): readonly number[] {
  const throwDice = dice(slug);
  const wanders = motif === "path" || motif === "sail";
  return Array.from({ length: columns * rows }, (_, n) => {
    const settled = whole[Math.floor(n / columns) % 2 === 0 ? 0 : 1][n % 2 === 0 ? 0 : 1];
    return wanders || throwDice(5) === 0 ? throwDice(4) * 90 : settled;
  });
}

function themeOf({ themes }: Tiled): Theme {
  return themes[0] ?? "culture";
}

/** The tiles of a floor, each a copy of one in `tilesFor`. */
function laid(motif: Motif, slug: string, floor: Floor): readonly Html[] {
  return turns(motif, slug, floor).map((turn, n) => {
    const x = (n % floor.columns) * side;
    const y = Math.floor(n / floor.columns) * side;
    const place = html`${x === 0 ? "" : html` x="${x}"`}${y === 0 ? "" : html` y="${y}"`}`;
    return html`<use href="#${motif}${turn}"${place}/>`;
  });
}

/** A motif in its four turns: drawn once, however many floors are laid with it. */
function drawn(motif: Motif): Html {
  return html`<g id="${motif}0" fill="none" stroke="currentColor" stroke-width="0">${drawings[motif]}</g>${[
    90, 180, 270,
  ].map(
    (turn) => html`<use id="${motif}${turn}" href="#${motif}0" transform="rotate(${turn} 20 20)"/>`,
  )}`;
}

/** Stands once on a page, before the covers of these projects. Hidden by its size: a tile of what is not displayed is not drawn. */
export function tilesFor(sheets: readonly Tiled[]): Html {
  const used = new Set(sheets.map((sheet) => motifs[themeOf(sheet)]));
  return html`<svg class="tiles" width="0" height="0" aria-hidden="true" focusable="false"><defs>${[...used].map(drawn)}</defs></svg>`;
}

export function cover(sheet: Tiled): Html {
  const theme = themeOf(sheet);
  const { slug } = sheet;
  return html`<div class="cover ${theme}"><svg aria-hidden="true" focusable="false"><defs><pattern id="floor-${slug}" width="${strip.columns * side}" height="${strip.rows * side}" patternUnits="userSpaceOnUse">${laid(motifs[theme], slug, strip)}</pattern></defs><rect width="100%" height="100%" fill="url(#floor-${slug})"/></svg></div>`;
}

/** Four by four: what can still be told apart in a list of accounts. */
const square = { columns: 4, rows: 4 } as const;

/** The same floor as a picture of its own. Nothing of a sheet stands in it: the slug only throws the dice. */
export function tilePicture(sheet: Tiled): string {
  const theme = themeOf(sheet);
  const [ground, drawing] = inks[theme];
  const width = square.columns * side;
  return String(
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${width}" color="${drawing}"><defs>${drawn(motifs[theme])}</defs><rect width="${width}" height="${width}" fill="${ground}"/>${laid(motifs[theme], sheet.slug, square)}</svg>`,
  );
}
