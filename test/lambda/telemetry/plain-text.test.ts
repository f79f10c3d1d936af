import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../lambda/telemetry/plain-text.ts';

describe('a text for the log', () => {
  it('shows what could move a cursor or turn the line around', () => {
    expect(plainText('a\u001b[2K\u202eb\u009bc\nd')).toBe('a\\u{1b}[2K\\u{202e}b\\u{9b}c\\u{a}d');
  });

  it('has no control or format character left, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plainText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('leaves Korean text alone', () => expect(plainText('김가상 님')).toBe('김가상 님'));
});
