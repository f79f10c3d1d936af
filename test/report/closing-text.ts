export interface SkippedTest {
  readonly file: string;
  /** Its whole name: suites, then the test. A reason stands there as `(skipped: ...)`; see `test/support/needs.ts`. */
  readonly name: string;
  /** What the test said of itself while it ran. */
  readonly note: string | null;
}

export interface FileTime {
  readonly file: string;
  readonly seconds: number;
}

const slowestShown = 10;

/** What stands under a test run: each skipped test with its reason, and the slowest files. Pure. */
export function closingText(skipped: readonly SkippedTest[], times: readonly FileTime[]): string {
  const slowest = times.toSorted((a, b) => b.seconds - a.seconds).slice(0, slowestShown);
  const lines = [
    skipped.length === 0 ? 'Skipped: none' : `Skipped: ${skipped.length}, and none of them is a pass`,
    ...skipped.map((test) => `  ${test.file} > ${test.name}: ${reasonOf(test)}`),
    `Slowest files, of ${times.length}:`,
    ...slowest.map(({ file, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${file}`),
  ];
  return `\n${lines.join('\n')}\n`;
}

/** Why a test was skipped: its own note, or what its name says. */
export function reasonOf({ name, note }: SkippedTest): string {
  return note ?? /\(skipped: ([^)]*)\)/.exec(name)?.[1] ?? 'NO REASON GIVEN';
}
