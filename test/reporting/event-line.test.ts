import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/domain/check-result.ts';
import type { StepResult } from '../../src/domain/step-result.ts';
import { eventLine } from '../../src/reporting/event-line.ts';
import { createPalette } from '../../src/reporting/palette.ts';

const plain = { palette: createPalette(false), verbose: false };
const step: StepResult = {
  id: 'rule',
  title: 'Disable the rule r',
  state: 'done',
  detail: 'was ENABLED',
  durationMs: 123,
  requestId: 'req-1',
};
const check: CheckResult = {
  id: 'c',
  title: 'Rule reads back',
  severity: 'block',
  expected: 'DISABLED',
  observed: 'ENABLED',
  verdict: { state: 'fail', reason: 'access denied' },
  source: 'events:DescribeRule (request req-2)',
  remedy: 'aws events disable-rule --name r',
};

describe('the line of an event', () => {
  it('marks a step by how it ended, with its duration', () => {
    const lineOf = (state: StepResult['state']) =>
      eventLine({ kind: 'step-ended', step: { ...step, state } }, plain);
    expect(lineOf('done')).toBe('  ✔ Disable the rule r: was ENABLED 123 ms');
    expect(lineOf('failed')).toMatch(/^ {2}✖ /);
    expect(lineOf('in-doubt')).toMatch(/^ {2}! /);
    expect(lineOf('skipped')).toBe('  – Disable the rule r: was ENABLED');
  });

  it('names the request only where detail was asked for', () => {
    const event = { kind: 'step-ended', step } as const;
    expect(eventLine(event, plain)).not.toContain('req-1');
    expect(eventLine(event, { ...plain, verbose: true })).toContain('req-1');
  });

  it('says of a check that did not pass what was expected, why, and what to do', () => {
    expect(eventLine({ kind: 'check', check }, plain).split('\n')).toEqual([
      '  ✖ Rule reads back: ENABLED',
      '      expected DISABLED; access denied',
      '      do: aws events disable-rule --name r',
    ]);
  });

  it('keeps the cross for what stops the command', () => {
    const warning = { ...check, severity: 'warn' } as const;
    expect(eventLine({ kind: 'check', check: warning }, plain)).toMatch(/^ {2}! Rule reads back/);
  });

  it('never calls an inconclusive check a pass', () => {
    const open = { ...check, verdict: { state: 'inconclusive', reason: 'no data' } } as const;
    expect(eventLine({ kind: 'check', check: open }, plain)).toMatch(/^ {2}! /);
  });

  it('tells the limit of a wait in Korean time', () => {
    const event = { kind: 'waiting', what: 'last message', untilIso: '2026-11-03T05:00:03.000Z' } as const;
    expect(eventLine(event, plain)).toBe('  … last message, at most until 14:00:03 KST');
  });

  it('shows control characters from outside instead of obeying them', () => {
    const hostile = { ...step, detail: '\u001b[1A\u001b[2K  ✔ forged\nline' };
    const line = eventLine({ kind: 'step-ended', step: hostile }, plain);
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line).toContain('\\x1b[1A');
  });
});
