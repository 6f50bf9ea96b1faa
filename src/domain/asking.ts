/** Where people do not want to be asked, nobody is asked any more (protocol.md 4.2, rule 2). */

/** How a server's people took it: how many were asked, and how many of them blocked us. */
export type Reception = { readonly asked: number; readonly blocks: number };

/** Fewer say nothing about a server. */
const enough = 100;
/** More of them than this, of a hundred, and we are a nuisance there. */
const mostBlocks = 2;

/** C6: asking is switched off for a server when more than 2 % of at least 100 people block us. */
export function mayAskAt({ asked, blocks }: Reception): boolean {
  return asked < enough || blocks * 100 <= asked * mostBlocks;
}
