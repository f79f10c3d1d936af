import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const file = join(import.meta.dirname, '../../../lambda/telemetry/open-log.ts');

/** The lines that the emitter writes for these calls, in a process of its own as it is there: the log is its stdout. */
function written(calls: string): readonly Readonly<Record<string, unknown>>[] {
  const program = `import { openLog } from ${JSON.stringify(file)}; const emit = openLog('r'); ${calls}`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  // Each line is an object that the formatter made.
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

it('masks by kind what a caller passed around the types: phones, numbers in texts, fields that nobody declared', () => {
  const [claimed, probed] = written(`
    emit('send_claimed', { booking_num: '1_2', kind: 'confirm', phone_masked: '010-0000-1234', name: '김가상' });
    emit('session_probed', { state: 'expired', reason: 'no answer for 01000001234\\n' });
  `);

  expect(claimed).toMatchObject({ event: 'send_claimed', run_id: 'r', phone_masked: 'not masked' });
  expect(claimed).not.toHaveProperty('name');
  expect(probed).toMatchObject({ reason: 'no answer for 010-****-1234\\u{a}' });
});
