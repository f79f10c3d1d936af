import { afterEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../src/commands/cutover/cutover.ts';
import { endRun, resultOfFailure } from '../../src/commands/end-run.ts';
import { executeRollback } from '../../src/commands/rollback/execute-rollback.ts';
import { emptyTimeline } from '../../src/commands/rollback/rollback-order.ts';
import { withStubbornEvidence } from '../../src/commands/stubborn-evidence.ts';
import { startTestWorld, type TestWorld } from '../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

describe('an automatic rollback on a full disk', () => {
  it('pulls the levers all the same, shows each line, and claims no proof', async () => {
    world = await startTestWorld();
    const { recorded, events } = await world.begin(cutoverCommand);
    const { toolbox } = recorded;
    const fullDisk = () => {
      throw new Error('ENOSPC: no space left on device');
    };
    const broken = {
      ...toolbox,
      evidence: { ...toolbox.evidence, append: fullDisk, head: () => toolbox.evidence.head() },
    };
    const { rule, function: functionName } = world.environment;

    const report = await executeRollback(withStubbornEvidence(broken), {
      ...{ rule, function: functionName, occasion: 'automatic', why: 'the test', timeline: emptyTimeline },
      ...{ unusableClaims: [], announce: false, enableLegacy: false },
    });
    const [reserved, stop] = await Promise.all([
      toolbox.aws.functions.reservedConcurrency(functionName),
      toolbox.aws.control.read('stop'),
    ]);
    await endRun(recorded, resultOfFailure(recorded, new Error('no command: the test rolled back')));

    expect(reserved).toBe(0);
    expect(stop?.why).toBe('the test');
    expect(report.exitCode).toBe(6);
    expect(report.verdict).toMatchObject({
      state: 'inconclusive',
      reason: expect.stringContaining('ENOSPC'),
    });
    const shown = events.filter((event) => event.kind === 'warning' && event.text.includes('keep it'));
    expect(shown.length).toBeGreaterThan(3);
  });
});
