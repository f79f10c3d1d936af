import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BookingInput } from '../../../src/sandbox/outside/booking.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../../src/sandbox/outside/start-outside-world.ts';
import { callBooking, cookieOf } from './world-caller.ts';

const store = '1051707';
const startMs = Date.parse('2026-11-23T05:00:00Z');
const day = { startDateTime: '2026-11-23T00:00:00.000Z', endDateTime: '2026-11-24T00:00:00.000Z' };

const booking = (bookingId: number, more: Partial<BookingInput> = {}): BookingInput => ({
  storeId: store,
  bookingId,
  name: '김가상',
  phone: '01000000001',
  startsAt: '2026-11-23T08:00:00Z',
  registeredAt: '2026-11-20T00:00:00Z',
  ...more,
});
const idsOf = (body: unknown) => (body as { bookingId: number }[]).map(({ bookingId }) => bookingId);

describe('the pretend booking API', () => {
  let world: StandaloneWorld;
  let nowMs = startMs;
  const start = async (options: Parameters<typeof startOutsideWorld>[0]) => {
    world = await startOutsideWorld({ nowMs: () => nowMs, ...options });
  };
  const list = (query: Record<string, string> = {}, cookie = cookieOf(world)) =>
    callBooking(world, `/api/businesses/${store}/bookings`, query, cookie);
  const count = (query: Record<string, string> = {}) =>
    callBooking(world, `/v3.1/businesses/${store}/bookings/count`, query);

  beforeEach(() => {
    nowMs = startMs;
  });
  afterEach(() => world.stop());

  it('lists pages of fifty and counts them all', async () => {
    await start({ bookings: Array.from({ length: 120 }, (_, index) => booking(index + 1)) });

    const pages = await Promise.all([0, 1, 2, 3].map((page) => list({ page: String(page), size: '500' })));
    const counted = await count();

    expect(pages.map(({ body }) => idsOf(body).length)).toEqual([50, 50, 20, 0]);
    expect(new Set(pages.flatMap(({ body }) => idsOf(body))).size).toBe(120);
    expect(counted.body).toEqual({ count: 120 });
  });

  it('filters by status and window, by the start in UTC', async () => {
    await start({
      bookings: [
        booking(1),
        booking(2, { status: 'RC08' }),
        booking(3, { startsAt: '2026-11-25T00:00:00Z' }),
        booking(4, { status: 'RC04' }),
      ],
    });

    const confirmed = await list({ bookingStatusCodes: 'RC03', ...day });

    expect(idsOf(confirmed.body)).toEqual([1]);
    expect(confirmed.body).toMatchObject([
      { businessId: 1051707, snapshotJson: { startDateTime: '2026-11-23T08:00:00Z' } },
    ]);
  });

  it.each([
    [
      'longer than 31 days',
      { startDateTime: '2026-11-01T00:00:00.000Z', endDateTime: '2026-12-02T00:00:00.001Z' },
    ],
    ['without zone', { startDateTime: '2026-11-01T00:00:00', endDateTime: '2026-11-02T00:00:00' }],
    ['without end', { startDateTime: '2026-11-01T00:00:00Z' }],
  ])('answers 422 to a window %s', async (_what, window) => {
    await start({ bookings: [] });

    expect((await list(window)).status).toBe(422);
    expect((await count(window)).status).toBe(422);
  });

  it('takes a window of exactly 31 days', async () => {
    await start({ bookings: [] });

    const window = { startDateTime: '2026-11-01T00:00:00Z', endDateTime: '2026-12-02T00:00:00Z' };

    expect((await list(window)).status).toBe(200);
  });

  it.each([
    ['unauthorized', { status: 401 }],
    ['not-a-list', { status: 200, body: { code: 'AUTH_REQUIRED' } }],
    ['redirect', { status: 302 }],
  ] as const)('shows a session that is over as %s', async (expiryForm, seen) => {
    await start({ bookings: [booking(1)], expiryForm });

    const half = cookieOf(world).replace('NID_SES', 'OTHER');

    expect(await list({}, half)).toMatchObject(seen);
    expect(await list({}, '')).toMatchObject(seen);
  });

  it('leads a redirect to a page that is no list', async () => {
    await start({ bookings: [], expiryForm: 'redirect' });

    const followed = await fetch(`${world.endpoint}/booking/api/businesses/${store}/bookings`);

    expect(followed.url).toBe(`${world.endpoint}/login/nidlogin.login`);
    expect(await followed.text()).toContain('id="log.login"');
  });

  it('masks a phone, shows a status nobody knows among the confirmed, and what a booking was before', async () => {
    await start({
      bookings: [
        booking(1, { isPhoneMasked: true }),
        booking(2, { status: 'RC77' }),
        booking(3, { previousBookingId: 1 }),
      ],
    });

    const { body } = await list({ bookingStatusCodes: 'RC03' });

    expect(body).toMatchObject([
      { bookingId: 1, phone: '010****0001', isForcedPrivacyMasking: true },
      { bookingId: 2, bookingStatusCode: 'RC77' },
      { bookingId: 3, previousBookingId: 1 },
    ]);
  });

  it.each([
    ['forbidden', 403, 403],
    ['absent', 404, 404],
    ['broken', 500, 500],
    ['maintenance', 200, 200],
    ['empty', 200, 200],
    ['count-text', 200, 200],
  ] as const)('answers for a store that is %s, and for no other', async (answer, counted, listed) => {
    await start({ bookings: [booking(1), booking(2, { storeId: '1120125' })] });
    world.turnBookings({ stores: { [store]: answer } });

    const [counting, listing] = [await count(), await list()];
    const other = await callBooking(world, '/api/businesses/1120125/bookings', {});

    expect([counting.status, listing.status]).toEqual([counted, listed]);
    expect(counting.body).not.toEqual({ count: 1 });
    expect(idsOf(other.body)).toEqual([2]);
  });

  it('fails for completed bookings alone, and lists rows in another shape or with other fields', async () => {
    await start({ bookings: [booking(1, { listedAs: { name: null } })] });
    world.turnBookings({ all: 'completed-broken', rows: 'snapshot-text' });

    const confirmed = await list({ bookingStatusCodes: 'RC03' });
    const completed = await list({ bookingStatusCodes: 'RC08' });
    world.turnBookings({ rows: 'renamed' });
    const renamed = await list();

    expect(completed.status).toBe(500);
    expect(confirmed.body).toMatchObject([
      { name: null, snapshotJson: expect.stringContaining('"startDateTime":"2026-11-23T08:00:00Z"') },
    ]);
    expect(renamed.body).toMatchObject([{ reservationSnapshot: { startDateTime: '2026-11-23T08:00:00Z' } }]);
  });

  it('shows a booking from the moment it was made', async () => {
    await start({ bookings: [booking(1, { registeredAt: '2026-11-23T05:10:00Z' })] });

    const before = await list();
    nowMs += 10 * 60_000;

    expect(idsOf(before.body)).toEqual([]);
    expect(idsOf((await list()).body)).toEqual([1]);
  });

  it('keeps bookings back until the first run is over where the first tick is quiet', async () => {
    await start({
      bookings: [booking(1, { isAfterFirstTick: true })],
      scenario: { session: 'valid', firstTick: 'on-time', traffic: 'quiet-first-tick' },
    });

    const counted = await count();
    const first = await list();
    nowMs += 20 * 60_000;

    expect([counted.body, first.body]).toEqual([{ count: 0 }, []]);
    expect(idsOf((await list()).body)).toEqual([1]);
  });

  it('refuses every list of the first run where the first tick fails, and none of the second', async () => {
    await start({
      bookings: [booking(1)],
      scenario: { session: 'valid', firstTick: 'fails', traffic: 'due' },
    });

    const first = [await list(), await list()];
    nowMs += 20 * 60_000;

    expect(first.map(({ status }) => status)).toEqual([500, 500]);
    expect((await list()).status).toBe(200);
  });

  it('takes new bookings while it runs, and refuses what is none', async () => {
    await start({ bookings: [booking(1)] });

    world.addBookings([booking(2), booking(1, { name: '이시험' })]);

    expect((await list()).body).toMatchObject([{ bookingId: 1, name: '이시험' }, { bookingId: 2 }]);
    expect(() => world.addBookings([{ bookingId: 'x' }])).toThrow();
  });
});
