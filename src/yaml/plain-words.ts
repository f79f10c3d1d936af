import type * as z from 'zod';
import { closestName } from './closest-name.ts';

/**
 * What a value that does not fit should be, for an operator; undefined where zod's own words have to do. A schema with a
 * message of its own is asked first. Of unknown keys one line each, in their order.
 */
export function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, knownKeys(issue.inst))).join('\n');
    case 'invalid_value':
      return oneOf(issue.values.map(String), issue.input);
    case 'too_small':
      return `it takes at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `it takes at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return issue.format === 'date' ? 'it takes a day that there is, as 2026-12-01' : undefined;
    default:
      return undefined;
  }
}

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, each entry on a line that begins with -',
  object: 'keys with values',
  record: 'keys with values',
};

function wrongType(expected: string, input: unknown): string {
  const wanted = `it takes ${words[expected] ?? expected}`;
  if (input === null) return `nothing stands there; ${wanted}`;
  return expected === 'string' && typeof input !== 'object' && input !== undefined
    ? `${wanted}; put it in quotes`
    : wanted;
}

function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key; ${didYouMean(key, known)}known: ${known.join(', ')}`;
}

/** The instance is not declared on the issue's type: a strict object, whose shape is its keys. */
function knownKeys(inst: unknown): readonly string[] {
  const shape =
    typeof inst === 'object' && inst !== null && 'shape' in inst && typeof inst.shape === 'object'
      ? inst.shape
      : {};
  return Object.keys(shape ?? {});
}

function oneOf(values: readonly string[], input: unknown): string {
  if (values.length === 1) return `it takes ${values[0]} alone`;
  return `${didYouMean(String(input), values)}it takes one of ${values.join(', ')}`;
}

function didYouMean(written: string, known: readonly string[]): string {
  const meant = closestName(written, known);
  return meant === null ? '' : `did you mean ${meant}? `;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}
