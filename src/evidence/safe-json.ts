import { invisible } from './visible-text.ts';

/**
 * JSON that is safe to show: invisible characters are JSON escapes, so that nothing is lost and no terminal obeys them.
 * `indent`: spaces per level; none gives one line.
 */
export function safeJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return text.replace(invisible, escaped);
}

function escaped(character: string): string {
  let result = '';
  for (let at = 0; at < character.length; at += 1) {
    result += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return result;
}
