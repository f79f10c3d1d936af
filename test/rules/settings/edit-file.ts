import { readFileSync, writeFileSync } from 'node:fs';

/** Changes a file of a copied configuration. Throws where there is nothing to change: such a test would test nothing. */
export function editFile(path: string, from: string | RegExp, to: string): void {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path} has no ${from}`);
  writeFileSync(path, after);
}
