import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleBuildId } from '../../support/bundle-build-id.ts';
import { hourMs, inventedBooking, minuteMs } from '../invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';

let world: LambdaWorld;
beforeEach(async () => {
  // Three messages are due: two confirmations and a guide.
  world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs), inventedBooking(2, 30 * hourMs)] });
});
afterEach(() => world.stop());

const at = (ms: number) => new Date(afternoonMs + ms).toISOString();
const control = (name: string, item: object) =>
  world.put('naver-sms-control', { scope: 'control', name, ...item });
const revoked = (ms: number) => control('revocation', { who: 'captain', why: 'test', at: at(ms) });
const stop = () => control('stop', { who: 'captain', why: 'test', at: at(0), run: '1' });
/** As a reader sees them: Slack shows its escapes as the characters that they stand for. */
const told = () =>
  [...world.outside.telegramMessages, ...world.outside.slackMessages].map(({ text }) =>
    String(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
  );

describe('a scheduled run that is not live while messages are due', () => {
  it.each([
    [
      'its approval lapsed a minute ago',
      () => world.approve({ until: at(-minuteMs) }),
      /the approval by invented-captain lapsed at 2026-11-02T04:59:00\.000Z/,
    ],
    [
      'another build is approved',
      () => world.approve({ buildId: 'c'.repeat(64) }),
      /the approval is for build cccccccccccc…, deployed is [0-9a-f]{12}…/,
    ],
    [
      'the approval carries no proof that no other sender was enabled',
      () => world.approve({ otherSenders: null }),
      /no proof that no other sender rule was enabled/,
    ],
    [
      'its proof says that another sender was enabled',
      () => world.approve({ otherSenders: 'Every_20mins ENABLED' }),
      /no proof that no other sender rule was enabled/,
    ],
    ['nobody approved anything', async () => undefined, /there is no approval/],
    ['a revoke is older than the last live run', staleRevoke, /there is no approval/],
  ])('is trouble if %s', async (_, arrange, why) => {
    await arrange();
    await control('telemetry', failuresOnly);

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({
      ...{ mode: 'off', outcome: 'succeeded', messages_due: 3, accepted: 0, not_live: 3 },
      mode_reason: expect.stringMatching(why),
    });
    expect(run.metrics).toMatchObject([{ MessagesNotLive: 3, MessagesDue: 3 }]);
    expect(told()).toHaveLength(2);
    for (const text of told()) {
      expect(text).toMatch(/^\[확인 필요 \/ LOOK\]/);
      expect(text).toMatch(why);
      expect(text).toContain('→ naver-sms delivery approve live --reason "<why>"');
    }
    expect(sentTo(world)).toEqual([]);
  });

  it('names everything that is wrong with the approval at once', async () => {
    await world.approve({ buildId: 'c'.repeat(64), until: at(-1), otherSenders: null });

    const { answer } = await world.invoke(scheduledEvent);

    expect(String(answer.mode_reason).split('; ')).toHaveLength(3);
    expect(answer.mode_reason).toContain((await bundleBuildId()).slice(0, 12));
  });

  it.each([
    ['delivery was revoked', () => revoked(-hourMs)],
    ['delivery was revoked after the last live run', revokedAfterLive],
    ['a stop is set, also beside an approval that lapsed', stopAndLapse],
    ['mode off is approved', () => world.approve({ mode: 'off' })],
    ['mode shadow is approved', () => world.approve({ mode: 'shadow' })],
    ['an approval of mode shadow lapsed', () => world.approve({ mode: 'shadow', until: at(-1) })],
  ])('is on purpose and quiet if %s', async (_, arrange) => {
    await arrange();
    await control('telemetry', failuresOnly);

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded', messages_due: 3, accepted: 0, not_live: 0 });
    expect(run.metrics).toMatchObject([{ MessagesNotLive: 0 }]);
    expect(told()).toEqual([]);
    expect(sentTo(world)).toEqual([]);
  });

  it('is none if an operator invoked it to look, or if nothing is due', async () => {
    await world.approve({ until: at(-1) });
    const looked = await world.invoke({ mode: 'dry-run' });
    await world.stop();
    world = await startLambdaWorld({ bookings: [] });
    await world.approve({ until: at(-1) });
    const idle = await world.invoke(scheduledEvent);

    expect(looked.answer).toMatchObject({ messages_due: 3, not_live: 0 });
    expect(idle.answer).toMatchObject({ messages_due: 0, not_live: 0 });
    expect(told()[0]).toMatch(/^\[정상 \/ OK\]/);
  });
});

describe('a build that was approved in advance', () => {
  it('is live from its first run on, beside the one that was deployed', async () => {
    const buildId = await bundleBuildId();
    const next = { nextApprovedBy: 'captain', nextApprovedAt: at(-minuteMs), nextReason: 'corrected text' };
    await world.approve({ buildId: 'c'.repeat(64), nextBuildId: buildId, ...next });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ mode: 'live', messages_due: 3, accepted: 3, not_live: 0 });
    expect(named(run, 'run_started')).toMatchObject([
      { mode_reason: 'approved in advance by captain: corrected text' },
    ]);
  });

  it('is off as every other one if another build was meant', async () => {
    await world.approve({ buildId: 'c'.repeat(64), nextBuildId: 'd'.repeat(64) });

    const { answer } = await world.invoke(scheduledEvent);

    expect(answer).toMatchObject({ mode: 'off', not_live: 3 });
    expect(answer.mode_reason).toMatch(/for build cccccccccccc… and in advance dddddddddddd…, deployed is/);
    expect(sentTo(world)).toEqual([]);
  });
});

const failuresOnly = {
  ...{ notify: 'failures', logLevel: 'ERROR', setBy: 'captain', reason: 'test' },
  setAt: '2026-11-02T05:00:00.000Z',
};
const liveRun = (ms: number) => control('live-run', { firstApprovedAt: at(-5 * hourMs), lastLiveAt: at(ms) });

async function staleRevoke(): Promise<void> {
  await revoked(-2 * hourMs);
  await liveRun(-hourMs);
}

async function revokedAfterLive(): Promise<void> {
  await liveRun(-2 * hourMs);
  await revoked(-hourMs);
}

async function stopAndLapse(): Promise<void> {
  await world.approve({ until: at(-1) });
  await stop();
}
