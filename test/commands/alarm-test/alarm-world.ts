/* One sandbox for many alarm tests in this process, with the clients that an administrator has. */
import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { alarmTestCommand } from '../../../src/commands/alarm-test/alarm-test.ts';
import { endRun, resultOfFailure } from '../../../src/commands/end-run.ts';
import { alarmMatrixSchema, cellsOf, type Hop, type MatrixRow } from '../../../src/domain/alarm-matrix.ts';
import { verifyRoot } from '../../../src/evidence/verify-root.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import {
  type RunOptions,
  startTestWorld,
  type TestRun,
  type TestWorld,
} from '../../support/sandbox-toolbox.ts';

/**
 * An alarm of one hour that keeps its state where there is no data: no evaluation interferes with a test, and it begins
 * in INSUFFICIENT_DATA.
 */
export const held = 'naver-sms-held';

/** The cells of an alarm whose every hop was seen. */
export const allPass = {
  lint: 'pass',
  changed: 'pass',
  action: 'pass',
  slack: 'pass',
  telegram: 'pass',
  restored: 'pass',
} as const;

export interface AlarmWorld extends TestWorld {
  readonly cloudWatch: CloudWatchClient;
  readonly sns: SNSClient;
  readonly topicArn: string;
  /** Tests one alarm, by default the held one, with these faults alone. */
  readonly test: (faults?: readonly Fault[], input?: object, run?: RunOptions) => Promise<AlarmRun>;
  /** Begins and ends a recorded run that does nothing else: it recovers what is in doubt. */
  readonly nextCommand: () => Promise<readonly string[]>;
  readonly putAlarm: (change?: object) => Promise<unknown>;
}

export interface AlarmRun extends TestRun {
  readonly row: MatrixRow;
  /** Each hop's verdict in a word. */
  readonly cells: Readonly<Partial<Record<Hop, string>>>;
  /** Each hop's reason or remark. */
  readonly reasons: Readonly<Partial<Record<Hop, string | null>>>;
}

/** So lately that lint sees data, and so long ago that no evaluation does. */
const ranYesterday = (now: Date) => ({
  MetricName: 'RunFailures',
  Dimensions: [{ Name: 'service', Value: 'naver-sms' }],
  Timestamp: new Date(now.getTime() - 20 * 3_600_000),
  Value: 0,
});

export async function startAlarmWorld(): Promise<AlarmWorld> {
  const world = await startTestWorld();
  const { account, region, function: functionName } = world.environment;
  const topicArn = `arn:aws:sns:${region}:${account}:${functionName}-alerts`;
  const cloudWatch = new CloudWatchClient({ maxAttempts: 1 });
  const sns = new SNSClient({ maxAttempts: 1 });
  const putAlarm = (change: object = {}) =>
    cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: held,
        Namespace: 'naver-sms',
        MetricName: 'RunFailures',
        Dimensions: [{ Name: 'service', Value: 'naver-sms' }],
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        Period: 3600,
        EvaluationPeriods: 1,
        TreatMissingData: 'ignore',
        AlarmActions: [topicArn],
        OKActions: [topicArn],
        ...change,
      }),
    );
  await putAlarm();
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'naver-sms',
      MetricData: [ranYesterday(world.sandbox.clock.now())],
    }),
  );
  return {
    ...world,
    cloudWatch,
    sns,
    topicArn,
    putAlarm,
    test: (faults = [], input = {}, run = {}) => testOne(world, faults, { alarm: [held], ...input }, run),
    nextCommand: () => nextCommand(world),
  };
}

async function testOne(
  world: TestWorld,
  faults: readonly Fault[],
  input: object,
  run: RunOptions,
): Promise<AlarmRun> {
  for (const fault of faults) world.sandbox.addFault(fault);
  const ended = await world.run(alarmTestCommand, input, run);
  expectVerified(world);
  const parsed = alarmMatrixSchema.safeParse(ended.result.data.matrix);
  const row = parsed.data?.rows[0] ?? noRow;
  const named = cellsOf(row);
  return {
    ...ended,
    row,
    cells: Object.fromEntries(named.map(([hop, { verdict }]) => [hop, verdict.state])),
    reasons: Object.fromEntries(
      named.map(([hop, { verdict, remark }]) => [hop, verdict.state === 'pass' ? remark : verdict.reason]),
    ),
  };
}

const unseen = {
  verdict: { state: 'inconclusive', reason: 'the command gave no matrix' },
  ...{ remark: null, latencyMs: null, clock: null, at: null, proof: null },
} as const;
const noRow: MatrixRow = {
  ...{ alarm: 'none', nonce: null, before: null, after: null },
  cells: { lint: unseen, changed: unseen, action: unseen, restored: unseen },
};

/** The whole root: chain, sections, heads. */
export function expectVerified({ environment }: Pick<TestWorld, 'environment'>): void {
  const report = verifyRoot({ validationFile: environment.evidence, signers: null, now: new Date() });
  expect(report.state === 'broken' ? report.problem : report.state).toMatch(/^(verified|partly-signed)$/);
}

async function nextCommand(world: TestWorld): Promise<readonly string[]> {
  const { recorded, events } = await world.begin({ words: ['preflight'], evidence: 'required' });
  await endRun(recorded, resultOfFailure(recorded, new Error('no command: the test only recovers')));
  return events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
}

/** The alarm as AWS has it. */
export async function stateOf(world: AlarmWorld, name = held): Promise<string> {
  const { recorded } = await world.begin({ words: ['verify'], evidence: 'unrecorded' });
  const alarms = await recorded.toolbox.aws.metrics.alarms(name);
  return alarms.find((alarm) => alarm.name === name)?.state ?? 'ABSENT';
}
