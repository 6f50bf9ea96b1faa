/** How large what others send may be (boundary.md D). */

export const mostBodyBytes = 256 * 1024;
const mostLevels = 24;
const mostNodes = 5_000;
const mostEntries = 500;
const longestText = 100_000;

/** Whether a parsed document stays within depth, number of nodes, lengths of lists and texts. */
export function isWithinLimits(document: unknown): boolean {
  let nodes = 0;
  // A stack of our own: a deep document must not exhaust the one of the program.
  const open: { readonly value: unknown; readonly level: number }[] = [
    { value: document, level: 1 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, level } = next;
    if (++nodes > mostNodes) return false;
    if (typeof value === "string" && value.length > longestText) return false;
    if (typeof value !== "object" || value === null) continue;
    const inside = Object.values(value);
    if (level > mostLevels || (Array.isArray(value) && value.length > mostEntries)) return false;
    for (const one of inside) open.push({ value: one, level: level + 1 });
  }
  return true;
}
