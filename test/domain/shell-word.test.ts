import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/domain/shell-word.ts';
import { visibleText } from '../../src/domain/visible-text.ts';

/** What bash hands on as one argument, byte for byte. */
const throughBash = (text: string) =>
  execFileSync('bash', ['-c', `printf '%s' ${visibleText(shellWord(text))}`]).toString();

const hostile = [
  'naver-sms-plain',
  "naver-sms-it's here",
  'naver-sms-a b;rm -rf ~',
  'naver-sms-$(touch x)`id`',
  'naver-sms-line\nfeed',
  'naver-sms-\u001b[31mred',
  'naver-sms-\u202eright-to-left\u200b',
  "naver-sms-'\n\\x41",
  'naver-sms-경보',
  'naver-sms-\\n',
  '',
];

describe('a word for a shell', () => {
  it.each(hostile)('%j comes out of bash as it went in, also as the screen shows it', (text) => {
    expect(throughBash(text)).toBe(text);
  });

  it('is one line without anything that a terminal would hide, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const word = shellWord(text);
        expect(visibleText(word)).toBe(word);
        expect(word).toMatch(/^(?:[\w@%+=:,./-]+|\$?'[^\n]*')$/);
      }),
    );
  });
});
