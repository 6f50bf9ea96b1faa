/** How the story is told in a terminal: one line for what happened, with the time since the beginning. */

import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

export type Teller = {
  /** Something that happened in an area (or nowhere in particular). */
  tell(where: string, text: string): void;
  /** Text as it is, for titles and results. */
  say(text: string, style?: Style): void;
};

const styles: Readonly<Record<string, Style>> = { Gironès: "green", Osona: "cyan" };

export function teller(startedAt: number): Teller {
  const coloured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const styled = (style: Style, text: string): string => (coloured ? styleText(style, text) : text);
  return {
    tell(where, text) {
      const seconds = Math.floor((Date.now() - startedAt) / 1000);
      const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      const place = styled(styles[where] ?? "reset", where.padEnd(8));
      process.stdout.write(`${styled("dim", clock.padStart(5))}  ${place}  ${text}\n`);
    },
    say(text, style) {
      process.stdout.write(`${style === undefined ? text : styled(style, text)}\n`);
    },
  };
}
