import { describe, expect, it } from 'vitest';
import type { BookingApi, BookingQuery } from '../../../lambda/bookings/booking-api.ts';
import { fetchBookings } from '../../../lambda/bookings/fetch-bookings.ts';
import { judgeHost } from '../../../lambda/bookings/judge-host.ts';
import { StoreRefused } from '../../../lambda/bookings/store-refused.ts';
import type { BookingWindow } from '../../../lambda/bookings/windows.ts';

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

interface CountedApi extends BookingApi {
  /** Pages of confirmed bookings that were asked for. */
  readonly pages: number[];
  /** How often confirmed bookings were counted. */
  readonly counts: number;
  /** The status of each count. */
  readonly asked: string[];
}

/** An API over these rows of RC03, none of them far ahead; RC08 is empty. `counts`: what it counts first. */
function apiOver(all: readonly unknown[], counts: readonly number[] = []): CountedApi {
  const answers = [...counts];
  const pages: number[] = [];
  const asked: string[] = [];
  const rowsOf = ({ status, window: { isFar } }: BookingQuery) => (status === 'RC03' && !isFar ? all : []);
  return {
    pages,
    asked,
    get counts() {
      return asked.filter((status) => status === 'RC03').length;
    },
    count: async (query) => {
      asked.push(query.status);
      return (query.status === 'RC03' ? answers.shift() : undefined) ?? rowsOf(query).length;
    },
    countAll: async () => all.length,
    page: async (query, page) => {
      if (query.status === 'RC03') pages.push(page);
      return rowsOf(query).slice(page * 50, (page + 1) * 50);
    },
  };
}

async function fetchWith(
  api: BookingApi,
  ids: readonly string[] = ['1'],
  windows: readonly BookingWindow[] = [window],
) {
  const events: [string, object][] = [];
  const stores = await fetchBookings({
    api,
    stores: ids.map(store),
    windowsOf: () => windows,
    emit: (name, fields) => events.push([name, fields]),
  });
  const [first] = stores;
  if (!first) throw new Error('no store was fetched');
  return { stores, first, events };
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
    const { first } = await fetchWith(api);
    expect(first.bookings).toHaveLength(count);
    expect(api.pages).toEqual(pages);
  });

  it('counts once for one page, and again after several, since rows may have moved between them', async () => {
    const [one, several] = [apiOver(rows('1', 49)), apiOver(rows('1', 51))];
    await fetchWith(one);
    await fetchWith(several);
    expect([one.counts, several.counts]).toEqual([1, 2]);
  });

  it('asks for far windows only if there are bookings outside of the near one', async () => {
    const api = apiOver(rows('1', 3));
    await fetchWith(api, ['1'], [window, far(1), far(2)]);
    expect([api.counts, api.pages]).toEqual([1, [0]]);
  });

  it.each([
    ['until all are found', 4, [far(1)], ['1_1', '1_2', '1_3', '1_9']],
    [
      'in each window, if fewer are counted in all than are near',
      1,
      [far(1), far(2)],
      ['1_1', '1_2', '1_3', '1_9'],
    ],
    [
      'in each window, if the host does not count without one',
      null,
      [far(1), far(2)],
      ['1_1', '1_2', '1_3', '1_9'],
    ],
  ])(
    'reads far windows %s, and takes a count of 0 there for an empty list',
    async (_, total, asked, found) => {
      const api = farApi(total);
      const { first } = await fetchWith(api, ['1'], [window, far(1), far(2)]);
      expect(first.bookings.map(({ bookingNum }) => bookingNum)).toEqual(found);
      expect(api.farAsked).toEqual(asked);
      expect(api.pages).toEqual([0, 0]);
      expect(first).toMatchObject({ failures: [], wholeStatuses: ['RC03', 'RC08'] });
    },
  );

  it('reads no far window if the run has no time left for it, which is a failure of the store', async () => {
    const api = farApi(4);
    const [first] = await fetchBookings({
      ...{ api, stores: [store('1')], emit: () => undefined, windowsOf: () => [window, far(1)] },
      mayReadFar: () => false,
    });
    expect(api.farAsked).toEqual([]);
    expect(first?.bookings).toHaveLength(3);
    expect(first?.failures).toEqual([
      'RC03: visits from 2026-12-03 on: not read, since the run would have no time left to send; lower confirmedDaysAhead in stores.yaml',
    ]);
  });

  it('reads again where the count changed meanwhile', async () => {
    const { first } = await fetchWith(apiOver(rows('1', 3), [2, 3]));
    expect(first.bookings).toHaveLength(3);
  });

  it('fails the store where count and pages never agree: an empty list is not 0 bookings', async () => {
    const { stores, first, events } = await fetchWith(apiOver([], [4, 4]));
    expect(first).toMatchObject({
      storeId: '1',
      failures: [
        'RC03: the pages hold 0 bookings and the count says 4, twice in a row; the next run reads the store again',
      ],
      wholeStatuses: ['RC08'],
    });
    expect(judgeHost(stores)).toMatchObject({ storesFailed: 1, failure: expect.stringContaining('RC03') });
    expect(events.map(([name]) => name)).toEqual(['store_failed', 'store_fetched']);
    expect(events[1]).toEqual([
      'store_fetched',
      { store_id: '1', confirmed: null, completed: 0, skipped: 0 },
    ]);
  });

  it('fails the store where one booking comes twice in place of another', async () => {
    const [one, other] = rows('1', 2);
    const { first } = await fetchWith(apiOver([one, one, other], [3, 3]));
    expect(first.failures).toHaveLength(1);
  });

  it('goes on with the other stores where one fails', async () => {
    const { stores, events } = await fetchWith(failing('2', new StoreRefused('HTTP 403')), ['1', '2', '3']);
    expect(judgeHost(stores)).toEqual({ storesFailed: 1, failure: null, hasRead: true });
    expect(events.map(([name]) => name).sort()).toEqual(['store_failed', 'store_fetched', 'store_fetched']);
  });

  it('asks a store that is refused for nothing more, and one that fails for its other status', async () => {
    const refused = failing('1', new StoreRefused('HTTP 403'));
    const broken = failing('1', new Error('the booking host answered 404'));
    await fetchWith(refused);
    await fetchWith(broken, ['1'], [window, far(1)]);
    expect([refused.asked, broken.asked]).toEqual([['RC03'], ['RC03', 'RC08']]);
  });

  it('keeps what was read before a far window fails', async () => {
    const api = farApi(9);
    const count: BookingApi['count'] = async (query) => {
      if (query.window.from.getTime() === far(2).from.getTime())
        throw new Error('the booking host answered 500');
      return await api.count(query);
    };
    const { first } = await fetchWith({ ...api, count }, ['1'], [window, far(1), far(2)]);
    expect(first.bookings).toHaveLength(4);
    expect(first).toMatchObject({
      failures: ['RC03: visits from 2027-01-03 on: the booking host answered 500'],
      wholeStatuses: ['RC08'],
    });
  });

  it('reports each bad row and keeps the good ones', async () => {
    const { first, events } = await fetchWith(apiOver([...rows('1', 1), { bookingId: 9 }]));
    expect(first).toMatchObject({
      skipped: [{ reason: 'invalid-row' }],
      returnedCount: 2,
      bookings: [{ bookingNum: '1_1' }],
      failures: [],
    });
    expect(events).toContainEqual([
      'booking_skipped',
      { store_id: '1', booking_num: '1_9', reason: 'invalid-row', field: 'businessId' },
    ]);
  });
});

