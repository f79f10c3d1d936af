import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromKst, kstDate, kstHour, startOfKstDay, toKst } from '../../src/domain/kst.ts';

const lastSecond = new Date('2026-11-02T14:59:59Z');
const midnight = new Date('2026-11-02T15:00:00Z');

describe('Korean time', () => {
  it('is nine hours ahead of UTC', () => {
    expect(toKst(midnight)).toBe('2026-11-03 00:00:00');
    expect(fromKst('2026-11-03 00:00:00')).toEqual(midnight);
  });

  it('changes its day at 15:00 UTC', () => {
    expect([kstDate(lastSecond), kstDate(midnight)]).toEqual(['2026-11-02', '2026-11-03']);
    expect([kstHour(lastSecond), kstHour(midnight)]).toEqual([23, 0]);
  });

  it('begins its day at 15:00 UTC of the day before', () => {
    expect(startOfKstDay(lastSecond)).toEqual(new Date('2026-11-01T15:00:00Z'));
    expect(startOfKstDay(midnight, 31)).toEqual(new Date('2026-12-03T15:00:00Z'));
  });

  it('reads what it wrote, to the second', () => {
    const seconds = fc.integer({ min: 1_600_000_000, max: 2_000_000_000 });
    fc.assert(fc.property(seconds, (s) => fromKst(toKst(new Date(s * 1_000)))?.getTime() === s * 1_000));
  });

  it('reads no other text', () => {
    expect(fromKst('2026-11-03T00:00:00Z')).toBeNull();
    expect(fromKst('')).toBeNull();
  });
});
