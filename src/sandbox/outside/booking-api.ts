import type { Booking } from './booking.ts';
import { type BookingDials, dialledAnswer, shapedRow } from './booking-dials.ts';
import { type BookingQuery, readBookingQuery } from './booking-query.ts';
import { bookingRow } from './booking-row.ts';
import type { FirstRun } from './first-run.ts';
import type { LoginSessions } from './login-sessions.ts';
import { type ExpiryForm, expiredAnswer, isSignedIn } from './session-gate.ts';
import type { Neighbour, WorldAnswer, WorldRequest } from './world-request.ts';

export interface BookingApiOptions {
  readonly storeIds: ReadonlySet<string>;
  /** By store; grows while the world runs. */
  readonly bookings: ReadonlyMap<string, readonly Booking[]>;
  readonly sessions: LoginSessions;
  readonly expiryForm: ExpiryForm;
  readonly loginUrl: () => string;
  readonly firstRun: FirstRun;
  /** The first run's lists are refused for every store. */
  readonly failsFirstRun: boolean;
  readonly dials: () => BookingDials;
}

const countPath = /^\/v3\.1\/businesses\/(\d+)\/bookings\/count$/;
const listPath = /^\/api\/businesses\/(\d+)\/bookings$/;

/** The pretend partner API: count and list for the invented stores. */
export function createBookingApi(options: BookingApiOptions): Neighbour {
  return {
    name: 'booking',
    operationOf: ({ method, path }) => {
      if (method !== 'GET') return null;
      if (countPath.test(path)) return 'count';
      return listPath.test(path) ? 'list' : null;
    },
    handle: (request) => {
      if (!isSignedIn(request, options.sessions.taken))
        return expiredAnswer(options.expiryForm, options.loginUrl());
      return countPath.test(request.path) ? count(request, options) : list(request, options);
    },
    refuse: (reason) => (reason === 'access-denied' ? expiredAnswer('unauthorized', '') : refusals[reason]),
  };
}

function count(request: WorldRequest, options: BookingApiOptions): WorldAnswer {
  return withBookings(request, countPath, options, (found) => ({
    status: 200,
    body: { count: found.length },
  }));
}

function list(request: WorldRequest, options: BookingApiOptions): WorldAnswer {
  options.firstRun.listed(request.nowMs);
  if (options.failsFirstRun && !options.firstRun.isOver(request.nowMs)) return refusals['server-error'];
  return withBookings(request, listPath, options, (found, { page, size }) => ({
    status: 200,
    body: found
      .slice(page * size, (page + 1) * size)
      .map((booking) => shapedRow(bookingRow(booking), options.dials().rows ?? 'usual')),
  }));
}

function withBookings(
  request: WorldRequest,
  path: RegExp,
  options: BookingApiOptions,
  answer: (found: readonly Booking[], query: BookingQuery) => WorldAnswer,
): WorldAnswer {
  const storeId = path.exec(request.path)?.[1] ?? '';
  if (!options.storeIds.has(storeId)) return problem(404, 'not a business of this account');
  const reading = readBookingQuery(request.query);
  if (!reading.ok) return problem(422, reading.why);
  const { statuses } = reading.query;
  const dialled = dialledAnswer(options.dials(), { storeId, statuses, isCount: path === countPath });
  if (dialled) return dialled;
  return answer(
    find(options.bookings.get(storeId) ?? [], reading.query, request, options.firstRun),
    reading.query,
  );
}

/** Matching bookings that are already there, by start and then by id. */
function find(
  bookings: readonly Booking[],
  query: BookingQuery,
  request: WorldRequest,
  firstRun: FirstRun,
): Booking[] {
  return bookings
    .filter((booking) => Date.parse(booking.registeredAt) <= request.nowMs)
    .filter((booking) => !booking.isAfterFirstTick || firstRun.isOver(request.nowMs))
    .filter((booking) => isOfStatus(booking.status, query.statuses))
    .filter((booking) => isWithin(Date.parse(booking.startsAt), query.window))
    .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || a.bookingId - b.bookingId);
}

/** A status that nobody has seen yet comes with the confirmed bookings, so that a client must notice it by itself. */
function isOfStatus(status: string, asked: readonly string[]): boolean {
  if (asked.length === 0 || asked.includes(status)) return true;
  return !knownStatuses.has(status) && asked.includes('RC03');
}

const knownStatuses: ReadonlySet<string> = new Set(['RC02', 'RC03', 'RC04', 'RC08']);

function isWithin(ms: number, window: BookingQuery['window']): boolean {
  return window === null || (ms >= window.startMs && ms <= window.endMs);
}

function problem(status: number, message: string): WorldAnswer {
  return { status, body: { code: String(status), message } };
}

const refusals = {
  throttle: problem(429, 'Too Many Requests'),
  'server-error': problem(500, 'Internal Server Error'),
} as const;
