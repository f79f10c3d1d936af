import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliveryApproveCommand } from '../../../src/commands/delivery/approve.ts';
import { deliveryResumeCommand } from '../../../src/commands/delivery/resume.ts';
import { deliveryRevokeCommand } from '../../../src/commands/delivery/revoke.ts';
import { deliveryStatusCommand } from '../../../src/commands/delivery/status.ts';
import { deliveryStopCommand } from '../../../src/commands/delivery/stop.ts';
import { rollbackCommand } from '../../../src/commands/rollback/rollback.ts';
import { type RollbackWorld, startRollbackWorld } from '../rollback/rollback-world.ts';

let world: RollbackWorld;

beforeEach(async () => {
  world = await startRollbackWorld();
});

afterEach(async () => {
  await world.stop();
});

const run = () => world.run;
const approve = (words: Record<string, unknown> = { mode: 'live' }) => run()(deliveryApproveCommand, words);

async function enableRule(): Promise<void> {
  await world.aside(async ({ aws }) => {
    await aws.rules.enable(world.environment.rule);
  });
}

describe('delivery, from off to live and back', () => {
  it('says at every stage what the next tick would do', async () => {
    const sentence = async () => (await run()(deliveryStatusCommand)).result.headline;
    const seen: string[] = [await sentence()];
    await enableRule();
    seen.push(await sentence());
    await approve();
    seen.push(await sentence());
    await run()(deliveryStopCommand);
    seen.push(await sentence());
    await run()(deliveryResumeCommand);
    seen.push(await sentence());
    await run()(deliveryRevokeCommand);
    seen.push(await sentence());

    expect(seen).toEqual([
      'No tick comes: the rule is DISABLED.',
      'The next tick runs and sends nothing: there is no approval.',
      'The next tick SENDS real messages to customers (approved by captain: a test).',
      'The next tick runs and sends nothing: captain stopped delivery (a test).',
      'The next tick SENDS real messages to customers (approved by captain: a test).',
      'The next tick runs and sends nothing: there is no approval.',
    ]);
  });
});

