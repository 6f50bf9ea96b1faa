/** A table of what was measured. */

export type Figure = {
  readonly what: string;
  readonly unit: "ms" | "MB";
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
};

export function figure(what: string, unit: Figure["unit"], values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  const round = (value: number) => Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0));
  return {
    what,
    unit,
    n: sorted.length,
    p50: round(at(0.5)),
    p95: round(at(0.95)),
    worst: round(at(1)),
  };
}

export function table(figures: readonly Figure[]): string {
  const rows = [
    ["", "n", "p50", "p95", "worst", ""],
    ...figures.map((one) => [
      one.what,
      String(one.n),
      String(one.p50),
      String(one.p95),
      String(one.worst),
      one.unit,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) =>
            column === 0 || column === 5
              ? cell.padEnd(widths[column] ?? 0)
              : cell.padStart(widths[column] ?? 0),
          )
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
