import * as z from 'zod';

/** A change of an alarm's state, in whichever form CloudWatch delivered it. */
export interface AlarmChange {
  readonly name: string;
  /** `ALARM`, `OK` or `INSUFFICIENT_DATA`; as it came if CloudWatch adds another. */
  readonly state: string;
  /** CloudWatch's own reason; empty if it gave none. */
  readonly reason: string;
  /** As CloudWatch wrote it, such as `2026-11-02T05:00:00.000+0000`; null if it gave none. */
  readonly changedAt: string | null;
  readonly description: string | null;
}

/** By SNS. Source: CloudWatch user guide, alarm notifications by SNS; composite alarms have the same names. */
const bySns = z
  .object({
    AlarmName: z.string(),
    NewStateValue: z.string(),
    NewStateReason: z.string().nullish(),
    StateChangeTime: z.string().nullish(),
    AlarmDescription: z.string().nullish(),
  })
  .transform((alarm) => ({
    name: alarm.AlarmName,
    state: alarm.NewStateValue,
    reason: alarm.NewStateReason ?? '',
    changedAt: alarm.StateChangeTime ?? null,
    description: alarm.AlarmDescription ?? null,
  }));

const state = z
  .object({
    alarmName: z.string(),
    state: z.object({
      value: z.string(),
      reason: z.string().nullish(),
      timestamp: z.string().nullish(),
    }),
    configuration: z.object({ description: z.string().nullish() }).nullish(),
  })
  .transform((alarm) => ({
    name: alarm.alarmName,
    state: alarm.state.value,
    reason: alarm.state.reason ?? '',
    changedAt: alarm.state.timestamp ?? null,
    description: alarm.configuration?.description ?? null,
  }));

/** The action "invoke a function". Source: CloudWatch user guide, "Invoke a Lambda function from an alarm". */
const direct = z
  .object({ source: z.literal('aws.cloudwatch'), alarmData: state })
  .transform(({ alarmData }) => alarmData);

/** By EventBridge. Source: CloudWatch user guide, "Alarm events and EventBridge". */
const byEventBridge = z
  .object({
    source: z.literal('aws.cloudwatch'),
    'detail-type': z.literal('CloudWatch Alarm State Change'),
    detail: state,
  })
  .transform(({ detail }) => detail);

const alarm = z.union([bySns, direct, byEventBridge]);

/** Reads a change of state from what CloudWatch handed on; null if it is none. */
export function readAlarm(document: unknown): AlarmChange | null {
  return alarm.safeParse(document).data ?? null;
}

const cloudWatchEvent = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.string().optional().catch(undefined),
  detail: z.object({ alarmName: z.string(), operation: z.string() }).optional().catch(undefined),
});

/** What an event of CloudWatch that is no change of state is about, in a sentence; null for an event of anything else. */
export function otherCloudWatchEvent(document: unknown): string | null {
  const event = cloudWatchEvent.safeParse(document).data;
  if (!event) return null;
  const { 'detail-type': type, detail } = event;
  return detail
    ? `경보 설정 변경 / alarm setting changed: ${detail.alarmName} (${detail.operation})`
    : `CloudWatch sent the alarm relay an event that it cannot read${type ? `: ${type}` : ''}`;
}