describe('delivery approve', () => {
  it('approves exactly the build that the deployed function says it is', async () => {
    const { result } = await approve({ mode: 'live', until: '8h' });

    expect(result.exitCode).toBe(0);
    const item = await world.readControl('approval');
    expect(item).toMatchObject({ mode: 'live', approvedBy: 'captain', reason: 'a test' });
    expect(item?.buildId).toMatch(/^[0-9a-f]{64}$/);
    expect(Date.parse(String(item?.until)) - Date.parse(String(item?.approvedAt))).toBeGreaterThan(
      7.9 * 3_600_000,
    );
    expect(result.headline).toContain('SEND real messages');
  });

  it('replaces an approval and says from what to what', async () => {
    await approve({ mode: 'shadow' });
    const { result } = await approve({ mode: 'live' });
    expect(result.headline).toMatch(/^Delivery: shadow for build .+ -> live for build /);
  });

  it('refuses when another build is deployed than the one that was meant', async () => {
    const { result } = await approve({ mode: 'live', build: '0123456789abcdef' });
    expect(result.exitCode).toBe(3);
    expect(await world.readControl('approval')).toBeNull();
  });

  it('refuses while the function is braked, since nobody knows its build then', async () => {
    await run()(rollbackCommand);
    const { result } = await approve();
    expect(result.exitCode).toBe(3);
    expect(result.headline).toContain('Lambda refuses runs');
    expect(await world.readControl('approval')).toBeNull();
  });

  it('needs a reason, and an end that lies ahead', async () => {
    await expect(world.run(deliveryApproveCommand, { mode: 'live' }, { reason: null })).rejects.toMatchObject(
      { exitCode: 2 },
    );
    await expect(approve({ mode: 'live', until: 'soon' })).rejects.toMatchObject({ exitCode: 2 });
    await expect(approve({ mode: 'live', until: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
      exitCode: 2,
    });
    expect(await world.readControl('approval')).toBeNull();
  });

  it('must be confirmed by the name of the function where it will send, and only there', () => {
    const expected = (mode: 'off' | 'shadow' | 'live') =>
      deliveryApproveCommand.confirm?.(world.environment, { mode });
    expect([expected('live'), expected('shadow'), expected('off')]).toEqual([
      world.environment.function,
      null,
      null,
    ]);
  });

  it('is in doubt, exit 7, when the write got no usable answer and reads back as not made', async () => {
    world.sandbox.addFault({ service: 'dynamodb', operation: 'PutItem', kind: 'html-503', times: 99 });
    const { result } = await approve();
    expect(result.exitCode).toBe(7);
  });

  it('is unchanged, exit 5, when the write was denied', async () => {
    world.sandbox.addFault({ service: 'dynamodb', operation: 'PutItem', kind: 'access-denied', times: 99 });
    const { result } = await approve();
    expect(result.exitCode).toBe(5);
  });

  it('changes nothing in a dry run', async () => {
    const { result } = await world.run(deliveryApproveCommand, { mode: 'live' }, { dryRun: true });
    expect(result.exitCode).toBe(0);
    expect(await world.readControl('approval')).toBeNull();
  });
});

describe('delivery revoke', () => {
  it('works twice', async () => {
    await approve();
    expect((await run()(deliveryRevokeCommand)).result.exitCode).toBe(0);
    const { result } = await run()(deliveryRevokeCommand);
    expect(result.exitCode).toBe(0);
    expect(result.headline).toContain('Nothing was changed');
  });
});

describe('delivery stop', () => {
  it('says when the last message can have left, and how to undo it', async () => {
    const { result } = await run()(deliveryStopCommand);
    expect(result.exitCode).toBe(0);
    expect(result.headline).toMatch(/ends by \d\d:\d\d:\d\d KST/);
    expect(result.next.at(-1)).toContain('naver-sms delivery resume');
    expect(await world.readControl('stop')).toMatchObject({ who: 'captain', why: 'a test' });
  });

  it('is a stopping lever, so that a broken ledger cannot hold it up', () => {
    expect(deliveryStopCommand.evidence).toBe('spill');
    expect(deliveryStopCommand.confirm).toBeUndefined();
  });

  it('names the rollback as the next lever when the control table refuses', async () => {
    world.sandbox.addFault({ service: 'dynamodb', operation: 'PutItem', kind: 'access-denied', times: 99 });
    const { result } = await run()(deliveryStopCommand);
    expect(result.exitCode).toBe(7);
    expect(result.headline).toContain('NOT proven stopped');
    expect(result.next.at(-1)).toContain('naver-sms rollback');
  });
});

describe('delivery resume', () => {
  it('undoes a rollback: concurrency as it was, no brake, no stop, the rule left alone', async () => {
    await run()(rollbackCommand);

    const { result } = await run()(deliveryResumeCommand);

    expect(result.exitCode).toBe(0);
    expect(await world.readControl('stop')).toBeNull();
    expect(await world.readControl('brake')).toBeNull();
    expect(world.calls('lambda', 'DeleteFunctionConcurrency')).toBe(1);
    expect(world.calls('events', 'EnableRule')).toBe(0);
    expect(result.headline).toContain('0 reserved -> none reserved');
  });

  it('warns that ticks which were refused meanwhile may run now', async () => {
    await run()(rollbackCommand);
    const { events } = await run()(deliveryResumeCommand);
    expect(events).toContainEqual({ kind: 'warning', text: expect.stringContaining('parked in Lambda') });
  });

  it('has nothing to do where nothing holds', async () => {
    const { result } = await run()(deliveryResumeCommand);
    expect(result).toMatchObject({
      exitCode: 0,
      headline: 'There was no stop and no brake. Nothing was changed.',
    });
  });

  it('keeps the stop while the brake could not be lifted', async () => {
    await run()(rollbackCommand);
    world.sandbox.addFault({
      service: 'lambda',
      operation: 'DeleteFunctionConcurrency',
      kind: 'access-denied',
      times: 99,
    });
    const { result } = await run()(deliveryResumeCommand);
    expect(result.exitCode).toBe(5);
    expect(await world.readControl('stop')).not.toBeNull();
    expect(await world.readControl('brake')).not.toBeNull();
  });

  it('must be confirmed by the name of the function', () => {
    expect(deliveryResumeCommand.confirm?.(world.environment, {})).toBe(world.environment.function);
  });
});
