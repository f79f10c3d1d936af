/* How each item of the control table reads back. An attribute that is missing and one that is NULL are both null. */
import * as z from 'zod';
import { bookingsAcceptedSchema, bookingsSeenSchema } from '../domain/bookings-seen.ts';
import type { ControlItems, ControlName, LambdaRunItem } from '../domain/control-item.ts';
import { loginOutcomes } from '../domain/login-outcome.ts';

const text = z.string();
const count = z.number().int();
const optionalText = text.nullish().transform((value) => value ?? null);
const mode = z.enum(['off', 'shadow', 'live']);

export const controlSchemas: { readonly [Name in ControlName]: z.ZodType<ControlItems[Name]> } = {
  generation: z.object({ value: count, bumpedAt: optionalText, bumpedBy: optionalText }),
  lock: z.object({ owner: text, operation: text, run: text, since: text, expiresAt: text }),
  approval: z.object({
    mode,
    buildId: text,
    approvedBy: text,
    approvedAt: text,
    until: optionalText,
    reason: text,
    otherSenders: optionalText,
    otherSendersAt: optionalText,
    nextBuildId: optionalText,
    nextApprovedBy: optionalText,
    nextApprovedAt: optionalText,
    nextReason: optionalText,
  }),
  'sole-sender': z.object({ since: text, setBy: text, reason: text }),
  revocation: z.object({ who: text, why: text, at: text }),
  'live-run': z.object({ firstApprovedAt: text, lastLiveAt: text, warnedOf: optionalText }),
  stop: z.object({ who: text, why: text, at: text, run: text }),
  brake: z.object({
    function: text,
    previous: count.nullish().transform((value) => value ?? null),
    setBy: text,
    at: text,
  }),
  telemetry: z.object({
    notify: z.enum(['all', 'failures', 'off']),
    logLevel: z.enum(['INFO', 'WARN', 'ERROR']),
    setBy: text,
    setAt: text,
    reason: text,
  }),
  'evidence-run-number': z.object({ value: count }),
  'evidence-head': z.object({ runNo: count, lines: count, sha256: text, at: text }),
  'login-breaker': z.object({
    consecutiveFailures: count,
    lastOutcome: z
      .enum(loginOutcomes)
      .nullish()
      .transform((value) => value ?? null),
    lastAttemptAt: text,
    lastRun: text,
    blockedUntil: optionalText,
    needsOperator: z.boolean(),
    refusedSecretVersion: optionalText,
    page: optionalText,
  }),
  'bookings-seen': bookingsSeenSchema,
  'bookings-accepted': bookingsAcceptedSchema,
};

export const lambdaRunSchema: z.ZodType<LambdaRunItem & { readonly name: string }> = z.object({
  name: text,
  startedAt: text,
  timeoutAt: text,
  endedAt: optionalText,
  requestId: text,
  buildId: text,
  mode,
  outcome: z
    .enum(['succeeded', 'failed'])
    .nullish()
    .transform((value) => value ?? null),
});
