/** The showcase: the sheets of projects that ship in the box, one YAML file each. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  stringify,
} from "yaml";
import { type Sheet, sheetSchema } from "./domain/sheet.ts";
import { heavy, pictureFile } from "./pictures.ts";

/** Where something is wrong, and what to do about it. */
export type SheetProblem = {
  readonly file: string;
  readonly line: number;
  readonly message: string;
};

export type Showcase = {
  readonly sheets: readonly Sheet[];
  readonly problems: readonly SheetProblem[];
};

type Found = Omit<SheetProblem, "file">;
type Path = readonly PropertyKey[];

/**
 * Every sheet of a directory, in the order of file names, and everything that is wrong there. It
 * never throws: one bad file must not keep an instance from showing the others.
 */
export function readShowcase(directory: string): Showcase {
  const sheets: Sheet[] = [];
  const problems: SheetProblem[] = [];
  const taken = new Map<string, string>();
  for (const name of namesIn(directory, problems)) {
    const file = join(directory, name);
    if (name.endsWith(".yml")) {
      problems.push({ file, line: 1, message: "is not read: rename it so that it ends in .yaml" });
    }
    if (!name.endsWith(".yaml")) continue;
    const read = readDocument(file);
    const { sheet } = read;
    const found =
      sheet === null
        ? read.problems
        : [...repeated(read, sheet, taken), ...pictureProblems(read, sheet, file)];
    problems.push(...found.map((one) => ({ file, ...one })));
    if (sheet === null || found.length > 0) continue;
    taken.set(`slug ${sheet.slug}`, name).set(`handle ${sheet.handle}`, name);
    sheets.push(sheet);
  }
  return { sheets, problems };
}

/**
 * One sheet; null when anything in the file is wrong. `held`: a picture that we have already, and
 * that therefore need not stand beside the file.
 */
export function readSheet(
  file: string,
  held?: string,
): {
  readonly sheet: Sheet | null;
  readonly problems: readonly SheetProblem[];
} {
  const read = readDocument(file);
  const missing = read.sheet === null ? [] : pictureProblems(read, read.sheet, file, held);
  const problems = [...read.problems, ...missing].map((one) => ({ file, ...one }));
  return { sheet: problems.length === 0 ? read.sheet : null, problems };
}

/** What is wrong with its picture as far as one sees without drawing it. */
function pictureProblems(
  { lineOf }: Read,
  sheet: Sheet,
  file: string,
  held?: string,
): readonly Found[] {
  const name = sheet.picture?.file;
  if (name === undefined) return [];
  const found = pictureFile(dirname(file), sheet);
  if (found === null && name === held) return [];
  const wrong = found === null ? "is not there: put it beside this file" : heavy(found);
  const line = lineOf(["picture", "file"]);
  return wrong === null ? [] : [{ line, message: `picture, file ${name} ${wrong}` }];
}

function namesIn(directory: string, problems: SheetProblem[]): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    problems.push({ file: directory, line: 1, message: unreadable(error) });
    return [];
  }
}

type Read = {
  readonly sheet: Sheet | null;
  readonly problems: readonly Found[];
  readonly lineOf: (path: Path) => number;
};

function readDocument(file: string): Read {
  const lines = new LineCounter();
  const nowhere = { sheet: null, lineOf: () => 1 };
  let content: unknown;
  let document: Document;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const broken = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
      line: Math.max(1, lines.linePos(pos[0]).line),
      message: `is not YAML: ${message}. Correct the indentation, the colons or the quotes here`,
    }));
    if (broken.length > 0) return { ...nowhere, problems: broken };
    content = document.toJS();
  } catch (error) {
    return { ...nowhere, problems: [{ line: 1, message: unreadable(error) }] };
  }
  const lineOf = (path: Path) => Math.max(1, lines.linePos(offsetOf(document, path)).line);
  const parsed = sheetSchema.safeParse(content);
  if (parsed.success) return { sheet: parsed.data, problems: [], lineOf };
  const problems = parsed.error.issues.flatMap((issue) => {
    const paths =
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => [...issue.path, key])
        : [issue.path];
    return paths.map((path) => ({
      line: lineOf(path),
      message: `${called(path)} ${issue.message}`,
    }));
  });
  return { sheet: null, problems: problems.sort((a, b) => a.line - b.line), lineOf };
}

/** Two projects cannot share an address or an actor's name: the first in the order keeps it. */
function repeated(
  { lineOf }: Read,
  sheet: Sheet,
  taken: ReadonlyMap<string, string>,
): readonly Found[] {
  return (["slug", "handle"] as const).flatMap((key) => {
    const other = taken.get(`${key} ${sheet[key]}`);
    if (other === undefined) return [];
    const message = `${key} ${sheet[key]} is taken by ${other}: choose another, or remove one of the files`;
    return [{ line: lineOf([key]), message }];
  });
}

/** "evidence, item 2, source": as one would say it to somebody with the file before them. */
function called(path: Path): string {
  if (path.length === 0) return "the file";
  return path.map((step) => (typeof step === "number" ? `item ${step + 1}` : step)).join(", ");
}

/** Where the key of a path stands; for what is missing, where the nearest thing above it stands. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (!isCollection(node)) break;
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    node = pair === undefined ? node.get(step, true) : pair.value;
    offset = startOf(pair?.key) ?? startOf(node) ?? offset;
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function unreadable(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `cannot be read (${reason}): check that it is there, that we may read it, and that it is UTF-8`;
}

/** The order in which a sheet is written: as in the files that ship. */
const order = [
  ..."slug handle themes hashtags name sentence what criticalMass maximum whyThisMany months whyThisLong money".split(
    " ",
  ),
  ..."legalForm steps ninetyDays needs beforehand externalities evidence similarTo picture licence".split(
    " ",
  ),
  ..."sensitive file alt key required from to social ecological economic place since people text".split(
    " ",
  ),
  ..."source date url ca es en".split(" "),
];

/** A sheet as a file, for editing and comparing. */
export function sheetText(sheet: Sheet): string {
  return stringify(inOrder(sheet), { lineWidth: 100 });
}

/** What tells two sheets apart, whatever the order in which they were written. */
export function fingerprint(sheet: Sheet): string {
  return createHash("sha256").update(sheetText(sheet)).digest("base64url").slice(0, 22);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const place = (key: string): number => {
    const n = order.indexOf(key);
    return n === -1 ? order.length : n;
  };
  const entries = Object.entries(value).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}
