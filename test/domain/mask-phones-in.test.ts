import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPhonesIn } from '../../src/domain/mask-phones-in.ts';

describe('a number in a text is not a phone', () => {
  it.each([
    // Datapoints as CloudWatch quotes them in the reason of an alarm.
    '1 out of the last 1 datapoints [0.1666666667 (02/11/26 05:00:00)] was >= the threshold (1.0)',
    'datapoints [0.01666666667, 0.016666666667, -0.1798765432]',
    'a mean of 1.0166666667 runs, 61.0166666667 s, 82.1666666667 ms',
    '{"Value":0.01012345678}',
    // A version, a counter beside an epoch second, and both in one line.
    'built with 0.10.123.4567',
    'attempt 0 1764316800',
    'attempt 0-1764316800, 82 1764316800',
    '1.0166666667E-5 and 0.0166666667e+3',
  ])('%s', (text) => {
    expect(maskPhonesIn(text)).toBe(text);
  });

  it('whatever fraction a metric has', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
        for (const text of [`[${value}]`, `[${value.toFixed(10)}, ${value.toPrecision(10)}]`]) {
          expect(maskPhonesIn(text)).toBe(text);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a phone is masked', () => {
  it.each([
    '1.010-0000-1234',
    '1.01000001234',
    '1) 01000001234',
    '0 10 0000 1234',
    '(0)10-0000-1234',
    '82.10.0000.1234',
    '82.1000001234',
    '+82.1000001234',
    'v0.01000001234',
    '[0.5 01000001234]',
    '.01000001234',
  ])('in %s', (text) => {
    expect(maskPhonesIn(text)).toMatch(/010-\*{4}-1234/);
    expect(maskPhonesIn(text)).not.toMatch(/0000/);
  });
});
