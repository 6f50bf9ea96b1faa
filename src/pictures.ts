/**
 * Pictures that cooperatives bring for their projects. Each is drawn anew before it is kept: whatever
 * else the file held (where it was taken, by which telephone, a script) stays behind.
 */
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sheet } from "./domain/sheet.ts";

const heaviest = 10_000_000;

/** Larger than any place where it is shown; all sizes are made from it. */
const side = 1600;
const least = { width: 600, height: 300 } as const;
/** A small file may unfold into gigabytes. */
const mostPixels = 50_000_000;
const formats: readonly string[] = ["jpeg", "png", "webp"];

/** Says, after the name of a file, what is wrong with it and what to do. */
export class UnfitPicture extends Error {
  override readonly name = "UnfitPicture";
}

/** Where the picture of a sheet stands beside it in a directory; null when it has none there. */
export function pictureFile(directory: string, { picture }: Sheet): string | null {
  if (picture === undefined) return null;
  const file = join(directory, picture.file);
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : null;
}

/** What is to be done about a file that is too large to be opened at all, or null. */
export function heavy(file: string): string | null {
  const { size } = statSync(file);
  if (size <= heaviest) return null;
  const [has, most] = [size, heaviest].map((bytes) => Math.ceil(bytes / 1_000_000));
  return `has ${has} MB: make it smaller, ${most} MB at most`;
}

/** The picture beside a sheet as it is kept; null when the sheet has none, or it is not there. */
export async function pictureBeside(directory: string, sheet: Sheet): Promise<Uint8Array | null> {
  const file = pictureFile(directory, sheet);
  return file === null ? null : readPicture(file);
}

/** That of a sheet in the box; one that cannot be drawn keeps no instance from starting. */
export async function pictureInBox(sheet: Sheet): Promise<Uint8Array | null> {
  try {
    return await pictureBeside(fileURLToPath(new URL("../showcase", import.meta.url)), sheet);
  } catch (error) {
    if (error instanceof UnfitPicture) return null;
    throw error;
  }
}

/** A picture as it is kept: a JPEG of bounded size without metadata. */
async function readPicture(file: string): Promise<Uint8Array> {
  // Most processes never draw anything.
  const { default: sharp } = await import("sharp");
  const drawing = sharp(await readFile(file), { limitInputPixels: mostPixels });
  const { format, width, height } = await drawing.metadata().catch(() => {
    throw new UnfitPicture("is not a picture that can be read: save it as JPEG, PNG or WebP");
  });
  if (!formats.includes(format)) {
    throw new UnfitPicture(`is ${format}: save it as JPEG, PNG or WebP`);
  }
  if (width < least.width || height < least.height) {
    const wanted = `${least.width} by ${least.height}`;
    throw new UnfitPicture(`has ${width} by ${height} pixels: bring one of ${wanted} at least`);
  }
  const kept = await drawing
    .rotate()
    .resize(side, side, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#fff" })
    .jpeg({ quality: 82, mozjpeg: true })
    .toBuffer()
    .catch(() => {
      throw new UnfitPicture("is broken or too large: save it again, of fewer pixels");
    });
  return new Uint8Array(kept);
}
