import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableText } from '../../src/domain/readable-text.ts';
import { readEucKr } from '../../src/rules/settings/euc-kr.ts';

describe('a text in one spelling', () => {
  it.each([
    ['김가상'.normalize('NFD'), '김가상'],
    // A syllable whose final consonant came apart.
    ['가\u11bc', '강'],
    ['e\u0301', 'é'],
    ['김\u200b가\u2060상\ufeff', '김가상'],
    ['\u202e김가상\u202c', '김가상'],
    ['☎\ufe0f', '☎'],
    ['김가상 1', '김가상 1'],
    ['', ''],
  ])('%j becomes %j', (written, readable) => {
    expect(readableText(written)).toBe(readable);
  });

  it('keeps whatever EUC-KR can carry: the digest of a stored message stays as it was', () => {
    // Compatibility ideographs and unit signs, which NFC would replace; a soft hyphen, which EUC-KR has.
    for (const text of ['樂', 'Å', 'Ω', '\u00ad', '①ㄱ가']) expect(readableText(text)).toBe(text);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const carried = [...text].filter((char) => readEucKr(char).unencodable.length === 0).join('');
        expect(readableText(carried)).toBe(carried);
      }),
    );
  });
});
