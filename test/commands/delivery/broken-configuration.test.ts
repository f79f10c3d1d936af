import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deliveryApproveCommand } from '../../../src/commands/delivery/approve.ts';
import { preflightCommand } from '../../../src/commands/preflight/preflight.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await startTestWorld();
});
afterEach(() => world.stop());

it('a deployed function whose rules do not read is quoted by the probe, with file, line and remedy', async () => {
  const file = join(world.folder, 'lambda/config/rules.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('send: [guide]', 'send: [gide]'));
  const problem =
    'rules.yaml:23: rules.1.send.0: did you mean guide? it takes one of confirm, guide, event (it is gide)';

  const approved = await world.run(deliveryApproveCommand, { mode: 'live' });
  const preflight = await world.run(preflightCommand);

  expect(approved.result.exitCode).not.toBe(0);
  expect(JSON.stringify(approved.result)).toContain(problem);
  expect(JSON.stringify(preflight.result)).toContain(problem);
});
