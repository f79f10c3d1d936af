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
    await world.approve();
    return await act(world);
  } finally {
    await world.stop();
  }
}

const run = (world: LambdaWorld): Promise<Invoked> => world.invoke(scheduledEvent);
const isSecret = ({ operation }: ProxiedCall): boolean => operation === 'GetSecretValue';

it('a world takes the process that an earlier one left, and nothing else of it', async () => {
  await inWorld({}, run);
  const [later, sent] = await inWorld({ isProxied: true }, async (world) => [
    await run(world),
    sentTo(world),
  ]);

  expect(later.initMs).toBeNull();
  expect(later.answer).toMatchObject({ accepted: 1, adopted: 0 });
  expect(sent).toEqual(['01000000001']);
});

it('two worlds at a time share neither process nor addresses', async () => {
  await inWorld({}, run);
  await inWorld({}, async (one) => {
    await inWorld({ bookings: [inventedBooking(2, 30 * hourMs)] }, async (other) => {
      await Promise.all([run(one), run(other)]);

      expect(other.environment.AWS_ENDPOINT_URL).not.toBe(one.environment.AWS_ENDPOINT_URL);
      expect(sentTo(one)).toEqual(['01000000001']);
      expect(sentTo(other)).toEqual(['01000000002']);
    });
  });
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
  await inWorld({}, run);
  const own = await inWorld({ isProxied: true }, async (world) => {
    change(world);
    return await run(world);
  });
  const [first, second] = await inWorld({ isProxied: true }, async (world) => {
    const first = await run(world);
    change(world);
    return [first, await run(world)];
  });
  const last = await inWorld({}, run);

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
  await inWorld({}, run);

  expect((await inWorld(options, run)).initMs).not.toBeNull();
});
