import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, inventedBooking, inventedRow, minuteMs } from '../invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';

/* A visit at 18:00 whose guide is due from 16:00 on; delivery is live at 14:00, and not while the guide is due. */

let world: LambdaWorld;
beforeEach(async () => {
  world = await startLambdaWorld({ bookings: [inventedBooking(1, 4 * hourMs)] });
  await world.put('sms', { ...inventedRow(1), booking_time: '2026-11-02 18:00:00' });
});
afterEach(() => world.stop());

const at = (ms: number) => new Date(afternoonMs + ms).toISOString();
const runAfter = async (ms: number) => {
  world.advance(ms);
  return await world.invoke(scheduledEvent);
};
const revoke = async () => {
  // As `delivery revoke` leaves it: no approval, and the note that it is on purpose.
  await world.approve({ mode: 'off' });
  await world.put('naver-sms-control', {
    ...{ scope: 'control', name: 'revocation', who: 'captain', why: 'test' },
    at: at(hourMs),
  });
};
const missed = [{ kind: 'guide', state: 'MISSED' }];

describe('a message whose window passes while delivery is not live', () => {
  it.each([
    ['the approval lapsed', { until: at(hourMs) }],
    ['another build was deployed', { buildId: 'c'.repeat(64) }],
    ['the approval carries no proof', { otherSenders: null }],
  ])('is counted as missed by the run that sees it pass, if %s', async (_, change) => {
    await world.approve();
    await runAfter(0);
    await world.approve(change);
    const due = await runAfter(3 * hourMs);
    const passed = await runAfter(90 * minuteMs);
    const later = await runAfter(20 * minuteMs);

    expect(due.answer).toMatchObject({ mode: 'off', messages_due: 1, not_live: 1, missed: 0 });
    expect(passed.answer).toMatchObject({ mode: 'off', messages_due: 0, missed: 1 });
    expect(passed.metrics).toMatchObject([{ MessagesMissed: 1 }]);
    expect(named(passed, 'send_missed')).toMatchObject([{ kind: 'guide' }]);
    expect(later.answer).toMatchObject({ missed: 0 });
    expect(await world.scan('sms_claims')).toMatchObject(missed);
    expect(sentTo(world)).toEqual([]);
  });

  it('is counted by the first run after a new approval, if no run came meanwhile', async () => {
    await world.approve({ until: at(hourMs) });
    await runAfter(0);
    world.advance(5 * hourMs);
    await world.approve({ approvedAt: at(5 * hourMs) });

    const { answer } = await runAfter(0);

    expect(answer).toMatchObject({ mode: 'live', missed: 1 });
    expect(await world.scan('sms_claims')).toMatchObject(missed);
  });

  it('is left alone while delivery is off on purpose, and counted once it is live again', async () => {
    await world.approve();
    await runAfter(0);
    await revoke();
    const off = await runAfter(5 * hourMs);
    const claimsWhileOff = await world.scan('sms_claims');
    await world.approve({ approvedAt: at(5 * hourMs) });
    const live = await runAfter(minuteMs);

    expect(off.answer).toMatchObject({ mode: 'off', missed: 0, not_live: 0 });
    expect(claimsWhileOff).toEqual([]);
    expect(live.answer).toMatchObject({ mode: 'live', missed: 1 });
  });

  it('is never ours if it passed before the first live approval', async () => {
    world.advance(5 * hourMs);
    await world.approve({ approvedAt: at(5 * hourMs) });

    const { answer } = await runAfter(0);

    expect(answer).toMatchObject({ mode: 'live', missed: 0 });
  });

  it('is never ours if another sender was at work until a later approval that accepted its rows', async () => {
    await world.approve();
    await runAfter(0);
    world.advance(5 * hourMs);
    const since = { since: at(5 * hourMs), setBy: 'captain', reason: 'legacy was on' };
    await world.put('naver-sms-control', { scope: 'control', name: 'sole-sender', ...since });
    await world.approve({ approvedAt: at(5 * hourMs) });

    const { answer } = await runAfter(0);

    expect(answer).toMatchObject({ mode: 'live', missed: 0 });
  });
});
