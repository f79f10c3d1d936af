import type { Booking } from './booking.ts';
import { kstDate, kstOffsetText } from './kst-time.ts';

const visitMs = 60 * 60_000;

/** A booking as the partner API lists it. The exact time stands only in snapshotJson, in UTC with a trailing Z. */
export function bookingRow(booking: Booking): Record<string, unknown> {
  const startMs = Date.parse(booking.startsAt);
  const registered = kstOffsetText(Date.parse(booking.registeredAt));
  return {
    bookingId: booking.bookingId,
    businessId: Number(booking.storeId),
    bizItemId: Number(booking.storeId) * 10 + 1,
    bizItemName: '프로필 촬영 (invented)',
    bizItemType: 'STANDARD',
    bookingStatusCode: booking.status,
    name: booking.name,
    phone: booking.isPhoneMasked ? masked(booking.phone) : booking.phone,
    isForcedPrivacyMasking: booking.isPhoneMasked,
    isNonmember: false,
    isNPayUsed: false,
    isCompleted: booking.status === 'RC08',
    bookingCount: 1,
    cancelledCount: 0,
    noShowCount: 0,
    totalPrice: 0,
    startDate: kstDate(startMs),
    endDate: kstDate(startMs),
    regDateTime: registered,
    confirmedDateTime: booking.status === 'RC02' ? null : registered,
    cancelledDateTime: booking.status === 'RC04' ? registered : null,
    completedDateTime: booking.status === 'RC08' ? kstOffsetText(startMs + visitMs) : null,
    requestMessage: null,
    previousBookingId: booking.previousBookingId,
    snapshotJson: {
      startDateTime: utcText(startMs),
      endDateTime: utcText(startMs + visitMs),
      bookingOptionJson: booking.options,
      couponJson: booking.couponName === null ? [] : [{ couponName: booking.couponName }],
      customFormInputJson: [],
    },
    ...booking.listedAs,
  };
}

/** `YYYY-MM-DDTHH:MM:SSZ`: the API gives no milliseconds. */
function utcText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function masked(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}
