import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxEnvironment } from '../../../src/cli/config/sandbox-environment.ts';
import { sandboxWorld } from '../../../src/cli/sandbox-world.ts';
import type { ApprovalItem } from '../../../src/domain/control-item.ts';
import type { AlarmSpec } from '../../../src/monitoring/alarm-spec.ts';
import { alarmsOf } from '../../../src/monitoring/alarms.ts';
import type { BookingInput } from '../../../src/sandbox/outside/booking.ts';
import type { BookingDials } from '../../../src/sandbox/outside/booking-dials.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario } from '../../../src/sandbox/world-spec.ts';
import { bundleBuildId } from '../../support/bundle-build-id.ts';
import { provenApproval } from '../../support/invented-approval.ts';
import { hourMs, minuteMs } from '../invented-bookings.ts';
import { inventedClaim } from '../invented-items.ts';
import { afternoonMs, scheduledEvent } from '../lambda-world.ts';

/*
 * The old system had alarms that could never fire: on metrics that nobody emitted, in dimensions that nobody used. Here
 * the real function runs into each trouble, and each alarm is followed from its metric to both channels.
 */

const folder = mkdtempSync(join(tmpdir(), 'naver-sms-alarms-'));
const programs = join(folder, 'lambda');
const environment = sandboxEnvironment(folder);
const world = sandboxWorld(environment);
const alarms = alarmsOf(environment);

let sandbox: Sandbox;
let aws: { metrics: CloudWatchClient; functions: LambdaClient; documents: DynamoDBDocumentClient };
/** The state of each alarm, by its name: after a good run, in a silence of four hours, and after the troubles. */
const states: Record<'well' | 'silent' | 'troubled', ReadonlyMap<string, string>> = {
  well: new Map(),
  silent: new Map(),
  troubled: new Map(),
};
let toldWhenWell: number;

beforeAll(async () => {
  cpSync(dirname(world.bundles.run), programs, { recursive: true });
  sandbox = await startSandbox({
    world: {
      ...world,
      alarms: [],
      bundles: { run: join(programs, 'run.mjs'), relay: join(programs, 'relay.mjs') },
    },
    seed: 1,
    faults: [],
    realTime: false,
    scenario: ordinaryScenario,
    startMs: afternoonMs,
  });
  const options = { endpoint: sandbox.endpoint, credentials: sandbox.credentials, region: world.region };
  aws = {
    metrics: new CloudWatchClient(options),
    functions: new LambdaClient({ ...options, maxAttempts: 1 }),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(options)),
  };
  await beWell();
  await beSilent();
  await beInTrouble();
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

async function beWell(): Promise<void> {
  await approve();
  await addBooking(800_009_991, '이가상', 3 * hourMs);
  await invoke(world.function, scheduledEvent);
  const toldByRun = sandbox.inspect().telegramMessages.length;
  states.well = await judged(alarms);
  toldWhenWell = sandbox.inspect().telegramMessages.length - toldByRun;
}

/** A reminder comes due and its booking begins: what nobody sends is missed. */
async function beSilent(): Promise<void> {
  await sandbox.clock.sleep(4 * hourMs);
  states.silent = await judged(alarms.filter(({ id }) => id === 'no-runs'));
}

async function beInTrouble(): Promise<void> {
  const stores = join(programs, 'config/stores.yaml');
  // A day that has not come yet: the sandbox acknowledges only what names none.
  const named = readFileSync(stores, 'utf8').replace(
    /(?<="867589".*backlogAcknowledged: )null/,
    '2099-01-01',
  );
  writeFileSync(stores, named);
  const guide = join(programs, 'config/templates/guide.yaml');
  writeFileSync(guide, readFileSync(guide, 'utf8').replaceAll('{storeName}', '{customerName}'));
  // The configuration beside the program is read at a cold start, as of another build.
  await aws.functions.send(
    new UpdateFunctionCodeCommand({
      FunctionName: world.function,
      ImageUri: `invented@sha256:${'b'.repeat(64)}`,
    }),
  );
  await approve({ until: sandbox.clock.now().toISOString() });
  await invoke(world.function, scheduledEvent);
  await approve();
  await addBooking(800_009_994, '박가상', 30 * hourMs, { isPhoneMasked: true });
  await addMarkedBooking(800_009_993);
  // A name that EUC-KR cannot carry, in a message that now names its customer.
  await addBooking(800_009_992, '똠가상', hourMs);
  sandbox.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });
  sandbox.addFault({ service: 'sens', operation: 'send', nth: 2, times: 3, kind: 'accept-undelivered' });
  sandbox.addFault({ service: 'telegram', operation: 'sendMessage', kind: 'access-denied', times: 2 });
  sandbox.addFault({ service: 'slack', operation: 'chat.postMessage', kind: 'access-denied' });
  await invoke(world.function, scheduledEvent);
  // SENS reports an end after 5 s: a run that takes so long sees it itself, else the next one does, in the same hour.
  await sandbox.clock.sleep(10_000);
  await invoke(world.function, scheduledEvent);
  await leaveInDoubt();
  sandbox.addFault({ service: 'sens', operation: 'list-messages', kind: 'server-error', times: 1_000 });
  await invoke(world.function, scheduledEvent);
  await turnBookingHost({ stores: { '1120125': 'empty' } });
  await invoke(world.function, scheduledEvent);
  sandbox.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });
  await invoke(world.function, scheduledEvent);
  await invoke(world.relay, {});
  await beThrottled();
  await takeLong();
  states.troubled = await judged(alarms);
}

