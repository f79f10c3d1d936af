import { EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';
import { sampledPairs } from '../support/exhaustive.ts';
import { boundariesOf, expectClosed, expectVerified, killWhileHeld } from '../support/kill-cli.ts';

const rollback = ['rollback', '--reason', 'kill test'];

/** A world whose rule ticks, as after a cutover. */
async function enableRule(world: CliWorld): Promise<void> {
  const { accessKeyId, secretAccessKey } = world.sandbox.credentials;
  const client = new EventBridgeClient({
    endpoint: world.sandbox.endpoint,
    region: world.environment.region,
    credentials: { accessKeyId, secretAccessKey },
  });
  await client.send(new EnableRuleCommand({ Name: world.environment.rule }));
  client.destroy();
}

describe('rollback killed at an intent boundary', async () => {
  const boundaries = await boundariesOf(enableRule, rollback);

  it('has boundaries to be killed at', () => {
    expect(boundaries.length).toBeGreaterThanOrEqual(4);
  });

  for (const [{ service, operation, nth }, kind] of sampledPairs(boundaries, [
    'hold-before',
    'hold-after',
  ] as const)) {
    it(`${kind} ${service}:${operation} ${nth}: rollback given again is proven, and its ledger is whole`, async () => {
      const world = await startCliWorld();
      try {
        await enableRule(world);
        await killWhileHeld(world, rollback, { service, operation, nth, kind });
        const again = await world.cli(rollback);
        expect({ exitCode: again.exitCode, stderr: again.stderr }).toMatchObject({ exitCode: 0 });
        expectClosed(world);
        expectVerified(world);
      } finally {
        await world.stop();
      }
    });
  }
});
