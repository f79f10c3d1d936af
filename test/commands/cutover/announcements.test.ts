import { afterEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../../src/commands/cutover/cutover.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

describe('the announcements of a cutover', () => {
  it('say where a channel was not told, and never decide the cutover', async () => {
    world = await startTestWorld({
      faults: [{ service: 'slack', operation: 'chat.postMessage', kind: 'access-denied', times: 1 }],
    });
    await world.approveLive();

    const { result, events } = await world.run(cutoverCommand);

    const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
    expect(result.exitCode, result.headline).toBe(0);
    expect(warnings.join()).toContain('Not everybody was told: slack');
  });
});
