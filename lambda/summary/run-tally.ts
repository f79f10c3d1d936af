import type { DeliveryMode } from '../../src/domain/control-item.ts';

/** What a run has come to so far. Each step writes its part, so that a run that fails half-way still tells the truth. */
export interface RunTally {
  mode: DeliveryMode;
  storesTotal: number;
  /** All of them until they are read: a store that was not read has failed. */
  storesFailed: number;
  bookingsSeen: number;
  bookingsSkipped: number;
  messagesDue: number;
  accepted: number;
  refused: number;
  inDoubt: number;
  /** Ids of claims that do not read: nobody knows what became of their messages. */
  readonly unreadableClaims: Set<string>;
  released: number;
  missed: number;
  /** Accepted by SENS, in this run or before, and found not to have reached the phone. */
  undelivered: number;
  adopted: number;
  leftOver: number;
  /** Found due by the rules and held back: backlog, night, rescheduled. */
  withheld: number;
  /** Stores of which every message is held back until an operator acknowledges the backlog. */
  storesWithheld: number;
  /** Lines that rules want in the run's message to a channel. */
  notices: readonly { readonly channel: 'telegram' | 'slack'; readonly line: string }[];
  session: 'cached' | 'login' | null;
  loginAttempts: number;
  browserStarted: boolean;
  /** Why sending ended early on purpose; null where it did not. */
  stoppedBy: string | null;
}

export function emptyTally(storesTotal: number): RunTally {
  return {
    mode: 'off',
    storesTotal,
    storesFailed: storesTotal,
    bookingsSeen: 0,
    bookingsSkipped: 0,
    messagesDue: 0,
    accepted: 0,
    refused: 0,
    inDoubt: 0,
    unreadableClaims: new Set(),
    released: 0,
    missed: 0,
    undelivered: 0,
    adopted: 0,
    leftOver: 0,
    withheld: 0,
    storesWithheld: 0,
    notices: [],
    session: null,
    loginAttempts: 0,
    browserStarted: false,
    stoppedBy: null,
  };
}
