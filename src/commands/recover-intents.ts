/*
 * Closes what earlier runs left in doubt: reads live state again and writes down what is found. A forced alarm is the one
 * thing that is also undone here, since nobody but its dead run would do that.
 */
import * as z from 'zod';
import type { ControlName } from '../domain/control-item.ts';
import { type JsonValue, toJsonValue } from '../domain/json-value.ts';
import type { DoubtfulIntent } from '../evidence/evidence-run.ts';
import { describeChange } from './describe-change.ts';
import { findOpenClaim } from './find-open-claim.ts';
import { recoverAlarm } from './recover-alarm.ts';
import type { RecoveredAlarm } from './recovered-alarm.ts';
import type { Toolbox } from './toolbox.ts';

export interface RecoveryOrder {
  /** False for a stopping lever, which has no time to restore an alarm: its intent stays open for the next command. */
  readonly mayRestore: boolean;
}

/**
 * Appends one `recovery` for each intent without an outcome and reports it; what it set at an alarm goes to
 * `toolbox.recovered`. One that cannot be read stays open and hides no other: the first such error is thrown at the end, since
 * nothing may be changed over an unknown state. An alarm that still stands as forced keeps its intent open.
 */
export async function recoverIntents(
  toolbox: Toolbox,
  order: RecoveryOrder = { mayRestore: true },
): Promise<void> {
  const errors: unknown[] = [];
  for (const intent of toolbox.evidence.doubtful) {
    try {
      await recoverIntent(toolbox, intent, order);
    } catch (error) {
      errors.push(error);
      const reason = error instanceof Error ? error.message : String(error);
      report(
        toolbox,
        intent,
        `${doubtText(readChange(intent))}It could not be read again: ${reason} It stays open.`,
      );
    }
  }
  if (errors.length > 0) throw errors[0];
}

async function recoverIntent(toolbox: Toolbox, intent: DoubtfulIntent, order: RecoveryOrder): Promise<void> {
  const change = readChange(intent);
  const live = change ? await readLiveState(toolbox, { change, at: intent.at }, order) : unknownChange;
  const sentence = `${doubtText(change)}${live.sentence}`;
  if (!live.isOpen) {
    toolbox.evidence.append('recovery', intent.step, { intent: intent.seq, found: live.found, sentence });
  }
  if (live.recovered) toolbox.recovered?.push(live.recovered);
  report(toolbox, intent, sentence);
}

function doubtText(change: KnownChange | null): string {
  return change ? `In doubt was: ${describeChange(change)}. ` : '';
}

function report(toolbox: Toolbox, { command, at, run, seq }: DoubtfulIntent, sentence: string): void {
  const text = `${command} of ${at} (run ${run}) ended without an answer at line ${seq}. ${sentence}`;
  toolbox.report({ kind: 'warning', text });
}

interface LiveState {
  readonly found: JsonValue;
  readonly sentence: string;
  /** True where it must stay open: it is not as it was, and a later command has to look again. */
  readonly isOpen?: boolean;
  /** What was set at an alarm; null or absent where nothing was. */
  readonly recovered?: RecoveredAlarm | null;
}

const unknownChange: LiveState = {
  found: null,
  sentence:
    'This line does not say what it was about to change: look at the whole environment with naver-sms preflight.',
};

const controlNames = [
  'generation',
  'lock',
  'approval',
  'sole-sender',
  'revocation',
  'live-run',
  'stop',
  'brake',
  'telemetry',
  'evidence-run-number',
  'evidence-head',
  'login-breaker',
] as const satisfies readonly ControlName[];

const intentData = z.object({
  change: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('rule-enabled'), rule: z.string() }),
    z.object({ kind: z.literal('rule-disabled'), rule: z.string() }),
    z.object({ kind: z.literal('reserved-concurrency'), function: z.string(), value: z.number().nullable() }),
    z.object({
      kind: z.literal('control-item'),
      name: z.enum(controlNames),
      action: z.enum(['put', 'remove', 'increment']),
    }),
    z.object({ kind: z.literal('claim-released'), claim: z.string() }),
    z.object({ kind: z.literal('announcement'), nonce: z.string(), occasion: z.string() }),
    z.object({ kind: z.literal('probe-invoke'), function: z.string(), purpose: z.string() }),
    z.object({ kind: z.literal('login-invoke'), function: z.string() }),
    z.object({
      kind: z.literal('alarm-state'),
      alarm: z.string(),
      state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      nonce: z.string(),
      before: z.enum(['OK', 'INSUFFICIENT_DATA']),
      /** Absent in the ledgers of earlier versions. */
      beforeUpdatedAt: z.iso.datetime().nullable().default(null),
      isReal: z.literal(true).exactOptional(),
    }),
  ]),
});
type KnownChange = z.output<typeof intentData>['change'];

function readChange(intent: DoubtfulIntent): KnownChange | null {
  const parsed = intentData.safeParse(intent.data);
  return parsed.success ? parsed.data.change : null;
}

async function readLiveState(
  toolbox: Toolbox,
  { change, at }: { readonly change: KnownChange; readonly at: string },
  order: RecoveryOrder,
): Promise<LiveState> {
  const { aws, environment } = toolbox;
  switch (change.kind) {
    case 'rule-enabled':
    case 'rule-disabled': {
      const rule = await aws.rules.describe(change.rule);
      const found = rule === null ? null : { state: rule.state, requestId: rule.requestId };
      return { found, sentence: `Now the rule is ${rule?.state ?? 'not there'}.` };
    }
    case 'reserved-concurrency': {
      const reserved = await aws.functions.reservedConcurrency(change.function);
      return { found: { reserved }, sentence: `Now it is ${reserved ?? 'not reserved'}.` };
    }
    case 'control-item': {
      const item = await aws.control.read(change.name);
      const found = toJsonValue(item);
      return {
        found,
        sentence: item === null ? 'Now the item is absent.' : `Now it holds ${JSON.stringify(found)}.`,
      };
    }
    case 'claim-released': {
      const claim = await findOpenClaim(aws.tables, environment.tables.claims, change.claim);
      return {
        found: claim && { state: claim.state, reason: claim.reason },
        sentence: claim
          ? `Now it is ${claim.state}.`
          : 'Now it is not among the open claims: its message was settled, or there is no such claim.',
      };
    }
    case 'announcement':
      return {
        found: null,
        sentence: `Nobody can read it back: look for ${change.nonce} in Slack and Telegram.`,
      };
    case 'probe-invoke':
      return {
        found: null,
        sentence: 'A probe leaves nothing to read back, and changes nothing when it runs.',
      };
    case 'login-invoke': {
      const breaker = await aws.control.read('login-breaker');
      const found = toJsonValue(breaker);
      return {
        found,
        sentence:
          breaker === null
            ? 'Now no login is on record.'
            : `Now the last login on record is of ${breaker.lastAttemptAt}: ${breaker.lastOutcome ?? 'not ended'}.`,
      };
    }
    case 'alarm-state':
      return await recoverAlarm(toolbox, { ...change, at }, order);
  }
}
