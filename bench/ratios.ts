/** A table of costs beside their floors, measured in the same run. */

export type Cost = {
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  /** The least that it could cost, in the same unit; null where there is none. */
  readonly floor: number | null;
  /** What was to be reached, in words. */
  readonly aim: string;
};

export function cost(what: string, of: Omit<Cost, "what">): Cost {
  return {
    what,
    ...of,
    value: rounded(of.value),
    floor: of.floor === null ? null : rounded(of.floor),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

export function costTable(costs: readonly Cost[]): string {
  const rows = [
    ["", "measured", "", "floor", "ratio", "to reach"],
    ...costs.map(({ what, unit, value, floor, aim }) => [
      what,
      String(value),
      unit,
      floor === null ? "" : String(floor),
      floor === null ? "" : (value / floor).toFixed(2),
      aim,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const isNumber = (column: number): boolean => column === 1 || column === 3 || column === 4;
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
    .concat("\n");
}
