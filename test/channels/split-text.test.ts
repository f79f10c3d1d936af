import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitText } from '../../src/channels/split-text.ts';

it('parts of a split text fit, and hold all of it but the line ends they were cut at', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '가', '\n', '😀'), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 9 }), (whole, maxLength) => {
      const parts = splitText(whole, maxLength);
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(maxLength);
        expect(part.isWellFormed()).toBe(true);
      }
      expect(parts.join('').replaceAll('\n', '')).toBe(whole.replaceAll('\n', ''));
    }),
  );
});

it('has no part of nothing but white space, which a channel refuses', () => {
  expect(splitText(`a${'\n'.repeat(20)}b`, 4)).toEqual(['a\n\n\n', '\nb']);
});

it('keeps a text of nothing but white space to one part that fits', () => {
  expect(splitText('   \n   ', 4)).toEqual(['   ']);
  expect(splitText('\n\n\n', 2)).toEqual(['\n\n']);
  expect(splitText('', 2)).toEqual(['']);
});

it('measures a part as the channel does', () => {
  const lengthOf = (part: string) => part.replaceAll('&', '&amp;').length;
  expect(splitText('a&b&c&', 6, lengthOf)).toEqual(['a&', 'b&', 'c&']);
});
