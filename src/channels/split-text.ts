/**
 * Cuts a text into parts of at most `maxLength`, at line ends where there are any. `lengthOf` measures a part as the
 * channel will: UTF-16 units, or more where characters are escaped. Nothing is lost but line ends and parts of nothing but
 * white space, which the channels refuse; a text of nothing else stays one such part.
 */
export function splitText(
  text: string,
  maxLength: number,
  lengthOf: (part: string) => number = (part) => part.length,
): readonly [string, ...string[]] {
  const parts: string[] = [];
  let rest = text;
  while (rest !== '') {
    const { part, after } = cutFirst(rest, maxLength, lengthOf);
    if (part.trim() !== '') parts.push(part);
    rest = after;
  }
  const [first, ...others] = parts;
  return first === undefined ? [cutFirst(text, maxLength, lengthOf).part] : [first, ...others];
}

function cutFirst(
  text: string,
  maxLength: number,
  lengthOf: (part: string) => number,
): { readonly part: string; readonly after: string } {
  if (text.length <= maxLength && lengthOf(text) <= maxLength) return { part: text, after: '' };
  const longest = safeCut(text, longestFitting(text, maxLength, lengthOf));
  const lineEnd = text.lastIndexOf('\n', longest);
  return lineEnd > 0
    ? { part: text.slice(0, lineEnd), after: text.slice(lineEnd + 1) }
    : { part: text.slice(0, longest), after: text.slice(longest) };
}

/** How many UTF-16 units from the start fit: at least one. */
function longestFitting(text: string, maxLength: number, lengthOf: (part: string) => number): number {
  let [fits, tooLong] = [1, Math.min(text.length, maxLength) + 1];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (lengthOf(text.slice(0, middle)) <= maxLength) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

/** Never between the halves of a surrogate pair. */
function safeCut(text: string, at: number): number {
  return at > 1 && /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at;
}
