import { describe, expect, it } from 'vitest';
import type { BookingApi, BookingQuery } from '../../../lambda/bookings/booking-api.ts';
import { fetchBookings } from '../../../lambda/bookings/fetch-bookings.ts';
import { SessionExpired } from '../../../lambda/session/session-expired.ts';

const window = { from: new Date('2026-11-01T15:00:00Z'), to: new Date('2026-12-02T15:00:00Z') };
const store = (id: string) => ({
  id,
  name: '가상',
  from: '0200000001',
  servedByLegacy: true,
  backlogAcknowledged: null,
  texts: {},
});

const rows = (storeId: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    bookingId: index + 1,
    businessId: Number(storeId),
    name: '김가상',
    phone: `0100000${String(index).padStart(4, '0')}`,
    bookingStatusCode: 'RC03',
    snapshotJson: { startDateTime: '2026-11-02T05:00:00Z' },
  }));

/** An API over these rows of RC03; RC08 is empty. */
function apiOver(all: readonly unknown[], counts: readonly number[] = []): BookingApi & { pages: number[] } {
  const answers = [...counts];
  const pages: number[] = [];
  const rowsOf = ({ status }: BookingQuery) => (status === 'RC03' ? all : []);
  return {
    pages,
    count: async (query) => (query.status === 'RC03' ? answers.shift() : undefined) ?? rowsOf(query).length,
    page: async (query, page) => {
      if (query.status === 'RC03') pages.push(page);
      return rowsOf(query).slice(page * 50, (page + 1) * 50);
    },
  };
}

async function fetchWith(api: BookingApi, ids: readonly string[] = ['1']) {
  const events: [string, object][] = [];
  const fetched = await fetchBookings({
    api,
    stores: ids.map(store),
    windowsOf: () => [window],
    emit: (name, fields) => events.push([name, fields]),
  });
  return { fetched, events };
}

describe('fetching bookings', () => {
  it.each([
    [0, [0]],
    [49, [0]],
    [50, [0, 1]],
    [51, [0, 1]],
    [120, [0, 1, 2]],
  ])('of %i rows asks for the pages %j', async (count, pages) => {
    const api = apiOver(rows('1', count));
    const { fetched } = await fetchWith(api);
    expect(fetched.bookings).toHaveLength(count);
    expect(api.pages).toEqual(pages);
  });

  it('reads again where the count changed meanwhile', async () => {
    const { fetched } = await fetchWith(apiOver(rows('1', 3), [2, 3, 3, 3]));
    expect(fetched.bookings).toHaveLength(3);
  });

  it('fails the store where count and pages never agree: an empty list is not 0 bookings', async () => {
    const { fetched, events } = await fetchWith(apiOver([], [4, 4, 4, 4]));
    expect(fetched.failedStores).toEqual([
      {
        storeId: '1',
        reason:
          'RC03: the pages hold 0 bookings and the count says 4, twice in a row; the next run reads the store again',
      },
    ]);
    expect(events.map(([name]) => name)).toEqual(['store_failed']);
  });

  it('fails the store where one booking comes twice in place of another', async () => {
    const [first, second] = rows('1', 2);
    const { fetched } = await fetchWith(apiOver([first, first, second], [3, 3, 3, 3]));
    expect(fetched.failedStores).toHaveLength(1);
  });

  it('goes on with the other stores where one fails', async () => {
    const api = apiOver([]);
    const broken: BookingApi = {
      ...api,
      count: async (query) => {
        if (query.storeId === '2') throw new SessionExpired('HTTP 403');
        return await api.count(query);
      },
    };
    const { fetched, events } = await fetchWith(broken, ['1', '2', '3']);
    expect(fetched.failedStores.map(({ storeId }) => storeId)).toEqual(['2']);
    expect(events.map(([name]) => name).sort()).toEqual(['store_failed', 'store_fetched', 'store_fetched']);
  });

  it('reports each bad row and keeps the good ones', async () => {
    const { fetched, events } = await fetchWith(apiOver([...rows('1', 1), { bookingId: 9 }]));
    expect(fetched).toMatchObject({
      returnedCount: 2,
      skippedFor: ['invalid-row'],
      bookings: [{ bookingNum: '1_1' }],
    });
    expect(events).toContainEqual([
      'booking_skipped',
      { store_id: '1', booking_num: '1_9', reason: 'invalid-row', field: 'businessId' },
    ]);
  });
});
