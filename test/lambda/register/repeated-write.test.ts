import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { runRegister } from '../../../lambda/register/run-register.ts';
import { breakerStore } from '../../../lambda/session/breaker-store.ts';
import { loginBegun } from '../../../src/domain/login-breaker.ts';
import { MemoryTables } from '../../simulation/memory-tables.ts';

/* The answer to a conditional write is lost, the SDK sends it again, and then our own first write fails the condition. */

const table = 'naver-sms-control';
const now = new Date('2026-11-02T05:00:00.000Z');
let tables: MemoryTables;
beforeEach(() => {
  tables = new MemoryTables();
});

/** `times`: how often each call reaches the table. Of the client, the stores use no more than this. */
const client = (times: number) =>
  ({
    send: async (command: unknown) => {
      for (let time = 1; time < times; time += 1) tables.execute(command);
      return tables.execute(command);
    },
  }) as unknown as DynamoDBDocumentClient;

describe('a write that reaches the table twice', () => {
  const start = {
    startedAt: now.toISOString(),
    timeoutAt: new Date(now.getTime() + 300_000).toISOString(),
    requestId: 'request-1',
    buildId: 'b',
    mode: 'live',
  } as const;

  it('enters the run in the register all the same', async () => {
    const key = await runRegister(client(2), table).begin(start);
    expect(tables.get(table, { ...key })).toMatchObject({ requestId: 'request-1', endedAt: null });
  });

  it('enters the login of this run in the breaker, and not that of another run', async () => {
    const begun = loginBegun(null, { run: 'run-1', now });
    expect(await breakerStore(client(2), table).begin(null, begun)).toBe(true);
    const another = loginBegun(null, { run: 'run-2', now });
    expect(await breakerStore(client(1), table).begin(null, another)).toBe(false);
    expect(await breakerStore(client(1), table).read()).toMatchObject({ lastRun: 'run-1' });
  });
});
