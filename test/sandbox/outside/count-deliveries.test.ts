import { describe, expect, it } from 'vitest';
import { bookingSchema } from '../../../src/sandbox/outside/booking.ts';
import { countDeliveries } from '../../../src/sandbox/outside/count-deliveries.ts';
import type { SensMessage } from '../../../src/sandbox/outside/sens-mailbox.ts';

const booking = (bookingId: number, phone: string) =>
  bookingSchema.parse({
    storeId: '1051707',
    bookingId,
    name: '가상손님',
    phone,
    startsAt: '2026-11-23T06:00:00Z',
    registeredAt: '2026-11-23T04:00:00Z',
  });

const message = (to: string, content: string): SensMessage => ({
  messageId: 'm',
  requestId: 'r',
  type: 'SMS',
  contentType: 'COMM',
  countryCode: '82',
  from: '0200000001',
  to,
  subject: '',
  content,
  deliveredContent: content,
  acceptedAtMs: 0,
  finalCode: '0',
});

describe('counting deliveries at the pretend SENS', () => {
  it('takes one text per booking of a customer as right', () => {
    const bookings = [booking(1, '01000000001'), booking(2, '01000000001')];
    const messages = [
      message('01000000001', '확정'),
      message('01000000001', '확정'),
      message('01000000001', '안내'),
    ];
    expect(countDeliveries(messages, bookings)).toEqual({ messages: 3, duplicates: 0 });
  });

  it('counts each text beyond the bookings of its customer', () => {
    const messages = [
      message('01000000001', '확정'),
      message('01000000001', '확정'),
      message('01000000002', '확정'),
    ];
    expect(countDeliveries(messages, [booking(1, '01000000001')])).toEqual({ messages: 3, duplicates: 2 });
  });
});
