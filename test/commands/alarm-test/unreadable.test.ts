import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlarmWorld, allPass, startAlarmWorld } from './alarm-world.ts';

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
afterEach(() => world.stop());

/* These faults last, so that each test has a world of its own. */
describe('a source that may not be read', () => {
  const denied = (service: string, operation: string) =>
    ({ service, operation, kind: 'access-denied', times: 1000 }) as const;

  it('leaves the cells that it would have shown open: the history', async () => {
    const run = await world.test([denied('monitoring', 'DescribeAlarmHistory')]);

    const open = { changed: 'inconclusive', action: 'inconclusive', restored: 'inconclusive' };
    expect(run.cells).toEqual({ ...allPass, ...open });
    expect(run.reasons.restored).toMatch(/^no last look at its history: AWS refused/);
    expect(run.reasons.action).toMatch(/^AWS refused cloudwatch:DescribeAlarmHistory/);
    expect(run.result.exitCode).toBe(6);
  });

  it("leaves the cells that it would have shown open: the relay's log", async () => {
    const run = await world.test([denied('logs', 'FilterLogEvents')]);

    expect(run.cells).toMatchObject({ slack: 'inconclusive', telegram: 'inconclusive', restored: 'pass' });
    expect(run.reasons.slack).toMatch(/^the relay's log: AWS refused logs:FilterLogEvents/);
    expect(run.result.exitCode).toBe(6);
  });
});
