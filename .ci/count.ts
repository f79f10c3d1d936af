import { readFileSync } from 'node:fs';

/** Prints "N passed, N failed, N skipped" from vitest's JSON report; the rehearsal counts as one more test. */
const [reportFile = '', rehearsalExitCode = '1'] = process.argv.slice(2);
const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'));

function count(name: string): number {
  const value = typeof report === 'object' && report !== null ? Reflect.get(report, name) : undefined;
  if (typeof value !== 'number') throw new Error(`the report has no ${name}`);
  return value;
}

const isRehearsed = rehearsalExitCode === '0';
const passed = count('numPassedTests') + (isRehearsed ? 1 : 0);
const failed = count('numFailedTests') + (isRehearsed ? 0 : 1);
const skipped = count('numPendingTests') + count('numTodoTests');
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
