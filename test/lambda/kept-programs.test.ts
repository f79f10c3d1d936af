import { expect, it } from 'vitest';
import { secretNameOf } from '../../src/monitoring/secret-names.ts';
import { jsonAnswer, type ProxiedCall } from '../support/answer-proxy.ts';
import { hourMs, inventedBooking } from './invented-bookings.ts';
import {
  type Invoked,
  type LambdaWorld,
  type LambdaWorldOptions,
  scheduledEvent,
  startLambdaWorld,
} from './lambda-world.ts';
import { sentTo } from './what-a-run-did.ts';

const bookings = [inventedBooking(1, 30 * hourMs)];

async function inWorld<Value>(
  options: Partial<LambdaWorldOptions>,
  act: (world: LambdaWorld) => Promise<Value>,
): Promise<Value> {
  const world = await startLambdaWorld({ bookings, ...options });
  try {
    return await act(world);
  } finally {
    await world.stop();
  }
}

/** The cheapest invocation: it names no mode, and is refused at once. */
const touch = (world: LambdaWorld): Promise<Invoked> => world.invoke({});
const isSecret = ({ operation }: ProxiedCall): boolean => operation === 'GetSecretValue';

it('a world takes the process that an earlier one left, and nothing else of it', async () => {
  const send = async (world: LambdaWorld) => {
    await world.approve();
    return { run: await world.invoke(scheduledEvent), sent: sentTo(world) };
  };
  await inWorld({}, send);
  const later = await inWorld({ isProxied: true }, send);

  expect(later.run.initMs).toBeNull();
  expect(later.run.answer).toMatchObject({ accepted: 1, adopted: 0 });
  expect(later.sent).toEqual(['01000000001']);
});

it('two worlds at a time share no address, and so no process: each sends its own message', async () => {
  await inWorld({}, touch);
  await inWorld({}, async (one) => {
    await inWorld({}, async (other) => {
      await Promise.all([one.approve(), other.approve()]);
      await Promise.all([one.invoke(scheduledEvent), other.invoke(scheduledEvent)]);

      expect([sentTo(one), sentTo(other)]).toEqual([['01000000001'], ['01000000001']]);
      for (const name of ['AWS_ENDPOINT_URL', 'SENS_BASE_URL'])
        expect(other.environment[name]).not.toBe(one.environment[name]);
    });
  });
});

it('a world that is stopped twice gives its addresses to one other world', async () => {
  const stopped = await startLambdaWorld({ bookings });
  await stopped.stop();
  await stopped.stop();
  const others = [await startLambdaWorld({ bookings }), await startLambdaWorld({ bookings })];
  await stopped.stop();
  const answers = await Promise.all(others.map(touch));
  for (const other of others) await other.stop();

  expect(new Set(others.map(({ environment }) => environment.AWS_ENDPOINT_URL)).size).toBe(2);
  expect(answers.map(({ answer }) => String(answer.errorMessage))).toEqual([
    expect.stringContaining('event refused'),
    expect.stringContaining('event refused'),
  ]);
});

it.each<readonly [string, (world: LambdaWorld) => void]>([
  ['puts a secret', (world) => world.putSecret(secretNameOf.sens, { ...world.outside.keys.sens })],
  [
    'fails calls for secrets',
    (world) =>
      world.addFault({ service: 'secretsmanager', operation: 'GetSecretValue', kind: 'access-denied' }),
  ],
  [
    'changes answers about secrets',
    (world) => world.proxies.aws.change({ when: isSecret, times: 1, answer: () => jsonAnswer(400, {}) }),
  ],
])('a world that %s starts a process of its own, and leaves none', async (_, change) => {
  await inWorld({}, touch);
  const own = await inWorld({ isProxied: true }, async (world) => {
    change(world);
    return await touch(world);
  });
  const [first, second] = await inWorld({ isProxied: true }, async (world) => {
    const first = await touch(world);
    change(world);
    return [first, await touch(world)];
  });
  const last = await inWorld({}, touch);

  expect(own.initMs).not.toBeNull();
  expect(first?.initMs).toBeNull();
  expect(second?.initMs).toBeNull();
  expect(last.initMs).not.toBeNull();
});

it.each<Partial<LambdaWorldOptions>>([
  { environments: 'own' },
  { environments: 'cold' },
  { environment: { AWS_LAMBDA_LOG_LEVEL: 'DEBUG' } },
  { memoryMb: 1_023 },
  { configure: () => undefined },
])('a world with %j does not take the process of an ordinary one', async (options) => {
  await inWorld({}, touch);

  expect((await inWorld(options, touch)).initMs).not.toBeNull();
});
