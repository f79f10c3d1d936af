import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../.ci/count.ts');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'naver-sms-count-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Counts a report of these tests, given by their whole names and states. */
async function count(tests: Readonly<Record<string, 'passed' | 'failed' | 'skipped'>>, rehearsal = '0') {
  const assertionResults = Object.entries(tests).map(([fullName, status]) => ({ fullName, status }));
  const of = (state: string) => assertionResults.filter(({ status }) => status === state).length;
  const report = join(folder, 'report.json');
  writeFileSync(
    report,
    JSON.stringify({
      numFailedTests: of('failed'),
      numPendingTests: of('skipped'),
      numTodoTests: 0,
      testResults: [{ assertionResults }],
    }),
  );
  const { exitCode, stdout } = await execa(process.execPath, [script, report, rehearsal], { reject: false });
  return { exitCode, lines: stdout.split('\n') };
}

describe('the count at the end of CI', () => {
  it('ends with passed, failed and skipped, the rehearsal as one of them', async () => {
    expect((await count({ a: 'passed', b: 'failed' })).lines).toEqual(['2 passed, 1 failed, 0 skipped']);
    expect((await count({ a: 'passed' }, '7')).lines).toEqual(['1 passed, 1 failed, 0 skipped']);
  });

  it('fails on a skipped test that is not on the written list, and names it', async () => {
    const { exitCode, lines } = await count({ 'a suite a test': 'skipped' });

    expect(exitCode).toBe(1);
    expect(lines).toContain('Skipped, and not in .ci/allowed-skips.json: a suite a test');
  });

  it('lets a listed one be skipped for the reason on the list, and for no other', async () => {
    const suite = 'the sandbox and moto agree on';
    const listed = `${suite} (skipped: moto_server is not on PATH; it is elsewhere) a table`;

    expect(await count({ [listed]: 'skipped' })).toMatchObject({ exitCode: 0 });
    expect(await count({ [`${suite} (skipped: another reason) a table`]: 'skipped' })).toMatchObject({
      exitCode: 1,
    });
  });
});
