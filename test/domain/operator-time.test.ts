import { describe, expect, it } from 'vitest';
import {
  parseDurationMs,
  parseFutureTime,
  parsePastTime,
  parseTime,
} from '../../src/domain/operator-time.ts';

/** 14:05 KST. */
const now = new Date('2026-11-03T05:05:00.000Z');
const iso = (date: Date | null) => date?.toISOString() ?? null;

describe('a time as an operator types it', () => {
  it('reads a clock time as the last time that KST showed it', () => {
    expect(iso(parsePastTime('14:02', now))).toBe('2026-11-03T05:02:00.000Z');
    expect(iso(parsePastTime('14:05:00', now))).toBe('2026-11-03T05:05:00.000Z');
    expect(iso(parsePastTime('14:06', now))).toBe('2026-11-02T05:06:00.000Z');
    expect(iso(parsePastTime('00:30', now))).toBe('2026-11-02T15:30:00.000Z');
  });

  it('reads a clock time in the future as the next time that KST will show it', () => {
    expect(iso(parseFutureTime('18:00', now))).toBe('2026-11-03T09:00:00.000Z');
    expect(iso(parseFutureTime('14:05', now))).toBe('2026-11-04T05:05:00.000Z');
  });

  it('reads durations in both directions', () => {
    expect(iso(parsePastTime('10m', now))).toBe('2026-11-03T04:55:00.000Z');
    expect(iso(parseFutureTime('8h', now))).toBe('2026-11-03T13:05:00.000Z');
    expect(parseDurationMs('90s')).toBe(90_000);
  });

  it('reads ISO times with a zone, and refuses those without one', () => {
    expect(iso(parsePastTime('2026-11-03T14:02:00+09:00', now))).toBe('2026-11-03T05:02:00.000Z');
    expect(parsePastTime('2026-11-03T14:02:00', now)).toBeNull();
  });

  it('refuses as a past time what is still to come', () => {
    expect(parsePastTime('2030-01-01T00:00:00Z', now)).toBeNull();
    expect(parsePastTime(now.toISOString(), now)).toEqual(now);
    expect(iso(parseTime('2030-01-01T00:00:00Z', now))).toBe('2030-01-01T00:00:00.000Z');
  });

  it('refuses everything else', () => {
    for (const text of [
      '',
      '14',
      '14:60',
      '24:00',
      '2pm',
      '-5m',
      '10',
      'yesterday',
      '2026-02-31T99:00:00Z',
    ]) {
      expect(parsePastTime(text, now)).toBeNull();
    }
  });
});
