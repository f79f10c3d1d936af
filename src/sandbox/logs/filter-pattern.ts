import { awsError } from '../http/service.ts';
import { type JsonTest, parseJsonPattern } from './json-pattern.ts';

export type MessageTest = (message: string) => boolean;

/** Reads a filter pattern: terms, or `{ $.field = "value" }`. Throws InvalidParameterException. */
export function parseFilterPattern(pattern: string): MessageTest {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  if (!trimmed.startsWith('{')) return termsTest(trimmed);
  if (!trimmed.endsWith('}')) throw invalidPattern();
  return jsonTest(readJsonPattern(trimmed.slice(1, -1)));
}

function readJsonPattern(pattern: string): JsonTest {
  try {
    return parseJsonPattern(pattern);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw invalidPattern();
    throw cause;
  }
}

function jsonTest(test: JsonTest): MessageTest {
  return (message) => {
    try {
      return test(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

/** All plain terms, none of the `-terms`, and one of the `?terms` if there are any. Terms are case-sensitive. */
function termsTest(pattern: string): MessageTest {
  const terms = [...pattern.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, sign, quoted, bare]) => ({
      sign,
      text: quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '',
    }),
  );
  const textsOf = (sign: string): string[] =>
    terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [needed, banned, optional] = [textsOf(''), textsOf('-'), textsOf('?')];
  return (message) =>
    needed.every((text) => message.includes(text)) &&
    !banned.some((text) => message.includes(text)) &&
    (optional.length === 0 || optional.some((text) => message.includes(text)));
}

function invalidPattern(): Error {
  return awsError('InvalidParameterException', 'Invalid filter pattern');
}
