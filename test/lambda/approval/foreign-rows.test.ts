import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs, inventedBooking, inventedRow, minuteMs, storeId } from '../invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';

/* Live since 14:00; bookings 1 and 2 are registered (and so confirmed) at 14:05, and marked by somebody else. */

const at = (ms: number) => new Date(afternoonMs + ms).toISOString();
const foreign = (id: number) => inventedBooking(id, 2 * dayMs, { registeredAt: at(5 * minuteMs) });
const mark = (id: number) => world.put('sms', { ...inventedRow(id), booking_time: '2026-11-04 14:00:00' });
const ours = inventedBooking(3, 3 * dayMs);

let world: LambdaWorld;
beforeEach(async () => {
  world = await startLambdaWorld({ bookings: [foreign(1), foreign(2), ours] });
  await world.approve();
});
afterEach(() => world.stop());

const tick = async () => {
  world.advance(20 * minuteMs);
  return await world.invoke(scheduledEvent);
};

describe('one row that another sender marked', () => {
  it('holds back the messages of its booking alone, and is trouble', async () => {
    await mark(1);

    const run = await tick();

    expect(run.answer).toMatchObject({ outcome: 'succeeded', mode: 'live', accepted: 2, foreign_rows: 1 });
    expect(run.metrics).toMatchObject([{ ForeignRows: 1, RunFailures: 0 }]);
    expect(named(run, 'foreign_row')).toMatchObject([
      { booking_num: `${storeId}_1`, kind: 'confirm', phone_masked: '010-****-0001' },
    ]);
    expect(world.outside.telegramMessages[0]?.text).toMatch(
      /LOOK[\s\S]*marked by another sender 1 → naver-sms preflight/,
    );
    expect(sentTo(world)).toEqual(['01000000002', '01000000003']);
  });

  it('keeps the guide of its booking from being sent by us too', async () => {
    await mark(1);
    world.advance(2 * dayMs - 80 * minuteMs);

    const run = await tick();

    expect(run.answer).toMatchObject({ foreign_rows: 1, skipped_by: { 'foreign-row': 1 } });
    expect(sentTo(world)).not.toContain('01000000001');
  });

  it('counts once, whichever of its flags are foreign', async () => {
    await world.put('sms', { ...inventedRow(1, { remind_sms: true }), booking_time: '2026-11-04 14:00:00' });

    const run = await tick();

    expect(run.answer).toMatchObject({ outcome: 'succeeded', foreign_rows: 1, accepted: 2 });
    expect(named(run, 'foreign_row')).toHaveLength(2);
  });
});

describe('two rows that another sender marked', () => {
  const stopped =
    /^another sender is at work: since 2026-11-02T05:00:00\.000Z, .* marked 2 messages of 2 bookings as sent, confirm of 1051707_1 among them; nothing was sent\. .*naver-sms delivery approve live --accept-marked-rows --reason "<who marked them>"$/;
  beforeEach(async () => {
    await mark(1);
    await mark(2);
  });

  it('stop everything, and name the command', async () => {
    const run = await tick();

    expect(run.end.kind).toBe('error');
    expect(run.answer.errorMessage).toMatch(stopped);
    expect(run.metrics).toMatchObject([{ RunFailures: 1, ForeignRows: 2 }]);
    expect(world.outside.slackMessages[0]?.text).toContain('--accept-marked-rows');
    expect(sentTo(world)).toEqual([]);
  });

  it('are not hidden by a new approval', async () => {
    await tick();
    world.advance(minuteMs);
    await world.approve({ approvedAt: at(30 * minuteMs) });
    const again = await tick();

    expect(again.answer.errorMessage).toMatch(stopped);
    expect(sentTo(world)).toEqual([]);
  });

  it('are not hidden by an approval that replaced the first before any run came', async () => {
    // As `delivery approve live` leaves it: the time of the first one stays.
    const since = { since: at(0), setBy: 'captain', reason: 'go' };
    await world.put('naver-sms-control', { scope: 'control', name: 'sole-sender', ...since });
    await world.approve({ approvedAt: at(10 * minuteMs) });

    const run = await tick();

    expect(run.answer.errorMessage).toMatch(stopped);
  });

  it('count no more once an operator accepted them; newer ones do', async () => {
    await tick();
    const since = { since: at(30 * minuteMs), setBy: 'captain', reason: 'an old test, switched off' };
    await world.put('naver-sms-control', { scope: 'control', name: 'sole-sender', ...since });
    await world.approve({ approvedAt: at(30 * minuteMs) });
    world.outside.addBookings([inventedBooking(4, 4 * dayMs, { registeredAt: at(35 * minuteMs) })]);
    await world.put('sms', { ...inventedRow(4), booking_time: '2026-11-06 14:00:00' });

    const run = await tick();

    expect(run.answer).toMatchObject({ outcome: 'succeeded', foreign_rows: 1, accepted: 1 });
    expect(sentTo(world)).toEqual(['01000000003']);
  });

  it('are nothing foreign if both were confirmed before the first live approval', async () => {
    await world.approve({ approvedAt: at(hourMs) });
    world.advance(hourMs);

    const run = await tick();

    expect(run.answer).toMatchObject({ outcome: 'succeeded', foreign_rows: 0, accepted: 1 });
  });
});
