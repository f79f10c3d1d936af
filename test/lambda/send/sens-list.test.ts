import { describe, expect, it } from 'vitest';
import { listQuery, readDetail, readListPage } from '../../../lambda/send/sens-list.ts';

/** Origin: invented. */
const entry = {
  requestId: 'r-1',
  messageId: 'm-1',
  requestTime: '2026-11-02 14:00:00',
  from: '0200000000',
  to: '01000000001',
};
const page = (more: object = {}, entryMore: object = {}) => ({
  messages: [{ ...entry, ...entryMore }],
  ...more,
});

describe('the SENS list', () => {
  it('is asked in Korean time, encoded once', () => {
    const filter = {
      start: new Date('2026-11-01T15:00:00Z'),
      end: new Date('2026-11-01T15:00:59Z'),
      to: '01000000001',
    };
    expect(listQuery(filter, 'a=b')).toBe(
      'requestStartTime=2026-11-02%2000%3A00%3A00&requestEndTime=2026-11-02%2000%3A00%3A59&to=01000000001&pageSize=100&nextToken=a%3Db',
    );
    expect(listQuery({ requestId: 'r-1' }, null)).toBe('requestId=r-1&pageSize=100');
  });

  it('reads times with and without T as Korean time', () => {
    for (const requestTime of ['2026-11-02 14:00:00', '2026-11-02T14:00:00', '2026-11-02T14:00:00.123']) {
      const read = readListPage(page({}, { requestTime })).messages[0];
      expect(read?.requestedAt.toISOString()).toBe('2026-11-02T05:00:00.000Z');
    }
  });

  it('tells delivered, failed and not yet known apart', () => {
    const deliveryOf = (more: object) => readListPage(page({}, more)).messages[0]?.delivery;
    expect(deliveryOf({ status: 'COMPLETED', statusCode: '0' })).toBe('delivered');
    expect(deliveryOf({ status: 'COMPLETED', statusCode: '3001' })).toBe('failed');
    expect(deliveryOf({ status: 'PROCESSING', statusCode: '0' })).toBe('pending');
    expect(deliveryOf({ status: 'COMPLETED' })).toBe('pending');
    expect(deliveryOf({})).toBe('pending');
  });

  it('throws at what is no page, at a page that hides the next, and at a time that cannot be read', () => {
    expect(() => readListPage(null)).toThrow('cannot be read');
    expect(() => readListPage({ statusCode: '200' })).toThrow('cannot be read');
    expect(() => readListPage(page({ hasMore: true }))).toThrow('names none');
    expect(() => readListPage(page({}, { requestTime: 'yesterday' }))).toThrow('time');
  });

  it('takes a text from the detail of the same message alone', () => {
    const [listed] = readListPage(page()).messages;
    if (!listed) throw new Error('nothing listed');
    expect(readDetail(page({}, { content: '글' }), listed).content).toBe('글');
    expect(() => readDetail(page({}, { content: '글', messageId: 'm-2' }), listed)).toThrow('no text');
    expect(() => readDetail(page(), listed)).toThrow('no text');
  });
});
