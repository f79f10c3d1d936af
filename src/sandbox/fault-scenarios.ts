import type { Fault } from './faults/fault.ts';
import { ordinaryScenario, type WorldScenario } from './world-spec.ts';

/** A named way in which a rehearsal goes wrong. */
export interface FaultScenario {
  readonly description: string;
  readonly faults: readonly Fault[];
  readonly scenario: WorldScenario;
  /** True where it disturbs an alarm on its way to people, and not the cutover. */
  readonly isOfAlarms?: boolean;
}

/** The write that the AWS-side scenarios hit. */
const write = { service: 'events', operation: 'EnableRule' } as const;

function onWrite(description: string, fault: Omit<Fault, 'service' | 'operation'>): FaultScenario {
  return { description, faults: [{ ...write, ...fault }], scenario: ordinaryScenario };
}

function inWorld(description: string, dials: Partial<WorldScenario>): FaultScenario {
  return { description, faults: [], scenario: { ...ordinaryScenario, ...dials } };
}

/** What CloudWatch and SNS do by themselves on an alarm's way to people. */
function onTheWay(
  description: string,
  fault: Pick<Fault, 'service' | 'operation' | 'kind'> & Partial<Fault>,
): FaultScenario {
  const faults = [{ times: 1000, ...fault }];
  return { description, faults, scenario: ordinaryScenario, isOfAlarms: true };
}

/** What `--fault` can name. */
export const faultScenarios = {
  throttle: onWrite('EventBridge throttles the enabling twice, then takes it.', {
    kind: 'throttle',
    times: 2,
  }),
  'server-error-then-ok': onWrite('EventBridge fails twice with a 500, then takes the enabling.', {
    kind: 'server-error',
    times: 2,
  }),
  'timeout-before-effect': onWrite('The enabling is never answered and has no effect.', {
    kind: 'timeout-before',
  }),
  'timeout-after-effect': onWrite('The enabling takes effect and is never answered.', {
    kind: 'timeout-after',
  }),
  'access-denied': onWrite('The credentials may not enable the rule.', {
    kind: 'access-denied',
    times: 1000,
  }),
  'html-503': onWrite('A proxy answers the enabling with an HTML page, once.', { kind: 'html-503' }),
  'sens-accept-then-drop': {
    description: 'SENS takes the first message and drops the connection before it answers.',
    faults: [{ service: 'sens', operation: 'send', kind: 'accept-then-drop' }],
    scenario: ordinaryScenario,
  },
  'wrong-service-id': inWorld('The secret of SENS holds the service id of another project.', {
    sensService: 'unknown',
  }),
  'session-expired': inWorld('The cached Naver session is no longer valid.', { session: 'expired' }),
  'login-form-changed': inWorld('Naver serves a login form that this build does not know.', {
    loginGeneration: 'changed',
  }),
  // Ticks come 10 to 16 minutes after the sandbox begins, and the cutover before that.
  'approval-lapses': inWorld('The approval of delivery lapses before the first tick.', {
    approvalUntil: '9m',
  }),
  'first-tick-late': inWorld('The first tick comes minutes after its time.', { firstTick: 'late' }),
  'first-tick-fails': inWorld('The booking API refuses every store in the first run.', {
    firstTick: 'fails',
  }),
  'rows-change-shape': inWorld(
    'The booking host renames the part of each row that holds the time of the visit.',
    {
      booking: { rows: 'renamed' },
    },
  ),
  'one-store-forbidden': inWorld('The booking host refuses one of the stores (403).', {
    booking: { stores: { '867589': 'forbidden' } },
  }),
  'no-traffic': inWorld('No message is due in any tick.', { traffic: 'none' }),
  'quiet-first-tick': inWorld('Nothing is due in the first tick; messages are due later.', {
    traffic: 'quiet-first-tick',
  }),
  'alarm-no-history': onTheWay('CloudWatch writes no entry for a change of an alarm.', {
    service: 'alarms',
    operation: 'history',
    kind: 'drop',
  }),
  'alarm-action-fails': onTheWay('CloudWatch may not publish to the alarm topic.', {
    service: 'alarms',
    operation: 'action',
    kind: 'access-denied',
  }),
  'alarm-topic-unsubscribed': inWorld('Nobody is subscribed to the alarm topic.', {
    alarmTopic: 'unsubscribed',
  }),
  'alarm-topic-pending': inWorld("The relay's subscription to the alarm topic was never confirmed.", {
    alarmTopic: 'pending',
  }),
  'alarm-returns-early': onTheWay('CloudWatch evaluates an alarm right after its state was set.', {
    service: 'alarms',
    operation: 'evaluation',
    kind: 'at-once',
  }),
  'alarm-fires-first': onTheWay('An alarm fires by itself just before its state is set to ALARM.', {
    service: 'alarms',
    operation: 'firing',
    kind: 'at-once',
  }),
  'alarm-read-lags': onTheWay('Reads of alarms answer as before the latest change of their state.', {
    service: 'monitoring',
    operation: 'DescribeAlarms',
    kind: 'stale-read',
  }),
  'alarm-not-restored': onTheWay('CloudWatch acknowledges that an alarm is set back, and leaves it.', {
    service: 'monitoring',
    operation: 'SetAlarmState',
    kind: 'acknowledge-only',
    nth: 5,
    times: 1,
  }),
  'alarm-set-denied': onTheWay('The credentials may not set the state of an alarm.', {
    service: 'monitoring',
    operation: 'SetAlarmState',
    kind: 'access-denied',
  }),
  'relay-throws': onTheWay('The relay cannot read what the alarm topic sends it.', {
    service: 'sns',
    operation: 'deliver',
    kind: 'torn-body',
  }),
  'relay-loses-nonce': onTheWay('Notifications of alarms come without the reason of the change.', {
    service: 'alarms',
    operation: 'message',
    kind: 'without-reason',
  }),
  'slack-rate-limited': onTheWay('Slack answers 429 twice, then takes the message.', {
    service: 'slack',
    operation: 'chat.postMessage',
    kind: 'throttle',
    times: 2,
  }),
  'slack-invalid-auth': onTheWay('Slack does not know the token any more.', {
    service: 'slack',
    operation: 'chat.postMessage',
    kind: 'access-denied',
  }),
  'slack-shows-nothing': onTheWay('Slack gives receipts for messages that it does not show.', {
    service: 'slack',
    operation: 'chat.postMessage',
    kind: 'accept-undelivered',
  }),
  'telegram-forbidden': onTheWay('Telegram answers 403: the bot was removed from the group.', {
    service: 'telegram',
    operation: 'sendMessage',
    kind: 'access-denied',
  }),
} as const satisfies Readonly<Record<string, FaultScenario>>;

export type FaultScenarioName = keyof typeof faultScenarios;
