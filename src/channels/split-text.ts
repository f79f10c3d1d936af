/** Cuts a text into parts of at most `maxLength` UTF-16 units, at line ends where there are any. Nothing is lost. */
export function splitText(text: string, maxLength: number): readonly [string, ...string[]] {
  if (text.length <= maxLength) return [text];
  const lineEnd = text.lastIndexOf('\n', maxLength);
  const cut = lineEnd > 0 ? lineEnd : safeCut(text, maxLength);
  const rest = text.slice(lineEnd > 0 ? cut + 1 : cut);
  return [text.slice(0, cut), ...splitText(rest, maxLength)];
}

/** Never between the halves of a surrogate pair. */
function safeCut(text: string, at: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at;
}
