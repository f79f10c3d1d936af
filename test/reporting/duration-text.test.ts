import { describe, expect, it } from 'vitest';
import { durationText } from '../../src/reporting/duration-text.ts';

describe('a duration for people', () => {
  it.each([
    [0, '0 ms'],
    [12.4, '12 ms'],
    [999, '999 ms'],
    [999.6, '1.00 s'],
    [1_250, '1.25 s'],
    [42_000, '42.0 s'],
    [59_960, '1 min 00 s'],
    [303_000, '5 min 03 s'],
    [7_260_000, '2 h 01 min'],
    [-1_500, '-1.50 s'],
    [Number.NaN, 'unknown'],
  ])('%d ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
