import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readEucKr } from '../../../src/rules/settings/euc-kr.ts';

describe('the EUC-KR reading of a text', () => {
  it('counts two bytes for a syllable and one for a letter', () => {
    expect(readEucKr('가a')).toEqual({ bytes: 3, unencodable: [] });
  });

  it.each(['똠', '뷁', '펲', '—', '–', '₩', '\u00a0', '✅', '😀', '\u0000', '\u001b', '\u007f', '\u202e'])(
    'finds %s not encodable',
    (char) => {
      expect(readEucKr(`가${char}${char}`).unencodable).toEqual([char]);
    },
  );

  it.each(['★', '①', '…', '’', '“', '㈜', 'ㅋ', '?', '~', '\n'])('finds %s encodable', (char) => {
    expect(readEucKr(char).unencodable).toEqual([]);
  });

  it('agrees with an encoder of CP949 on every character: encodable is what it writes without a byte below 0xA1', () => {
    const differing: string[] = [];
    for (let code = 0x80; code <= 0x1ffff; code += 1) {
      // Halves of surrogate pairs are no characters.
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const char = String.fromCodePoint(code);
      const encoded = iconv.encode(char, 'cp949');
      const isIn = encoded.length === 2 && encoded.every((byte) => byte >= 0xa1);
      if (isIn !== (readEucKr(char).unencodable.length === 0)) differing.push(code.toString(16));
    }

    expect(differing).toEqual([]);
  });

  it('has the 2,350 syllables of KS X 1001', () => {
    const syllables = Array.from({ length: 11_172 }, (_, index) => String.fromCharCode(0xac00 + index));

    expect(readEucKr(syllables.join('')).unencodable).toHaveLength(11_172 - 2_350);
  });
});
