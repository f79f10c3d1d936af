import { describe, expect, it } from 'vitest';
import { closingText } from './closing-text.ts';

const file = 'test/some.test.ts';

describe('the end of a test run', () => {
  it('names each skipped test with its reason, from its note or its name, and says where there is none', () => {
    const text = closingText(
      [
        { file, name: 'a suite (skipped: aws is not installed) > a test', note: null },
        { file, name: 'another', note: 'no small disk' },
        { file, name: 'a third', note: null },
      ],
      [],
    );

    expect(text).toContain('Skipped: 3, and none of them is a pass');
    expect(text).toContain('> a test: aws is not installed\n');
    expect(text).toContain('another: no small disk\n');
    expect(text).toContain('a third: NO REASON GIVEN\n');
  });

  it('shows the ten slowest files, the slowest first', () => {
    const times = Array.from({ length: 12 }, (_, index) => ({
      file: `test/${index}.test.ts`,
      seconds: index,
    }));
    const text = closingText([], times);

    expect(text).toContain('Skipped: none');
    expect(text).toContain('Slowest files, of 12:');
    expect(text.match(/\d+\.test\.ts/g)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((index) => `${index}.test.ts`),
    );
  });
});