describe('rows that changed', () => {
  const bad = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ bookingId: 100 + index, businessId: 1 }));

  it.each([
    [1, 1, 0],
    [2, 2, 0],
    [2, 3, 1],
    [0, 1, 1],
  ])('%i good and %i bad rows: %i failures of the store', async (good, malformed, failures) => {
    const { first } = await fetchWith(apiOver([...rows('1', good), ...bad(malformed)]));
    expect(first.failures).toHaveLength(failures);
    expect(first.bookings).toHaveLength(good);
  });

  it('fail the run where no store with bookings can be read', async () => {
    const changed = await fetchWith(apiOver([...rows('1', 1), ...bad(3)]), ['1']);
    const empty = (await fetchWith(apiOver([]), ['2'])).stores;
    const good = (await fetchWith(apiOver(rows('3', 1)), ['3'])).stores;

    expect(judgeHost([...changed.stores, ...empty])).toEqual({
      storesFailed: 1,
      failure:
        'no store could be read: store 1: RC03: 3 of 4 bookings cannot be read (invalid-row at phone: 3): the host may have changed its rows',
      hasRead: true,
    });
    expect(judgeHost([...changed.stores, ...good])).toEqual({
      storesFailed: 1,
      failure: null,
      hasRead: true,
    });
  });
});

/** The n-th window beyond the near one. */
function far(n: number): BookingWindow {
  const startMs = window.to.getTime() + (n - 1) * 31 * 24 * 3_600_000;
  return { from: new Date(startMs), to: new Date(startMs + 31 * 24 * 3_600_000), isFar: true };
}

/** Three near bookings and one in the first far window; `total`: what is counted without a window, null: an error. */
function farApi(total: number | null): CountedApi & { readonly farAsked: BookingWindow[] } {
  const api = apiOver(rows('1', 3));
  const farAsked: BookingWindow[] = [];
  const there = { ...rows('1', 1)[0], bookingId: 9 };
  const isThere = ({ status, window: { from } }: BookingQuery) =>
    status === 'RC03' && from.getTime() === far(1).from.getTime();
  return {
    ...api,
    farAsked,
    count: async (query) => {
      if (!query.window.isFar || query.status !== 'RC03') return await api.count(query);
      farAsked.push(query.window);
      return isThere(query) ? 1 : 0;
    },
    countAll: async () => {
      if (total === null) throw new Error('the booking host answered 422');
      return total;
    },
    page: async (query, page) => {
      const listed = await api.page(query, page);
      return isThere(query) ? [there] : listed;
    },
    get counts() {
      return api.counts;
    },
  };
}

/** An API of which every call for one store fails. */
function failing(storeId: string, cause: Error): CountedApi {
  const api = apiOver([]);
  return {
    ...api,
    count: async (query) => {
      const counted = await api.count(query);
      if (query.storeId === storeId) throw cause;
      return counted;
    },
  };
}
