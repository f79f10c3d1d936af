import { describe, expect, it } from 'vitest';
import type { CutoverLine } from '../../../src/commands/cutover/cutover-record.ts';
import { findUnfinished, parseCutoverLine } from '../../../src/commands/cutover/unfinished-cutover.ts';

const at = '2026-01-05T00:00:00.000Z';

const plan = {
  environment: 'invented',
  account: '000000000000',
  region: 'ap-northeast-2',
  rule: 'the-rule',
  function: 'the-function',
  from: 'DISABLED',
  to: 'ENABLED' as const,
  schedule: 'rate(20 minutes)',
  buildId: 'b',
  imageDigest: 'd',
  generation: 4,
  fingerprint: 'f',
  maxTicks: 3,
};

const frame = (run: string) => ({ run, at, command: 'cutover' as const });
const planned = (run: string, resumes: string | null = null): CutoverLine => ({
  ...frame(run),
  step: 'cutover-plan',
  kind: 'observation',
  data: { plan, hash: `hash of ${run}`, live: {}, resumes },
});
const enabled = (run: string): CutoverLine => ({ ...frame(run), step: 'enable', kind: 'intent' });
const ended = (run: string, isUnfinished: boolean, resumes: string | null = null): CutoverLine => ({
  ...frame(run),
  step: 'cutover-end',
  kind: 'verdict',
  data: { isUnfinished, resumes },
});

describe('the unfinished cutover in a ledger', () => {
  it.each([
    { name: 'an empty ledger', lines: [], runs: null },
    { name: 'a finished cutover', lines: [planned('a'), enabled('a'), ended('a', false)], runs: null },
    { name: 'one that was killed before it enabled', lines: [planned('a')], runs: ['a'] },
    { name: 'one that was killed while it enabled', lines: [planned('a'), enabled('a')], runs: ['a'] },
    { name: 'one that ended in doubt', lines: [planned('a'), enabled('a'), ended('a', true)], runs: ['a'] },
    {
      name: 'a refused one after it, which never had a plan',
      lines: [planned('a'), enabled('a'), ended('b', false)],
      runs: ['a'],
    },
    {
      name: 'one that was resumed and killed again',
      lines: [planned('a'), enabled('a'), planned('b', 'a')],
      runs: ['a', 'b'],
    },
    {
      name: 'one that was resumed and finished',
      lines: [planned('a'), enabled('a'), planned('b', 'a'), ended('b', false, 'a')],
      runs: null,
    },
    {
      name: 'one whose resumption found it overtaken, before any plan',
      lines: [planned('a'), enabled('a'), ended('b', false, 'a')],
      runs: null,
    },
    { name: 'a later fresh one', lines: [planned('a'), planned('b')], runs: ['b'] },
  ])('$name: $runs', ({ lines, runs }) => {
    expect(findUnfinished(lines)?.runs ?? null).toEqual(runs);
  });

  it('keeps the plan and the moment of the first run through every resumption', () => {
    const later = { ...enabled('b'), at: '2026-01-05T01:00:00.000Z' };

    const found = findUnfinished([planned('a'), enabled('a'), planned('b', 'a'), later]);

    expect(found).toMatchObject({ hash: 'hash of a', enabledAtMs: Date.parse(at) });
  });

  it('passes over lines of any other form', () => {
    for (const text of [
      '',
      '{',
      'null',
      '{"command":"cutover"}',
      '{"command":"cutover","step":"cutover-plan","data":3}',
    ]) {
      expect(parseCutoverLine(text)).toBeNull();
    }
  });
});
