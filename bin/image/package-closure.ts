import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders of the packages and of all that they depend on, as node resolves them, in sorted order. */
export function packageClosure(root: string, names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const folder = resolvePackage(name, from);
    if (found.has(folder)) return;
    found.add(folder);
    for (const dependency of dependenciesOf(folder)) visit(dependency, folder);
  };
  for (const name of names) visit(name, root);
  return [...found].sort();
}

function resolvePackage(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder))
      throw new Error(`${name}, which ${from} needs, is not installed: run npm ci`);
  }
}

/** Types have no code; of the browser manager only its command line needs an argument parser, and nobody runs that. */
const neverLoaded = new Set(['devtools-protocol', 'typed-query-selector', 'yargs']);

function dependenciesOf(folder: string): readonly string[] {
  const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const dependencies =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'dependencies') : {};
  return Object.keys(dependencies ?? {}).filter((name) => !neverLoaded.has(name));
}
