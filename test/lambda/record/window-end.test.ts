import { expect, it } from 'vitest';
import { windowEnd } from '../../../lambda/record/window-end.ts';

it('is the beginning of the booking, and for an event message as long as its booking is read', () => {
  const claimedAt = new Date('2026-11-01T00:00:00.000Z');
  const end = (kind: 'guide' | 'event', bookingTimeKst: string | null = '2026-11-02 15:00:00') =>
    windowEnd({ claimedAt, kind, bookingTimeKst }, 31).toISOString();
  expect(end('guide')).toBe('2026-11-02T06:00:00.000Z');
  expect(end('event')).toBe('2026-12-03T06:00:00.000Z');
  expect(end('guide', null)).toBe('2026-12-02T00:00:00.000Z');
});