/** A message that SENS's list must settle, of a run that ended an hour ago. */
async function leaveInDoubt(): Promise<void> {
  const inDoubt = { atMs: sandbox.clock.nowMs() - hourMs, open_state: 'IN_DOUBT' };
  const Item = inventedClaim(9_995, 'confirm', inDoubt);
  await aws.documents.send(new PutCommand({ TableName: world.tables.claims, Item }));
}

async function beThrottled(): Promise<void> {
  const FunctionName = world.function;
  await aws.functions.send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
  );
  await expect(invoke(FunctionName, scheduledEvent)).rejects.toMatchObject({
    name: 'TooManyRequestsException',
  });
  await aws.functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
}

/** No test waits for four minutes: this value alone is put by hand, into the series that Lambda's own runs made. */
async function takeLong(): Promise<void> {
  const { namespace, metric, dimensions } = spec('lambda-duration');
  const Dimensions = describeDimensions(dimensions);
  const known = await aws.metrics.send(new ListMetricsCommand({ Namespace: namespace, Dimensions }));
  expect(known.Metrics?.map(({ MetricName }) => MetricName)).toContain(metric);
  const datum = { MetricName: metric, Dimensions, Value: 240_001, Timestamp: sandbox.clock.now() };
  await aws.metrics.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: [datum] }));
}

const spec = (id: string): AlarmSpec => {
  const found = alarms.find((alarm) => alarm.id === id);
  if (!found) throw new Error(`no alarm ${id}`);
  return found;
};

const describeDimensions = (dimensions: AlarmSpec['dimensions']) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** As of the beginning, whatever the build: what came due since then and was not sent is missed. */
async function approve(changes: Partial<ApprovalItem> = {}): Promise<void> {
  const approvedAt = new Date(afternoonMs).toISOString();
  const by = { approvedBy: 'invented-captain', approvedAt, until: null, reason: 'test' };
  const Item = {
    scope: 'control',
    name: 'approval',
    mode: 'live',
    buildId: await bundleBuildId(programs),
    ...by,
    ...provenApproval,
    ...changes,
  };
  await aws.documents.send(new PutCommand({ TableName: world.tables.control, Item }));
}

async function turnBookingHost(dials: BookingDials): Promise<void> {
  const body = JSON.stringify(dials);
  const answer = await fetch(`${sandbox.endpoint}/_sandbox/booking-host`, { method: 'POST', body });
  expect(answer.status).toBe(200);
}

