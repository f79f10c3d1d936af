import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeIfPresent } from '../support/needs.ts';
import { freshFolder } from './build-root.ts';

const root = join(import.meta.dirname, '../..');
const document = readFileSync(join(root, 'docs/evidence-format.md'), 'utf8');
const absent = ['bash', 'ssh-keygen', 'sha256sum'].filter(
  (tool) => spawnSync(tool, ['-c', 'true']).error !== undefined,
);
const missing = absent.length === 0 ? null : `${absent.join(' and ')} not installed`;

/** Each command of a console block with the output that the document shows under it. */
const examples = [...document.matchAll(/```console\n([\s\S]*?)```/g)]
  .flatMap((block) => (block[1] ?? '').split(/^(?=\$ )/m))
  .map((example) => {
    const [command = '', ...output] = example.split('\n');
    return { command: command.slice(2), output: output.join('\n') };
  });

describeIfPresent(missing, 'what docs/evidence-format.md shows', () => {
  it.each(examples)('is what one gets: $command', ({ command, output }) => {
    const TMPDIR = freshFolder(onTestFinished);

    const answer = spawnSync('bash', ['-c', command], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TMPDIR },
    });

    expect(answer.stdout + answer.stderr).toBe(output);
  });

  it('is more than a few commands', () => {
    expect(examples.length).toBeGreaterThan(10);
  });
});
