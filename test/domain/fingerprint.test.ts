import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, differingParts, fingerprintOf } from '../../src/domain/fingerprint.ts';
import { type JsonValue, toJsonValue } from '../../src/domain/json-value.ts';
import { type CutoverPlan, planHash, planLines } from '../../src/domain/plan.ts';

const anyJson = fc.jsonValue().map(toJsonValue);

/** The same value with the keys of its objects in reverse order. */
function reversed(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('the fingerprint of live state', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is readable JSON of the same value', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('changes with any part, and the parts are named', () => {
    const before = { rule: { schedule: 'rate(20 minutes)' }, memory: 1024 };
    const after = { rule: { schedule: 'rate(10 minutes)' }, memory: 1024, stop: null };

    expect(fingerprintOf(after)).not.toBe(fingerprintOf(before));
    expect(differingParts(before, after)).toEqual(['rule', 'stop']);
    expect(differingParts(before, { ...before })).toEqual([]);
  });
});

describe('the plan of a cutover', () => {
  const plan: CutoverPlan = {
    environment: 'invented',
    account: '000000000000',
    region: 'ap-northeast-2',
    rule: 'the-rule',
    function: 'the-function',
    from: 'DISABLED',
    to: 'ENABLED',
    schedule: 'rate(20 minutes)',
    buildId: 'b'.repeat(64),
    imageDigest: `sha256:${'d'.repeat(64)}`,
    generation: 4,
    fingerprint: 'f'.repeat(64),
    maxTicks: 3,
  };

  it('has another hash once anything in it changes', () => {
    const changes: Partial<CutoverPlan>[] = [
      { generation: 5 },
      { buildId: 'c'.repeat(64) },
      { from: 'ENABLED' },
    ];

    const hashes = [plan, ...changes.map((change) => ({ ...plan, ...change }))].map(planHash);

    expect(new Set(hashes).size).toBe(4);
  });

  it('shows from what to what', () => {
    expect(planLines(plan)[0]).toBe('Rule the-rule: DISABLED -> ENABLED (rate(20 minutes))');
  });
});
