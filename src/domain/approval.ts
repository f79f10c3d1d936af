/** What the function may do, judged from the items of the control table. Fail closed: what is absent or odd means off. */
import type { ApprovalItem, BrakeItem, DeliveryMode, StopItem } from './control-item.ts';

export interface DeliveryFacts {
  readonly approval: ApprovalItem | null;
  readonly stop: StopItem | null;
  readonly brake: BrakeItem | null;
  /** What the deployed function says it is; null where it could not be asked. */
  readonly buildId: string | null;
  /** Reserved concurrency; null: none is reserved, undefined: could not be read. */
  readonly reservedConcurrency: number | null | undefined;
  /** The rule's state; null where it could not be read. */
  readonly ruleState: 'ENABLED' | 'DISABLED' | 'OTHER' | null;
  readonly now: Date;
}

/** The mode in force for a build by the approval alone, and why. */
export function approvedMode(
  approval: ApprovalItem | null,
  buildId: string | null,
  now: Date,
): { readonly mode: DeliveryMode; readonly because: string } {
  if (approval === null) return { mode: 'off', because: 'there is no approval' };
  const untilMs = approval.until === null ? null : Date.parse(approval.until);
  if (untilMs !== null && !(now.getTime() < untilMs)) {
    return { mode: 'off', because: `the approval by ${approval.approvedBy} lapsed at ${approval.until}` };
  }
  if (buildId === null) return { mode: 'off', because: 'the deployed build could not be asked which it is' };
  if (approval.buildId !== buildId) {
    return {
      mode: 'off',
      because: `the approval is for build ${shortId(approval.buildId)}, deployed is ${shortId(buildId)}`,
    };
  }
  return { mode: approval.mode, because: `approved by ${approval.approvedBy}: ${approval.reason}` };
}

/** What the next tick would do, as one plain sentence, strongest obstacle first. */
export function nextTickSentence(facts: DeliveryFacts): string {
  const { ruleState } = facts;
  if (ruleState === 'DISABLED') return 'No tick comes: the rule is DISABLED.';
  if (ruleState !== 'ENABLED')
    return `Not known whether a tick comes: the rule's state is ${ruleState ?? 'unreadable'}.`;
  if (facts.reservedConcurrency === 0) {
    return 'The next tick is refused by Lambda and parked: reserved concurrency is 0.';
  }
  if (facts.stop !== null)
    return `The next tick runs and sends nothing: ${facts.stop.who} stopped delivery (${facts.stop.why}).`;
  const { mode, because } = approvedMode(facts.approval, facts.buildId, facts.now);
  if (facts.buildId === null && facts.approval !== null && mode === 'off') {
    return `The next tick acts in mode ${facts.approval.mode} only if its build is ${shortId(facts.approval.buildId)}: ${because}.`;
  }
  if (mode === 'live') return `The next tick SENDS real messages to customers (${because}).`;
  if (mode === 'shadow') return `The next tick compares and sends nothing (${because}).`;
  return `The next tick runs and sends nothing: ${because}.`;
}

/** The first 12 characters of a build id: enough for an eye, never for a comparison. */
export function shortId(buildId: string): string {
  return buildId.length <= 12 ? buildId : `${buildId.slice(0, 12)}…`;
}
