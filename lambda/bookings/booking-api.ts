import * as z from 'zod';
import type { BookingStatus } from '../../src/rules/booking.ts';
import { SessionExpired } from '../session/session-expired.ts';
import { callBookingHost, type HostAnswer } from './call-booking-host.ts';
import type { PoliteGate } from './polite-gate.ts';
import type { BookingWindow } from './windows.ts';

/** What to count or list. */
export interface BookingQuery {
  readonly storeId: string;
  readonly status: BookingStatus;
  readonly window: BookingWindow;
}

/** The two calls of the partner API that we make. Both throw SessionExpired, and Error where no usable answer came. */
export interface BookingApi {
  count(query: BookingQuery): Promise<number>;
  /** Rows of one page of 50, from page 0. */
  page(query: BookingQuery, page: number): Promise<readonly unknown[]>;
}

export interface BookingApiOptions {
  readonly baseUrl: string;
  /** The value of the cookie header. */
  readonly cookies: string;
  readonly gate: PoliteGate;
  readonly now: () => Date;
}

export const pageSize = 50;

const countSchema = z.object({ count: z.number().int().nonnegative() });
const listSchema = z.array(z.unknown());

export function bookingApi(options: BookingApiOptions): BookingApi {
  const read = async (path: string, query: BookingQuery, page: number): Promise<unknown> => {
    const url = `${options.baseUrl}${path}?${queryString(query, page, options.now())}`;
    return signedInBody(
      await callBookingHost({ url, headers: headersFor(query.storeId, options), gate: options.gate }),
    );
  };
  return {
    async count(query) {
      const body = await read(`/v3.1/businesses/${query.storeId}/bookings/count`, query, 0);
      return parsedOrExpired(countSchema, body, 'the count is no count').count;
    },
    async page(query, page) {
      const body = await read(`/api/businesses/${query.storeId}/bookings`, query, page);
      return parsedOrExpired(listSchema, body, 'the list is no list');
    },
  };
}

/** An expired session shows as 401 or 403, as a redirect to the login page, or as 200 with something else. */
function signedInBody(answer: HostAnswer): unknown {
  if (answer.status === 401 || answer.status === 403) throw new SessionExpired(`HTTP ${answer.status}`);
  if (answer.status >= 300 && answer.status < 400)
    throw new SessionExpired(`redirect, HTTP ${answer.status}`);
  if (answer.status !== 200) throw new Error(`the booking API answered ${answer.status}`);
  return answer.body;
}

function parsedOrExpired<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  how: string,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new SessionExpired(how);
  return parsed.data;
}

/** The parameters that the partner web page sends; both calls take the same. Times are UTC with a zone. */
function queryString(query: BookingQuery, page: number, now: Date): string {
  return new URLSearchParams({
    bizItemTypes: 'STANDARD',
    bookingStatusCodes: query.status,
    dateDropdownType: 'ENTIRE',
    dateFilter: 'USEDATE',
    startDateTime: query.window.from.toISOString(),
    endDateTime: query.window.to.toISOString(),
    maxDays: '31',
    nPayChargedStatusCodes: '',
    orderBy: '',
    orderByStartDate: 'ASC',
    paymentStatusCodes: '',
    searchValue: '',
    page: String(page),
    size: String(pageSize),
    noCache: String(now.getTime()),
  }).toString();
}

function headersFor(storeId: string, options: BookingApiOptions): Record<string, string> {
  return {
    accept: 'application/json',
    'accept-language': 'ko-KR',
    cookie: options.cookies,
    referer: `https://partner.booking.naver.com/bizes/${storeId}/booking-list-view`,
    'x-booking-naver-role': 'OWNER',
  };
}
