import { describe, expect, it } from 'vitest';
import { wantsColor } from '../../src/reporting/palette.ts';

const wish = { env: {}, isTty: true, isRefused: false };

describe('colour', () => {
  it('is for terminals that are not dumb', () => {
    expect(wantsColor(wish)).toBe(true);
    expect(wantsColor({ ...wish, isTty: false })).toBe(false);
    expect(wantsColor({ ...wish, env: { TERM: 'dumb' } })).toBe(false);
  });

  it('is refused by --no-color and NO_COLOR before anything else, but not by an empty NO_COLOR', () => {
    expect(wantsColor({ ...wish, isRefused: true, env: { FORCE_COLOR: '1' } })).toBe(false);
    expect(wantsColor({ ...wish, env: { NO_COLOR: '1', FORCE_COLOR: '1' } })).toBe(false);
    expect(wantsColor({ ...wish, env: { NO_COLOR: '' } })).toBe(true);
  });

  it('is forced by FORCE_COLOR, and forced off by FORCE_COLOR=0', () => {
    expect(wantsColor({ ...wish, isTty: false, env: { FORCE_COLOR: '' } })).toBe(true);
    expect(wantsColor({ ...wish, env: { FORCE_COLOR: '0' } })).toBe(false);
  });
});
