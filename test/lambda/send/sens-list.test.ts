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

  it('throws at what is no page', () => {
    for (const body of [null, { statusCode: '200' }, [], { messages: {} }]) {
      expect(() => readListPage(body)).toThrow('malformed');
    }
  });

  it.each([
    ['a page that hides the next', page({ hasMore: true }), 1],
    ['a time that cannot be read', page({}, { requestTime: 'yesterday' }), 0],
    ['an entry that is none', { messages: [entry, null, 'text'] }, 1],
    ['an entry without its request', { messages: [entry, { ...entry, requestId: null }] }, 1],
  ])('keeps what it can read, and names the gap: %s', (_, body, readable) => {
    const { messages, gap, nextToken } = readListPage(body);
    expect(messages).toHaveLength(readable);
    expect(gap).not.toBeNull();
    expect(nextToken).toBeNull();
  });

  it.each([
    ['a code as a number', { status: 'COMPLETED', statusCode: 0, statusName: 'success' }],
    ['a state in small letters', { status: 'completed', statusCode: '0' }],
    ['a time with a zone', { requestTime: '2026-11-02T05:00:00Z', status: 'COMPLETED', statusCode: '0' }],
    [
      'a time as a number',
      { requestTime: Date.parse('2026-11-02T05:00:00Z'), status: 'COMPLETED', statusCode: 0 },
    ],
    [
      'numbers with hyphens and country code',
      { to: '+82 10-0000-0001', from: '02-0000-0000', status: 'COMPLETED', statusCode: '0' },
    ],
    ['an attribute of another type', { status: 'COMPLETED', statusCode: '0', content: {} }],
  ])('reads an entry with %s', (_, more) => {
    expect(readListPage(page({}, more))).toMatchObject({
      gap: null,
      messages: [
        {
          delivery: 'delivered',
          to: '01000000001',
          from: '0200000000',
          requestedAt: new Date('2026-11-02T05:00:00Z'),
        },
      ],
    });
  });

  it('takes a text from the detail of the same message alone', () => {
    const [listed] = readListPage(page()).messages;
    if (!listed) throw new Error('nothing listed');
    expect(readDetail(page({}, { content: '글' }), listed)?.content).toBe('글');
    expect(readDetail(page({}, { content: '글', messageId: 'm-2' }), listed)).toBeNull();
    expect(readDetail(page(), listed)).toBeNull();
  });
});
