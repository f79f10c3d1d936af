/*
 * The plan of a cutover: what will change, from what to what, on which live state. Its hash is what an operator agrees
 * to and what the evidence names.
 */
import { fingerprintOf, type LiveState } from './fingerprint.ts';

export interface CutoverPlan {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly rule: string;
  readonly function: string;
  /** The rule's state: from what to what. */
  readonly from: string;
  readonly to: 'ENABLED';
  readonly schedule: string;
  /** The build that the function really runs, as its probe said. */
  readonly buildId: string;
  readonly imageDigest: string;
  /** The generation in force; a rollback moves it, and then this plan is void. */
  readonly generation: number;
  /** sha256 over the live state that preflight read. */
  readonly fingerprint: string;
  readonly maxTicks: number;
}

/** sha256 (hex) over the plan. */
export function planHash(plan: CutoverPlan): string {
  return fingerprintOf(asState(plan));
}

/** The plan as the lines an operator reads. */
export function planLines(plan: CutoverPlan): readonly string[] {
  return [
    `Rule ${plan.rule}: ${plan.from} -> ${plan.to} (${plan.schedule})`,
    `Function ${plan.function}, build ${plan.buildId.slice(0, 12)}, image ${plan.imageDigest.slice(0, 19)}`,
    `Account ${plan.account}, ${plan.region}, generation ${plan.generation}, up to ${plan.maxTicks} ticks`,
    `Live state ${plan.fingerprint.slice(0, 12)}, plan ${planHash(plan).slice(0, 12)}`,
  ];
}

function asState(plan: CutoverPlan): LiveState {
  return { ...plan };
}
