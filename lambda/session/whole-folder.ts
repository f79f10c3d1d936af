import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod';

/** Beside the files that it describes. */
const listName = 'sizes.json';
/** Path below the folder -> length in bytes. */
const listSchema = z.record(z.string(), z.number());

/** Writes down the length of every file below the folder, as its last file. */
export async function noteSizes(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const sizes = await Promise.all(paths.map(async (path) => [path, (await stat(join(folder, path))).size]));
  await writeFile(join(folder, listName), JSON.stringify(Object.fromEntries(sizes)));
}

/** Whether every file that was written down is there in its length. A look at 209 MB of content would take too long. */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    const sizes = listSchema.parse(JSON.parse(await readFile(join(folder, listName), 'utf8')));
    const seen = await Promise.all(
      Object.entries(sizes).map(async ([path, size]) => (await stat(join(folder, path))).size === size),
    );
    return seen.length > 0 && seen.every(Boolean);
  } catch {
    // No list, a malformed one, or a file that is gone.
    return false;
  }
}
