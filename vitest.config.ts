import { defineConfig } from 'vitest/config';
import { ClosingReporter } from './test/report/closing-reporter.ts';

/** A file that gets the results as JSON, as `.ci/run` asks for them. */
const report = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/seed-property-tests.ts'],
    // Files share a process and its modules; a file that changes the process (its environment) sets what it needs itself.
    isolate: false,
    // A test often waits, for programs that it started or for a deadline: with two workers a core, two cores were busy for
    // 88 % of the time instead of 75 %.
    maxWorkers: '200%',
    // For a test that hangs, never for one that is slow: more than ten times what the longest takes on a quiet machine.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: [
      'default',
      new ClosingReporter(),
      ...(report === undefined ? [] : [['json', { outputFile: report }] as const]),
    ],
  },
});
