import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Reads vitest's JSON report. Prints each skipped test that .ci/allowed-skips.json does not list, then "N passed, N
 * failed, N skipped", where the rehearsal counts as one more test. Ends with 1 if a skip is not listed.
 */

interface Skip {
  readonly test: string;
  readonly why: string;
}

const [reportFile = '', rehearsalExitCode = '1'] = process.argv.slice(2);
const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'));
// Our own file, in this form.
const allowed = JSON.parse(readFileSync(join(import.meta.dirname, 'allowed-skips.json'), 'utf8')) as Skip[];

const unlisted = namesOf(report, 'pending', 'skipped', 'todo', 'disabled').filter(
  (name) => !allowed.some(({ test }) => name.startsWith(test)),
);
for (const name of unlisted) process.stdout.write(`Skipped, and not in .ci/allowed-skips.json: ${name}\n`);

const isRehearsed = rehearsalExitCode === '0';
const passed = namesOf(report, 'passed').length + (isRehearsed ? 1 : 0);
const failed = count(report, 'numFailedTests') + (isRehearsed ? 0 : 1);
const skipped = count(report, 'numPendingTests') + count(report, 'numTodoTests');
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = unlisted.length > 0 ? 1 : 0;

/** The whole names of the tests that ended in one of these states. */
function namesOf(from: unknown, ...states: readonly string[]): string[] {
  return listOf(from, 'testResults')
    .flatMap((file) => listOf(file, 'assertionResults'))
    .filter((test) => states.includes(String(field(test, 'status'))))
    .map((test) => String(field(test, 'fullName')));
}

function count(from: unknown, name: string): number {
  const value = field(from, name);
  if (typeof value !== 'number') throw new Error(`the report has no ${name}`);
  return value;
}

function listOf(from: unknown, name: string): readonly unknown[] {
  const value = field(from, name);
  if (!Array.isArray(value)) throw new Error(`the report has no list ${name}`);
  return value;
}

function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
}
