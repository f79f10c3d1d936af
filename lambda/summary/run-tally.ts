import type { DeliveryMode } from '../../src/domain/control-item.ts';
import type { ApprovalWarning } from '../register/approval-end.ts';
import { type BookingSums, emptyBookingSums, emptyMessageSums, type MessageSums } from './sums.ts';

/** The results of a run so far. Each step writes its part, so that a run that fails half-way still reports the truth. */
export interface RunTally {
  mode: DeliveryMode;
  /** Why the run has this mode, in one sentence. */
  modeReason: string;
  /** False: it is not live, and nobody ended delivery on purpose. */
  isModeIntended: boolean;
  /** A warning to give in this run; null if there is none. */
  approvalEnd: ApprovalWarning | null;
  storesTotal: number;
  /** All of them until they are read: a store that was not read has failed. */
  storesFailed: number;
  /** Why no store could be read as it should be: the run fails, after its work. Null if one could. */
  hostFailure: string | null;
  /** What became of each booking that the host returned. */
  readonly bookings: BookingSums;
  /** Stores that had confirmed bookings in an earlier run, and have none now. */
  storesEmptied: number;
  /** `<booking> <reason>` of each booking that was skipped, in any order. */
  readonly skippedBookings: string[];
  /** Those of them that no earlier run has reported. */
  newlySkipped: number;
  /** What became of each message that the rules found due in this run. */
  readonly messages: MessageSums;
  /** What became of messages of earlier runs. */
  readonly earlier: EarlierMessages;
  /** Messages that somebody must still deal with, at the end of the run; null until then, or if it could not be read. */
  open: OpenCases | null;
  /** Looks at what earlier runs saw or left that could not be made: what they would have shown is not known. */
  checksUnread: number;
  /** Ids of claims that are malformed: nobody knows what became of their messages. */
  readonly unreadableClaims: Set<string>;
  /** Postponed messages that got a claim of their own, so that a later run sends or reports them. */
  writtenDown: number;
  /** Due messages that were left since the approval ended while they were being sent. */
  unsentAfterEnd: number;
  /** Rows in `sms` that another sender marked while we were the only one. */
  foreignRows: number;
  /** Found due by the rules and held back: backlog, night, rescheduled. Not part of `messages.due`. */
  withheld: number;
  /** Stores of which every message is held back until an operator acknowledges the backlog. */
  storesWithheld: number;
  /** Lines that rules want in the run's message to a channel. */
  notices: readonly { readonly channel: 'telegram' | 'slack'; readonly line: string }[];
  session: 'cached' | 'login' | null;
  loginAttempts: number;
  /** Sessions of a login that the partner API took and table `session` did not: the next run has to sign in again. */
  sessionsUnstored: number;
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

/** Messages that somebody must still deal with, whatever run left them. */
export interface OpenCases {
  readonly inDoubt: number;
  /** By SENS or by our own check. */
  readonly refused: number;
}

export function emptyTally(storesTotal: number): RunTally {
  return {
    mode: 'off',
    modeReason: 'the run ended before it knew its mode',
    isModeIntended: true,
    approvalEnd: null,
    storesTotal,
    storesFailed: storesTotal,
    hostFailure: null,
    bookings: emptyBookingSums(),
    storesEmptied: 0,
    skippedBookings: [],
    newlySkipped: 0,
    messages: emptyMessageSums(),
    earlier: { adopted: 0, released: 0, inDoubt: 0, missed: 0, undelivered: 0, unfollowed: 0, listUnread: 0 },
    open: null,
    checksUnread: 0,
    unreadableClaims: new Set(),
    writtenDown: 0,
    unsentAfterEnd: 0,
    foreignRows: 0,
    withheld: 0,
    storesWithheld: 0,
    notices: [],
    session: null,
    loginAttempts: 0,
    sessionsUnstored: 0,
    browserStarted: false,
    throttled: 0,
    stoppedBy: null,
  };
}
