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

  it('agrees with a second table on all Hangul syllables: the 2,350 of KS X 1001 and no other', () => {
    const decoder = new TextDecoder('euc-kr');
    const decodable = new Set<string>();
    for (let lead = 0xb0; lead <= 0xc8; lead += 1) {
      for (let trail = 0xa1; trail <= 0xfe; trail += 1)
        decodable.add(decoder.decode(Uint8Array.of(lead, trail)));
    }
    const encodable = [];
    for (let code = 0xac00; code <= 0xd7a3; code += 1) {
      const char = String.fromCharCode(code);
      if (readEucKr(char).unencodable.length === 0) encodable.push(char);
    }
    expect(encodable).toHaveLength(2_350);
    expect(new Set(encodable)).toEqual(decodable);
  });
});
