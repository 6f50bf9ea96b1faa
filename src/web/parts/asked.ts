/** What an address may ask for, by form alone: anything else is nothing of ours and asks no database. */

export function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,120}$/.test(text);
}

/** What somebody typed, without what no name contains, at most so long. */
export function typed(text: string, longest: number): string {
  return [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ").trim()].slice(0, longest).join("");
}
