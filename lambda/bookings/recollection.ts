import type { BookingsSeenItem, FarBacklog } from '../../src/domain/bookings-seen.ts';
import type { SeenReading } from './seen-store.ts';

/** What a run knows of what earlier runs saw, and what it leaves to the next one. */
export interface Recollection {
  readonly before: SeenReading;
  readonly stores: BookingsSeenItem['stores'];
  readonly farBacklog: FarBacklog | null;
}
