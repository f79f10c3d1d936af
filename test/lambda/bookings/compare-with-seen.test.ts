import { describe, expect, it } from 'vitest';
import { compareStores, farBacklogOf } from '../../../lambda/bookings/compare-with-seen.ts';
import type { FetchedStore } from '../../../lambda/bookings/fetch-store.ts';
import { readBookingRow } from '../../../src/rules/read-booking-row.ts';

const now = new Date('2026-11-02T05:00:00Z');
const hoursOn = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();
const seen = { confirmed: 20, lastStartsAt: hoursOn(48), at: hoursOn(-1), emptySince: null };

function fetched(starts: readonly string[], more: Partial<FetchedStore> = {}): FetchedStore {
  const readings = starts.map((startsAt, index) =>
    readBookingRow('1', {
      ...{
        bookingId: index + 1,
        businessId: 1,
        name: '김가상',
        phone: '01000000001',
        bookingStatusCode: 'RC03',
      },
      snapshotJson: { startDateTime: startsAt },
    }),
  );
  return {
    storeId: '1',
    bookings: readings.flatMap((reading) => (reading.state === 'read' ? [reading.booking] : [])),
    skipped: [],
    returnedCount: starts.length,
    repeated: [],
    failures: [],
    wholeStatuses: ['RC03'],
    isUnreadable: false,
    ...more,
  };
}

const compare = (store: FetchedStore, before: Parameters<typeof compareStores>[0]['before'], accepted = {}) =>
  compareStores({ before, accepted, fetched: [store], now });

describe('a store compared with what was seen of it', () => {
  it('that has bookings is remembered with their number and the last of their times', () => {
    expect(compare(fetched([hoursOn(5), hoursOn(30), hoursOn(7)]), {})).toEqual({
      emptied: [],
      stores: {
        '1': { confirmed: 3, lastStartsAt: hoursOn(30), at: now.toISOString(), emptySince: null },
      },
    });
  });

  it('that has none any more is missed, since when it is empty stays, and it is remembered as it was', () => {
    const first = compare(fetched([]), { '1': seen });
    const second = compare(fetched([]), { '1': { ...seen, emptySince: hoursOn(-0.5) } });

    expect(first).toMatchObject({
      emptied: [{ storeId: '1' }],
      stores: { '1': { emptySince: now.toISOString() } },
    });
    expect(second).toMatchObject({ stores: { '1': { ...seen, emptySince: hoursOn(-0.5) } } });
  });

  it.each([
    ['whose last visit has begun', { ...seen, lastStartsAt: hoursOn(0) }, {}],
    ['that was seen more than a week ago', { ...seen, at: hoursOn(-24 * 7 - 1) }, {}],
    ['that an operator accepted since', seen, { '1': hoursOn(-0.5) }],
  ])('%s is not missed, and forgotten', (_, before, accepted) => {
    expect(compare(fetched([]), { '1': before }, accepted)).toEqual({ emptied: [], stores: {} });
  });

  describe('that had a single booking', () => {
    const single = { ...seen, confirmed: 1 };
    const both = (before: Parameters<typeof compareStores>[0]['before']) =>
      compareStores({
        before,
        accepted: {},
        fetched: [fetched([]), fetched([], { storeId: '2' })],
        now,
      });

    it('is not missed if it alone shows none: a customer has cancelled', () => {
      expect(compare(fetched([]), { '1': single })).toEqual({ emptied: [], stores: {} });
      expect(both({ '1': single })).toEqual({ emptied: [], stores: {} });
    });

    it('is missed if another store lost its bookings in the same run', () => {
      expect(both({ '1': single, '2': single }).emptied).toHaveLength(2);
      expect(both({ '1': single, '2': seen }).emptied).toHaveLength(2);
    });

    it('stays missed after the other store has its bookings again', () => {
      const reported = { ...single, emptySince: hoursOn(-0.5) };
      expect(compare(fetched([]), { '1': reported })).toMatchObject({
        emptied: [{ storeId: '1' }],
        stores: { '1': reported },
      });
    });
  });

  it('that was accepted before its bookings were seen is missed', () => {
    expect(compare(fetched([]), { '1': seen }, { '1': hoursOn(-2) }).emptied).toHaveLength(1);
  });

  it.each([
    ['was not read', { wholeStatuses: [] }],
    [
      'has rows that cannot be read',
      {
        skipped: [{ storeId: '1', bookingNum: '1_1', reason: 'invalid-row', field: null }],
        returnedCount: 1,
      },
    ],
  ] as const)('that %s is not compared, and stays as it was seen', (_, more) => {
    expect(compare(fetched([], more), { '1': seen })).toEqual({ emptied: [], stores: { '1': seen } });
  });

  it('that nothing was known of is no trouble', () => {
    expect(compare(fetched([]), {})).toEqual({ emptied: [], stores: {} });
  });
});

describe('the backlog of a longer window', () => {
  const none = { daysAhead: 366, farBacklog: null };
  const known = { beyondDays: 31, before: hoursOn(-100) };
  const longer = (beyondDays: number) => ({ beyondDays, before: now.toISOString() });

  it.each([
    ['a first run', null, false, 366, null],
    ['a first run with this memory, after other live runs', null, true, 366, longer(31)],
    ['a first run with this memory and no longer window', null, true, 31, null],
    ['the same window as before', none, false, 366, null],
    ['a shorter window', none, false, 93, null],
    ['a longer window', { ...none, daysAhead: 93 }, false, 366, longer(93)],
    ['the same window, with a backlog from before', { daysAhead: 366, farBacklog: known }, false, 366, known],
    ['a window that became longer twice', { daysAhead: 93, farBacklog: known }, false, 366, longer(31)],
  ] as const)('is, for %s', (_, before, mayHaveRun, daysAhead, expected) => {
    expect(farBacklogOf({ before, mayHaveRun, daysAhead, now })).toEqual(expected);
  });
});
