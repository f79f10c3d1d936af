import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { bookingSchema } from '../../../src/sandbox/outside/booking.ts';
import { bookingRow } from '../../../src/sandbox/outside/booking-row.ts';

it('lists a booking exactly as the fixture shows an ordinary row', async () => {
  const fixture = JSON.parse(await readFile('fixtures/bookings/partner-list-rows.json', 'utf8'));

  const row = bookingRow(
    bookingSchema.parse({
      storeId: '1051707',
      bookingId: 700000001,
      name: '김가상',
      phone: '01000000001',
      startsAt: '2026-11-25T05:00:00Z',
      registeredAt: '2026-11-23T04:55:00Z',
    }),
  );

  expect(fixture.origin).toBe('invented');
  expect(row).toEqual(fixture.rows.ordinary);
});
