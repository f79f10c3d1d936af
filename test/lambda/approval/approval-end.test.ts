import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { warningBeforeEnd } from '../../../lambda/register/approval-end.ts';
import { hourMs, minuteMs } from '../invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named } from '../what-a-run-did.ts';

const at = (ms: number) => new Date(afternoonMs + ms).toISOString();
const now = new Date(afternoonMs);

describe('the warning before the end of an approval', () => {
  const until = (ms: number, warnedOf: string | null = null) => warningBeforeEnd(at(ms), now, warnedOf);

  it('is given from a day before on, and again from an hour before on', () => {
    expect(warningBeforeEnd(null, now, null)).toBeNull();
    expect(until(24 * hourMs + 1)).toBeNull();
    expect(until(24 * hourMs)).toMatchObject({ hoursLeft: 24 });
    expect(until(hourMs + 1)).toMatchObject({ hoursLeft: 2 });
    expect(until(hourMs)).toMatchObject({ hoursLeft: 1 });
    expect(until(1)).toMatchObject({ hoursLeft: 1 });
  });

  it('is given once each, and anew for another end', () => {
    const day = until(20 * hourMs)?.warnedOf ?? '';
    const hour = until(50 * minuteMs)?.warnedOf ?? '';

    expect(until(20 * hourMs, day)).toBeNull();
    expect(until(19 * hourMs, day)).not.toBeNull();
    expect(warningBeforeEnd(at(20 * hourMs), new Date(afternoonMs + 19.5 * hourMs), day)).toMatchObject({
      hoursLeft: 1,
    });
    expect(until(50 * minuteMs, hour)).toBeNull();
  });
});

describe('a live run', () => {
  let world: LambdaWorld;
  beforeEach(async () => {
    world = await startLambdaWorld({ bookings: [] });
    const telemetry = { notify: 'failures', logLevel: 'WARN', setBy: 'c', setAt: at(0), reason: 'test' };
    await world.put('naver-sms-control', { scope: 'control', name: 'telemetry', ...telemetry });
  });
  afterEach(() => world.stop());
  const texts = () => world.outside.telegramMessages.map(({ text }) => String(text));

  it('warns a day before its approval lapses and an hour before, once each, though only failures are told', async () => {
    await world.approve({ until: at(25 * hourMs) });

    const runs = [];
    for (const afterMs of [0, 2 * hourMs, 20 * minuteMs, 21.9 * hourMs, 20 * minuteMs]) {
      world.advance(afterMs);
      runs.push(await world.invoke(scheduledEvent));
    }

    expect(runs.map(({ answer }) => answer.approval_ends_in_hours)).toEqual([0, 23, 0, 1, 0]);
    expect(runs.map((run) => named(run, 'approval_ending').length)).toEqual([0, 1, 0, 1, 0]);
    expect(texts()).toHaveLength(2);
    for (const text of texts()) {
      expect(text).toMatch(/^\[확인 필요 \/ LOOK\]/);
      expect(text).toContain('(2026-11-03 15:00 KST) → naver-sms delivery approve live --reason "<why>"');
    }
  });

  it('warns again if no channel took the warning', async () => {
    await world.approve({ until: at(50 * minuteMs) });
    for (const [service, operation] of [
      ['telegram', 'sendMessage'],
      ['slack', 'chat.postMessage'],
    ] as const) {
      world.addFault({ service, operation, kind: 'access-denied', times: 1 });
    }

    const first = await world.invoke(scheduledEvent);
    const second = await world.invoke(scheduledEvent);
    const third = await world.invoke(scheduledEvent);

    expect([first, second, third].map(({ answer }) => answer.approval_ends_in_hours)).toEqual([1, 1, 0]);
  });

  it('says nothing of an end that is far, or that there is not', async () => {
    await world.approve({ until: at(48 * hourMs) });
    await world.invoke(scheduledEvent);
    await world.approve();
    await world.invoke(scheduledEvent);

    expect(texts()).toEqual([]);
  });
});
