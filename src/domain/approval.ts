/** What the function may do, judged from the items of the control table. Fail closed: what is absent or odd means off. */
import type { ApprovalItem, BrakeItem, DeliveryMode, StopItem } from './control-item.ts';
import { provesOthersOff } from './other-senders.ts';

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

export interface ModeInForce {
  readonly mode: DeliveryMode;
  readonly because: string;
  /** `approved`: as the approval says. `none`: there is no approval. `invalid`: there is one, and it does not count now. */
  readonly cause: 'approved' | 'none' | 'invalid';
}

/** The mode in force for a build by the approval alone, and why. Pure. */
export function approvedMode(approval: ApprovalItem | null, buildId: string | null, now: Date): ModeInForce {
  if (approval === null) return { mode: 'off', because: 'there is no approval', cause: 'none' };
  const why = whyInvalid(approval, buildId, now);
  if (why.length > 0) return { mode: 'off', because: why.join('; '), cause: 'invalid' };
  const { mode } = approval;
  if (approval.buildId === buildId) {
    return { mode, because: `approved by ${approval.approvedBy}: ${approval.reason}`, cause: 'approved' };
  }
  const because = `approved in advance by ${approval.nextApprovedBy}: ${approval.nextReason}`;
  return { mode, because, cause: 'approved' };
}

/** Everything that is wrong with an approval: who approves again must not find the next obstacle afterwards. */
function whyInvalid(approval: ApprovalItem, buildId: string | null, now: Date): readonly string[] {
  const { until, approvedBy } = approval;
  const isOver = until !== null && !(now.getTime() < Date.parse(until));
  const isUnproven = approval.mode === 'live' && !provesOthersOff(approval.otherSenders);
  return [
    ...(isOver ? [`the approval by ${approvedBy} lapsed at ${until}`] : []),
    ...(buildId === null ? ['the deployed build could not be asked which it is'] : []),
    ...(buildId !== null && !isApprovedBuild(approval, buildId)
      ? [`the approval is for build ${buildsText(approval)}, deployed is ${shortId(buildId)}`]
      : []),
    ...(isUnproven ? ['the approval carries no proof that no other sender rule was enabled'] : []),
  ];
}

/** Whether the approval is for this build, or has approved it in advance. */
export function isApprovedBuild(
  { buildId, nextBuildId }: Pick<ApprovalItem, 'buildId' | 'nextBuildId'>,
  asked: string,
): boolean {
  return asked === buildId || asked === nextBuildId;
}

/** The builds that it is for, short. */
export function buildsText({ buildId, nextBuildId }: Pick<ApprovalItem, 'buildId' | 'nextBuildId'>): string {
  const next = nextBuildId ?? null;
  return next === null ? shortId(buildId) : `${shortId(buildId)} and in advance ${shortId(next)}`;
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
    return `The next tick acts in mode ${facts.approval.mode} only if its build is ${buildsText(facts.approval)}: ${because}.`;
  }
  if (mode === 'live') return `The next tick SENDS real messages to customers (${because}).`;
  if (mode === 'shadow') return `The next tick compares and sends nothing (${because}).`;
  return `The next tick runs and sends nothing: ${because}.`;
}

/** The first 12 characters of a build id: enough for an eye, never for a comparison. */
export function shortId(buildId: string): string {
  return buildId.length <= 12 ? buildId : `${buildId.slice(0, 12)}…`;
}
