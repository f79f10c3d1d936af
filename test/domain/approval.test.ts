import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvedMode, type DeliveryFacts, nextTickSentence } from '../../src/domain/approval.ts';
import type { ApprovalItem } from '../../src/domain/control-item.ts';
import { provenApproval } from '../support/invented-approval.ts';

const now = new Date('2026-11-03T05:00:00.000Z');
const buildId = 'a'.repeat(64);
const approval: ApprovalItem = {
  mode: 'live',
  buildId,
  approvedBy: 'captain',
  approvedAt: '2026-11-03T04:00:00.000Z',
  until: null,
  ...provenApproval,
  reason: 'go',
};
const open: DeliveryFacts = {
  approval,
  stop: null,
  brake: null,
  buildId,
  reservedConcurrency: null,
  ruleState: 'ENABLED',
  now,
};

describe('the mode in force', () => {
  it('is the approved one for the approved build', () => {
    expect(approvedMode(approval, buildId, now).mode).toBe('live');
  });

  it('is off without approval, for another build, for an unknown build', () => {
    expect(approvedMode(null, buildId, now).mode).toBe('off');
    expect(approvedMode(approval, 'b'.repeat(64), now).mode).toBe('off');
    expect(approvedMode(approval, null, now).mode).toBe('off');
  });

  it('is off from the very moment the approval lapses, and when its end cannot be read', () => {
    const until = (text: string) => approvedMode({ ...approval, until: text }, buildId, now).mode;
    expect(until('2026-11-03T05:00:00.001Z')).toBe('live');
    expect(until('2026-11-03T05:00:00.000Z')).toBe('off');
    expect(until('tomorrow')).toBe('off');
  });
});

describe('the sentence on the next tick', () => {
  it('speaks of sending only when nothing whatever stands in the way', () => {
    fc.assert(
      fc.property(
        fc.record({
          approval: fc.constantFrom(null, approval, { ...approval, mode: 'shadow' as const }),
          stop: fc.constantFrom(null, { who: 'w', why: 'y', at: 'a', run: 'r' }),
          buildId: fc.constantFrom(null, buildId, 'b'.repeat(64)),
          reservedConcurrency: fc.constantFrom(null, 0, 1),
          ruleState: fc.constantFrom('ENABLED' as const, 'DISABLED' as const, null),
        }),
        (over) => {
          const facts = { ...open, ...over };
          const isSending =
            facts.ruleState === 'ENABLED' &&
            facts.reservedConcurrency !== 0 &&
            facts.stop === null &&
            facts.approval?.mode === 'live' &&
            facts.buildId === facts.approval.buildId;
          expect(nextTickSentence(facts).includes('SENDS')).toBe(isSending);
        },
      ),
    );
  });

  it('names who stopped it and why', () => {
    const stop = { who: 'captain', why: 'wrong names', at: 'a', run: 'r' };
    expect(nextTickSentence({ ...open, stop })).toContain('captain stopped delivery (wrong names)');
  });
});
