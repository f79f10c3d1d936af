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
