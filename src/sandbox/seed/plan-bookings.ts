import type { BookingInput } from '../outside/booking.ts';
import type { WorldScenario } from '../world-spec.ts';
import { storeIds } from './invented-stores.ts';

/*
 * The invented bookings of a world and what table `sms` knows of them, from numbers alone: the same numbers and the same
 * start give the same world. Per store, in turn: one that nobody has messaged yet (R1), one that starts soon and was not
 * reminded (R2), one completed with an option (R3, due at 20:00), the rest confirmed and later.
 */

export interface WorldNumbers {
  readonly stores: number;
  readonly bookingsPerStore: number;
  /** Virtual time at which the world begins, milliseconds. */
  readonly startMs: number;
  readonly traffic: WorldScenario['traffic'];
}

export interface PlannedBooking {
  readonly booking: BookingInput;
  /** What the sender before us left in `sms`; null: nothing. */
  readonly flags: LegacyFlags | null;
}

export interface LegacyFlags {
  readonly confirm: boolean;
  readonly remind: boolean;
  readonly option: boolean;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/**
 * One further customer books between every two ticks, for eight days, from the 24th minute on. Ticks come 10 to 16 minutes
 * after the start (`seed-aws.ts`), a late first one 3 minutes later: after what is done before a cutover, and so far from
 * every booking that none falls to another tick where a run takes some seconds more or less.
 */
const arrivalEveryMs = 20 * minuteMs;
const arrivalAfterMs = 24 * minuteMs;
const arrivals = (8 * dayMs) / arrivalEveryMs;

/** In a world without traffic every booking lies this much further ahead, so that none comes due in a rehearsal. */
const nothingDueForMs = 8 * dayMs;

/** All bookings of the world, by store and then by arrival. */
export function planBookings(numbers: WorldNumbers): readonly PlannedBooking[] {
  const stores = storeIds(numbers.stores);
  const present = stores.flatMap((storeId, store) =>
    Array.from({ length: numbers.bookingsPerStore }, (_, place) =>
      presentBooking(numbers, { storeId, store, place }),
    ),
  );
  return numbers.traffic === 'none' ? present : [...present, ...laterBookings(numbers, stores)];
}

interface Seat {
  readonly storeId: string;
  readonly store: number;
  readonly place: number;
}

function presentBooking(numbers: WorldNumbers, seat: Seat): PlannedBooking {
  const bookingId = 700_000_001 + seat.store * 1_000 + seat.place;
  const person = (seat.store * numbers.bookingsPerStore + seat.place) % firstLaterPerson;
  const isNothingDue = numbers.traffic === 'none';
  const life = isNothingDue ? settled(seat) : (lives[seat.place % 12]?.(seat) ?? settled(seat));
  return {
    booking: {
      storeId: seat.storeId,
      bookingId,
      ...customer(person),
      status: life.status,
      startsAt: isoText(numbers.startMs + life.startsInMs + (isNothingDue ? nothingDueForMs : 0)),
      registeredAt: isoText(numbers.startMs - life.registeredBeforeMs),
      options: life.options,
      isAfterFirstTick: numbers.traffic === 'quiet-first-tick' && life.isDueSoon,
    },
    // Flags that no sender can have set yet would look like a foreign sender to the function.
    flags: life.flags,
  };
}

interface Life {
  readonly status: string;
  readonly startsInMs: number;
  readonly registeredBeforeMs: number;
  readonly options: { name: string; bookingCount: number }[];
  readonly flags: LegacyFlags | null;
  readonly isDueSoon: boolean;
}

type LifeOf = (seat: Seat) => Life;

const untouched: LifeOf = ({ store }) => ({
  status: 'RC03',
  startsInMs: 2 * dayMs + store * hourMs,
  registeredBeforeMs: (5 + store) * minuteMs,
  options: [],
  flags: null,
  isDueSoon: true,
});

const soon: LifeOf = ({ store }) => ({
  status: 'RC03',
  startsInMs: (70 + (store % 8) * 5) * minuteMs,
  registeredBeforeMs: 3 * dayMs,
  options: [],
  flags: { confirm: true, remind: false, option: false },
  isDueSoon: true,
});

const completed: LifeOf = ({ store }) => ({
  status: 'RC08',
  startsInMs: -(3 + (store % 4)) * hourMs,
  registeredBeforeMs: 4 * dayMs,
  options: [{ name: '원본 전체 제공 (invented)', bookingCount: 1 }],
  flags: { confirm: true, remind: true, option: false },
  isDueSoon: false,
});

const settled: LifeOf = ({ store, place }) => ({
  status: 'RC03',
  startsInMs: 6 * hourMs + ((place * 8 + (store % 8)) % 600) * hourMs,
  registeredBeforeMs: dayMs + place * hourMs,
  options: [],
  flags: { confirm: true, remind: false, option: false },
  isDueSoon: false,
});

/** The first places of each dozen; the others are settled. */
const lives: readonly LifeOf[] = [untouched, soon, completed];

function laterBookings(numbers: WorldNumbers, stores: readonly string[]): PlannedBooking[] {
  return Array.from({ length: arrivals }, (_, index) => {
    const bookingId = 900_000_001 + index;
    const registeredMs = numbers.startMs + index * arrivalEveryMs + arrivalAfterMs;
    return {
      booking: {
        storeId: stores[index % stores.length] ?? '',
        bookingId,
        ...customer(firstLaterPerson + index),
        startsAt: isoText(registeredMs + (30 + (index % 40)) * hourMs),
        registeredAt: isoText(registeredMs),
        isAfterFirstTick: numbers.traffic === 'quiet-first-tick',
      },
      flags: null,
    };
  });
}

const inventedNames = ['김가상', '이시험', '박연습', '최모의', '정예시', '강임시', '조허구', '윤상상'];

/** Up to five thousand bookings are of as many people; in a larger world some book twice. */
const firstLaterPerson = 5_000;

/** Invented people; the numbers are of a range that no customer has. */
function customer(person: number): { name: string; phone: string } {
  const name = inventedNames[person % inventedNames.length] ?? '김가상';
  return { name, phone: `0100000${String(person).padStart(4, '0')}` };
}

function isoText(ms: number): string {
  return new Date(ms).toISOString();
}
