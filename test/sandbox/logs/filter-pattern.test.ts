import { describe, expect, it } from 'vitest';
import { parseFilterPattern } from '../../../src/sandbox/logs/filter-pattern.ts';

const summary = JSON.stringify({
  event: 'run_summary',
  outcome: 'failed',
  accepted: 3,
  session: null,
  nested: { list: [{ name: 'a b' }], flag: true },
});

describe('parseFilterPattern', () => {
  it.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['START RequestId', 'START RequestId: 1', true],
    ['"START RequestId"', 'RequestId START', false],
    ['RequestId -REPORT', 'REPORT RequestId: 1', false],
    ['?START ?END', 'END RequestId', true],
    ['?START ?END', 'REPORT RequestId', false],
    ['"say \\"hi\\""', 'they say "hi"', true],
  ])('finds terms: %s in %s: %s', (pattern, message, expected) => {
    expect(parseFilterPattern(pattern)(message)).toBe(expected);
  });

  it.each([
    ['{ $.event = "run_summary" }', true],
    ['{ $.event = run_* }', true],
    ['{$.event="run_summary"}', true],
    ['{ $.event != "run_summary" }', false],
    ['{ $.missing != "x" }', false],
    ['{ $.accepted = 3 }', true],
    ['{ $.accepted > 3 }', false],
    ['{ $.accepted >= 3 && $.outcome = "failed" }', true],
    ['{ ($.accepted > 3 || $.outcome = "failed") && $.event = "*summary" }', true],
    ['{ $.session IS NULL }', true],
    ['{ $.nested.flag IS TRUE }', true],
    ['{ $.missing NOT EXISTS }', true],
    ['{ $.event NOT EXISTS }', false],
    ['{ $.nested.list[0].name = "a b" }', true],
  ])('finds JSON fields: %s gives %s', (pattern, expected) => {
    expect(parseFilterPattern(pattern)(summary)).toBe(expected);
  });

  it('finds no field in a line that is no JSON', () => {
    expect(parseFilterPattern('{ $.event = "x" }')('START RequestId: {')).toBe(false);
  });

  it.each([
    '{ $.event = }',
    '{ event = "x" }',
    '{ $.a = 1',
    '{ $.a > "x" }',
    '{ $.a = 1 && }',
    '{ ($.a = 1 }',
  ])('refuses %s', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterException' }),
    );
  });
});
