import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src/domain/visible-text.ts';

describe('text from outside', () => {
  it('cannot move a cursor, hide or reverse anything on a terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('shows an escape sequence as what it is', () => {
    expect(visibleText('\u001b[2J\u009b1;31m\u202egnp')).toBe('\\x1b[2J\\x9b1;31m\\u202egnp');
    expect(visibleText('one\r\ntwo')).toBe('one\\r\\ntwo');
  });

  it('leaves Korean, emoji and ordinary text alone', () => {
    expect(visibleText('예약 확정 안내 🙂 ok')).toBe('예약 확정 안내 🙂 ok');
  });
});
