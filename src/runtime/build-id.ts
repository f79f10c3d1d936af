import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * sha256 (hex) over the running program and the configuration beside it, each file with its name and length, in sorted
 * order: what an approval of a delivery mode is for. Another text in a template is another build.
 */
export async function readBuildId(program: string, configFolder: URL): Promise<string> {
  const hash = createHash('sha256');
  await addFile(hash, 'program', new URL(program));
  const names = await readdir(fileURLToPath(configFolder), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
  const root = fileURLToPath(configFolder);
  for (const file of files.sort()) await addFile(hash, file.slice(root.length), pathToFileURL(file));
  return hash.digest('hex');
}

async function addFile(hash: ReturnType<typeof createHash>, name: string, url: URL): Promise<void> {
  const bytes = await readFile(url);
  hash.update(`${name}\0${bytes.length}\0`).update(bytes);
}
