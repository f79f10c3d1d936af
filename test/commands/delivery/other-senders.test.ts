import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliveryApproveCommand } from '../../../src/commands/delivery/approve.ts';
import { deliveryResumeCommand } from '../../../src/commands/delivery/resume.ts';
import { deliveryRevokeCommand } from '../../../src/commands/delivery/revoke.ts';
import { deliveryStopCommand } from '../../../src/commands/delivery/stop.ts';
import { type RollbackWorld, startRollbackWorld } from '../rollback/rollback-world.ts';

let world: RollbackWorld;
beforeEach(async () => {
  world = await startRollbackWorld();
});
afterEach(() => world.stop());

const approve = (words: Record<string, unknown> = {}) =>
  world.run(deliveryApproveCommand, { mode: 'live', ...words });
const enableLegacy = () =>
  world.aside(async ({ aws }) => {
    await aws.rules.enable(world.environment.legacy.rule);
  });
const denyReads = () =>
  world.sandbox.addFault({ service: 'events', operation: 'DescribeRule', kind: 'access-denied', times: 99 });

describe('delivery approve live', () => {
  it('carries the proof that every other sender rule was off', async () => {
    const { result } = await approve();

    expect(result.exitCode).toBe(0);
    const item = await world.readControl('approval');
    expect(item).toMatchObject({
      otherSenders: 'Every_20mins DISABLED, naver-sms-automation-v2-trigger ABSENT',
    });
    expect(Date.parse(String(item?.otherSendersAt))).toBeLessThanOrEqual(
      Date.parse(String(item?.approvedAt)),
    );
    expect(result.checks[0]).toMatchObject({ id: 'other-senders-off', verdict: { state: 'pass' } });
  });

  it('says that a delivery stop holds everything back, if one is set', async () => {
    await world.run(deliveryStopCommand);

    const { result } = await approve();

    expect(result.exitCode).toBe(0);
    expect(result.headline).toContain(
      'A delivery stop is set: nothing is sent until naver-sms delivery resume',
    );
  });

  it('is refused while the legacy rule is enabled, with the command that disables it', async () => {
    await enableLegacy();

    const { result } = await approve();

    expect(result.exitCode).toBe(3);
    expect(result.headline).toBe(
      'Nothing was approved: the other sender rule Every_20mins is ENABLED: customers would be messaged twice.',
    );
    expect(result.next[0]).toBe('aws events disable-rule --name Every_20mins');
    expect(await world.readControl('approval')).toBeNull();
  });

  it('is refused while the state of another sender rule cannot be read', async () => {
    denyReads();

    const { result } = await approve();

    expect(result).toMatchObject({ exitCode: 3, verdict: { state: 'inconclusive' } });
    expect(result.headline).toMatch(/^Nothing was approved: the other sender rules could not be read: /);
    expect(await world.readControl('approval')).toBeNull();
    expect(await world.readControl('sole-sender')).toBeNull();
  });

  it('is refused while any of the other sender rules of the configuration is enabled', async () => {
    const { drill } = world.environment;
    const environment = { otherSenderRules: [String(drill?.rule)] };

    const { result } = await world.run(deliveryApproveCommand, { mode: 'live' }, { environment });

    expect(result.exitCode).toBe(3);
    expect(result.headline).toContain('naver-sms-drill-trigger is ENABLED');
  });

  it.each(['shadow', 'off'] as const)('needs no such proof for %s, which sends nothing', async (mode) => {
    await enableLegacy();

    const { result } = await approve({ mode });

    expect(result.exitCode).toBe(0);
    expect(await world.readControl('approval')).toMatchObject({ mode, otherSenders: null });
    expect(await world.readControl('sole-sender')).toBeNull();
  });
});

describe('from when on ours is the only sender', () => {
  const since = async () => (await world.readControl('sole-sender'))?.since;

  it('is noted by the first live approval and kept by later ones, also after a revoke', async () => {
    await approve();
    const first = await since();
    await world.sandbox.clock.sleep(60_000);
    await approve();
    await world.run(deliveryRevokeCommand);
    await approve();

    expect(first).toBe(await since());
    expect((await world.readControl('approval'))?.approvedAt).not.toBe(first);
  });

  it('is moved to now only by an operator who accepts the rows that others marked', async () => {
    await approve();
    const first = await since();
    await world.sandbox.clock.sleep(60_000);
    const { result } = await approve({ acceptMarkedRows: true });

    expect(result.exitCode).toBe(0);
    expect(await since()).not.toBe(first);
    expect(await since()).toBe((await world.readControl('approval'))?.approvedAt);
  });

  it('says nothing for a mode that sends nothing', async () => {
    await expect(approve({ mode: 'shadow', acceptMarkedRows: true })).rejects.toMatchObject({ exitCode: 2 });
  });

  it('is kept with a warning if delivery was not live for long: legacy may have been at work', async () => {
    const nowMs = world.sandbox.clock.nowMs();
    const at = (minutesAgo: number) => new Date(nowMs - minutesAgo * 60_000).toISOString();
    await world.putControl('sole-sender', { since: at(3_000), setBy: 'captain', reason: 'go' });
    await world.putControl('live-run', { firstApprovedAt: at(3_000), lastLiveAt: at(61) });

    const { result, events } = await approve();

    expect(result.exitCode).toBe(0);
    expect(events).toContainEqual({
      kind: 'warning',
      text: expect.stringMatching(/^Delivery was last live at .* approve again with --accept-marked-rows\.$/),
    });
    expect(await since()).toBe(at(3_000));
  });
});

describe('delivery resume', () => {
  it('is refused while the approval is live and another sender rule is enabled', async () => {
    await approve();
    await world.run(deliveryStopCommand);
    await enableLegacy();

    const { result } = await world.run(deliveryResumeCommand);

    expect(result.exitCode).toBe(3);
    expect(result.headline).toMatch(/^Not resumed, nothing was changed: .*Every_20mins is ENABLED/);
    expect(await world.readControl('stop')).not.toBeNull();
  });

  it('is refused while that cannot be read', async () => {
    await approve();
    await world.run(deliveryStopCommand);
    denyReads();

    const { result } = await world.run(deliveryResumeCommand);

    expect(result).toMatchObject({ exitCode: 3, verdict: { state: 'inconclusive' } });
    expect(await world.readControl('stop')).not.toBeNull();
  });

  it('needs no such proof without a live approval', async () => {
    await world.run(deliveryStopCommand);
    await enableLegacy();

    expect((await world.run(deliveryResumeCommand)).result.exitCode).toBe(0);
  });
});

describe('delivery revoke', () => {
  it('notes that delivery ended on purpose', async () => {
    await approve();
    await world.run(deliveryRevokeCommand);

    expect(await world.readControl('approval')).toBeNull();
    expect(await world.readControl('revocation')).toMatchObject({ who: 'captain', why: 'a test' });
  });

  it('notes it without an approval too, once', async () => {
    const first = (await world.run(deliveryRevokeCommand)).result;
    const second = (await world.run(deliveryRevokeCommand)).result;

    expect(first.headline).toContain('It is noted that this is on purpose.');
    expect(second.headline).toContain('Nothing was changed.');
  });

  it('removes the approval although the note cannot be written, and says what follows', async () => {
    await approve();
    world.sandbox.addFault({ service: 'dynamodb', operation: 'PutItem', kind: 'access-denied', times: 99 });

    const { result } = await world.run(deliveryRevokeCommand);

    expect(result.exitCode).toBe(6);
    expect(result.headline).toContain('runs report it as trouble');
    expect(await world.readControl('approval')).toBeNull();
  });
});
