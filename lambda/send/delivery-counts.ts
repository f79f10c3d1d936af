import type { DueMessage } from '../messages/due-message.ts';
import { addTo, type Counts } from '../summary/sums.ts';
import type { Comparable } from './refusal-streak.ts';
import type { SendEnd, SkipReason } from './send-end.ts';

/** What became of the messages that were attempted: each is in exactly one of the counts. */
export interface DeliveryCounts {
  accepted: number;
  refused: number;
  inDoubt: number;
  released: number;
  /** Not this run's to send, by reason. */
  readonly skipped: Counts;
  /** Attempted without success before the claim, or with another row than the rules saw. */
  readonly withoutClaim: DueMessage[];
}

export const noCounts = (): DeliveryCounts => ({
  accepted: 0,
  refused: 0,
  inDoubt: 0,
  released: 0,
  skipped: new Map(),
  withoutClaim: [],
});

const counterOf = {
  accepted: 'accepted',
  refused: 'refused',
  'in-doubt': 'inDoubt',
  released: 'released',
  forbidden: 'released',
} as const satisfies Record<Exclude<SendEnd['state'], 'skipped'>, string>;

/** Counts the end of one message. */
export function countEnd(counts: DeliveryCounts, message: DueMessage, end: SendEnd): void {
  if (end.state !== 'skipped') {
    counts[counterOf[end.state]] += 1;
    return;
  }
  addTo(counts.skipped, end.reason);
  if (end.reason === rowChanged) counts.withoutClaim.push(message);
}

/** Counts refused messages as in doubt: the refusals turned out to be about the account. */
export function countReopened(counts: DeliveryCounts, ends: readonly Comparable[]): void {
  const refused = ends.filter(({ state }) => state === 'refused').length;
  counts.refused -= refused;
  counts.inDoubt += refused;
}

/** How many of the messages without a claim are counted as skipped already. */
export const skippedWithoutClaim = ({ skipped }: DeliveryCounts): number => skipped.get(rowChanged) ?? 0;

const rowChanged: SkipReason = 'row-changed';
