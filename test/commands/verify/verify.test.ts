import { afterEach, describe, expect, it } from 'vitest';
import { enableCommand } from '../../../src/commands/enable/enable.ts';
import { verifyCommand } from '../../../src/commands/verify/verify.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

describe('verify', () => {
  it('passes the latest run of a fair day, and names the log line that proves it', async () => {
    world = await startTestWorld();
    await world.approveLive();
    await world.run(enableCommand);

    const { result } = await world.run(verifyCommand);

    expect(result.exitCode, result.headline).toBe(0);
    expect(result.checks.find(({ id }) => id === 'run-time')?.source).toMatch(/^log event \S+ in \S+ at /);
    expect(result.data.runs).toHaveLength(1);
  });

  it('is inconclusive and ends with 3 where nothing ran: no data is never a pass', async () => {
    world = await startTestWorld();

    const { result } = await world.run(verifyCommand, { wait: '10s' });

    expect(result.exitCode).toBe(3);
    expect(result.checks.filter(({ verdict }) => verdict.state === 'pass').map(({ id }) => id)).not.toContain(
      'metrics-clean',
    );
    expect(result.data.causes).toContain('not-yet');
  });

  it('fails a failed run', async () => {
    world = await startTestWorld({ scenario: 'first-tick-fails' });
    await world.approveLive();
    await world.run(enableCommand);

    const { result } = await world.run(verifyCommand, { wait: '30s' });

    expect(result.exitCode).toBe(3);
    expect(result.checks.find(({ id }) => id === 'runs-completed')?.verdict.state).toBe('fail');
  });

  it('says which sources it could not read, and judges the others', async () => {
    world = await startTestWorld({
      faults: [{ service: 'monitoring', operation: 'GetMetricData', kind: 'access-denied', times: 1000 }],
    });
    await world.approveLive();
    await world.run(enableCommand);

    const { result } = await world.run(verifyCommand, { wait: '30s' });

    expect(result.exitCode).toBe(3);
    expect(result.checks.find(({ id }) => id === 'metrics-clean')?.verdict.state).toBe('inconclusive');
    expect(result.checks.find(({ id }) => id === 'runs-completed')?.verdict.state).toBe('pass');
  });

  it('refuses a time that it cannot read', async () => {
    world = await startTestWorld();

    const { result, errorCode } = await world.run(verifyCommand, { since: 'yesterday-ish' });

    expect(errorCode).toBe('UNKNOWN_USAGE');
    expect(result.exitCode).toBe(2);
  });
});
