import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spawnCli } from '../support/spawn-cli.ts';

const readme = readFileSync(join(dirname(dirname(import.meta.dirname)), 'README.md'), 'utf8');

function block(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\n\`\`\`text\n([\\s\\S]*?)\n\`\`\``).exec(readme)?.[1];
  if (found === undefined) throw new Error(`README.md has no block ${name}`);
  return found;
}

/** What differs from run to run: times, durations, the name of the folder. */
function withoutFigures(text: string): string {
  return (
    text
      .replaceAll(/\d{8}T\d{6}Z/g, '<time>')
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
      // Minutes too: a run that takes some seconds more can end beyond the full minute.
      .replaceAll(/(\d+ min )?\d+(\.\d+)? (ms|s)\b/g, '<duration>')
      // A state that CloudWatch evaluated first has no time, and a note of its own.
      .replaceAll('✔ <duration>', '✔')
      .replaceAll(/\n {2}· restored of [\s\S]*?(?=\n {2}\S)/g, '')
      .replaceAll(/ {2,}/g, '  ')
      .replaceAll(/signed with .*|SHA256:\S+/g, '<key>')
  );
}

describe('the README shows real output', () => {
  it('has the current --help', async () => {
    const { stdout } = await spawnCli(['--help']);
    expect(block('help')).toBe(stdout.trim());
  });

  it('has the answer of a rehearsal, but for its figures', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'naver-sms-readme-'));
    try {
      const { stdout, exitCode } = await spawnCli(['rehearse'], { cwd });
      expect(exitCode).toBe(0);
      expect(withoutFigures(block('rehearsal'))).toBe(withoutFigures(stdout.trim()));
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });
});
