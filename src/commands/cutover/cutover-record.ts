/* What a cutover writes into the ledger for the one that may have to resume it, and how that is read back. */
import * as z from 'zod';
import type { LiveState } from '../../domain/fingerprint.ts';
import type { JsonValue } from '../../domain/json-value.ts';
import type { CutoverPlan } from '../../domain/plan.ts';
import type { Toolbox } from '../toolbox.ts';

/** The steps under which the lines stand. `enable` is the step of the change itself, in enable-rule.ts. */
export const recordSteps = { plan: 'cutover-plan', end: 'cutover-end', enable: 'enable' } as const;

/** How a cutover ended. `isUnfinished`: it may be resumed. */
export interface CutoverEnd {
  readonly outcome:
    | 'succeeded'
    | 'refused'
    | 'rolled-back'
    | 'unproven'
    | 'in-doubt'
    | 'overtaken'
    | 'interrupted'
    | 'dry-run';
  readonly isUnfinished: boolean;
  readonly reason: string;
  /** The unfinished run that this one took up; null for a fresh cutover. */
  readonly resumes: string | null;
}

export function recordPlan(toolbox: Toolbox, planned: PlannedCutover): void {
  const { plan, hash, live, resumes } = planned;
  const data: JsonValue = { plan: { ...plan }, hash, live, resumes };
  toolbox.evidence.append('observation', recordSteps.plan, data);
}

export function recordEnd(toolbox: Toolbox, end: CutoverEnd): void {
  toolbox.evidence.append('verdict', recordSteps.end, { ...end });
}

export interface PlannedCutover {
  readonly plan: CutoverPlan;
  readonly hash: string;
  readonly live: LiveState;
  readonly resumes: string | null;
}

const planSchema = z.object({
  environment: z.string(),
  account: z.string(),
  region: z.string(),
  rule: z.string(),
  function: z.string(),
  from: z.string(),
  to: z.literal('ENABLED'),
  schedule: z.string(),
  buildId: z.string(),
  imageDigest: z.string(),
  generation: z.number(),
  fingerprint: z.string(),
  maxTicks: z.number(),
}) satisfies z.ZodType<CutoverPlan>;

const frame = { run: z.string(), at: z.iso.datetime(), command: z.literal('cutover') };

/** The lines of a cutover that matter to its successor. Lines of any other form are passed over. */
export const cutoverLineSchema = z.union([
  z.object({
    ...frame,
    step: z.literal(recordSteps.plan),
    kind: z.literal('observation'),
    data: z.object({
      plan: planSchema,
      hash: z.string(),
      live: z.record(z.string(), z.json()),
      resumes: z.string().nullable(),
    }),
  }),
  z.object({ ...frame, step: z.literal(recordSteps.enable), kind: z.literal('intent') }),
  z.object({
    ...frame,
    step: z.literal(recordSteps.end),
    kind: z.literal('verdict'),
    data: z.object({ isUnfinished: z.boolean(), resumes: z.string().nullable() }),
  }),
]);

export type CutoverLine = z.infer<typeof cutoverLineSchema>;
