/* Text in so many columns of a terminal, in which a Korean letter takes two and a combining character none. */
import stringWidth from 'string-width';

const letters = new Intl.Segmenter('ko', { granularity: 'grapheme' });

/** Exactly so many columns: padded with spaces, or shortened in its middle, since names differ at their ends. */
export function fitted(text: string, columns: number): string {
  const short = stringWidth(text) <= columns ? text : shortened(text, columns);
  return `${short}${' '.repeat(Math.max(0, columns - stringWidth(short)))}`;
}

function shortened(text: string, columns: number): string {
  const whole = lettersOf(text);
  const tail = taken(whole.toReversed(), Math.floor((columns - 1) / 2)).toReversed();
  const head = taken(whole, columns - 1 - stringWidth(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

/** The word in parts of at most so many columns. */
export function broken(word: string, columns: number): readonly string[] {
  const parts: string[] = [];
  let rest = lettersOf(word);
  while (stringWidth(rest.join('')) > columns) {
    const part = taken(rest, columns);
    if (part.length === 0) break;
    parts.push(part.join(''));
    rest = rest.slice(part.length);
  }
  return [...parts, rest.join('')];
}

/** As many letters from the start as fit. */
function taken(from: readonly string[], columns: number): readonly string[] {
  let left = columns;
  const end = from.findIndex((letter) => {
    left -= stringWidth(letter);
    return left < 0;
  });
  return end === -1 ? from : from.slice(0, end);
}

function lettersOf(text: string): readonly string[] {
  return [...letters.segment(text)].map(({ segment }) => segment);
}
