import type { RunSummary } from '../../../lambda/summary/summary-of.ts';

/** A run at 14:00 in Korea that found nothing to do. Invented. */
export const summary: RunSummary = {
  build_id: 'b',
  mode: 'live',
  outcome: 'succeeded',
  trigger: 'schedule',
  stores_total: 8,
  stores_failed: 0,
  bookings_seen: 0,
  bookings_skipped: 0,
  messages_due: 0,
  accepted: 0,
  refused: 0,
  in_doubt: 0,
  released: 0,
  missed: 0,
  undelivered: 0,
  withheld: 0,
  stores_withheld: 0,
  adopted: 0,
  left_over: 0,
  session: 'cached',
  browser_started: false,
  started_at: '2026-11-02T05:00:00.000Z',
  duration_ms: 17,
  notifications: [],
};
