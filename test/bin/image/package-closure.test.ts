import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageClosure } from '../../../bin/image/package-closure.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'closure-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(path: string, dependencies: readonly string[]): void {
  mkdirSync(join(root, path), { recursive: true });
  const ranges = Object.fromEntries(dependencies.map((name) => [name, '*']));
  writeFileSync(join(root, path, 'package.json'), JSON.stringify({ dependencies: ranges }));
}

describe('what the browser packages need', () => {
  it('is found as node finds it: nearest first, each once, circles included, and nothing else', () => {
    install('node_modules/a', ['b', 'c']);
    install('node_modules/a/node_modules/c', ['b']);
    install('node_modules/b', ['a']);
    install('node_modules/c', []);
    install('node_modules/unrelated', []);

    const folders = packageClosure(root, ['a']).map((folder) => relative(root, folder));

    expect(folders).toEqual(['node_modules/a', 'node_modules/a/node_modules/c', 'node_modules/b']);
  });

  it('is refused where a part is not installed, by name', () => {
    install('node_modules/a', ['absent-part']);

    expect(() => packageClosure(root, ['a'])).toThrow(/absent-part.*npm ci/);
  });
});
