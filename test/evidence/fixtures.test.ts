import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeReport } from '../../src/evidence/describe-report.ts';
import { exitCodeOf } from '../../src/evidence/verify-report.ts';
import { describeIfPresent } from '../support/needs.ts';
import { verify } from './build-root.ts';

interface Case {
  readonly state: string;
  readonly exitCode: number;
  readonly code?: string;
  readonly line?: number;
  readonly findings?: number;
  readonly withSigners?: string;
}

const ledgers = join(import.meta.dirname, '../../fixtures/ledgers');
const script = join(import.meta.dirname, '../../bin/verify-evidence.sh');
// The manifest is ours; a case that lacks a field fails its test.
const manifest = JSON.parse(readFileSync(join(ledgers, 'cases.json'), 'utf8')) as {
  readonly cases: Record<string, Case>;
};
const cases = Object.entries(manifest.cases);
const signersFile = join(ledgers, 'allowed_signers');
const absent = ['bash', 'ssh-keygen'].filter((tool) => spawnSync(tool, ['-c', 'true']).error !== undefined);
const missing = absent.length === 0 ? null : `${absent.join(' and ')} not installed`;

describe('the committed ledgers', () => {
  it('are all in the manifest', () => {
    const folders = readdirSync(ledgers, { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect(folders.map(({ name }) => name).sort()).toEqual(cases.map(([name]) => name).sort());
  });

  it.each(cases)('%s: our verifier says what it is', (name, expected) => {
    const report = verify(join(ledgers, name));

    expect(report.state).toBe(expected.state);
    expect(exitCodeOf(report)).toBe(expected.exitCode);
    if (report.state === 'broken')
      expect({ code: report.problem.code, line: report.problem.line ?? undefined }).toEqual({
        code: expected.code,
        line: expected.line,
      });
    if ('findings' in report)
      expect(report.findings).toHaveLength(expected.findings ?? (name === 'interrupted' ? 1 : 0));
  });
});

describeIfPresent(missing, 'the committed ledgers, by the shell verifier,', () => {
  it.each(cases)('%s: the shell verifier says the same', (name, expected) => {
    const answer = spawnSync('bash', [script, join(ledgers, name)], { encoding: 'utf8' });

    expect(answer.status).toBe(expected.exitCode);
    expect(answer.stdout.trim().split('\n').at(-1)).toBe(describeReport(verify(join(ledgers, name))).at(-1));
  });

  it.each(cases.filter(([, { withSigners }]) => withSigners))(
    '%s: counts as signed with the right signers file',
    (name, { withSigners }) => {
      const answer = spawnSync('bash', [script, '--signers', signersFile, join(ledgers, name)], {
        encoding: 'utf8',
      });

      expect(verify(join(ledgers, name), { signers: readFileSync(signersFile, 'utf8') }).state).toBe(
        withSigners,
      );
      expect(answer.stdout).toMatch(/^VERIFIED: /m);
    },
  );
});
