import type { ChannelReceipt } from '../domain/announcement.ts';
import type { Clock } from '../runtime/clock.ts';

/** What one attempt at a channel came to. `again`: the channel was busy or silent, and a further attempt may do. */
export type Attempt =
  | { readonly state: 'delivered'; readonly messageId: string }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'again'; readonly error: string; readonly afterMs: number };

export interface DeliverOptions {
  readonly channel: ChannelReceipt['channel'];
  readonly clock: Clock;
  readonly attempt: () => Promise<Attempt>;
}

const maxAttempts = 4;
/** A notification is worth this much of a run and no more, pauses included. */
const budgetMs = 20_000;

/**
 * Tries until the channel took the text, refused it, or the budget is spent. Never throws. A text may arrive twice after
 * a timeout: a duplicate alert is acceptable, a lost one is not.
 */
export async function deliverText(options: DeliverOptions): Promise<ChannelReceipt> {
  const startedAt = options.clock.monotonicMs();
  for (let tried = 1; ; tried += 1) {
    const outcome = await options.attempt();
    if (outcome.state === 'delivered') return receipt(options, outcome.messageId, null);
    if (outcome.state === 'failed') return receipt(options, null, outcome.error);
    const spentMs = options.clock.monotonicMs() - startedAt;
    if (tried === maxAttempts || spentMs + outcome.afterMs > budgetMs) {
      return receipt(options, null, `${outcome.error}, given up after ${tried} attempts`);
    }
    await options.clock.sleep(outcome.afterMs);
  }
}

function receipt(options: DeliverOptions, messageId: string | null, error: string | null): ChannelReceipt {
  const state = error === null ? 'delivered' : 'failed';
  return { channel: options.channel, state, messageId, at: options.clock.now().toISOString(), error };
}
