import type { DeliveryMode } from '../../src/domain/control-item.ts';
import { type BookingSums, emptyBookingSums, emptyMessageSums, type MessageSums } from './sums.ts';

/** The results of a run so far. Each step writes its part, so that a run that fails half-way still reports the truth. */
export interface RunTally {
  mode: DeliveryMode;
  storesTotal: number;
  /** All of them until they are read: a store that was not read has failed. */
  storesFailed: number;
  /** What became of each booking that the host returned. */
  readonly bookings: BookingSums;
  /** What became of each message that the rules found due in this run. */
  readonly messages: MessageSums;
  /** What became of messages of earlier runs. */
  readonly earlier: EarlierMessages;
  /** Ids of claims that are malformed: nobody knows what became of their messages. */
  readonly unreadableClaims: Set<string>;
  /** Postponed messages that got a claim of their own, so that a later run sends or reports them. */
  writtenDown: number;
  /** Found due by the rules and held back: backlog, night, rescheduled. Not part of `messages.due`. */
  withheld: number;
  /** Stores of which every message is held back until an operator acknowledges the backlog. */
  storesWithheld: number;
  /** Lines that rules want in the run's message to a channel. */
  notices: readonly { readonly channel: 'telegram' | 'slack'; readonly line: string }[];
  session: 'cached' | 'login' | null;
  loginAttempts: number;
  browserStarted: boolean;
  /** 1 if SENS asked to wait for longer than the run could. */
  throttled: number;
  /** Why sending ended early on purpose; null if it did not. */
  stoppedBy: string | null;
}

export interface EarlierMessages {
  /** In doubt before, and SENS's list shows them. */
  adopted: number;
  /** Claims given back because their run ended before the send began. */
  released: number;
  inDoubt: number;
  /** Their window passed without a send. */
  missed: number;
  /** Accepted by SENS, in this run or before, and found not to have reached the phone. */
  undelivered: number;
  /** Accepted a day ago, and SENS never reported how they ended. */
  unfollowed: number;
  /** 1 if SENS's list was not read, or not completely: messages in doubt and delivered ones could not be followed. */
  listUnread: number;
}

export function emptyTally(storesTotal: number): RunTally {
  return {
    mode: 'off',
    storesTotal,
    storesFailed: storesTotal,
    bookings: emptyBookingSums(),
    messages: emptyMessageSums(),
    earlier: { adopted: 0, released: 0, inDoubt: 0, missed: 0, undelivered: 0, unfollowed: 0, listUnread: 0 },
    unreadableClaims: new Set(),
    writtenDown: 0,
    withheld: 0,
    storesWithheld: 0,
    notices: [],
    session: null,
    loginAttempts: 0,
    browserStarted: false,
    throttled: 0,
    stoppedBy: null,
  };
}
