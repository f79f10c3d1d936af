import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxEnvironment } from '../../../src/cli/config/sandbox-environment.ts';
import { sandboxWorld } from '../../../src/cli/sandbox-world.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario } from '../../../src/sandbox/world-spec.ts';
import { editFile } from '../../rules/settings/edit-file.ts';
import { putApproval } from '../../support/put-approval.ts';
import { hourMs, minuteMs } from '../invented-bookings.ts';
import { afternoonMs, scheduledEvent } from '../lambda-world.ts';

/*
 * Hours of trouble through the real function, CloudWatch and the relay, with the alarms as declared and the runs' own
 * messages off: each trouble is one message, not one at each tick, and none of them says that all is well.
 */

const folder = mkdtempSync(join(tmpdir(), 'naver-sms-lasting-'));
const programs = join(folder, 'lambda');
const ordinary = sandboxWorld(sandboxEnvironment(folder));
const world = {
  ...ordinary,
  bundles: { run: join(programs, 'run.mjs'), relay: join(programs, 'relay.mjs') },
};
let sandbox: Sandbox;
let functions: LambdaClient;
let texts: readonly string[];
let failedTicks = 0;

beforeAll(async () => {
  cpSync(dirname(ordinary.bundles.run), programs, { recursive: true });
  editFile(join(programs, 'config/templates/guide.yaml'), '{storeName}', '{storeName} {customerName}');
  // The function ran before, so that each alarm begins in OK.
  const scenario = { ...ordinaryScenario, trial: 'ran' } as const;
  sandbox = await startSandbox({
    world,
    seed: 1,
    faults: [],
    realTime: false,
    scenario,
    startMs: afternoonMs,
  });
  const options = { endpoint: sandbox.endpoint, credentials: sandbox.credentials, region: world.region };
  functions = new LambdaClient({ ...options, maxAttempts: 1 });
  await putApproval(sandbox, world);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(options));
  const telemetry = { scope: 'control', name: 'telemetry', notify: 'off', logLevel: 'INFO' };
  await documents.send(new PutCommand({ TableName: world.tables.control, Item: telemetry }));
  const told = sandbox.inspect().telegramMessages.length;
  await refuseOne();
  await failForHours();
  texts = sandbox
    .inspect()
    .telegramMessages.slice(told)
    .map(({ text }) => String(text));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

/** A name that EUC-KR cannot carry: its reminder is refused, and nobody deals with it. */
async function refuseOne(): Promise<void> {
  const at = (ms: number) => new Date(sandbox.clock.nowMs() + ms).toISOString();
  const times = { startsAt: at(hourMs), registeredAt: at(-2 * 24 * hourMs) };
  const booking = {
    storeId: '1051707',
    bookingId: 800_009_993,
    name: '똠가상',
    phone: '01000009993',
    ...times,
  };
  const body = JSON.stringify([booking]);
  expect((await fetch(`${sandbox.endpoint}/_sandbox/bookings`, { method: 'POST', body })).status).toBe(200);
  expect(await tick()).toBe(true);
}

/** Until the booking host has answered so many calls with an error, and then for five hours more. */
async function failForHours(): Promise<void> {
  sandbox.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 250 });
  while (!(await tick())) failedTicks += 1;
  for (let ticks = 0; ticks < 15; ticks += 1) await tick();
}

/** A run, and the time until the next one. Whether it ended well. */
async function tick(): Promise<boolean> {
  const Payload = JSON.stringify(scheduledEvent);
  const answer = await functions.send(new InvokeCommand({ FunctionName: world.function, Payload }));
  await sandbox.clock.sleep(20 * minuteMs);
  return answer.FunctionError === undefined;
}

const changesOf = (id: string) =>
  texts.filter((text) => text.includes(`naver-sms-${id} `)).map((text) => /\/ ([\w ]+)\]/.exec(text)?.[1]);

describe('through hours of trouble', () => {
  it('a message that stays refused is one message and reminders, and nothing says that it is over', () => {
    expect(failedTicks).toBeGreaterThan(3);
    const [first, ...later] = changesOf('messages-refused');
    expect(first).toBe('ALARM');
    expect(new Set(later)).toEqual(new Set(['STILL ALARM']));
  });

  it.each(['lambda-errors', 'run-failures', 'stores-failed'])(
    '%s is one message, and one at its end',
    (id) => {
      expect(changesOf(id).filter((change) => change !== 'STILL ALARM')).toEqual(['ALARM', 'OK']);
    },
  );

  it('no text says that all is well', () => {
    expect(texts.filter((text) => text.includes('/ OK]')).length).toBeGreaterThan(0);
    expect(texts.join('\n')).not.toMatch(/well again|다시 정상/);
  });

  it('no other alarm is heard', () => {
    const names = new Set(texts.map((text) => /naver-sms-\S+/.exec(text)?.[0]));
    expect([...names].sort()).toEqual([
      'naver-sms-lambda-errors',
      'naver-sms-messages-refused',
      'naver-sms-run-failures',
      'naver-sms-stores-failed',
    ]);
  });
});
