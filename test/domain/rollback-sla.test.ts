import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRollbackSla, judgeSpan, rollbackLimitsMs } from '../../src/domain/rollback-sla.ts';
import type { Span } from '../../src/domain/span.ts';

const span = (over: Partial<Span>): Span => ({
  id: 'execute',
  title: 'execute',
  startedAt: '2026-11-03T05:00:00.000Z',
  endedAt: '2026-11-03T05:00:10.000Z',
  durationMs: 10_000,
  timebase: 'real',
  basis: 'observed',
  limitMs: rollbackLimitsMs.execute,
  ...over,
});

describe('a span of the rollback SLA', () => {
  it('passes only when it is positive and under its limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), (durationMs) => {
        const isPass = judgeSpan(span({ durationMs })).state === 'pass';
        expect(isPass).toBe(durationMs > 0 && durationMs < rollbackLimitsMs.execute);
      }),
    );
  });

  it('is inconclusive, not fast, when it is zero or negative', () => {
    expect(judgeSpan(span({ durationMs: 0 }))).toMatchObject({ state: 'inconclusive' });
    expect(judgeSpan(span({ durationMs: -1 }))).toMatchObject({ state: 'inconclusive' });
    expect(judgeSpan(span({ durationMs: Number.NaN }))).toMatchObject({ state: 'inconclusive' });
  });

  it('fails at exactly five minutes, since the promise is "under five"', () => {
    expect(judgeSpan(span({ durationMs: 300_000 }))).toMatchObject({ state: 'fail' });
    expect(judgeSpan(span({ durationMs: 299_999 }))).toMatchObject({ state: 'pass' });
  });
});

describe('the SLA of a rollback', () => {
  it('is blocked by a missing execute span, and only informed by missing asserted ones', () => {
    const checks = judgeRollbackSla([]);
    const severities = Object.fromEntries(checks.map(({ id, severity }) => [id, severity]));
    expect(severities).toEqual({
      'sla-detect': 'info',
      'sla-decide': 'info',
      'sla-execute': 'block',
      'sla-total': 'info',
    });
    expect(checks.every(({ verdict }) => verdict.state === 'inconclusive')).toBe(true);
  });

  it('says of a claimed span that it was asserted', () => {
    const [detect] = judgeRollbackSla([span({ id: 'detect', basis: 'claimed', durationMs: 60_000 })]);
    expect(detect).toMatchObject({ severity: 'block', verdict: { state: 'pass' } });
    expect(detect?.observed).toContain('claimed');
    expect(detect?.source).toBe('asserted on the command line');
  });
});
