import * as z from 'zod';
import { readableText } from '../../domain/readable-text.ts';
import { type DayTime, dayTime } from '../day-time.ts';
import { type MessageKind, messageKinds } from '../message-kind.ts';

/** One shop. */
export interface Store {
  /** Its business id at booking.naver.com. */
  readonly id: string;
  readonly name: string;
  /** Its own sender number, digits. */
  readonly from: string;
  readonly servedByLegacy: boolean;
  /** `YYYY-MM-DD`, KST: from then on a store that the old function did not serve is messaged. Null: not yet. */
  readonly backlogAcknowledged: string | null;
  /** What templates may name of this shop beside its name, as `{parking}`. */
  readonly texts: Readonly<Record<string, string>>;
}

export interface StoreSettings {
  /** What stores.yaml says of where it comes from; null if it does not. */
  readonly origin: string | null;
  readonly stores: readonly Store[];
  /** Sender number of messages that do not bear the store's own, digits. */
  readonly defaultFrom: string;
  /** Kinds that bear the store's own sender number. */
  readonly ownNumberFor: readonly MessageKind[];
  /** How far ahead confirmed bookings are read, days, today included. */
  readonly confirmedDaysAhead: number;
  readonly completedDaysBack: number;
  /** `YYYY-MM-DD`, KST: from then on bookings that a longer window brought into view are messaged. Null: not. */
  readonly farBacklogAcknowledged: string | null;
  /** What becomes of the confirmation of a booking that replaces another one. */
  readonly rescheduled: 'send' | 'skip';
  /** When no advertisement leaves, KST. */
  readonly adQuietHours: DayTime;
  /** `YYYY-MM-DD`, KST: from then on messages go out even while table `sms` is empty. Null: not. */
  readonly backlogAcknowledged: string | null;
}

const asSender = 'a sender number is 8 to 11 digits in quotes, without hyphens';
const sender = z.string(asSender).regex(/^\d{8,11}$/, asSender);
/** The legacy function read confirmed bookings without any window: nothing less is as early as it was, unless shops say so. */
const farthestDays = 366;
const days = z.number().int().min(1).max(farthestDays);
const acknowledged = z.iso
  .date('an acknowledgement is the day from which it counts, as 2026-12-01, or null')
  .nullable()
  .default(null);
const textName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a text is named in camelCase, as parking');

const quietHours = dayTime.refine(({ from, to }) => minutesLong(from, to) >= 60, {
  error: 'quiet hours last at least an hour',
});

/** The law forbids advertisements between 21:00 and 08:00 without a further consent (Network Act, article 50). */
const lawfulNight: DayTime = { from: '21:00', to: '08:00' };

/** An editor on macOS may write Hangul in parts, which EUC-KR lacks. */
const shownText = z.string().min(1).transform(readableText);

const store = z.strictObject({
  name: shownText,
  from: sender,
  servedByLegacy: z.boolean(),
  backlogAcknowledged: acknowledged,
  texts: z.record(textName, shownText).default({}),
});

/** The shape of stores.yaml. */
export const storesSchema = z
  .strictObject({
    origin: z.string().nullable().default(null),
    senders: z.strictObject({
      default: sender,
      ownNumberFor: z.array(z.enum(messageKinds)).default(['guide']),
    }),
    windows: z
      .strictObject({
        confirmedDaysAhead: days.default(farthestDays),
        completedDaysBack: days,
        backlogAcknowledged: acknowledged,
      })
      .transform(({ backlogAcknowledged, ...rest }) => ({
        ...rest,
        farBacklogAcknowledged: backlogAcknowledged,
      })),
    rescheduled: z.enum(['send', 'skip']).default('send'),
    adQuietHours: quietHours.default(lawfulNight),
    backlogAcknowledged: acknowledged,
    stores: z
      .record(
        z.string().regex(/^\d+$/, 'a store id is its business id at booking.naver.com, digits alone'),
        store,
      )
      .refine(
        (stores) => Object.keys(stores).length > 0,
        'at least one store is needed; write it as "1051707": { name, from, servedByLegacy }',
      ),
  })
  .transform(
    ({ stores, senders, windows, ...rest }): StoreSettings => ({
      ...rest,
      ...windows,
      stores: Object.entries(stores).map(([id, written]) => ({ id, ...written })),
      defaultFrom: senders.default,
      ownNumberFor: senders.ownNumberFor,
    }),
  );

function minutesLong(from: string, to: string): number {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return (minutes(to) - minutes(from) + 1_440) % 1_440;
}