async function addBooking(
  bookingId: number,
  name: string,
  startsInMs: number,
  more: Partial<BookingInput> = {},
): Promise<void> {
  const at = (ms: number) => new Date(sandbox.clock.nowMs() + ms).toISOString();
  const times = { startsAt: at(startsInMs), registeredAt: at(-minuteMs) };
  const booking = {
    storeId: '1051707',
    bookingId,
    name,
    phone: `0100000${bookingId % 10_000}`,
    ...times,
    ...more,
  };
  const body = JSON.stringify([booking]);
  const answer = await fetch(`${sandbox.endpoint}/_sandbox/bookings`, { method: 'POST', body });
  expect(answer.status).toBe(200);
}

/** Confirmed after our approval, and marked by a sender that is not ours. */
async function addMarkedBooking(bookingId: number): Promise<void> {
  await addBooking(bookingId, '박가상', 30 * hourMs);
  const key = { booking_num: `1051707_${bookingId}`, phone: `010-0000-${bookingId % 10_000}` };
  const row = { name: '박가상', booking_time: '2026-11-04 00:00:00', option_time: '' };
  const flags = { confirm_sms: true, remind_sms: false, option_sms: false };
  await aws.documents.send(
    new PutCommand({ TableName: world.tables.sms, Item: { ...key, ...row, ...flags } }),
  );
}

async function invoke(FunctionName: string, event: object): Promise<void> {
  await aws.functions.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
}

/** Puts the alarms, lets CloudWatch evaluate them, reads their states and takes them away: runs go on unwatched. */
async function judged(watched: readonly AlarmSpec[]): Promise<ReadonlyMap<string, string>> {
  for (const alarm of watched) await aws.metrics.send(putAlarm(alarm));
  await sandbox.clock.sleep(2 * minuteMs);
  const { MetricAlarms = [] } = await aws.metrics.send(new DescribeAlarmsCommand({}));
  await aws.metrics.send(new DeleteAlarmsCommand({ AlarmNames: watched.map(({ name }) => name) }));
  return new Map(MetricAlarms.map(({ AlarmName, StateValue }) => [String(AlarmName), String(StateValue)]));
}

const putAlarm = (alarm: AlarmSpec) =>
  new PutMetricAlarmCommand({
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    Namespace: alarm.namespace,
    MetricName: alarm.metric,
    Dimensions: describeDimensions(alarm.dimensions),
    Statistic: alarm.statistic,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    TreatMissingData: alarm.treatMissingData,
    AlarmActions: [world.topicArn],
  });

const textsOf = (messages: readonly Readonly<Record<string, unknown>>[], { name }: AlarmSpec) =>
  messages.map(({ text }) => String(text)).filter((text) => text.startsWith(`[경보 / ALARM] ${name} · `));

describe.each(alarms.map((alarm) => [alarm.id, alarm] as const))('alarm %s', (id, alarm) => {
  it('is quiet after a good run', () => expect(states.well.get(alarm.name)).toBe('OK'));

  it('fires where the function runs into what it is for', () => {
    const seen = id === 'no-runs' ? states.silent : states.troubled;
    expect(seen.get(alarm.name)).toBe('ALARM');
  });

  it('reaches Telegram and Slack, once, with what it means and the next command', async () => {
    const { telegramMessages, slackMessages } = sandbox.inspect();
    for (const texts of [textsOf(telegramMessages, alarm), textsOf(slackMessages, alarm)]) {
      expect(texts).toHaveLength(1);
      expect(texts[0]).toContain(alarm.description);
    }
    const history = await aws.metrics.send(
      new DescribeAlarmHistoryCommand({ AlarmName: alarm.name, HistoryItemType: 'Action' }),
    );
    expect(history.AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      expect.stringMatching(/^Successfully executed action/),
    ]);
  });
});

describe('the alarms together', () => {
  it('tell nobody anything after a good run', () => expect(toldWhenWell).toBe(0));

  it('on missing runs are quiet again once runs end, failed ones too', () => {
    expect(states.troubled.get(spec('no-runs').name)).toBe('OK');
  });
});
