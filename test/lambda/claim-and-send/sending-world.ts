import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type Claim, readClaim } from '../../../lambda/claim/claim-item.ts';
import type { LegacyRow } from '../../../lambda/messages/due-message.ts';
import type { RunContext } from '../../../lambda/run-context.ts';
import { type DeliveryTools, deliveryTools } from '../../../lambda/send/delivery-tools.ts';
import type { ApprovalItem } from '../../../src/domain/control-item.ts';
import { readLegacyRow } from '../../../src/rules/legacy-row.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../../src/sandbox/outside/start-outside-world.ts';
import { type RunningTables, startTables } from '../../../src/sandbox/tables/start-tables.ts';
import { type CallGate, type Fate, type GatedCall, startCallGate } from '../../crash/call-gate.ts';
import { provenApproval } from '../../support/invented-approval.ts';

/** Real sockets to the sandbox's tables and SENS, on a clock that only the test moves. */
export interface SendingWorld {
  readonly tables: RunningTables;
  readonly outside: StandaloneWorld;
  readonly approval: ApprovalItem;
  now(): Date;
  advance(ms: number): void;
  setStop(): Promise<void>;
  clearStop(): Promise<void>;
  putApproval(approval: ApprovalItem): Promise<void>;
  putRow(row: Partial<LegacyRow> & Pick<LegacyRow, 'booking_num' | 'phone'>): Promise<void>;
  claims(): Promise<readonly Claim[]>;
  rows(): Promise<readonly LegacyRow[]>;
  /** One Lambda process: its own gate, client and log. */
  openRun(options?: RunOptions): Promise<Run>;
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly fateOf?: (call: GatedCall) => Fate | Promise<Fate>;
  readonly remainingMs?: () => number;
  readonly mayClaim?: () => boolean;
  /** This process's own clock, where it is not the world's. */
  readonly now?: () => Date;
}

export interface Run {
  readonly context: RunContext;
  readonly tools: DeliveryTools;
  readonly gate: CallGate;
  readonly events: readonly LoggedEvent[];
}

export interface LoggedEvent {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const buildId = 'b'.repeat(64);

const names = {
  sms: 'sms',
  shadow: 'sms_v2',
  claims: 'sms_claims',
  session: 'session',
  control: 'naver-sms-control',
};
/** 2026-11-02 14:00 in Korea. */
const startMs = Date.parse('2026-11-02T05:00:00.000Z');

export async function startSendingWorld(faults: readonly Fault[] = []): Promise<SendingWorld> {
  let nowMs = startMs;
  const time = { nowMs: () => nowMs, startMs };
  const tables = await startTables(time);
  const outside = await startOutsideWorld({ ...time, bookings: [], faults });
  const direct = documentClient(tables.endpoint);
  const approval: ApprovalItem = {
    mode: 'live',
    buildId,
    approvedBy: 'invented-captain',
    approvedAt: new Date(startMs - 60_000).toISOString(),
    until: null,
    ...provenApproval,
    reason: 'test',
  };
  const control = async (name: string, item: object): Promise<void> => {
    await direct.send(
      new PutCommand({ TableName: names.control, Item: { scope: 'control', name, ...item } }),
    );
  };
  const scan = async (table: string): Promise<readonly Record<string, unknown>[]> =>
    (await direct.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];
  await control('approval', approval);
  const gates: CallGate[] = [];
  const world: SendingWorld = {
    tables,
    outside,
    approval,
    now: () => new Date(nowMs),
    advance: (ms) => {
      nowMs += ms;
    },
    setStop: () => control('stop', { who: 'test', why: 'test', at: new Date(nowMs).toISOString(), run: '1' }),
    clearStop: async () => {
      const Key = { scope: 'control', name: 'stop' };
      await direct.send(new DeleteCommand({ TableName: names.control, Key }));
    },
    putApproval: (changed) => control('approval', changed),
    putRow: async (row) => {
      await direct.send(new PutCommand({ TableName: names.sms, Item: { ...emptyRow, ...row } }));
    },
    claims: async () =>
      (await scan(names.claims)).filter((item) => !String(item.claim_id).startsWith('sens')).map(readClaim),
    rows: async () => (await scan(names.sms)).map(readLegacyRow),
    openRun: async (options = {}) => {
      const run = await openRun(world, options);
      gates.push(run.gate);
      return run;
    },
    stop: async () => {
      for (const gate of gates) await gate.stop();
      direct.destroy();
      await tables.stop();
      await outside.stop();
    },
  };
  return world;
}

const emptyRow = {
  name: 'invented',
  booking_time: '2026-11-03 10:00:00',
  confirm_sms: false,
  remind_sms: false,
  option_sms: false,
  option_time: '',
};

async function openRun(world: SendingWorld, options: RunOptions): Promise<Run> {
  const gate = await startCallGate({
    tablesEndpoint: world.tables.endpoint,
    outsideEndpoint: world.outside.endpoint,
    fateOf: options.fateOf ?? (() => 'pass'),
  });
  const events: LoggedEvent[] = [];
  const context: RunContext = {
    runId: randomUUID(),
    buildId,
    mode: 'live',
    now: options.now ?? world.now,
    sleep: async (ms) => world.advance(ms),
    remainingMs: options.remainingMs ?? (() => 300_000),
    mayClaim: options.mayClaim ?? (() => true),
    dynamo: documentClient(gate.tablesEndpoint),
    tables: names,
    sens: { ...world.outside.keys.sens, baseUrl: `${gate.outsideEndpoint}/sens` },
    readSensAnew: async () => world.outside.keys.sens,
    emit: (name, fields) => events.push({ name, fields }),
    reportUnreadable: (claimId) => {
      throw new Error(`a claim of ours does not read: ${claimId}`);
    },
  };
  return { context, tools: deliveryTools(context, randomUUID()), gate, events };
}

function documentClient(endpoint: string): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'invented', secretAccessKey: 'invented' },
  });
  return DynamoDBDocumentClient.from(client);
}
