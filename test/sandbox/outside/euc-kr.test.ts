import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { eucKrLength, isEncodable, truncateEucKr } from '../../../src/sandbox/outside/euc-kr.ts';

describe('EUC-KR as the pretend SENS counts it', () => {
  it('knows KS X 1001 and no more', () => {
    const known = ['가', '힝', '★', '①', '…', '㈜', 'ㅋ', 'A'];
    const unknown = ['똠', '뷁', '펲', '—', '–', '₩', '\u00a0', '✅', '😀'];

    expect(known.filter((character) => !isEncodable(character))).toEqual([]);
    expect(unknown.filter(isEncodable)).toEqual([]);
    const hangul = Array.from({ length: 11_172 }, (_, index) => String.fromCharCode(0xac00 + index));
    expect(hangul.filter(isEncodable)).toHaveLength(2_350);
  });

  it('counts as an encoder of the wider CP949 does, wherever it can encode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(isEncodable(text));
        expect(eucKrLength(text)).toBe(iconv.encode(text, 'cp949').length);
      }),
    );
  });

  it('cuts to the longest start that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('가', 'a', '①') }), fc.nat(30), (text, max) => {
        const cut = truncateEucKr(text, max);
        expect(text.startsWith(cut)).toBe(true);
        expect(eucKrLength(cut)).toBeLessThanOrEqual(max);
        const next = text.slice(0, cut.length + 1);
        expect(cut === text || eucKrLength(next) > max).toBe(true);
      }),
    );
  });
});
