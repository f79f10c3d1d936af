import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/domain/run-event.ts';
import { createReporter } from '../../src/reporting/create-reporter.ts';
import type { ReporterOptions } from '../../src/reporting/reporter.ts';

const step = {
  id: 's',
  title: 'Step one',
  state: 'done',
  detail: 'ok',
  durationMs: 5,
  requestId: null,
} as const;
const events: readonly RunEvent[] = [
  { kind: 'phase', title: 'Phase' },
  { kind: 'step-started', id: 's', title: 'Step one' },
  { kind: 'waiting', what: 'tick', untilIso: '2026-11-03T05:20:00.000Z' },
  { kind: 'step-ended', step },
  { kind: 'note', text: 'a note' },
  { kind: 'warning', text: 'a warning' },
  { kind: 'step-ended', step: { ...step, state: 'failed', title: 'Step two' } },
  { kind: 'log-line', line: { id: 'e1', text: 'x\u009b31m' }, text: 'log x\u009b31m' },
];

function tell(over: Partial<ReporterOptions>): { readonly stdout: string; readonly stderr: string } {
  const stderr = new PassThrough();
  const stdout = new PassThrough();
  const reporter = createReporter({
    ...{ json: false, quiet: false, verbose: false, isTty: false, color: false },
    ...{ stderr, stdout, now: () => new Date(0) },
    ...over,
  });
  for (const event of events) reporter.report(event);
  reporter.done();
  return { stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

describe('the human reporter', () => {
  it('writes the checklist to stderr and log lines to stdout', () => {
    const { stdout, stderr } = tell({});
    expect(stdout).toBe('log x\\x9b31m\n');
    expect(stderr).toContain('✔ Step one: ok 5 ms');
    expect(stderr).toContain('! a warning');
    expect(stderr).toContain('14:20:00 KST');
  });

  it('moves nothing where stderr is no terminal', () => {
    expect(tell({}).stderr).not.toContain('\u001b');
  });

  it('shows trouble alone when quiet', () => {
    const lines = tell({ quiet: true }).stderr.trim().split('\n');
    expect(lines.map((line) => line.trim())).toEqual(['! a warning', '✖ Step two: ok 5 ms']);
  });

  it('takes its spinner away at the end, on a terminal', () => {
    const { stderr } = tell({ isTty: true });
    expect(stderr).toContain('✔ Step one');
    expect(stderr).toContain('⠋ Step one');
    expect(stderr.endsWith('Step two: ok 5 ms\n')).toBe(true);
  });

  it.each([40, 80, 120])('keeps its spinner in one line of %i columns, with the time whole', (columns) => {
    // Each length around the width: a spinner of two lines would be drawn anew below itself at each frame.
    const drawn = Array.from({ length: 12 }, (_, more) => {
      const stderr = Object.assign(new PassThrough(), { columns });
      const reporter = createReporter({
        ...{ json: false, quiet: false, verbose: false, isTty: true, color: false },
        ...{ stderr, stdout: new PassThrough(), now: () => new Date(0) },
      });
      const what = '경보 evaluation '.repeat(10).slice(0, columns - 34 + more);
      reporter.report({ kind: 'waiting', what, untilIso: '2026-11-03T05:20:00.000Z' });
      const frame = stripVTControlCharacters(String(stderr.read() ?? ''));
      reporter.done();
      return frame;
    });

    expect(Math.max(...drawn.map((line) => stringWidth(line)))).toBeLessThan(columns);
    for (const line of drawn) expect(line).toMatch(/^ {2}⠋ 경.* \(until 14:20:00 KST at most\)$/);
  });

  it('colours only where it was told to', () => {
    expect(tell({ color: true }).stderr).toContain('\u001b[32m✔');
  });
});

describe('the reporter for programs', () => {
  it('writes log lines as NDJSON without any raw control character, and trouble alone to stderr', () => {
    const { stdout, stderr } = tell({ json: true });
    expect(JSON.parse(stdout)).toEqual({ id: 'e1', text: 'x\u009b31m' });
    expect(stdout).not.toMatch(/[\u007f-\u009f]/);
    expect(stderr).not.toContain('Step one');
    expect(stderr).toContain('a warning');
  });
});
