import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readClaim } from '../../lambda/claim/claim-item.ts';
import { createClaimStore } from '../../lambda/claim/claim-store.ts';
import { findClaims, readClaims } from '../../lambda/claim/find-claims.ts';
import type { DeliveryTools } from '../../lambda/send/delivery-tools.ts';
import { readLegacyRow } from '../../src/rules/legacy-row.ts';
import type { SendingWorld } from '../lambda/claim-and-send/sending-world.ts';
import { MemoryTables } from './memory-tables.ts';
import { approvalAt, buildId, storyStartMs } from './story-world.ts';

/** What the contract of the claim store needs of a world. */
export interface ClaimWorld
  extends Pick<
    SendingWorld,
    'approval' | 'now' | 'advance' | 'claims' | 'rows' | 'putRow' | 'setStop' | 'putApproval' | 'stop'
  > {
  openRun(): Promise<{
    readonly context: { readonly runId: string };
    readonly tools: Pick<DeliveryTools, 'store' | 'find' | 'read'>;
  }>;
}

const names = {
  sms: 'sms',
  shadow: 'sms_v2',
  claims: 'sms_claims',
  session: 'session',
  control: 'naver-sms-control',
};
const emptyRow = {
  name: 'invented',
  booking_time: '2026-11-03 10:00:00',
  remind_sms: false,
  option_sms: false,
};

/** The tables of the simulation, for the contract that dynalite is held to as well. */
export async function startMemoryWorld(): Promise<ClaimWorld> {
  const tables = new MemoryTables();
  let nowMs = storyStartMs;
  let runs = 0;
  const approval = approvalAt(nowMs, buildId);
  const control = (name: string, item: object): void =>
    tables.put(names.control, { scope: 'control', name, ...item });
  control('approval', approval);
  // Of the client, the claim store uses no more than this.
  const dynamo = {
    send: async (command: unknown) => tables.execute(command),
  } as unknown as DynamoDBDocumentClient;
  return {
    approval,
    now: () => new Date(nowMs),
    advance: (ms) => {
      nowMs += ms;
    },
    claims: async () =>
      tables
        .all(names.claims)
        .filter((item) => !String(item.claim_id).startsWith('sens'))
        .map(readClaim),
    rows: async () => tables.all(names.sms).map(readLegacyRow),
    putRow: async (row) =>
      tables.put(names.sms, { ...emptyRow, confirm_sms: false, option_time: '', ...row }),
    setStop: async () => control('stop', { who: 'test', why: 'test' }),
    putApproval: async (changed) => control('approval', changed),
    stop: async () => undefined,
    openRun: async () => {
      runs += 1;
      const runId = `run-${runs}`;
      const context = { dynamo, tables: names, sleep: async () => undefined, runId };
      return {
        context,
        tools: {
          store: createClaimStore({ ...context, owner: `${runId}/owner` }),
          find: (state, limit) => findClaims(context, state, limit),
          read: (ids) => readClaims(context, ids),
        },
      };
    },
  };
}
