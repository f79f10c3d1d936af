import type { Chance } from './chance.ts';

/** What can become of one call to a table. */
export type TableFate =
  | 'answered'
  | 'throttled'
  /** Nothing is written, and the caller waits in vain. */
  | 'request-lost'
  /** It is written, and the caller waits in vain. */
  | 'answer-lost'
  /** It is written, the answer is lost, and the SDK asks again by itself. */
  | 'asked-twice'
  /** The caller has given up when it is written. */
  | 'written-late'
  | 'died-before'
  | 'died-after';

export type SendFate =
  | 'answered'
  | 'no-connection'
  | 'lost'
  | 'accepted-and-lost'
  | 'accepted-late'
  | 'accepted-and-500'
  | 'accepted-without-id'
  | 'status-500'
  | 'status-429'
  | 'status-401'
  | 'status-400'
  | 'status-403'
  | 'status-404'
  | 'status-408'
  /** 202 with a body that says that the request failed; SENS has not taken it. */
  | 'said-failed'
  | 'said-failed-and-taken'
  | 'died-before'
  | 'died-after';

/** What SENS does to every send of one run: our account is refused, or too many requests came. */
export type RunFate = Extract<SendFate, 'answered' | 'status-403' | 'status-404' | 'status-429'>;

export type ListFate = 'answered' | 'unreadable' | 'died-before';

const tableTroubles: readonly [TableFate, ...TableFate[]] = [
  'throttled',
  'throttled',
  'request-lost',
  'answer-lost',
  'asked-twice',
  'written-late',
  'died-before',
  'died-after',
];

const sendTroubles: readonly [SendFate, ...SendFate[]] = [
  'no-connection',
  'lost',
  'lost',
  'accepted-and-lost',
  'accepted-and-lost',
  'accepted-late',
  'accepted-late',
  'accepted-and-500',
  'accepted-without-id',
  'status-500',
  'status-429',
  'status-401',
  'status-400',
  'status-404',
  'status-408',
  'said-failed',
  'said-failed-and-taken',
  'died-before',
  'died-after',
];

const listTroubles: readonly [ListFate, ...ListFate[]] = ['unreadable', 'unreadable', 'died-before'];

/** How likely trouble is in one call, by whom it meets. */
export interface Trouble {
  readonly table: number;
  readonly send: number;
  readonly list: number;
  /** That a store cannot be read in a run, and that a row comes in another shape. */
  readonly host: number;
}

export const noTrouble: Trouble = { table: 0, send: 0, list: 0, host: 0 };

export const tableFate = (chance: Chance, trouble: Trouble): TableFate =>
  chance.is(trouble.table) ? chance.pick(tableTroubles) : 'answered';

export const sendFate = (chance: Chance, trouble: Trouble): SendFate =>
  chance.is(trouble.send) ? chance.pick(sendTroubles) : 'answered';

const runTroubles = ['status-403', 'status-404', 'status-429', 'status-429'] as const;

/** One fate for all sends of a run; `answered`: each has its own. */
export const runFate = (chance: Chance, trouble: Trouble): RunFate =>
  chance.is(trouble.send / 4) ? chance.pick(runTroubles) : 'answered';

/** True: no list is readable in this run. */
export const isListAway = (chance: Chance, trouble: Trouble): boolean => chance.is(trouble.list / 4);

export const listFate = (chance: Chance, trouble: Trouble): ListFate =>
  chance.is(trouble.list) ? chance.pick(listTroubles) : 'answered';
