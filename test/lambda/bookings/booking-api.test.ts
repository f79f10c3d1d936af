import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type BookingApi, bookingApi } from '../../../lambda/bookings/booking-api.ts';
import { StoreRefused } from '../../../lambda/bookings/store-refused.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly location?: string;
}

interface Asked {
  readonly url: URL;
  readonly headers: Readonly<Record<string, unknown>>;
}

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A host that gives these answers in turn, the last one for ever. */
async function hostOf(...answers: readonly Answer[]) {
  const asked: Asked[] = [];
  let passes = 0;
  server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? { status: 500, body: '' };
    asked.push({ url: new URL(request.url ?? '', 'http://invented'), headers: request.headers });
    response.writeHead(answer.status, answer.location ? { location: answer.location } : {});
    response.end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  const gate = {
    pass: async () => {
      passes += 1;
    },
  };
  const now = () => new Date('2026-11-02T05:00:00Z');
  const baseUrl = `http://127.0.0.1:${port}`;
  const loginUrl = 'https://nid.invalid/login';
  const api = bookingApi({ baseUrl, loginUrl, cookies: 'NID_AUT=invented', gate, now });
  return { api, asked, passes: () => passes };
}

const window = { from: new Date('2026-11-01T15:00:00Z'), to: new Date('2026-12-02T15:00:00Z') };
const query = { storeId: '1051707', status: 'RC03' as const, window };
const calls: readonly [string, (api: BookingApi) => Promise<unknown>][] = [
  ['count', (api) => api.count(query)],
  ['list', (api) => api.page(query, 0)],
];

describe('a call of the booking API', () => {
  it('asks as the partner page does: UTC window, page of 50, role, cookies', async () => {
    const { api, asked } = await hostOf({ status: 200, body: '[]' });

    expect(await api.page(query, 3)).toEqual([]);

    const [{ url, headers } = { url: new URL('http://x'), headers: {} }] = asked;
    expect(url.pathname).toBe('/api/businesses/1051707/bookings');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      bookingStatusCodes: 'RC03',
      startDateTime: '2026-11-01T15:00:00.000Z',
      endDateTime: '2026-12-02T15:00:00.000Z',
      page: '3',
      size: '50',
      maxDays: '31',
    });
    expect(headers).toMatchObject({ 'x-booking-naver-role': 'OWNER', cookie: 'NID_AUT=invented' });
  });

  describe.each(calls)('%s', (_, call) => {
    it.each([
      ['401', { status: 401, body: '{}' }],
      ['403', { status: 403, body: '{}' }],
      [
        'a redirect to the login page',
        { status: 302, body: '', location: 'https://nid.invalid/login?url=x' },
      ],
      ['200 that asks for a login', { status: 200, body: '{"code":"AUTH_REQUIRED"}' }],
    ])('takes %s for a refusal, and does not ask again', async (_shape, answer) => {
      const { api, asked } = await hostOf(answer);
      await expect(call(api)).rejects.toBeInstanceOf(StoreRefused);
      expect(asked).toHaveLength(1);
    });

    it.each([
      ['422', { status: 422, body: '{}' }, 'answered 422'],
      ['404', { status: 404, body: '{}' }, 'answered 404'],
      ['a page', { status: 200, body: '<html>login</html>' }, 'a page or other text in place of'],
      ['another object', { status: 200, body: '{"message":"login"}' }, 'malformed'],
      ['a count or list of another type', { status: 200, body: '{"count":"1"}' }, 'malformed'],
      ['a redirect to elsewhere', { status: 302, body: '', location: 'https://other.invalid/login' }, '302'],
      ['a redirect within the host', { status: 302, body: '', location: '/login' }, '302'],
      ['a redirect to nowhere', { status: 302, body: '' }, '302'],
    ])('fails on %s and names it: it is neither a refusal nor an empty list', async (_shape, answer, why) => {
      const { api } = await hostOf(answer);
      const failure = await call(api).catch((cause: unknown) => cause);
      expect(failure).not.toBeInstanceOf(StoreRefused);
      expect(String(failure)).toContain(why);
    });

    it.each([429, 500, 503])(
      'asks three times, each through the gate, where the host says %i',
      async (status) => {
        const { api, asked, passes } = await hostOf({ status, body: '' });
        await expect(call(api)).rejects.toThrow(`no usable answer in 3 attempts: ${status}`);
        expect([asked.length, passes()]).toEqual([3, 3]);
      },
    );
  });

  it('goes on where a later attempt is answered', async () => {
    const { api } = await hostOf({ status: 500, body: '' }, { status: 200, body: '{"count":7}' });
    expect(await api.count(query)).toBe(7);
  });
});
