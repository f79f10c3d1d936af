import * as z from 'zod';
import type { BookingStatus } from '../../src/rules/booking.ts';
import { callBookingHost, type HostAnswer } from './call-booking-host.ts';
import type { PoliteGate } from './polite-gate.ts';
import { StoreRefused } from './store-refused.ts';
import type { BookingWindow } from './windows.ts';

/** What to count or list. */
export interface BookingQuery {
  readonly storeId: string;
  readonly status: BookingStatus;
  readonly window: BookingWindow;
}

/** The two calls of the partner API that we make. Both throw StoreRefused, and Error if there was no usable answer. */
export interface BookingApi {
  count(query: BookingQuery): Promise<number>;
  /** Counts bookings of any time, as the legacy function did: without a window. */
  countAll(query: Omit<BookingQuery, 'window'>): Promise<number>;
  /** Rows of one page of 50, from page 0. */
  page(query: BookingQuery, page: number): Promise<readonly unknown[]>;
}

export interface BookingApiOptions {
  readonly baseUrl: string;
  /** A redirect to below this leads to the login. */
  readonly loginUrl: string;
  /** The value of the cookie header. */
  readonly cookies: string;
  readonly gate: PoliteGate;
  readonly now: () => Date;
  /** False: the run needs the rest of its time for other work, and no call is made. Default always true. */
  readonly mayAsk?: () => boolean;
}

/** A null window: bookings of any time. */
type AnyQuery = Omit<BookingQuery, 'window'> & { readonly window: BookingWindow | null };

export const pageSize = 50;

const countSchema = z.object({ count: z.number().int().nonnegative() });
const listSchema = z.array(z.unknown());

export function bookingApi(options: BookingApiOptions): BookingApi {
  const read = async (path: string, query: AnyQuery, page: number): Promise<unknown> => {
    const url = `${options.baseUrl}${path}?${queryString(query, page, options.now())}`;
    const headers = headersFor(query.storeId, options);
    const { gate, loginUrl, mayAsk = () => true } = options;
    return bodyOf(await callBookingHost({ url, headers, gate, mayAsk }), url, loginUrl);
  };
  const count = async (query: AnyQuery): Promise<number> => {
    const body = await read(`/v3.1/businesses/${query.storeId}/bookings/count`, query, 0);
    return parsed(countSchema, body, 'count').count;
  };
  return {
    count,
    countAll: (query) => count({ ...query, window: null }),
    async page(query, page) {
      const body = await read(`/api/businesses/${query.storeId}/bookings`, query, page);
      return parsed(listSchema, body, 'list');
    },
  };
}

/** What the host has answered with status 200 to calls without a session. */
const loginRequired = z.object({ code: z.enum(['AUTH_REQUIRED', 'UNAUTHORIZED']) });

function bodyOf({ status, location, body }: HostAnswer, url: string, loginUrl: string): unknown {
  if (status === 401 || status === 403) throw new StoreRefused(`HTTP ${status}`);
  if (status >= 300 && status < 400) {
    if (leadsToLogin(location, url, loginUrl)) throw new StoreRefused('redirect to the login page');
    throw new Error(`the booking host answered ${status}: a redirect, and not to the login page`);
  }
  if (status !== 200) throw new Error(`the booking host answered ${status}`);
  if (loginRequired.safeParse(body).success) throw new StoreRefused('it asks for a login');
  return body;
}

function leadsToLogin(location: string | null, url: string, loginUrl: string): boolean {
  if (location === null || !URL.canParse(location, url)) return false;
  const [target, login] = [new URL(location, url), new URL(loginUrl)];
  return target.origin === login.origin && target.pathname.startsWith(login.pathname);
}

/** A page of maintenance, or an answer of a new shape, says nothing of the session. */
function parsed<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  what: 'count' | 'list',
): z.output<Schema> {
  const reading = schema.safeParse(body);
  if (reading.success) return reading.data;
  const seen = body === null ? `a page or other text in place of the ${what}` : `a malformed ${what}`;
  throw new Error(
    `the booking host answered 200 with ${seen}: is it down for maintenance, or has it changed?`,
  );
}

/** The parameters that the partner web page sends; both calls take the same. Times are UTC with a zone. */
function queryString({ status, window }: AnyQuery, page: number, now: Date): string {
  return new URLSearchParams({
    bizItemTypes: 'STANDARD',
    bookingStatusCodes: status,
    dateDropdownType: 'ENTIRE',
    dateFilter: 'USEDATE',
    ...(window ? { startDateTime: window.from.toISOString(), endDateTime: window.to.toISOString() } : {}),
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
