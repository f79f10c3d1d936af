import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neededNodeMajor } from '../../src/cli/node-version.ts';
import { cliFile } from '../support/spawn-cli.ts';

const root = join(import.meta.dirname, '../..');

/** Runs the built CLI while it is told that its Node has this version. */
async function underNode(version: string) {
  const told = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const words = ['--import', `data:text/javascript,${encodeURIComponent(told)}`, cliFile, '--version'];
  return await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, words, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('the Node that runs the program', () => {
  it.each(['18.20.4', '20.20.2', '23.11.0'])(
    '%s is refused in one sentence, with what to do',
    async (version) => {
      expect(await underNode(version)).toEqual({
        code: 2,
        stdout: '',
        stderr: `This program needs Node ${neededNodeMajor} or newer, and this is Node ${version}. Nothing was changed. Install it and run the same again; check with: node --version\n`,
      });
    },
  );

  it.each(['24.0.0', '26.1.0'])('%s is taken', async (version) => {
    expect(await underNode(version)).toMatchObject({ code: 0, stderr: '' });
  });

  it('is the same in package.json, README and the bundles', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };

    expect(engines.node).toBe(`>=${neededNodeMajor}`);
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`Node ${neededNodeMajor}`);
    expect(readFileSync(join(root, 'bin/build.ts'), 'utf8')).toContain(`target: 'node${neededNodeMajor}'`);
  });
});
