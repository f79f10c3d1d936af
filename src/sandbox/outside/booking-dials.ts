import * as z from 'zod';
import type { WorldAnswer } from './world-request.ts';

/** What the booking host answers for a store. */
const storeAnswers = [
  'bookings',
  /** 403: the account may not see this store. */
  'forbidden',
  /** 404: no such business. */
  'absent',
  /** 500. */
  'broken',
  /** 500, but only when completed bookings (RC08) are asked for. */
  'completed-broken',
  /** 200 with an HTML page. */
  'maintenance',
  /** Count 0 and an empty list. */
  'empty',
  /** The count is a text: `"1"`. */
  'count-text',
] as const;

export type StoreAnswer = (typeof storeAnswers)[number];

/** How rows are listed. `snapshot-text`: snapshotJson is a JSON string. `renamed`: it has another name, so no row has a time. */
const rowShapes = ['usual', 'snapshot-text', 'renamed'] as const;

export type RowShape = (typeof rowShapes)[number];

/** Body of POST /_sandbox/booking-host. `all`: for every store that `stores` does not name. */
export const bookingDialsSchema = z.strictObject({
  all: z.enum(storeAnswers).exactOptional(),
  stores: z.record(z.string(), z.enum(storeAnswers)).exactOptional(),
  rows: z.enum(rowShapes).exactOptional(),
});

export type BookingDials = Readonly<z.output<typeof bookingDialsSchema>>;

export interface AskedFor {
  readonly storeId: string;
  readonly statuses: readonly string[];
  readonly isCount: boolean;
}

/** The answer that the dials put in place of the bookings; null if they leave the call alone. */
export function dialledAnswer(dials: BookingDials, asked: AskedFor): WorldAnswer | null {
  switch (dials.stores?.[asked.storeId] ?? dials.all ?? 'bookings') {
    case 'bookings':
      return null;
    case 'forbidden':
      return { status: 403, body: { code: 'FORBIDDEN', message: '권한이 없습니다.' } };
    case 'absent':
      return { status: 404, body: { code: '404', message: 'not a business of this account' } };
    case 'broken':
      return broken;
    case 'completed-broken':
      return asked.statuses.includes('RC08') ? broken : null;
    case 'maintenance':
      return { status: 200, body: '<html><body><h1>서비스 점검 중입니다</h1></body></html>' };
    case 'empty':
      return { status: 200, body: asked.isCount ? { count: 0 } : [] };
    case 'count-text':
      return asked.isCount ? { status: 200, body: { count: '1' } } : null;
  }
}

const broken: WorldAnswer = { status: 500, body: { code: '500', message: 'Internal Server Error' } };

/** A listed row in the dialled shape. */
export function shapedRow(row: Readonly<Record<string, unknown>>, shape: RowShape): Record<string, unknown> {
  const { snapshotJson, ...others } = row;
  if (shape === 'snapshot-text') return { ...others, snapshotJson: JSON.stringify(snapshotJson) };
  return shape === 'renamed' ? { ...others, reservationSnapshot: snapshotJson } : { ...row };
}
