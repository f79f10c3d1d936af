import { afterEach, describe, expect, it } from 'vitest';
import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const store = '1051707';

let world: LambdaWorld;
afterEach(() => world.stop());

/** An invented booking that starts so many milliseconds from the world's beginning. */
function booking(bookingId: number, startsInMs: number, more: Partial<BookingInput> = {}): BookingInput {
  return {
    storeId: store,
    bookingId,
    name: '김가상',
    phone: `0100000${String(bookingId).padStart(4, '0')}`,
    startsAt: new Date(afternoonMs + startsInMs).toISOString(),
    registeredAt: new Date(afternoonMs - 2 * dayMs).toISOString(),
    ...more,
  };
}

const row = (bookingId: number, flags: Record<string, boolean> = {}) => ({
  booking_num: `${store}_${bookingId}`,
  phone: `010-0000-${String(bookingId).padStart(4, '0')}`,
  name: '김가상',
  booking_time: '2026-11-02 15:00:00',
  confirm_sms: true,
  remind_sms: false,
  option_sms: false,
  option_time: '',
  ...flags,
});

const named = (events: readonly Readonly<Record<string, unknown>>[], name: string) =>
  events.filter(({ event }) => event === name);

describe('a scheduled run of the bundle', () => {
  it('sends what is due, records it, and says so in metrics, log, Telegram and Slack', async () => {
    world = await startLambdaWorld({ bookings: [booking(1, 2 * dayMs), booking(2, hourMs), booking(3, hourMs)] });
    await world.put('sms', row(3));
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('response');
    expect(run.answer).toMatchObject({ outcome: 'succeeded', mode: 'live', accepted: 4, messages_due: 4, stores_failed: 0 });
    expect(world.outside.sensMessages.map(({ to }) => to).sort()).toEqual([
      '01000000001',
      '01000000002',
      '01000000002',
      '01000000003',
    ]);
    expect(named(run.events, 'send_accepted')).toHaveLength(4);
    expect(named(run.events, 'run_summary')[0]).toMatchObject({
      notifications: [
        { channel: 'telegram', state: 'delivered', message_id: '1' },
        { channel: 'slack', state: 'delivered' },
      ],
    });
    expect(run.metrics).toHaveLength(1);
    expect(run.metrics[0]).toMatchObject({ service: 'naver-sms', Runs: 1, RunFailures: 0, MessagesAccepted: 4 });
    expect(world.outside.telegramMessages).toHaveLength(1);
    expect(world.outside.slackMessages).toHaveLength(1);
    const rows = await world.scan('sms');
    expect(rows.find(({ booking_num }) => booking_num === `${store}_2`)).toMatchObject({
      confirm_sms: true,
      remind_sms: true,
      option_sms: false,
      option_time: '',
    });
  });
});
